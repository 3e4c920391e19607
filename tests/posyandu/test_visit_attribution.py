"""Visits follow the residence: by a trigger, whoever writes it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest

from ilp.access import scope
from ilp.base.ids import new_id
from posyandu.models import Visit
from puskesmas.models import Area, Facility, Person, Residence
from puskesmas.services.identity import Identity
from puskesmas.services.people import register_person
from puskesmas.services.residence import move_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def two_desa(db: None) -> dict[str, Any]:
    places = {}
    for code, name in (("73.09.01.1002", "Bontoa"), ("73.09.01.2003", "Tenrigangkae")):
        desa = Area.objects.create(code=code, name=name, level="desa", kind="Desa")
        posyandu = Facility.objects.create(kind="POSYANDU", name="Posyandu Mawar 1", area=desa)
        places[name] = (desa, posyandu)
    return places


@pytest.fixture
def child(two_desa: dict[str, Any]) -> Iterator[Person]:
    with scope.system("test"):
        desa, posyandu = two_desa["Bontoa"]
        person = register_person(
            identity=Identity("Aisyah", "P", date(2025, 1, 5), nik_missing_reason="BAYI"),
            desa=desa,
            posyandu=posyandu,
        )
        for on in (date(2025, 3, 10), date(2025, 4, 10), date(2025, 5, 10)):
            Visit.objects.create(
                id=new_id(), person=person, facility=posyandu, place="PUSTU", measured_on=on, desa=desa,
                posyandu_of_residence=posyandu, age_days=(on - person.born_on).days, age_months=1,
                weight_kg=5, rule_version="balita-2020",
            )  # fmt: skip
        yield person


def attributed() -> list[str | None]:
    visits = Visit.objects.order_by("measured_on").select_related("desa", "posyandu_of_residence")
    assert all(
        visit.posyandu_of_residence is None or visit.posyandu_of_residence.area_id == visit.desa_id
        for visit in visits
    )
    return [visit.desa.name if visit.desa else None for visit in visits]


def test_a_move_takes_the_later_visits_along(child: Person, two_desa: dict[str, Any]) -> None:
    desa, posyandu = two_desa["Tenrigangkae"]
    move_person(person=child, desa=desa, posyandu=posyandu, moved_on=date(2025, 4, 10))
    assert attributed() == ["Bontoa", "Tenrigangkae", "Tenrigangkae"]


def test_a_residence_that_ends_leaves_later_visits_without_one(child: Person) -> None:
    Residence.objects.update(valid_to=date(2025, 4, 30), end_reason="PINDAH")
    # The last one belongs to no desa now; whoever looks through a scope does not see it.
    assert attributed() == ["Bontoa", "Bontoa"]


def test_a_corrected_residence_takes_its_visits_along(child: Person, two_desa: dict[str, Any]) -> None:
    desa, posyandu = two_desa["Tenrigangkae"]
    Residence.objects.update(desa=desa, posyandu=posyandu)
    assert attributed() == ["Tenrigangkae"] * 3
    assert set(Visit.objects.values_list("posyandu_of_residence", flat=True)) == {posyandu.pk}
