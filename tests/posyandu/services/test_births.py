"""A birth ends the pregnancy and its children become persons (02 §5)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.base.ids import new_id
from posyandu.life import life_of
from posyandu.models import Delivery, Given, Newborn, Pregnancy, Visit
from posyandu.services.birth_checks import Birth, Child
from posyandu.services.births import record_delivery
from posyandu.services.pregnancies import Episode, register_pregnancy, void_pregnancy
from posyandu.services.records import AskAgain
from puskesmas.models import Family, Person, Residence
from puskesmas.services.refusal import Refused
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


def at(day: date, hour: int = 8) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(hour)))


@pytest.fixture
def hasnah(place: Place) -> Person:
    with scope.system("test"):
        family = Family.objects.create(id=new_id(), desa=place.desa, posyandu=place.posyandu)
    return factories.make_person(
        place.posyandu, name="Hasnah", sex="P", born_on=ago(27 * 365), family=family, rt="3"
    )


@pytest.fixture
def kader(siti: User) -> Iterator[User]:
    with scope.of(siti):
        yield siti


@pytest.fixture
def pregnancy(hasnah: Person, kader: User) -> Pregnancy:
    facts = Episode(ago(300), husband_name="Rahmat", has_buku_kia=True)
    return register_pregnancy(
        person_id=hasnah.pk, pregnancy_id=new_id(), facts=facts, known_on=ago(250), by=kader
    )


def deliver(
    pregnancy: Pregnancy, by: User, *children: Child, on: date | None = None, **more: Any
) -> Delivery:
    sure = more.pop("sure", "")
    birth = Birth(more.pop("delivered_at", at(on or ago(20))), **more)
    return record_delivery(pregnancy_id=pregnancy.pk, birth=birth, children=children, by=by, sure=sure)


def child(sex: str = "P", **more: Any) -> Child:
    return Child(more.pop("person_id", new_id()), sex, **more)


def problems(pregnancy: Pregnancy, by: User, *children: Child, **more: Any) -> set[str]:
    with pytest.raises(Refused) as refusal:
        deliver(pregnancy, by, *children, **more)
    assert not Newborn.objects.filter(delivery_id=pregnancy.pk).exists()
    assert Pregnancy.objects.get(pk=pregnancy.pk).outcome == "HAMIL"
    return set(refusal.value.problems)


def test_the_child_becomes_a_person_of_the_family(pregnancy: Pregnancy, hasnah: Person, kader: User) -> None:
    weight, length = 3100, Decimal("49.5")
    deliver(
        pregnancy, kader, child(birth_weight_g=weight, birth_length_cm=length, head_cm=Decimal("34.0"),
                                apgar=9, had_imd=True, hb0_on=ago(20)),
        attendant="BIDAN", born_at="PUSKESMAS", mode="SPONTAN",
    )  # fmt: skip
    row = Newborn.objects.select_related("child", "delivery").get()
    born = row.child
    assert (born.name, born.sex, born.born_on) == ("Bayi Ny. Hasnah", "P", ago(20))
    assert (born.mother_name, born.father_name, born.nik_missing_reason) == ("Hasnah", "Rahmat", "BAYI")
    assert (born.birth_weight_g, born.birth_length_cm) == (weight, length)
    assert (born.family_id, born.posyandu_id, born.rt) == (hasnah.family_id, hasnah.posyandu_id, "3")
    assert born.buku_kia_since == ago(20)
    assert Residence.objects.get(person=born).valid_from == ago(20)
    assert (row.apgar, row.had_imd, row.had_vitamin_k, row.delivery.gestation_weeks) == (9, True, None, 40)
    pregnancy.refresh_from_db()
    assert (pregnancy.outcome, pregnancy.ended_on) == ("LAHIR_HIDUP", ago(20))
    dose = Given.objects.get(person=born)
    assert (dose.code, dose.given_on, dose.place) == ("HB0", ago(20), "PUSKESMAS")
    assert AuditLine.objects.filter(action="delivery.recorded", subject_ids=[pregnancy.pk]).count() == 1


def test_nifas_follows_in_the_life_of_the_mother(pregnancy: Pregnancy, hasnah: Person, kader: User) -> None:
    deliver(pregnancy, kader, child())
    life = life_of(hasnah.pk)
    assert life.nifas_on(ago(0)) is not None
    baby = Newborn.objects.get().child_id
    birth = life_of(baby).birth
    assert birth is not None
    assert birth["mother_id"] == str(hasnah.pk)


def test_a_second_save_keeps_one_birth_and_adds_the_forgotten_twin(pregnancy: Pregnancy, kader: User) -> None:
    first, second = child(birth_weight_g=2600), child("L", birth_weight_g=2500)
    deliver(pregnancy, kader, first)
    deliver(pregnancy, kader, first)
    deliver(pregnancy, kader, first, second)
    rows = Newborn.objects.select_related("child").order_by("child__sex")
    assert [(row.child.name, row.child.sex) for row in rows] == [
        ("Bayi 2 Ny. Hasnah", "L"), ("Bayi Ny. Hasnah", "P"),
    ]  # fmt: skip
    assert Delivery.objects.count() == 1


def test_twins_are_told_apart(pregnancy: Pregnancy, kader: User) -> None:
    deliver(pregnancy, kader, child(), child())
    names = Person.objects.filter(birth__delivery_id=pregnancy.pk).values_list("name", flat=True)
    assert sorted(names) == ["Bayi 1 Ny. Hasnah", "Bayi 2 Ny. Hasnah"]


def test_a_corrected_day_moves_the_births_of_all_children(pregnancy: Pregnancy, kader: User) -> None:
    one, two = child(), child()
    deliver(pregnancy, kader, one, two)
    deliver(pregnancy, kader, one, on=ago(22))
    assert set(Person.objects.filter(birth__isnull=False).values_list("born_on", flat=True)) == {ago(22)}
    assert set(
        Residence.objects.filter(person__birth__isnull=False).values_list("valid_from", flat=True)
    ) == {ago(22)}
    assert Delivery.objects.get().gestation_weeks == 39


def test_a_stillbirth_leaves_nobody_alive(pregnancy: Pregnancy, kader: User) -> None:
    deliver(pregnancy, kader, child(is_live=False))
    pregnancy.refresh_from_db()
    row = Newborn.objects.select_related("child").get()
    assert (pregnancy.outcome, row.is_live, row.child.died_on) == ("LAHIR_MATI", False, ago(20))
    assert Residence.objects.get(person=row.child).valid_to == ago(20)


def test_one_live_twin_makes_a_live_birth(pregnancy: Pregnancy, kader: User) -> None:
    deliver(pregnancy, kader, child(is_live=False), child())
    pregnancy.refresh_from_db()
    assert pregnancy.outcome == "LAHIR_HIDUP"


def test_a_child_that_was_registered_before_is_linked(
    pregnancy: Pregnancy, place: Place, kader: User
) -> None:
    known = factories.make_person(
        place.posyandu, name="Aisyah", sex="P", born_on=ago(20), mother_name="Hasnah"
    )
    deliver(pregnancy, kader, child(person_id=known.pk, birth_weight_g=2900))
    known.refresh_from_db()
    assert (Newborn.objects.get().child_id, known.name, known.birth_weight_g) == (known.pk, "Aisyah", 2900)


def test_a_child_of_another_day_is_not_linked(pregnancy: Pregnancy, place: Place, kader: User) -> None:
    known = factories.make_person(place.posyandu, sex="P", born_on=ago(21))
    assert problems(pregnancy, kader, child(person_id=known.pk)) == {"0-person_id"}


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"birth_weight_g": 299}, "0-birth_weight_g"), ({"birth_weight_g": 7001}, "0-birth_weight_g"),
        ({"birth_length_cm": Decimal("24.9")}, "0-birth_length_cm"),
        ({"birth_length_cm": Decimal("65.1")}, "0-birth_length_cm"),
        ({"head_cm": Decimal("19.9")}, "0-head_cm"), ({"apgar": 11}, "0-apgar"),
        ({"shk_on": date(2020, 1, 1)}, "0-shk_on"), ({"sex": "X"}, "0-sex"),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_by_field(
    pregnancy: Pregnancy, kader: User, values: dict[str, Any], field: str
) -> None:
    assert problems(pregnancy, kader, child(**values)) == {field}


@pytest.mark.parametrize(("grams", "is_asked"), [(1499, True), (1500, False), (4500, False), (4501, True)])
def test_an_unlikely_weight_is_asked_once(
    pregnancy: Pregnancy, kader: User, grams: int, is_asked: bool
) -> None:
    one = child(birth_weight_g=grams)
    if not is_asked:
        assert deliver(pregnancy, kader, one)
        return
    with pytest.raises(AskAgain) as again:
        deliver(pregnancy, kader, one)
    assert deliver(pregnancy, kader, one, sure=again.value.token)


@pytest.mark.parametrize(
    ("weeks", "expected"), [(19, "refused"), (20, "asked"), (27, "asked"), (28, ""), (42, "")]
)
def test_the_weeks_at_birth_are_asked_or_refused(
    pregnancy: Pregnancy, kader: User, weeks: int, expected: str
) -> None:
    try:
        deliver(pregnancy, kader, child(), on=pregnancy.lmp_on + timedelta(weeks=weeks))
        found = ""
    except Refused:
        found = "refused"
    except AskAgain:
        found = "asked"
    assert found == expected


def test_neither_tomorrow_nor_before_hpht_nor_without_a_child(pregnancy: Pregnancy, kader: User) -> None:
    assert problems(pregnancy, kader, child(), on=ago(-1)) == {"time"}
    assert problems(pregnancy, kader, child(), on=ago(301)) == {"day"}
    assert problems(pregnancy, kader) == {""}


def test_a_refused_correction_of_a_child_takes_the_whole_birth_back(
    pregnancy: Pregnancy, place: Place, kader: User
) -> None:
    one = child()
    deliver(pregnancy, kader, one)
    with scope.system("test"):
        Residence.objects.filter(person_id=one.person_id).update(valid_to=ago(18), end_reason="PINDAH")
    with pytest.raises(Refused):
        deliver(pregnancy, kader, one, on=ago(15), attendant="BIDAN")
    assert Delivery.objects.get().attendant == ""
    assert Pregnancy.objects.get().ended_on == ago(20)


def test_a_withdrawn_pregnancy_takes_its_children_only_when_told(
    pregnancy: Pregnancy, ratna: User, kader: User
) -> None:
    one = child(hb0_on=ago(20))
    deliver(pregnancy, kader, one)
    with scope.of(ratna):
        void_pregnancy(pregnancy_id=pregnancy.pk, reason="Salah orang", by=ratna, children_too=True)
        assert Person.objects.get(pk=one.person_id).voided_at is not None


def test_a_child_with_records_of_its_own_stays(
    pregnancy: Pregnancy, place: Place, ratna: User, kader: User
) -> None:
    one = child()
    deliver(pregnancy, kader, one)
    _weighed(one.person_id, place)
    with scope.of(ratna):
        with pytest.raises(Refused):
            void_pregnancy(pregnancy_id=pregnancy.pk, reason="Salah", by=ratna, children_too=True)
        void_pregnancy(pregnancy_id=pregnancy.pk, reason="Salah", by=ratna)
        assert Person.objects.get(pk=one.person_id).voided_at is None
        assert life_of(one.person_id).birth is None


def _weighed(person_id: UUID, place: Place) -> None:
    with scope.system("test"):
        Visit.objects.create(
            id=new_id(), person_id=person_id, facility=place.posyandu, place="PUSTU", measured_on=ago(1),
            desa=place.desa, posyandu_of_residence=place.posyandu, age_days=19, age_months=0, weight_kg=4,
            rule_version="uji",
        )  # fmt: skip
