"""Women who are pregnant or not long after birth at the end of a month: every change reaches its months."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.base.dates import period_end, period_of, period_start
from ilp.base.ids import new_id
from posyandu.models import Pregnancy, Visit
from puskesmas.models import Person
from pws.indicators import CATALOGUE
from pws.selectors.names import Part, names
from pws.selectors.people import unreached
from pws.selectors.places import Place as FoundPlace
from pws.selectors.places import PlaceKind, find_place
from pws.selectors.situation import Stage, situation
from pws.services import refresh
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db
LONGEST, AFTER = 45 * 7 + 6, 42
ATTENDED = CATALOGUE["ILP-HADIR-BUMIL"]


@pytest.fixture
def mother(place: Place) -> Person:
    found = factories.make_person(place.posyandu, name="Ani", sex="P", born_on=date(1995, 3, 1))
    refresh.refresh_stale(limit=1_000)
    return found


@pytest.fixture
def lmp_on() -> date:
    """Long enough ago that everything is over."""
    return period_start(period_of(timezone.localdate()) - 20) + timedelta(days=9)


def ends(first: date, last: date) -> set[int]:
    """Months that end between two days."""
    return {one for one in range(period_of(first), period_of(last) + 1) if first <= period_end(one) <= last}


def counted() -> set[int]:
    """Months in which the woman is counted, when the worker did what waits; the rebuild finds the same."""
    refresh.refresh_stale(limit=1_000)
    found = refresh.rebuild(check_live=True, swap=False)
    assert (found.fact_differences, found.cell_differences) == (0, 0), found.examples
    with connection.cursor() as cursor:
        cursor.execute("select period, sum(maternal) from pws_ibucell group by 1 having sum(maternal) > 0")
        rows = cursor.fetchall()
    assert {n for _period, n in rows} <= {1}
    return {period for period, _n in rows}


def test_whatever_is_entered_late_reaches_every_month_of_a_pregnancy(mother: Person, lmp_on: date) -> None:
    born_on = lmp_on + timedelta(days=280)
    kept = factories.make_pregnancy(mother, lmp_on=lmp_on, first_known_on=born_on)
    assert counted() == ends(lmp_on, lmp_on + timedelta(days=LONGEST))

    def change(**values: Any) -> set[int]:
        with scope.system("test"):
            Pregnancy.objects.filter(pk=kept.pk).update(**values)
        return counted()

    assert change(outcome="LAHIR_HIDUP", ended_on=born_on) == ends(lmp_on, born_on + timedelta(days=AFTER))
    earlier = lmp_on - timedelta(days=45)
    assert change(lmp_on=earlier) == ends(earlier, born_on + timedelta(days=AFTER))
    lost_on = lmp_on + timedelta(days=60)
    assert change(outcome="ABORTUS", ended_on=lost_on) == ends(earlier, lost_on - timedelta(days=1))
    assert change(outcome="HAMIL", ended_on=None) == ends(earlier, earlier + timedelta(days=LONGEST))
    assert change(outcome="SALAH_DATA", ended_on=born_on) == set()
    assert change(outcome="LAHIR_MATI") == ends(earlier, born_on + timedelta(days=AFTER))
    assert change(voided_at=timezone.now()) == set()


def test_a_woman_counts_once_when_she_is_pregnant_again_soon(mother: Person, lmp_on: date) -> None:
    born_on = lmp_on + timedelta(days=280)
    again_on = born_on + timedelta(days=10)
    factories.make_pregnancy(mother, lmp_on=lmp_on, outcome="LAHIR_HIDUP", ended_on=born_on)
    factories.make_pregnancy(mother, lmp_on=again_on)
    assert counted() == ends(lmp_on, min(again_on + timedelta(days=LONGEST), period_end(this_month())))


def test_a_day_of_two_pregnancies_is_one_screening_of_the_mood(mother: Person, place: Place) -> None:
    today = timezone.localdate()
    factories.make_pregnancy(
        mother, lmp_on=today - timedelta(days=300), outcome="LAHIR_HIDUP", ended_on=today - timedelta(days=30)
    )
    again = factories.make_pregnancy(mother, lmp_on=today - timedelta(days=10))
    with scope.system("test"):
        for form in ("nifas", "bumil"):
            Visit.objects.create(
                id=new_id(), person=mother, facility=place.posyandu, place="POSYANDU", form=form,
                measured_on=today, desa=place.desa, posyandu_of_residence=place.posyandu,
                age_days=11_000, age_months=361, rule_version="uji", srq20_score=2,
            )  # fmt: skip
    counted()
    with connection.cursor() as cursor:
        cursor.execute("select subject from pws_ibumonth where mood_screened")
        assert cursor.fetchall() == [(again.pk,)]


def this_month() -> int:
    return period_of(timezone.localdate())


def desa_now(place: Place) -> FoundPlace:
    """The desa of the cast as the user in scope may see it today."""
    today = timezone.localdate()
    return find_place(PlaceKind.DESA, place.desa.code, scope=scope.current(), today=today, year=today.year)


@pytest.fixture
def two_mothers(place: Place, mother: Person) -> list[Person]:
    """Ani came this month with her card, Beti did not; both are pregnant. Citra is not any more."""
    today = timezone.localdate()
    other, third = (
        factories.make_person(place.posyandu, name=name, sex="P", born_on=date(1996, 3, 1))
        for name in ("Beti", "Citra")
    )
    for one in (mother, other):
        factories.make_pregnancy(one, lmp_on=today - timedelta(days=100))
    factories.make_pregnancy(third, lmp_on=today - timedelta(days=90), outcome="ABORTUS", ended_on=today)
    with scope.system("test"):
        Visit.objects.create(
            id=new_id(), person=mother, facility=place.posyandu, place="POSYANDU", form="bumil",
            measured_on=today, desa=place.desa, posyandu_of_residence=place.posyandu,
            age_days=11_000, age_months=361, rule_version="uji",
        )  # fmt: skip
    refresh.refresh_stale(limit=1_000)
    return [mother, other]


def test_who_came_and_who_did_not_are_told_by_name(
    ratna: User, place: Place, two_mothers: list[Person]
) -> None:
    with scope.of(ratna):
        here = desa_now(place)
        listed = [
            {row.name for row in names(here, indicator=ATTENDED, part=part, period=this_month())[1]}
            for part in Part
        ]
        missed = unreached(here, indicator=ATTENDED, period=this_month())[1]
    assert listed == [{"Ani"}, {"Ani", "Beti"}]
    assert [row.name for row in missed] == ["Beti"]


def test_the_situation_of_a_desa_says_how_many_of_them_came(
    ratna: User, place: Place, two_mothers: list[Person]
) -> None:
    with scope.of(ratna):
        here = desa_now(place)
        stages = {one.code: one for one in situation(here, period=this_month()).stages}
    assert stages["maternal"] == Stage("maternal", residents=2, attended=1, referred=0, ended=0)
    client: Client = factories.logged_in(ratna)
    text = client.get(reverse("pws:situation", args=[place.desa.code])).content.decode()
    row = text[text.index("Ibu hamil &amp; nifas</th>") :].split("</tr>")[0]
    assert [cell.split("<")[0] for cell in row.split('<td class="num">')[1:]] == ["2", "1", "1", "0", "0"]
