"""Registering, correcting and withdrawing a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from django.db import connection

from ilp.access.models import AuditLine
from ilp.base import sealing
from ilp.base.ids import new_id
from puskesmas.models import Person, Residence
from puskesmas.selectors.people import find_by_nik, person_page, search_people
from puskesmas.services.identity import Identity, identity_warnings
from puskesmas.services.people import correct_person, register_family, register_person, void_person
from puskesmas.services.refusal import Refused

pytestmark = pytest.mark.usefixtures("system_job")
NIK = "7309014305249001"
AISYAH = Identity(name="  Aisyah   Putri ", sex="P", born_on=date(2024, 5, 3), nik=NIK)


@pytest.fixture
def aisyah(places: Any) -> Person:
    return register_person(identity=AISYAH, desa=places["bontoa"], posyandu=places["mawar"])


def test_it_keeps_the_person_with_a_residence_since_birth(aisyah: Person, places: Any) -> None:
    kept = Person.objects.get()
    home = Residence.objects.get()
    assert (kept.name, kept.sex, kept.born_on) == ("Aisyah Putri", "P", date(2024, 5, 3))
    assert (kept.desa, kept.posyandu) == (places["bontoa"], places["mawar"])
    assert (home.person, home.desa, home.posyandu) == (kept, places["bontoa"], places["mawar"])
    assert (home.valid_from, home.valid_to, home.born_on, home.sex) == (kept.born_on, None, kept.born_on, "P")


def test_the_nik_is_sealed_and_found_again(aisyah: Person) -> None:
    kept = Person.objects.get()
    assert kept.nik_sealed is not None
    assert NIK.encode() not in bytes(kept.nik_sealed)
    assert sealing.unseal(kept.nik_sealed) == NIK
    assert find_by_nik("7309.0143.0524.9001") == kept
    assert find_by_nik("7309014305249002") is None


def test_the_nik_is_in_no_audit_line_and_no_repr(aisyah: Person) -> None:
    line = AuditLine.objects.get(action="person.registered")
    assert NIK not in repr(line.changes) + repr(aisyah) + str(aisyah) + repr(AISYAH)
    assert "Aisyah" not in repr(AISYAH)
    assert line.subject_ids == [aisyah.pk]


def test_sending_the_same_id_again_changes_nothing(places: Any) -> None:
    ident = new_id()
    for _ in range(2):
        register_person(identity=AISYAH, desa=places["bontoa"], posyandu=places["mawar"], person_id=ident)
    assert Person.objects.count() == Residence.objects.count() == 1
    assert AuditLine.objects.filter(action="person.registered").count() == 1


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"name": " "}, "name"),
        ({"name": "A" * 121}, "name"),
        ({"sex": "X"}, "sex"),
        ({"born_on": date(2999, 1, 1)}, "born_on"),
        ({"nik": "123"}, "nik"),
        ({"nik": "73090143052490O1"}, "nik"),
        ({"nik": ""}, "nik"),
        ({"phone": "12345"}, "phone"),
        ({"birth_weight_g": 3}, "birth_weight_g"),
        ({"birth_weight_g": 299}, "birth_weight_g"),
        ({"birth_weight_g": 7001}, "birth_weight_g"),
    ],
)
def test_it_refuses_what_cannot_be_and_keeps_nothing(places: Any, change: Any, field: str) -> None:
    with pytest.raises(Refused) as refused:
        register_person(identity=replace(AISYAH, **change), desa=places["bontoa"], posyandu=places["mawar"])
    assert refused.value.problems.keys() == {field}
    assert change.get("nik", "x" * 9) not in refused.value.problems[field] or not change.get("nik")
    assert not Person.objects.exists()


def test_it_says_every_problem_at_once(places: Any) -> None:
    with pytest.raises(Refused) as refused:
        register_person(
            identity=replace(AISYAH, name="", sex=""), desa=places["bontoa"], posyandu=places["melati"]
        )
    assert refused.value.problems.keys() == {"name", "sex", "posyandu"}


def test_a_nik_names_its_owner_only_to_who_may_see_him(aisyah: Person, places: Any) -> None:
    with pytest.raises(Refused) as refused:
        register_person(identity=AISYAH, desa=places["bontoa"], posyandu=None)
    assert "Aisyah Putri" in refused.value.problems["nik"]
    assert NIK not in str(refused.value)


def test_a_voided_record_frees_its_nik(aisyah: Person, places: Any) -> None:
    void_person(person=aisyah, reason="tercatat dua kali")
    again = register_person(identity=AISYAH, desa=places["bontoa"], posyandu=None)
    assert find_by_nik(NIK) == again
    assert Person.objects.count() == 2


def test_voiding_needs_a_reason(aisyah: Person) -> None:
    with pytest.raises(Refused):
        void_person(person=aisyah, reason="  ")
    assert Person.objects.get().voided_at is None


@pytest.mark.parametrize("reason", Person.NikMissing.values)
def test_a_reason_stands_for_a_missing_nik(places: Any, reason: str) -> None:
    identity = replace(AISYAH, nik="", nik_missing_reason=reason)
    person = register_person(identity=identity, desa=places["bontoa"], posyandu=None)
    assert (person.nik_hash, person.nik_missing_reason) == (None, reason)


def test_a_birth_date_that_differs_from_the_nik_is_a_warning(places: Any) -> None:
    assert identity_warnings(AISYAH) == []
    assert len(identity_warnings(replace(AISYAH, born_on=date(2024, 5, 4)))) == 1
    assert len(identity_warnings(replace(AISYAH, sex="L"))) == 1
    assert len(identity_warnings(replace(AISYAH, born_on=date(1900, 1, 1), nik=""))) == 1


def test_correcting_birth_date_and_sex_corrects_the_residence(aisyah: Person) -> None:
    changed = correct_person(
        person=aisyah, identity=replace(AISYAH, sex="L", born_on=date(2024, 5, 1), nik="")
    )
    home = Residence.objects.get()
    assert changed == {"sex", "born_on", "name"} - {"name"}
    assert (home.sex, home.born_on, home.valid_from) == ("L", date(2024, 5, 1), date(2024, 5, 1))
    assert find_by_nik(NIK) is not None


def test_correcting_nothing_writes_nothing(aisyah: Person) -> None:
    assert correct_person(person=aisyah, identity=replace(AISYAH, name="Aisyah Putri")) == set()
    assert not AuditLine.objects.filter(action="person.corrected").exists()


def test_a_corrected_nik_is_told_without_its_digits(aisyah: Person) -> None:
    assert correct_person(person=aisyah, identity=replace(AISYAH, nik="7309014305249007")) == {"nik"}
    assert AuditLine.objects.get(action="person.corrected").changes["nik"] == "diubah"
    assert find_by_nik("7309014305249007") == aisyah


def test_the_database_keeps_birth_date_and_sex_equal(aisyah: Person) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update puskesmas_person set born_on = born_on - 1, sex = 'L'")
        cursor.execute("select r.born_on, r.sex from puskesmas_residence r")
        assert cursor.fetchall() == [(date(2024, 5, 2), "L")]


def test_a_family_is_one_per_card(places: Any) -> None:
    first = register_family(desa=places["bontoa"], posyandu=places["mawar"], no_kk="7309 0105 0419 0001")
    again = register_family(desa=places["bontoa"], posyandu=places["mawar"], no_kk="7309010504190001")
    assert first == again
    with pytest.raises(Refused):
        register_family(desa=places["bontoa"], posyandu=None, no_kk="12")


def test_the_page_shows_family_and_residences(places: Any, django_assert_num_queries: Any) -> None:
    family = register_family(desa=places["bontoa"], posyandu=places["mawar"])
    child, mother = (
        register_person(
            identity=Identity(name, "P", born, nik_missing_reason="BELUM_PUNYA"),
            desa=places["bontoa"],
            posyandu=places["mawar"],
            family=family,
        )
        for name, born in [("Nur", date(2024, 1, 1)), ("Siti", date(1998, 1, 1))]
    )
    with django_assert_num_queries(2):
        page = person_page(child.pk)
    assert (page.person, page.family, len(page.residences)) == (child, [mother], 1)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("aisy", 1), ("AISYAH PUTRI", 1), ("aysyah", 1), ("a", 0), ("zainal", 0), (NIK, 1), ("7309", 0)],
)
def test_people_are_found_by_a_part_of_the_name_or_by_nik(aisyah: Person, typed: str, found: int) -> None:
    assert len(search_people(typed)) == found
