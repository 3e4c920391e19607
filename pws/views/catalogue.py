"""The catalogue on the screen: every indicator from its declaration, by chapter or by what is looked for."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.http import HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ilp.access import scope
from ilp.access.gate import need
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from pws.indicators import CHAPTERS, VERSIONS, Indicator
from pws.selectors.catalogue import indicator_targets
from pws.selectors.matrix import MAIN, UTAMA
from pws.views import explained as say
from pws.views.chapters import chapter_title


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator in words. `facts` and those of each earlier version: (what, value) lines."""

    indicator: Indicator
    facts: tuple[tuple[str, str], ...]
    earlier: tuple[tuple[Indicator, str], ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """A heading with what is under it."""

    name: str
    title: str
    entries: tuple[Entry, ...]


@require_safe
@need(Can.SEE_NUMBERS)
def indicators(request: UserRequest) -> HttpResponse:
    """`?bab=ibu`, else the main ones; `?cari=` looks in all chapters. With the targets of this year."""
    search = request.GET.get("cari", "").strip()[:60]
    chapter = request.GET.get("bab", UTAMA)
    chapter = chapter if chapter in CHAPTERS else UTAMA
    targets = indicator_targets(desa_ids=scope.current().desa_ids or (), year=timezone.localdate().year)
    return page(
        request, "pws/indicators.html", part="pws/_indicators_part.html", search=search,
        chapter="" if search else chapter, found=_found(chapter, search.lower().split(), targets),
        chapters=[(UTAMA, _("Utama")), *((name, chapter_title(name)) for name in CHAPTERS)],
    )  # fmt: skip


def _found(asked: str, sought: list[str], targets: Mapping[str, Decimal]) -> list[Chapter]:
    """The chapters with what is asked for; those without are left out."""
    found = []
    for name, inside in CHAPTERS.items():
        codes = dict.fromkeys(one.code for one in inside)
        if sought:
            shown = [code for code in codes if _matches(VERSIONS[code][-1], sought)]
        else:
            shown = [code for code in codes if asked == name or (asked == UTAMA and code in MAIN)]
        if shown:
            entries = tuple(_entry(code, targets) for code in shown)
            found.append(Chapter(name, chapter_title(name), entries))
    return found


def _matches(one: Indicator, sought: list[str]) -> bool:
    """Whether every word stands in the code, the names, the definition or the source."""
    text = f"{one.code} {one.short} {one.title} {one.definition} {one.source}".lower()
    return all(word in text for word in sought)


def _entry(code: str, targets: Mapping[str, Decimal]) -> Entry:
    newest, *earlier = reversed(VERSIONS[code])
    return Entry(newest, _facts(newest, targets), tuple((one, say.valid_words(one)) for one in earlier))


def _facts(one: Indicator, targets: Mapping[str, Decimal]) -> tuple[tuple[str, str], ...]:
    better = say.better_words(one.direction)
    target = words.percent_of(targets.get(one.code, one.target), 0)
    ages = _("%(low)s–%(high)s bulan") % dict(zip(("low", "high"), one.ages, strict=True)) if one.ages else ""
    lines = (
        (_("Kode"), one.code),
        (_("Jenis"), f"{one.kind}{'*' if one.is_chronic else ''} · {say.kind_words(one)}"),
        (_("Yang dihitung"), f"{say.subject_words(one)}, {say.place_words(one)}" if one.is_known else ""),
        (_("Penyebut"), say.divided_by(one)),
        (_("Bulan kampanye"), say.campaign_words(one)),
        (_("Umur"), ages),
        (_("Target tahun ini"), f"{target} ({better})" if better else target),
        (_("Klaster"), one.owner.removeprefix("K")),
        (_("Berlaku"), say.valid_words(one)),
        (_("Sumber"), one.source),
    )
    return tuple((what, value) for what, value in lines if value)
