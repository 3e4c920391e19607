"""The place of a page about many desa: what is asked for, else the user's kabupaten, puskesmas or desa."""

from __future__ import annotations

from django.http import HttpRequest

from ilp.access.http import UserRequest
from ilp.access.roles import Role
from pws.selectors.places import Place, PlaceKind
from pws.views.asked import Month, asked_place, place_or_404

# Bound to a puskesmas, so their place is its working area.
OF_PUSKESMAS = {Role.KEPALA_PUSKESMAS, Role.ADMIN_PUSKESMAS, Role.NAKES_PUSKESMAS, Role.PJ_PROGRAM}


def wide_place(request: UserRequest, month: Month) -> Place:
    """`?puskesmas=` or `?desa=`, or nothing."""
    if _is_asked(request):
        return asked_place(request, month)
    if request.user.area_code.count(".") == 1:
        return place_or_404(PlaceKind.KABUPATEN, request.user.area_code, month)
    if request.user.role in OF_PUSKESMAS:
        return place_or_404(PlaceKind.PUSKESMAS, request.user.facility_id or 0, month)
    return asked_place(request, month)


def _is_asked(request: HttpRequest) -> bool:
    return any(request.GET.get(key.value, "").strip() for key in (PlaceKind.PUSKESMAS, PlaceKind.DESA))
