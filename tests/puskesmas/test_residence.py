"""Moves and deaths: who lived where on which day."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from puskesmas.models import Person, Residence
from puskesmas.selectors.people import residence_on
from puskesmas.services.identity import Identity
from puskesmas.services.people import register_person
from puskesmas.services.refusal import Refused
from puskesmas.services.residence import move_person, record_death

pytestmark = pytest.mark.usefixtures("system_job")
BORN = date(2024, 5, 3)


@pytest.fixture
def child(places: Any) -> Person:
    return register_person(
        identity=Identity("Aisyah", "P", BORN, nik_missing_reason="BAYI"),
        desa=places["bontoa"],
        posyandu=places["mawar"],
    )


def lived() -> list[tuple[Any, ...]]:
    return list(
        Residence.objects.order_by("valid_from").values_list(
            "desa__name", "posyandu__name", "valid_from", "valid_to", "end_reason"
        )
    )


def test_a_move_closes_one_residence_and_opens_another(child: Person, places: Any) -> None:
    moved = date(2025, 2, 10)
    move_person(
        person=child, desa=places["tenrigangkae"], posyandu=places["melati"], moved_on=moved, rt="004"
    )
    assert lived() == [
        ("Bontoa", "Posyandu Mawar 1", BORN, moved - timedelta(days=1), "PINDAH"),
        ("Tenrigangkae", "Posyandu Melati 1", moved, None, ""),
    ]
    kept = Person.objects.get()
    assert (kept.desa, kept.posyandu, kept.rt) == (places["tenrigangkae"], places["melati"], "004")


@pytest.mark.parametrize(
    ("on", "desa"),
    [(date(2025, 2, 9), "Bontoa"), (date(2025, 2, 10), "Tenrigangkae"), (date(2024, 5, 2), None)],
)
def test_the_residence_of_a_day(child: Person, places: Any, on: date, desa: str | None) -> None:
    move_person(person=child, desa=places["tenrigangkae"], posyandu=None, moved_on=date(2025, 2, 10))
    home = residence_on(child.pk, on)
    assert (home.desa.name if home else None) == desa


def test_a_move_on_the_first_day_corrects_the_residence(child: Person, places: Any) -> None:
    move_person(person=child, desa=places["tenrigangkae"], posyandu=places["melati"], moved_on=BORN)
    assert lived() == [("Tenrigangkae", "Posyandu Melati 1", BORN, None, "")]


def test_a_move_to_the_same_place_changes_nothing(child: Person, places: Any) -> None:
    before = lived()
    move_person(person=child, desa=places["bontoa"], posyandu=places["mawar"], moved_on=date(2025, 1, 1))
    assert lived() == before


def test_there_and_back_again(child: Person, places: Any) -> None:
    move_person(person=child, desa=places["tenrigangkae"], posyandu=None, moved_on=date(2025, 1, 1))
    move_person(person=child, desa=places["bontoa"], posyandu=places["mawar"], moved_on=date(2025, 6, 1))
    assert [row[0] for row in lived()] == ["Bontoa", "Tenrigangkae", "Bontoa"]


@pytest.mark.parametrize("days", [1, 400])
def test_it_refuses_a_move_in_the_future(child: Person, places: Any, days: int) -> None:
    with pytest.raises(Refused):
        move_person(
            person=child,
            desa=places["tenrigangkae"],
            posyandu=None,
            moved_on=timezone.localdate() + timedelta(days=days),
        )
    assert len(lived()) == 1


def test_it_refuses_a_move_before_the_present_residence(child: Person, places: Any) -> None:
    with pytest.raises(Refused) as refused:
        move_person(
            person=child, desa=places["tenrigangkae"], posyandu=None, moved_on=BORN - timedelta(days=1)
        )
    assert "2 Mei 2024" in refused.value.problems["moved_on"]


def test_it_refuses_a_posyandu_of_another_desa(child: Person, places: Any) -> None:
    with pytest.raises(Refused) as refused:
        move_person(
            person=child, desa=places["tenrigangkae"], posyandu=places["mawar"], moved_on=date(2025, 1, 1)
        )
    assert refused.value.problems.keys() == {"posyandu"}


def test_death_ends_the_residence(child: Person) -> None:
    record_death(person=child, died_on=date(2025, 3, 1))
    assert lived() == [("Bontoa", "Posyandu Mawar 1", BORN, date(2025, 3, 1), "MENINGGAL")]
    record_death(person=child, died_on=date(2025, 3, 2))
    assert lived()[0][3] == date(2025, 3, 2)
    assert Person.objects.get().died_on == date(2025, 3, 2)


def test_the_dead_do_not_move(child: Person, places: Any) -> None:
    record_death(person=child, died_on=date(2025, 3, 1))
    with pytest.raises(Refused):
        move_person(person=child, desa=places["tenrigangkae"], posyandu=None, moved_on=date(2025, 4, 1))


def test_nobody_dies_before_birth(child: Person) -> None:
    with pytest.raises(Refused):
        record_death(person=child, died_on=BORN - timedelta(days=1))


def test_nobody_lives_in_two_places_on_one_day(child: Person, places: Any) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Residence.objects.create(
            person=child, born_on=BORN, sex="P", desa=places["tenrigangkae"], valid_from=date(2025, 1, 1)
        )
    assert len(lived()) == 1
