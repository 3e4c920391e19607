"""The graph of PWS: one indicator and month as bars in rank order, with the table under them (04 §3.3)."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can, Role
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from pws.indicators import CATALOGUE, Indicator, in_force
from pws.selectors.places import Place, PlaceKind
from pws.selectors.sasaran import annual_sasaran
from pws.selectors.tallies import freshness
from pws.views.asked import (
    Month,
    asked_indicator,
    asked_month,
    asked_place,
    may_see_names,
    place_or_404,
    reader_of,
)
from pws.views.chapters import chapters
from pws.views.graph_drawn import About, Drawn, drawn_graph
from pws.views.graph_print import graph_pdf
from pws.views.remembered import Remembered, place_key

# The graph that every puskesmas draws first.
FIRST = "KIA-K1A"
_DINKES = {Role.DINKES_SUPERVISOR, Role.DINKES_ADMIN}
_PUSKESMAS = {Role.KEPALA_PUSKESMAS, Role.ADMIN_PUSKESMAS, Role.NAKES_PUSKESMAS, Role.PJ_PROGRAM}
_KEYS = {PlaceKind.PUSKESMAS, PlaceKind.DESA, PlaceKind.POSYANDU}

DRAWN = Remembered[Drawn](most=64)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the page is about. `choices`: puskesmas to choose from, number and name; empty for who has one."""

    place: Place
    indicator: Indicator
    month: Month
    choices: tuple[tuple[int, str], ...]


def asked_graph(request: UserRequest) -> Asked:
    """`?indikator=&bulan=&puskesmas=`; without a puskesmas the user's own place."""
    month = asked_month(request)
    default = FIRST if FIRST in CATALOGUE else next(iter(CATALOGUE))
    indicator = in_force(asked_indicator(request, default).code, month.period)
    is_asked = any(request.GET.get(key.value, "").strip() for key in _KEYS)
    if request.user.role not in _DINKES:
        place = asked_place(request, month) if is_asked else _own_place(request, month)
        return Asked(place, indicator, month, ())
    own = place_or_404(PlaceKind.KABUPATEN, request.user.area_code, month)
    named = {one.puskesmas_id: one.puskesmas_name for one in own.desa if one.puskesmas_id}
    choices = tuple(sorted(named.items(), key=lambda one: one[1].casefold()))
    return Asked(asked_place(request, month) if is_asked else own, indicator, month, choices)


def _own_place(request: UserRequest, month: Month) -> Place:
    if request.user.role in _PUSKESMAS:
        return place_or_404(PlaceKind.PUSKESMAS, request.user.facility_id or 0, month)
    return asked_place(request, month)


@require_safe
@login_needed
def pws_graph(request: UserRequest) -> HttpResponse:
    """On the screen, or on A4 with `?format=pdf`."""
    asked = asked_graph(request)
    require(request.user, Can.SEE_NUMBERS)
    period = asked.month.period
    fresh = freshness(desa_ids=asked.place.desa_ids, period=period, months=period % 12 + 1)
    about = About(asked.place, asked.indicator, asked.month, fresh, may_see_names(request))
    drawn = _drawn(request, about) if asked.indicator.is_known else None
    if request.GET.get("format") == "pdf":
        return _paper(about, drawn)
    return page(
        request, "pws/graph.html", part="pws/_graph_part.html", about=about, drawn=drawn, fresh=fresh,
        place=asked.place, month=asked.month, indicator=asked.indicator, choices=asked.choices,
        chapters=chapters(period),
    )  # fmt: skip


def _drawn(request: UserRequest, about: About) -> Drawn:
    # Single posyandu have no yearly sasaran of their own.
    sasaran = (
        {} if about.is_of_posts else annual_sasaran(about.place, about.indicator, period=about.month.period)
    )
    hides_small = reader_of(request).hides_small
    key = (
        place_key(about.place), about.indicator.code, about.month.period, hides_small, about.named,
        tuple(sorted(sasaran.items())), about.fresh.stamp,
    )  # fmt: skip
    return DRAWN.get(key, lambda: drawn_graph(about, sasaran, hides_small=hides_small))


def _paper(about: About, drawn: Drawn | None) -> HttpResponse:
    if drawn is None:
        raise Http404(_("Indikator %(code)s belum punya sumber data.") % {"code": about.indicator.code})
    response = HttpResponse(graph_pdf(about, drawn), content_type="application/pdf")
    name = f"pws-{about.indicator.code}-{about.month.param}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response
