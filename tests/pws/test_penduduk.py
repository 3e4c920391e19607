"""Residents by age: refresh = rebuild = the obvious count after any history; names as many as the number."""

from __future__ import annotations

import random
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.base.dates import period_of
from ilp.base.ids import new_id
from puskesmas.models import Facility
from pws.families.penduduk import COLUMNS, quoted
from tests import factories
from tests.conftest import Place
from tests.pws import naive_penduduk

pytestmark = pytest.mark.django_db
MONTHS = 15
AGES = (0, 1, 2, 5, 6, 7, 10, 12, 15, 16, 18, 19, 30, 40, 50, 51, 60, 83)
NAMES = ", ".join(map(quoted, COLUMNS))


@pytest.fixture(autouse=True)
def _fifteen_months(_window_of_months: None, db: None) -> None:
    sql("update base_window set first_period = last_period - %s", MONTHS)


def sql(text: str, *params: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, params or None)
        return cursor.fetchall() if cursor.description else []


def window() -> tuple[int, int]:
    first, last = sql("select first_period, last_period from base_window")[0]
    return first, last


def cells(table: str = "pws_pendudukcell") -> dict[naive_penduduk.Key, Counter[str]]:
    rows = sql(f"select desa_id, period, posyandu_id, {NAMES} from {table}")
    return {
        (desa, period, posyandu): Counter({name: n for name, n in zip(COLUMNS, counts, strict=True) if n})
        for desa, period, posyandu, *counts in rows
    }


def staged() -> dict[naive_penduduk.Key, Counter[str]]:
    sql("select pws_stage_penduduk()")
    found = cells("pws_pendudukcell_next")
    sql("drop table pws_pendudukcell_next")
    return found


def refresh_due() -> None:
    """What waits, and nothing else."""
    for desa, period in sql("delete from base_change returning desa_id, period"):
        sql("select pws_refresh_penduduk(%s, %s)", desa, period)


class Neighbourhood:
    """Two desa in which people of all ages are born, move, die, get a NIK, and are corrected; written raw."""

    def __init__(self, seed: int) -> None:
        self.rng = random.Random(seed)
        desas = [factories.make_desa(), factories.make_desa()]
        self.posyandu = [factories.make_posyandu(desa) for desa in desas for _ in range(2)]
        self.people: list[Any] = []
        for years in AGES:
            self.arrive(years)

    def _day(self, months: int) -> date:
        """Of the last months; often the first or last day of one, where ages turn."""
        day = timezone.localdate() - timedelta(days=self.rng.randint(0, months * 30))
        first = day.replace(day=1)
        return self.rng.choice([day, first, first - timedelta(days=1)])

    def _born_on(self, years: int) -> date:
        today = timezone.localdate()
        born_on = self._day(18)
        return (
            born_on.replace(year=max(1900, born_on.year - years), day=min(born_on.day, 28))
            if years
            else min(born_on, today)
        )

    def arrive(self, years: int | None = None) -> None:
        born_on = self._born_on(self.rng.choice(AGES) if years is None else years)
        posyandu: Facility = self.rng.choice(self.posyandu)
        held = posyandu if self.rng.random() < 0.9 else None
        person = factories.make_person(
            held, desa=posyandu.area, sex=self.rng.choice("LP"), born_on=born_on,
            lives_there_since=max(born_on, self._day(20)) if self.rng.random() < 0.5 else None,
            nik_hash=new_id().bytes if self.rng.random() < 0.7 else None,
        )  # fmt: skip
        self.people.append(person.pk)

    def leave(self) -> None:
        """Somebody goes, or dies, or comes back: the end of a residence moves."""
        end = self.rng.choice([None, self._day(12)])
        sql("update puskesmas_residence set valid_to = case when %s::date is null then null"
            " else greatest(%s::date, valid_from) end where id = (select max(id) from puskesmas_residence"
            " where person_id = %s)", end, end, self.rng.choice(self.people))  # fmt: skip

    def move(self) -> None:
        who, day = self.rng.choice(self.people), self._day(12)
        there: Facility = self.rng.choice(self.posyandu)
        moved = sql(
            "update puskesmas_residence set valid_to = %s::date - 1 where person_id = %s and"
            " valid_to is null and valid_from < %s returning born_on, sex",
            day,
            who,
            day,
        )
        for born_on, sex in moved:
            sql("insert into puskesmas_residence (person_id, born_on, sex, desa_id, posyandu_id, valid_from,"
                " end_reason) values (%s, %s, %s, %s, %s, %s, '')",
                who, born_on, sex, there.area_id, there.pk, day)  # fmt: skip

    def change_posyandu(self) -> None:
        there: Facility = self.rng.choice(self.posyandu)
        sql("update puskesmas_residence set desa_id = %s, posyandu_id = %s where person_id = %s and"
            " valid_to is null", there.area_id, there.pk, self.rng.choice(self.people))  # fmt: skip

    def void(self) -> None:
        sql("update puskesmas_person set voided_at = case when voided_at is null then now() end"
            " where id = %s", self.rng.choice(self.people))  # fmt: skip

    def get_nik(self) -> None:
        sql("update puskesmas_person set nik_hash = case when nik_hash is null then %s::bytea end"
            " where id = %s", new_id().bytes, self.rng.choice(self.people))  # fmt: skip

    def correct(self) -> None:
        """Birth date or sex; the residence follows by its key."""
        who = self.rng.choice(self.people)
        born_on, since = self._born_on(self.rng.choice(AGES)), sql(
            "select min(valid_from) from puskesmas_residence where person_id = %s", who)[0][0]  # fmt: skip
        sql("update puskesmas_person set born_on = least(%s::date, %s::date), sex = %s where id = %s",
            born_on, since, self.rng.choice("LP"), who)  # fmt: skip

    def forget(self) -> None:
        sql("delete from puskesmas_residence where id = (select max(id) from puskesmas_residence"
            " where person_id = %s)", self.rng.choice(self.people))  # fmt: skip

    def step(self) -> None:
        deed = self.rng.choices(
            [self.arrive, self.leave, self.move, self.change_posyandu, self.void, self.get_nik, self.correct,
             self.forget], [6, 4, 5, 2, 1, 3, 3, 0.3])[0]  # fmt: skip
        deed()


@pytest.mark.parametrize("seed", range(6))
def test_refresh_rebuild_and_the_obvious_count_agree(seed: int) -> None:
    there = Neighbourhood(seed)
    for _ in range(70):
        there.step()
        if there.rng.random() < 0.15:
            refresh_due()
    refresh_due()
    expected = naive_penduduk.all_cells(*window())
    assert cells() == expected
    assert staged() == expected


def test_every_column_counts_somebody(place: Place) -> None:
    for years in (0.6, 1.5, 5.5, 14, 40, 70):
        born_on = timezone.localdate() - timedelta(days=round(years * 365.25))
        factories.make_person(place.posyandu, sex="P", born_on=born_on, nik_hash=new_id().bytes)
    refresh_due()
    live = cells()
    assert live == staged() == naive_penduduk.all_cells(*window())
    assert set().union(*live.values()) == set(COLUMNS)


@pytest.mark.parametrize(
    ("born_on", "last_as_balita"),
    [(date(2021, 3, 1), "2026-02"), (date(2021, 3, 2), "2026-03"), (date(2021, 3, 31), "2026-03"),
     (date(2020, 2, 29), "2025-02")],
)  # fmt: skip
def test_a_child_is_balita_through_the_month_of_its_fifth_birthday(
    place: Place, born_on: date, last_as_balita: str
) -> None:
    factories.make_person(place.posyandu, born_on=born_on)
    sql("update base_window set first_period = %s, last_period = %s",
        period_of(date(2025, 1, 1)), period_of(date(2026, 12, 1)))  # fmt: skip
    found = staged()
    as_balita = {period for (_desa, period, _post), counts in found.items() if counts["balita"]}
    as_apras = {period for (_desa, period, _post), counts in found.items() if counts["apras"]}
    last = period_of(date.fromisoformat(f"{last_as_balita}-01"))
    assert max(as_balita) == last
    assert min(as_apras) == last + 1
    refresh_due()
    for period in (last, last + 1):
        sql("select pws_refresh_penduduk(%s, %s)", place.desa.pk, period)
    live = cells()
    assert [live[place.desa.pk, last + later, place.posyandu.pk]["balita"] for later in (0, 1)] == [1, 0]


def test_balita_are_the_s_of_skdn() -> None:
    there = Neighbourhood(77)
    for _ in range(60):
        there.step()
    for desa, period in sql("select distinct desa_id, period from base_change"):
        sql("select pws_refresh_balita(%s, %s), pws_refresh_cells(%s, %s)", desa, period, desa, period)
    refresh_due()
    skdn = dict(
        sql("select (desa_id, period)::text, sum(is_s) from pws_balitacell group by 1 having sum(is_s) > 0")
    )
    ours = dict(sql("select (desa_id, period)::text, sum(balita) from pws_pendudukcell"
                    " group by 1 having sum(balita) > 0"))  # fmt: skip
    assert skdn == ours != {}


def test_the_names_are_those_who_were_counted(ratna: User, siti: User, place: Place) -> None:
    """A nakes reads the desa, a kader the own posyandu; who moved away since is there too."""
    rng = random.Random(3)
    other = factories.make_posyandu(place.desa, "Mawar 2")
    for years in range(0, 90, 2):
        person = factories.make_person(
            rng.choice([place.posyandu, other, place.other_posyandu]), sex=rng.choice("LP"),
            born_on=timezone.localdate() - timedelta(days=years * 365 + rng.randint(0, 400)),
            nik_hash=new_id().bytes if rng.random() < 0.7 else None,
        )  # fmt: skip
        if rng.random() < 0.2 and person.born_on < timezone.localdate() - timedelta(days=60):
            factories.move(
                person, place.other_posyandu, timezone.localdate() - timedelta(days=rng.randint(0, 50))
            )
    last = window()[1]
    living = {period: naive_penduduk.residents(period) for period in (last, last - 1, last - 2)}
    for period, expected in living.items():
        for column in COLUMNS:
            counted = [(d, post, who) for d, post, who, columns in expected if column in columns]
            for user, seen in (
                (ratna, [row for row in counted if row[0] == place.desa.pk]),
                (siti, [row for row in counted if row[1] == place.posyandu.pk]),
            ):
                with scope.of(user):
                    found = sql("select desa_id, posyandu_id, person_id from pws_penduduk_people(%s, %s, %s)",
                                [place.desa.pk, place.other_desa.pk], period, column)  # fmt: skip
                assert sorted(found) == sorted(seen), column


def test_a_dinkes_reads_no_names(budi: User, place: Place) -> None:
    factories.make_person(place.posyandu)
    with scope.of(budi):
        assert sql(
            "select count(*) from pws_penduduk_people(%s, %s, 'all')", [place.desa.pk], window()[1]
        ) == [(0,)]


def due() -> set[tuple[int, int]]:
    return {(desa, period) for desa, period in sql("delete from base_change returning desa_id, period")}


def test_a_grown_person_makes_every_month_lived_there_due(place: Place) -> None:
    first, last = window()
    due()
    person = factories.make_person(place.posyandu, born_on=date(1980, 5, 5))
    assert due() == {(place.desa.pk, period) for period in range(first, last + 1)}
    factories.move(person, place.other_posyandu, timezone.localdate().replace(day=1))
    # Only the months that change: here since the day before the move, there since the move.
    assert due() == {(place.desa.pk, last - 1), (place.desa.pk, last), (place.other_desa.pk, last)}
    sql("update puskesmas_person set voided_at = now() where id = %s", person.pk)
    assert {period for _desa, period in due()} == set(range(first, last + 1))
    sql("update puskesmas_person set phone = '1' where id = %s", person.pk)
    sql("update puskesmas_residence set end_reason = '' where person_id = %s", person.pk)
    assert due() == set()


def test_a_load_makes_every_month_of_its_desa_due_once(place: Place) -> None:
    first, last = window()
    ids = [new_id() for _ in range(5001)]
    sql("insert into puskesmas_person (id, name, sex, born_on, birth_is_estimated, nik_missing_reason,"
        " mother_name, father_name, phone, desa_id, rt, is_synthetic) select unnest(%s::uuid[]), 'x', 'L',"
        " '1990-01-01', false, 'BAYI', '', '', '', %s, '', true", ids, place.desa.pk)  # fmt: skip
    due()
    sql(
        "insert into puskesmas_residence (person_id, born_on, sex, desa_id, valid_from, end_reason)"
        " select unnest(%s::uuid[]), '1990-01-01', 'L', %s, '2020-01-01', ''",
        ids,
        place.desa.pk,
    )
    keys = sql("select desa_id, period from base_change")
    assert sorted(keys) == [(place.desa.pk, period) for period in range(first, last + 1)]
