"""Every row of care that changes names its months in the change feed, whoever writes it."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest
from django.db.models import Max
from django.utils import timezone

from ilp.access import scope
from ilp.base.dates import period_of
from ilp.base.ids import new_id
from ilp.base.models import Change
from posyandu.models import Delivery, Diagnosis, Finding, Given, Newborn, Pregnancy, Visit
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db
THIS_YEAR = datetime.now(tz=UTC).year
MAY, JUNE, JULY = date(THIS_YEAR - 1, 5, 10), date(THIS_YEAR - 1, 6, 10), date(THIS_YEAR - 1, 7, 10)


@pytest.fixture
def mother(place: Place) -> Person:
    return factories.make_person(place.posyandu, sex="P", born_on=date(1995, 3, 1))


def last() -> int:
    return Change.objects.aggregate(last=Max("id"))["last"] or 0


def since(before: int, place: Place) -> set[int]:
    return set(Change.objects.filter(id__gt=before, desa_id=place.desa.pk).values_list("period", flat=True))


def periods(*days: date) -> set[int]:
    return {period_of(day) for day in days}


def here(place: Place) -> dict[str, Any]:
    return {"desa": place.desa, "posyandu": place.posyandu}


def onwards(day: date, months: int = 1_000) -> set[int]:
    """The month of the day and so many later ones, up to this month."""
    first = period_of(day)
    return set(range(first, min(first + months, period_of(timezone.localdate())) + 1))


ADULT, CHILD = 12, 24


def test_a_diagnosis_names_every_month_that_it_stands_or_stood(mother: Person, place: Place) -> None:
    with scope.system("test"):
        before = last()
        row = Diagnosis.objects.create(
            id=new_id(), person=mother, icd10="I10", diagnosed_on=MAY, **here(place)
        )
        assert since(before, place) == onwards(MAY)
        before = last()
        Diagnosis.objects.filter(pk=row.pk).update(resolved_on=JULY)
        assert since(before, place) == onwards(MAY)
        before = last()
        Diagnosis.objects.filter(pk=row.pk).update(resolved_on=None, diagnosed_on=JUNE)
        assert since(before, place) == onwards(MAY)


def test_a_visit_and_a_diagnosis_name_the_month_of_a_finding_that_they_may_answer(
    mother: Person, place: Place
) -> None:
    def seen(on: date) -> Visit:
        return Visit.objects.create(
            id=new_id(), person=mother, facility=place.posyandu, place="PUSTU", measured_on=on,
            desa=place.desa, posyandu_of_residence=place.posyandu, age_days=11_000, age_months=361,
            rule_version="uji",
        )  # fmt: skip

    with scope.system("test"):
        for code, names in (("TD_TINGGI", False), ("TBC_GEJALA", True)):
            Finding.objects.create(
                visit=seen(MAY), person=mother, code=code, found_on=MAY, rule_version="uji", **here(place)
            )
            before = last()
            seen(JUNE)
            assert (period_of(MAY) in since(before, place)) is names, code
        before = last()
        Diagnosis.objects.create(id=new_id(), person=mother, icd10="Z03.0", diagnosed_on=JUNE, **here(place))
        assert period_of(MAY) in since(before, place)


def test_a_finding_names_the_month_of_its_visit_and_of_its_end(mother: Person, place: Place) -> None:
    with scope.system("test"):
        visit = Visit.objects.create(
            id=new_id(), person=mother, facility=place.posyandu, place="PUSTU", measured_on=MAY,
            desa=place.desa, posyandu_of_residence=place.posyandu, age_days=11_000, age_months=361,
            rule_version="uji",
        )  # fmt: skip
        before = last()
        row = Finding.objects.create(
            visit=visit, person=mother, code="X", found_on=MAY, rule_version="uji", **here(place)
        )
        assert since(before, place) == periods(MAY)
        before = last()
        ended = datetime(JULY.year, JULY.month, JULY.day, 3, tzinfo=UTC)
        Finding.objects.filter(pk=row.pk).update(state="SELESAI", ended_at=ended)
        assert since(before, place) == periods(MAY, JULY)


def test_a_dose_names_the_months_it_can_matter_to(mother: Person, place: Place) -> None:
    with scope.system("test"):
        before = last()
        row = Given.objects.create(
            id=new_id(), person=mother, code="TD", given_on=MAY, desa=place.desa,
            posyandu_of_residence=place.posyandu,
        )  # fmt: skip
        assert since(before, place) == onwards(MAY, ADULT)
        before = last()
        Given.objects.filter(pk=row.pk).update(given_on=JUNE)
        assert since(before, place) == onwards(MAY, ADULT) | onwards(JUNE, ADULT)


def test_a_birth_names_its_months_for_mother_and_child(mother: Person, place: Place) -> None:
    child = factories.make_person(place.posyandu, born_on=JUNE)
    with scope.system("test"):
        pregnancy = Pregnancy.objects.create(
            id=new_id(), person=mother, lmp_on=date(THIS_YEAR - 2, 9, 5), first_known_on=MAY,
            outcome="LAHIR_HIDUP", ended_on=JUNE, **here(place),
        )  # fmt: skip
        before = last()
        delivery = Delivery.objects.create(
            pregnancy=pregnancy, delivered_at=datetime(JUNE.year, 6, 10, tzinfo=UTC), **here(place)
        )
        assert since(before, place) == onwards(JUNE, ADULT)
        before = last()
        Newborn.objects.create(child=child, delivery=delivery, **here(place))
        assert since(before, place) == onwards(JUNE, CHILD)
        before = last()
        Newborn.objects.filter(pk=child.pk).update(shk_on=JULY)
        assert since(before, place) == onwards(JUNE, CHILD)


def test_a_child_that_was_not_born_alive_is_no_child_in_any_month(mother: Person, place: Place) -> None:
    born = date(THIS_YEAR - 3, 6, 10)
    child = factories.make_person(place.posyandu, born_on=born)
    with scope.system("test"):
        pregnancy = Pregnancy.objects.create(
            id=new_id(), person=mother, lmp_on=date(THIS_YEAR - 4, 9, 5), first_known_on=born,
            outcome="LAHIR_MATI", ended_on=born, **here(place),
        )  # fmt: skip
        delivery = Delivery.objects.create(
            pregnancy=pregnancy, delivered_at=datetime(born.year, 6, 10, tzinfo=UTC), **here(place)
        )
        Newborn.objects.create(child=child, delivery=delivery, **here(place))
        before = last()
        Newborn.objects.filter(pk=child.pk).update(is_live=False)
        counted = {one for one in onwards(born) if one >= period_of(timezone.localdate()) - 35}
        assert since(before, place) >= counted
