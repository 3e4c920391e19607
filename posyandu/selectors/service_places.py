"""Where this user may have served this person outside a hari buka."""

from __future__ import annotations

from dataclasses import dataclass

from ilp.access.models import User
from ilp.access.roles import Can
from posyandu.models.visit import Place
from puskesmas.models import Facility, Person, WorkingArea

_PLACE_OF = {
    Facility.Kind.PUSKESMAS: Place.PUSKESMAS,
    Facility.Kind.PUSLING: Place.PUSKESMAS,
    Facility.Kind.PUSTU: Place.PUSTU,
    Facility.Kind.POSKESDES: Place.PUSTU,
    Facility.Kind.SEKOLAH: Place.SEKOLAH,
}


@dataclass(frozen=True, slots=True)
class ServicePlace:
    """One choice. `code` stands in the address."""

    code: str
    label: str
    place: str
    facility_id: int


def service_places(user: User, person: Person) -> list[ServicePlace]:
    """The own facility, the pustu and schools of the person's desa, and the home; at most two statements.

    A kader serves at home only; the visit is then one of the posyandu.
    """
    found = []
    base = person.posyandu
    if user.may(Can.VALIDATE):
        serving = WorkingArea.objects.filter(desa_id=person.desa_id, valid_to=None).values("facility_id")
        facilities = Facility.objects.filter(pk__in=serving, closed_on=None) | Facility.objects.filter(
            kind=Facility.Kind.SEKOLAH, area_id=person.desa_id, closed_on=None
        )
        for facility in facilities.order_by("kind", "name"):
            place = _PLACE_OF.get(Facility.Kind(facility.kind))
            if place is not None:
                found.append(ServicePlace(f"{place}-{facility.pk}", facility.name, place, facility.pk))
    if base is not None:
        label = str(Place.KUNJUNGAN_RUMAH.label)
        found.append(
            ServicePlace(f"{Place.KUNJUNGAN_RUMAH}-{base.pk}", label, Place.KUNJUNGAN_RUMAH, base.pk)
        )
    return found
