"""Read-only API over the same cells as the pages. Names are not given out here."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.core.exceptions import PermissionDenied
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import api_view
from rest_framework.request import Request
from rest_framework.response import Response

from ilp.access.models import User
from ilp.access.roles import Can
from pws.api.serializers import DesaNumbersSerializer, IndicatorSerializer
from pws.indicators import CATALOGUE
from pws.rules.standing import Trend
from pws.selectors.figures import Figure, Reader, figure
from pws.selectors.places import Place, PlaceKind
from pws.selectors.tallies import Tally, counted_of, freshness, tallies
from pws.views.asked import asked_month, place_or_404

BULAN = OpenApiParameter(
    "bulan", OpenApiTypes.STR, description="Bulan, seperti 2026-11; tanpa itu bulan ini."
)


def _reader(request: Request) -> Reader:
    user = request.user
    if not isinstance(user, User) or not user.may(Can.SEE_NUMBERS):
        raise PermissionDenied
    return Reader(hides_small=user.small_cells_hidden)


@extend_schema(responses=IndicatorSerializer(many=True), summary="Katalog indikator")
@api_view(["GET"])
def indicators(request: Request) -> Response:
    """Every indicator as it is declared."""
    _reader(request)
    return Response(IndicatorSerializer(list(CATALOGUE.values()), many=True).data)


@extend_schema(responses=DesaNumbersSerializer, parameters=[BULAN], summary="Angka satu desa dan satu bulan")
@api_view(["GET"])
def desa_numbers(request: Request, code: str) -> Response:
    """All indicators of a desa inside the user's area; outside it 404."""
    reader = _reader(request)
    month = asked_month(request._request)
    place = place_or_404(PlaceKind.DESA, code, month)
    found = tallies(
        counted_of(CATALOGUE.values()), desa_ids=place.desa_ids, first=month.period - 1, last=month.period
    )
    now, before = (found.get((place.desa[0].id, p), Tally()) for p in (month.period, month.period - 1))
    fresh = freshness(desa_ids=place.desa_ids, period=month.period)
    shown = [figure(one, now, before, target=place.target(one), reader=reader) for one in CATALOGUE.values()]
    body = {
        "desa": place.code,
        "month": month.param,
        "counted_until": fresh.until,
        "numbers": [_number(one, place) for one in shown],
    }
    return Response(DesaNumbersSerializer(body).data)


def _number(one: Figure, place: Place) -> dict[str, Any]:
    percent = None
    if one.value is not None and one.indicator.is_rate:
        exact = Decimal(one.value.numerator * 100) / Decimal(one.value.denominator)
        percent = exact.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP)
    return {
        "indicator": one.indicator.code,
        "numerator": one.numerator,
        "denominator": one.denominator,
        "percent": percent,
        "target": place.target(one.indicator),
        "trend": Trend.NONE.value if one.is_hidden else one.trend.value,
        "is_hidden": one.is_hidden,
    }
