"""Cards of a golden case: answered, completed and withdrawn through the services."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ilp.base.ids import new_id
from posyandu.models import Visit
from posyandu.models.visit import Place
from posyandu.rules.forms.asking import as_json
from posyandu.services import visits
from posyandu.services.placing import elsewhere, on_hari_buka
from posyandu.services.records import Kept, record_form
from puskesmas.models import Facility, Person
from tests.pws.golden.case import Row
from tests.pws.golden.saving import confirmed

if TYPE_CHECKING:
    from tests.pws.golden.world import Desa, World

OURS = {"nakes", "place", "at", "posyandu"}


def answer(world: World, row: Row) -> None:
    """Keep the card; a field that it does not ask of this person is an error, as nothing is kept of it."""
    person, told = world.who(row), row.options
    home = world.home(person)
    served = world.desas[told["at"]] if "at" in told else home
    place = told.get("place", Place.POSYANDU)
    facility = _facility(person, place, served, told.get("posyandu"))
    day_id = world.days.get((facility.pk, row.day)) if place == Place.POSYANDU else None
    by = served.nakes if told.get("nakes") == "1" else served.kader
    typed = {name: value.split("|") for name, value in told.items() if name not in OURS}

    def keep(sure: str) -> Kept:
        if day_id is not None:
            where, who, _child = on_hari_buka(day_id, person.pk)
        else:
            where, who = elsewhere(person_id=person.pk, on=row.day, place=place, facility_id=facility.pk)
        return record_form(
            where=where, who=who, form_code=row.what, typed=typed, client_id=new_id(), by=by, sure=sure
        )

    kept = confirmed(keep)
    if lost := typed.keys() - as_json(kept.answers).keys():
        raise ValueError(f"the card does not ask {', '.join(sorted(lost))} of {row.who}, or only a nakes")


def _facility(person: Person, place: str, served: Desa, posyandu: str | None) -> Facility:
    """The own posyandu, unless another is named; the pustu or puskesmas of the desa that serves."""
    if place == Place.PUSTU:
        return served.pustu
    if place in {Place.PUSKESMAS, Place.FASKES_LAIN}:
        return served.puskesmas
    own = person.posyandu if person.posyandu and person.desa_id == served.area.pk else served.posyandu[0]
    return served.posyandu[int(posyandu) - 1] if posyandu else own


def void(world: World, row: Row) -> None:
    """Withdraw the live visit of that person, day and form."""
    person = world.who(row)
    found = Visit.objects.filter(person=person, measured_on=row.day, form=row.what, voided_at=None).first()
    if found is None:
        raise ValueError(f"{row.who} has no {row.what} on {row.on} that could be withdrawn")
    visits.void_visit(visit_id=found.pk, reason="Tertukar", by=world.home(person).nakes)
