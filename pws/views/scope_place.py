"""The place of a page about many desa: the one asked for, the kabupaten of a Dinkes, else the user's own."""

from __future__ import annotations

from django.http import HttpRequest

from ilp.access.http import UserRequest
from pws.selectors.places import Place, PlaceKind
from pws.views.asked import Month, asked_place, place_or_404


def wide_place(request: UserRequest, month: Month) -> Place:
    """`?puskesmas=` or `?desa=`, or nothing."""
    if _is_asked(request):
        return asked_place(request, month)
    if request.user.area_code.count(".") == 1:
        return place_or_404(PlaceKind.KABUPATEN, request.user.area_code, month)
    return asked_place(request, month)


def _is_asked(request: HttpRequest) -> bool:
    return any(request.GET.get(key.value, "").strip() for key in (PlaceKind.PUSKESMAS, PlaceKind.DESA))
