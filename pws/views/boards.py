"""The board of a puskesmas and the heat table of a kabupaten: one month, places by rank, their sum below."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from pws.indicators import Indicator
from pws.selectors.boards import BY_NAME, Board, BoardRow, board_of_desa, board_of_puskesmas, read_sort
from pws.selectors.places import Place, PlaceKind
from pws.selectors.tallies import freshness
from pws.views.addresses import names_href
from pws.views.asked import Month, asked_month, may_see_names, place_or_404, place_query, reader_of
from pws.views.markup import figure_cell, joined
from pws.views.remembered import Remembered, place_key

NOT_CHANGED = 204


@dataclass(frozen=True, slots=True)
class Head:
    """A column with its link to sort by it. `aria`: aria-sort of the column that sorts now, else empty."""

    text: str
    title: str
    definition: str
    target: str
    href: str
    aria: str


@dataclass(frozen=True, slots=True)
class Line:
    """One place of the table, ready to print."""

    name: str
    href: str
    missed_href: str
    rank: str
    detail: str
    cells: SafeString


@dataclass(frozen=True, slots=True)
class Drawn:
    """The table of a board in finished parts: before its rows, the rows, after them."""

    sort: str
    summary: list[tuple[str, str, int]]
    head: SafeString
    lines: SafeString
    tail: SafeString


DRAWN = Remembered[Drawn](most=48)


@require_safe
@login_needed
def board(request: UserRequest, pk: int) -> HttpResponse:
    """The desa of a puskesmas."""
    month = asked_month(request)
    place = place_or_404(PlaceKind.PUSKESMAS, pk, month)
    require(request.user, Can.SEE_NUMBERS)
    address = reverse("pws:board", args=[pk])
    return _page(request, "pws/board.html", place, month, address, board_of_desa, _desa_line)


@require_safe
@login_needed
def district(request: UserRequest, code: str) -> HttpResponse:
    """The puskesmas of a kabupaten, for the Dinkes."""
    month = asked_month(request)
    place = place_or_404(PlaceKind.KABUPATEN, code, month)
    require(request.user, Can.SEE_NUMBERS)
    address = reverse("pws:district", args=[code])
    return _page(request, "pws/district.html", place, month, address, board_of_puskesmas, _puskesmas_line)


def _page(
    request: UserRequest,
    template: str,
    place: Place,
    month: Month,
    address: str,
    read: Callable[..., Board],
    line: Callable[[BoardRow, Month, bool], Line],
) -> HttpResponse:
    fresh = freshness(desa_ids=place.desa_ids, period=month.period)
    if request.htmx and request.GET.get("versi") == fresh.version:
        return HttpResponse(status=NOT_CHANGED)
    sort, reader, named = request.GET.get("urut"), reader_of(request), may_see_names(request)

    def draw() -> Drawn:
        shown = read(place, period=month.period, sort=sort, reader=reader)
        return _drawn(shown, place, month, named, line)

    key = (place_key(place), month.period, read_sort(sort), reader.hides_small, named, fresh.stamp)
    drawn = DRAWN.get(key, draw)
    return page(
        request, template, part="pws/_board_part.html", place=place, month=month, fresh=fresh, drawn=drawn,
        poll=f"{address}?bulan={month.param}&urut={drawn.sort}&versi={fresh.version}",
    )  # fmt: skip


def _drawn(
    shown: Board, place: Place, month: Month, named: bool, line: Callable[[BoardRow, Month, bool], Line]
) -> Drawn:
    lines = [line(row, month, named) for row in shown.rows]
    context = {
        "place": place,
        "heads": _heads(shown, place, month),
        "name_head": _name_head(shown, place, month),
        "lines": lines,
        "total": _total_line(shown.total, place, month, named),
    }
    return Drawn(
        _sort_word(shown),
        _summary(shown),
        render_to_string("pws/_board_head.html", context),
        render_to_string("pws/_board_lines.html", context),
        render_to_string("pws/_board_tail.html", context),
    )


def _sort_word(shown: Board) -> str:
    return f"-{shown.sort}" if shown.reversed else shown.sort


def _cells(row: BoardRow, place: str, month: Month, named: bool) -> SafeString:
    sasaran = names_href(row.sasaran.indicator, place, month.param, may_names=named) if place else ""
    cells = [figure_cell(row.sasaran, sasaran, f"f{row.id}-S")]
    for shown in row.figures:
        href = names_href(shown.indicator, place, month.param, may_names=named) if place else ""
        cells.append(figure_cell(shown, href, f"f{row.id}-{shown.indicator.code}"))
    return joined(cells)


def _missed(place: str, month: Month, named: bool) -> str:
    return f"{reverse('pws:missed')}?indikator=GIZ-DS&bulan={month.param}&{place}" if named and place else ""


def _desa_line(row: BoardRow, month: Month, named: bool) -> Line:
    query = f"desa={row.code}"
    href = f"{reverse('pws:desa', args=[row.code])}?bulan={month.param}"
    return Line(
        row.name,
        href,
        _missed(query, month, named),
        _rank(row),
        _not_closed(row),
        _cells(row, query, month, named),
    )


def _puskesmas_line(row: BoardRow, month: Month, named: bool) -> Line:
    # Desa without a puskesmas have no board of their own.
    href = f"{reverse('pws:board', args=[row.id])}?bulan={month.param}" if row.id else ""
    query = f"puskesmas={row.id}" if row.id else ""
    return Line(
        row.name,
        href,
        _missed(query, month, named),
        _rank(row),
        _not_closed(row),
        _cells(row, query, month, named),
    )


def _total_line(row: BoardRow, place: Place, month: Month, named: bool) -> Line:
    query = place_query(place)
    return Line(
        _("Jumlah"), "", _missed(query, month, named), "", _not_closed(row), _cells(row, query, month, named)
    )


def _rank(row: BoardRow) -> str:
    return words.NONE if row.rank is None else str(row.rank)


def _not_closed(row: BoardRow) -> str:
    if not row.posyandu:
        return ""
    if not row.not_closed:
        return _("semua posyandu sudah menutup")
    return _("%(n)s/%(all)s posyandu belum menutup") % {"n": row.not_closed, "all": row.posyandu}


def _heads(shown: Board, place: Place, month: Month) -> list[Head]:
    return [_head(indicator, shown, place, month) for indicator in shown.indicators]


def _head(indicator: Indicator, shown: Board, place: Place, month: Month) -> Head:
    target = place.target(indicator)
    limit = _("batas") if indicator.direction.value == "down" else _("target")
    is_here = shown.sort == indicator.code
    # Best first is the first order: from high to low, or from low to high where fewer is better.
    falls = (indicator.direction.value != "down") != shown.reversed
    return Head(
        text=indicator.short,
        title=str(indicator.title),
        definition=str(indicator.definition),
        target=f"{limit} {words.percent_of(target, 0)}" if target is not None else _("tanpa target"),
        href=f"?bulan={month.param}&urut={'-' if is_here and not shown.reversed else ''}{indicator.code}",
        aria=("descending" if falls else "ascending") if is_here else "",
    )


def _name_head(shown: Board, place: Place, month: Month) -> Head:
    is_here = shown.sort == BY_NAME
    aria = ("descending" if shown.reversed else "ascending") if is_here else ""
    back = "-" if is_here and not shown.reversed else ""
    text = _("Puskesmas") if place.kind is PlaceKind.KABUPATEN else _("Desa/kelurahan")
    return Head(text, _("Urutkan menurut nama"), "", "", f"?bulan={month.param}&urut={back}{BY_NAME}", aria)


def _summary(shown: Board) -> list[tuple[str, str, int]]:
    """Of the column that sorts: how many places stand how, as (kind, word, number)."""
    if shown.sort == BY_NAME:
        return []
    index = next(i for i, indicator in enumerate(shown.indicators) if indicator.code == shown.sort)
    counts: dict[tuple[str, str], int] = {}
    for row in shown.rows:
        one = row.figures[index]
        if word := one.status:
            counts[(one.standing.value, word)] = counts.get((one.standing.value, word), 0) + 1
    order = ["good", "info", "watch", "bad"]
    return sorted(
        ((kind, word, n) for (kind, word), n in counts.items()), key=lambda one: order.index(one[0])
    )
