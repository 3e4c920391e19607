"""Two months, two years or two desa beside each other."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from html import escape
from math import floor

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from pws.indicators import CHAPTERS
from pws.selectors.comparing import Pair, compared
from pws.selectors.matrix import UTAMA
from pws.selectors.places import Place, PlaceKind
from pws.selectors.tallies import freshness
from pws.views.asked import Month, asked_month, place_or_404, reader_of
from pws.views.chapters import chapter_title
from pws.views.markup import joined
from pws.views.said import shown_words
from pws.views.scope_place import wide_place


@require_safe
@login_needed
def compare(request: UserRequest) -> HttpResponse:
    """`?bulan=&desa=|puskesmas=` beside `&bulan2=` (else a year before) or `&desa2=`, of chapter `bab`."""
    month = asked_month(request)
    place = wide_place(request, month)
    require(request.user, Can.SEE_NUMBERS)
    other, other_month = _other(request, place, month)
    chapter = request.GET.get("bab", UTAMA)
    chapter = chapter if chapter in CHAPTERS else UTAMA
    pairs = compared((other, other_month.period), (place, month.period), chapter=chapter)
    hides = reader_of(request).hides_small
    own = wide_place_choices(request, month)
    return page(
        request, "pws/compare.html", part="pws/_compare_part.html", place=place, month=month,
        fresh=freshness(desa_ids=place.desa_ids, period=month.period, months=month.period % 12 + 1),
        lines=joined(_line(one, hides_small=hides) for one in pairs), chapter=chapter,
        left=_title(other, other_month), right=_title(place, month), other_month=other_month, other=other,
        desa_choices=own, chapters=[(UTAMA, _("Utama")), *((name, chapter_title(name)) for name in CHAPTERS)],
    )  # fmt: skip


def wide_place_choices(request: UserRequest, month: Month) -> list[tuple[str, str]]:
    """The desa that the user may compare with, code and name."""
    if request.user.area_code.count(".") == 1:
        everything = place_or_404(PlaceKind.KABUPATEN, request.user.area_code, month)
    elif request.user.facility_id and request.user.may(Can.SEE_AUDIT):
        everything = place_or_404(PlaceKind.PUSKESMAS, request.user.facility_id, month)
    else:
        everything = wide_place(request, month)
    return [(one.code, one.name) for one in everything.desa]


def _other(request: UserRequest, place: Place, month: Month) -> tuple[Place, Month]:
    """The left side: another desa in the same month, or the same place in another month."""
    typed = request.GET.get("desa2", "").strip()
    period = words.period_from(request.GET.get("bulan2", "").strip())
    if period is None or period > month.current:
        period = month.period if typed else month.period - 12
    other_month = replace(month, period=period, notice="")
    return (place_or_404(PlaceKind.DESA, typed, other_month) if typed else place), other_month


def _title(place: Place, month: Month) -> str:
    return f"{place.name}, {words.month(month.period)}"


def _line(one: Pair, *, hides_small: bool) -> SafeString:
    """`<tr>`: the indicator, both numbers with their counts and status, the difference in points."""
    sides, unseen = [], False
    for column in (one.left, one.right):
        text, counts, _kind, word, _moved = shown_words(column, one.indicator, hides_small=hides_small)
        unseen = unseen or (hides_small and text.startswith("<"))
        detail = " · ".join(part for part in (counts, word) if part)
        sides.append(
            f'<td class="num"><b>{escape(text)}</b><br><span class="soft">{escape(detail)}</span></td>'
        )
    points = words.NONE if unseen else _points(one.difference)
    definition, title = escape(str(one.indicator.definition)), escape(str(one.indicator.title))
    head = f'<th scope="row" title="{definition}">{title}</th>'
    return mark_safe(f'<tr>{head}{"".join(sides)}<td class="num">{points}</td></tr>')  # noqa: S308 (escaped)


def _points(difference: Fraction | None) -> str:
    """Percentage points with their sign.

    >>> _points(Fraction(1, 8)), _points(None)
    ('+12,5', '–')
    """
    if difference is None:
        return words.NONE
    tenths = floor(abs(difference) * 1000 + Fraction(1, 2))
    sign = "" if not tenths else "+" if difference > 0 else "−"
    return f"{sign}{words.number(tenths / 10, 1)}"
