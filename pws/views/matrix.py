"""The heat table of a kabupaten by puskesmas, or of a puskesmas by desa: every indicator of a chapter."""

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
from pws.indicators import CHAPTERS, Indicator
from pws.rules.standing import Trend
from pws.selectors.graph import Column
from pws.selectors.matrix import UTAMA, Matrix, MatrixRow, indicators_of, matrix
from pws.selectors.phrases import phrases
from pws.selectors.places import Place, PlaceKind
from pws.selectors.tallies import freshness
from pws.views import graph_words as say
from pws.views.addresses import desa_href, graph_href, heat_href
from pws.views.asked import Month, asked_month, reader_of
from pws.views.chapters import chapter_title
from pws.views.markup import joined, placed
from pws.views.matrix_print import matrix_pdf
from pws.views.remembered import Remembered, place_key
from pws.views.said import shown_words
from pws.views.scope_place import wide_place


@dataclass(frozen=True, slots=True)
class Drawn:
    """The table in finished parts."""

    heads: SafeString
    lines: SafeString
    total: SafeString


DRAWN = Remembered[Drawn](most=48)


@require_safe
@login_needed
def heat(request: UserRequest) -> HttpResponse:
    """`?bulan=&bab=ibu&puskesmas=`, `format=pdf`; without a puskesmas the own place, or the kabupaten."""
    month = asked_month(request)
    place = wide_place(request, month)
    require(request.user, Can.SEE_NUMBERS)
    chapter = request.GET.get("bab", UTAMA)
    chapter = chapter if chapter in CHAPTERS else UTAMA
    fresh = freshness(desa_ids=place.desa_ids, period=month.period, months=month.period % 12 + 1)
    by_puskesmas = len({one.puskesmas_id for one in place.desa}) > 1
    hides_small = reader_of(request).hides_small
    shown = indicators_of(chapter, month.period)

    if request.GET.get("format") == "pdf":
        found = matrix(place, shown, period=month.period, by_puskesmas=by_puskesmas)
        return matrix_pdf(place, month, fresh, found, by_puskesmas=by_puskesmas, hides_small=hides_small)

    def draw() -> Drawn:
        found = matrix(place, shown, period=month.period, by_puskesmas=by_puskesmas, stamps=fresh.months)
        return _drawn(found, place, month, by_puskesmas=by_puskesmas, hides_small=hides_small)

    key = (place_key(place), month.period, chapter, hides_small, fresh.stamp)
    return page(
        request, "pws/matrix.html", part="pws/_matrix_part.html", place=place, month=month, fresh=fresh,
        drawn=DRAWN.get(key, draw), by_puskesmas=by_puskesmas, chapter=chapter,
        chapters=[(UTAMA, _("Utama")), *((name, chapter_title(name)) for name in CHAPTERS)],
    )  # fmt: skip


def _drawn(found: Matrix, place: Place, month: Month, *, by_puskesmas: bool, hides_small: bool) -> Drawn:
    where: dict[str, object] = {"puskesmas": place.id} if place.kind is PlaceKind.PUSKESMAS else {}
    heads = joined(
        _head(one, words.percent_of(place.target(one), 0), graph_href(one, month.param, where))
        for one in found.indicators
    )
    lines = [_line(row, found, month, by_puskesmas=by_puskesmas, hides_small=hides_small) for row in
             sorted(found.rows, key=lambda row: row.group.name.casefold())]  # fmt: skip
    total = joined(
        cell(shown, one, graph_href(one, month.param, where), hides_small=hides_small)
        for one, shown in zip(found.indicators, found.total.columns, strict=True)
    )
    return Drawn(heads, joined(lines), total)


def _head(indicator: Indicator, target: str, href: str) -> str:
    """`<th>`: an indicator as a column, with its target and where its graph is."""
    title, definition = phrases().title_and_definition(indicator)
    return (
        f'<th scope="col" class="num"><a href="{escape(href)}" title="{title}. {definition}">'
        f'{escape(str(indicator.short))}</a><span class="fig-detail">{target}</span></th>'
    )


def _line(
    row: MatrixRow, found: Matrix, month: Month, *, by_puskesmas: bool, hides_small: bool
) -> SafeString:
    where: dict[str, object] = {"puskesmas": row.group.key} if by_puskesmas else {"desa": row.group.code}
    inside = heat_href(month.param, row.group.key) if by_puskesmas else desa_href(row.group.code, month.param)
    name = escape(row.group.name or _("Tanpa puskesmas"))
    cells = joined(
        cell(shown, one, graph_href(one, month.param, where), hides_small=hides_small)
        for one, shown in zip(found.indicators, row.columns, strict=True)
    )
    head = f'<th scope="row" class="fig-place"><a href="{escape(inside)}">{name}</a></th>'
    return mark_safe(f"<tr>{head}{cells}</tr>")  # noqa: S308 (escaped)


def cell(column: Column, indicator: Indicator, href: str, *, hides_small: bool) -> SafeString:
    """`<td>`: the number, its counts, its status as colour, shape and word, and where the month went."""
    text, counts, kind, word, moved = shown_words(column, indicator, hides_small=hides_small)
    parts = [f"<b>{escape(text)}</b>"]
    if counts:
        parts.append(f'<span class="fig-n">{counts}</span>')
    if word:
        parts.append(placed("s", kind, word))
    words_of = phrases()
    if moved is not Trend.NONE:
        parts.append(placed("t", moved, words_of.moved[moved]))
    title, _definition = words_of.title_and_definition(indicator)
    beside = "".join(f"; {escape(said)}" for said in ([word] if word else []) + say.notes(column))
    inside = f'<a class="fig-a" href="{escape(href)}">{"".join(parts)}</a>'
    return mark_safe(  # noqa: S308 (escaped)
        f'<td class="fig fig-{kind}" title="{title}{beside}">{inside}</td>'
    )
