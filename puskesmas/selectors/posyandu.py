"""Which posyandu a form offers."""

from __future__ import annotations

from django.db.models import QuerySet

from ilp.access import scope
from puskesmas.models import Area, Facility, WorkingArea


def posyandu_in_scope() -> QuerySet[Facility]:
    """The open posyandu this user works for, by name."""
    active = scope.current()
    found = Facility.objects.filter(kind=Facility.Kind.POSYANDU, closed_on=None)
    if active.desa_ids is not None:
        found = found.filter(area_id__in=active.desa_ids)
    if active.posyandu_ids is not None:
        found = found.filter(pk__in=active.posyandu_ids)
    return found.select_related("area").order_by("name")


def posyandu_to_move_to(desa: Area) -> QuerySet[Facility]:
    """The open posyandu of every desa that shares a puskesmas with this one: a move may leave the scope."""
    together = WorkingArea.objects.filter(
        kind=Facility.Kind.PUSKESMAS,
        valid_to=None,
        facility__in=WorkingArea.objects.filter(
            kind=Facility.Kind.PUSKESMAS, desa=desa, valid_to=None
        ).values("facility"),
    ).values("desa")
    return (
        Facility.objects.filter(kind=Facility.Kind.POSYANDU, closed_on=None, area__in=together)
        .select_related("area")
        .order_by("area__name", "name")
    )
