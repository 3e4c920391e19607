"""Situasi Kesehatan Desa/Kelurahan: what a kades, a bidan and a kepala puskesmas look at together (04 §8)."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from django.http import HttpResponse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from ilp.base.templatetags.ilp import badge, icon
from pws.indicators import CHAPTERS, Indicator
from pws.rules.coverage import Status
from pws.rules.diseases import Standing as DiseaseStanding
from pws.rules.small_cells import is_hidden
from pws.rules.standing import Trend
from pws.selectors.figures import HIDDEN
from pws.selectors.phrases import phrases
from pws.selectors.places import PlaceKind
from pws.selectors.situation import Post, Said, Situation, Stage, situation
from pws.selectors.tallies import freshness
from pws.views import graph_words as say
from pws.views.addresses import graph_href, listed_href, missed_href
from pws.views.asked import Month, asked_month, may_see_names, place_or_404, reader_of
from pws.views.chapters import chapter_title
from pws.views.markup import joined
from pws.views.remembered import Remembered, place_key
from pws.views.said import count_word, disease_title, shown_gap, shown_words, source_title, stage_title
from pws.views.situation_print import situation_pdf


@dataclass(frozen=True, slots=True)
class Drawn:
    """The panels ready to print. `chapters`: title, lines of the table. `diseases`: first ones by source.

    `posts`: each posyandu with who was served and D/S in words.
    """

    situation: Situation
    home_visits: str
    standing: list[tuple[str, str, int]]
    stages: list[tuple[str, Stage, list[str]]]
    worst: list[tuple[Said, str, str, str]]
    chapters: list[tuple[str, str, SafeString]]
    spm: SafeString
    diseases: list[tuple[str, str, list[tuple[str, str, str]]]]
    posts: list[tuple[Post, str, str]]


DRAWN = Remembered[Drawn](most=64)


@require_safe
@login_needed
def desa_situation(request: UserRequest, code: str) -> HttpResponse:
    """`?bulan=`; `format=pdf`: one page for the kades and the lokmin."""
    month = asked_month(request)
    place = place_or_404(PlaceKind.DESA, code, month)
    require(request.user, Can.SEE_NUMBERS)
    fresh = freshness(desa_ids=place.desa_ids, period=month.period, months=month.period % 12 + 1)
    reader, named = reader_of(request), may_see_names(request)

    def draw() -> Drawn:
        found = situation(place, period=month.period, stamps=fresh.months)
        return _drawn(found, month, place.code, hides_small=reader.hides_small, named=named)

    key = (place_key(place), month.period, reader.hides_small, named, fresh.stamp)
    drawn = DRAWN.get(key, draw)
    if request.GET.get("format") == "pdf":
        return situation_pdf(place, month, fresh, drawn.situation, hides_small=reader.hides_small)
    return page(
        request, "pws/situation.html", part="pws/_situation_part.html", place=place, month=month, fresh=fresh,
        drawn=drawn, named=named,
    )  # fmt: skip


def _drawn(found: Situation, month: Month, code: str, *, hides_small: bool, named: bool) -> Drawn:
    by_code = {one.indicator.code: one for one in found.said}
    chapters = []
    for name, indicators in CHAPTERS.items():
        inside = [by_code[code] for code in dict.fromkeys(one.code for one in indicators) if code in by_code]
        unknown = [one for one in indicators if not one.is_known and one.holds_in(month.period)]
        lines = [_line(one, month, code, hides_small=hides_small, named=named) for one in inside]
        lines += [_missing_line(one) for one in unknown]
        if lines and name != "spm":
            chapters.append((name, chapter_title(name), joined(lines)))
    return Drawn(
        found,
        count_word(found.home_visits, hides_small=hides_small),
        [(say.KINDS[one], say.status_word(one), n) for one in Status if (n := found.standing.get(one))],
        [(stage_title(one.code), one, _stage_words(one, hides_small)) for one in found.stages],
        [_worst(one, month, code, hides_small=hides_small, named=named) for one in found.worst],
        chapters,
        joined(
            _line(by_code[spm], month, code, hides_small=hides_small, named=named)
            for spm in dict.fromkeys(one.code for one in CHAPTERS.get("spm", ()))
            if spm in by_code
        ),
        [
            (source.value, source_title(source), [_disease(one, hides_small) for one in standings])
            for source, standings in found.diseases.items()
        ],
        [_post(one, hides_small) for one in found.posts],
    )


def _disease(one: DiseaseStanding, hides_small: bool) -> tuple[str, str, str]:
    """Name, people, and what it is beside the puskesmas."""
    title = disease_title(one.code)
    if hides_small and is_hidden(one.n):
        return title, HIDDEN, ""
    people = say.people_word(one.n)
    return title, people, _("menonjol") if one.stands_out else ""


def _stage_words(stage: Stage, hides_small: bool) -> list[str]:
    return [count_word(count, hides_small=hides_small) for count in stage.counts]


def _post(one: Post, hides_small: bool) -> tuple[Post, str, str]:
    attended, weighed, children = (
        count_word(n, hides_small=hides_small) for n in (one.attended, one.weighed, one.children)
    )
    return one, attended, f"{weighed}/{children}"


def _worst(
    one: Said, month: Month, code: str, *, hides_small: bool, named: bool
) -> tuple[Said, str, str, str]:
    share, *_rest = shown_words(one.column, one.indicator, hides_small=hides_small)
    gap = shown_gap(one.column, hides_small=hides_small)
    href = missed_href(one.indicator, month.param, code) if named else ""
    return one, share, words.number(gap) if gap else "", href


def _line(one: Said, month: Month, code: str, *, hides_small: bool, named: bool) -> SafeString:
    """`<tr>`: name, number, counts, target line, status, trend, people behind, projection."""
    indicator, read = one.indicator, one.column.coverage
    text, counts, kind, word, moved = shown_words(one.column, indicator, hides_small=hides_small)
    href = listed_href(indicator, month.param, code, may_names=named)
    graph = graph_href(indicator, month.param)
    words_of = phrases()
    title, definition = words_of.title_and_definition(indicator)
    shown = escape(counts or text)
    linked = f'<a href="{escape(href)}">{shown}</a>' if href and counts else shown
    status = badge(kind, word) if word else words.NONE
    missed = missed_href(indicator, month.param, code) if named else ""
    missing = shown_gap(one.column, hides_small=hides_small)
    gap = say.people_word(missing) if missing else words.NONE
    behind = f'<a href="{escape(missed)}">{gap}</a>' if missed and gap != words.NONE else gap
    arrow = "" if moved is Trend.NONE else icon(moved)
    year_end = say.projection(read).text if read is not None and text != HIDDEN else words.NONE
    cells = (
        f'<th scope="row" title="{definition}"><a href="{escape(graph)}">{title}</a></th>'
        f'<td class="num"><b>{escape(text)}</b></td><td class="num">{linked}</td>'
        f'<td class="num">{_goal(one)}</td><td>{status}</td>'
        f'<td class="trend">{arrow}{escape(words_of.moved[moved])}</td><td class="num">{behind}</td>'
        f'<td class="num">{escape(year_end)}</td>'
    )
    return mark_safe(f"<tr>{cells}</tr>")  # noqa: S308 (escaped)


def _missing_line(one: Indicator) -> SafeString:
    """An indicator whose records come later never has a number."""
    said = _("belum ada sumber data")
    title, _definition = phrases().title_and_definition(one)
    reason = escape(str(one.missing))
    return mark_safe(  # noqa: S308 (escaped)
        f'<tr class="no-source"><th scope="row">{title}</th>'
        f'<td colspan="7"><span class="soft">{escape(said)}: {reason}</span></td></tr>'
    )


def _goal(one: Said) -> str:
    read, line = one.column.coverage, one.column.line
    if read is not None:
        return say.percent(read.goal)
    return (
        words.percent_of(one.indicator.target, 0) if line is not None and one.indicator.target else words.NONE
    )
