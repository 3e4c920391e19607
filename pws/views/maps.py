"""The map of desa, coloured and hatched by the status of one indicator."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.charts.maps import Canvas, Marked, grid, map_html, outlines
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from pws.indicators import Indicator, in_force
from pws.selectors.matrix import MatrixRow, matrix
from pws.selectors.outlines import geometries
from pws.selectors.places import Place
from pws.selectors.tallies import freshness
from pws.views.asked import Month, asked_indicator, asked_month, reader_of
from pws.views.chapters import chapters
from pws.views.markup import badges, joined
from pws.views.remembered import Remembered, place_key
from pws.views.said import shown_words
from pws.views.scope_place import wide_place


@dataclass(frozen=True, slots=True)
class Drawn:
    """The map and the table of the same numbers. `is_grid`: no outlines are loaded for these desa."""

    picture: SafeString
    lines: SafeString
    is_grid: bool


CANVASES = Remembered[Canvas](most=24)
DRAWN = Remembered[Drawn](most=48)


@require_safe
@login_needed
def choropleth(request: UserRequest) -> HttpResponse:
    """`?indikator=&bulan=&puskesmas=`; without a puskesmas all that the user may see."""
    month = asked_month(request)
    place = wide_place(request, month)
    require(request.user, Can.SEE_NUMBERS)
    indicator = in_force(asked_indicator(request).code, month.period)
    fresh = freshness(desa_ids=place.desa_ids, period=month.period, months=month.period % 12 + 1)
    hides_small = reader_of(request).hides_small
    key = (place_key(place), indicator.code, month.period, hides_small, fresh.stamp)
    drawn = DRAWN.get(key, lambda: _drawn(place, indicator, month, hides_small=hides_small))
    return page(
        request, "pws/map.html", part="pws/_map_part.html", place=place, month=month, fresh=fresh,
        drawn=drawn, indicator=indicator, chapters=chapters(month.period),
    )  # fmt: skip


def _drawn(place: Place, indicator: Indicator, month: Month, *, hides_small: bool) -> Drawn:
    canvas = CANVASES.get(tuple(place.desa_ids), lambda: _canvas(place))
    if not indicator.is_known:
        return Drawn(SafeString(), SafeString(), canvas.is_grid)
    found = matrix(place, [indicator], period=month.period, by_puskesmas=False)
    marked = [_marked(row, indicator, month, hides_small=hides_small) for row in found.rows]
    return Drawn(map_html(str(indicator.title), canvas, marked), joined(map(_line, marked)), canvas.is_grid)


def _canvas(place: Place) -> Canvas:
    known = geometries(place.desa_ids)
    # A map with holes would hide desa: all of them, or tiles.
    return outlines(known) if len(known) == len(place.desa) else grid(place.desa_ids)


def _marked(row: MatrixRow, indicator: Indicator, month: Month, *, hides_small: bool) -> Marked:
    text, counts, kind, word, _moved = shown_words(row.columns[0], indicator, hides_small=hides_small)
    said = f"{text} ({counts})" if counts else text
    asked = urlencode({"bulan": month.param})
    href = f"{reverse('pws:situation', args=[row.group.code])}?{asked}"
    return Marked(row.group.key, row.group.name, kind, said, word, href)


def _line(one: Marked) -> SafeString:
    status = badges([(one.kind, one.word)]) if one.word else _("tanpa status")
    cells = (
        f'<th scope="row"><a href="{escape(one.href)}">{escape(one.name)}</a></th>'
        f'<td class="num">{escape(one.text)}</td><td>{status}</td>'
    )
    return mark_safe(f"<tr>{cells}</tr>")  # noqa: S308 (escaped)
