"""How many people have each disease: refresh = rebuild = a plain count of the records, after any history."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilp.access import scope
from ilp.access.roles import Role
from ilp.base.dates import period_of
from ilp.base.ids import new_id
from posyandu.models import Diagnosis, Finding
from puskesmas.models import Person
from pws.rules.diseases import BY_CODE, REST, Source
from pws.selectors.diseases import Window, diseases_by_source, people_with
from pws.selectors.places import Place, PlaceKind, find_place
from pws.services import refresh
from tests import factories
from tests.pws import naive_diseases
from tests.pws.family_agreement import keep_months
from tests.pws.grown_histories import CODES, ICD10, Grown

MONTHS = 26


@pytest.fixture(autouse=True)
def _as_many_months_as_there_is_history(_window_of_months: None, db: None) -> None:
    keep_months(MONTHS)


class Ill(Grown):
    """Grown lives in which diagnoses and findings are many, corrected, merged and taken away."""

    def step(self) -> None:
        deeds = {
            self.visit: 20, self.find: 30, self.diagnose: 20, self.unsay: 6, self.void: 6, self.move: 12,
            self.mistake: 6, self.end: 3, self.resolve: 3, self.date_anew: 8, self.code_anew: 8,
            self.merge: 4, self.erase: 3,
        }  # fmt: skip
        self.do(self.rng.choices(list(deeds), weights=list(deeds.values()))[0])

    def _event(self) -> Finding | Diagnosis | None:
        if self.rng.random() < 0.5:
            return self._pick(Finding.objects.all())
        return self._pick(Diagnosis.objects.all())

    def _set(self, one: Finding | Diagnosis, **values: Any) -> None:
        rows: Any = type(one)
        rows.objects.filter(pk=one.pk).update(**values)

    def date_anew(self) -> None:
        one = self._event()
        if one is not None:
            self._set(one, **{"found_on" if isinstance(one, Finding) else "diagnosed_on": self.day()})

    def code_anew(self) -> None:
        one = self._event()
        if isinstance(one, Diagnosis):
            self._set(one, icd10=self.rng.choice(ICD10))
        elif one is not None:
            code = self.rng.choice(CODES)
            if not Finding.objects.filter(visit_id=one.visit_id, code=code).exists():
                self._set(one, code=code)

    def merge(self) -> None:
        """The event was somebody else's."""
        one, person = self._event(), self._who()
        if one is not None:
            self._set(one, person=person, desa=person.desa, posyandu=person.posyandu)

    def erase(self) -> None:
        """By hand, as the owner: the application may not."""
        one = self._event()
        if one is not None:
            with connection.cursor() as cursor:
                cursor.execute("set local role none")
                cursor.execute(f"delete from {one._meta.db_table} where id = %s", [one.pk])


def place_of(code: str) -> Place:
    today = timezone.localdate()
    return find_place(PlaceKind.DESA, code, scope=scope.current(), today=today, year=today.year)


def assert_live_is_naive() -> None:
    live, naive = naive_diseases.live_cells(), naive_diseases.all_cells()
    wrong = [one for one in live.keys() | naive.keys() if live.get(one) != naive.get(one)]
    assert not wrong, [(one, live.get(one), naive.get(one)) for one in wrong[:3]]


def assert_agree() -> None:
    """Refreshed, computed again, and rebuilt."""
    refresh.refresh_stale(limit=5_000, seconds=120)
    assert_live_is_naive()
    found = refresh.rebuild(check_live=True, swap=True)
    mine = [one for one in found.examples if "recent" in str(one)]
    assert not mine, mine[:2]
    assert_live_is_naive()


@pytest.mark.parametrize("seed", range(2))
def test_three_computations_agree(seed: int) -> None:
    lives = Ill(seed, people=8)
    for deed in [lives.visit] * 12 + [lives.find] * 16 + [lives.diagnose] * 30:
        lives.do(deed)
    for _ in range(40):
        lives.step()
    assert_agree()
    for _ in range(50):
        lives.step()
        if lives.rng.random() < 0.05:
            refresh.refresh_stale(limit=3)
    assert_agree()
    assert_numbers_are_those_of_the_records(lives)


def assert_numbers_are_those_of_the_records(lives: Ill) -> None:
    """In every window, for each desa and the whole; and as many names."""
    desas, last = [desa.pk for desa in lives.desas], period_of(lives.today)
    shown = 0
    for window in Window:
        for period in (last, last - 1, last - 5):
            months = window.months(period)
            with connection.cursor() as cursor:
                cursor.execute("select set_config('ilp.system', 'test', true)")
                cursor.execute(
                    "select source, desa_id, disease, n, n_before from pws_disease_counts(null, %s, %s)"
                    " where source <> 'penduduk'", [period, months],
                )  # fmt: skip
                found = {(s, desa, disease): (n, before) for s, desa, disease, n, before in cursor.fetchall()}
            assert found == naive_diseases.from_the_records(desas, period, months)
            shown += sum(n for n, _before in found.values())
            with scope.system("test"):
                assert_lists_are_as_long_as_their_numbers(lives, window, period, found)
    assert shown > 100


def assert_lists_are_as_long_as_their_numbers(
    lives: Ill, window: Window, period: int, found: naive_diseases.Counts
) -> None:
    for desa in lives.desas:
        place = place_of(desa.code)
        told = diseases_by_source(place, window=window, period=period)
        for source in Source:
            numbers = {one.code: (one.n, one.before) for one in told[source].desa[0].standings}
            assert numbers == {
                disease: pair
                for (s, where, disease), pair in found.items()
                if (s, where) == (source, desa.pk) and (disease == REST or not BY_CODE[disease].is_sensitive)
            }
            for disease in numbers.keys() - {REST}:
                names = people_with(place, disease=disease, source=source, window=window, period=period)
                assert len(names) == numbers[disease][0], (disease, source, window)


@pytest.fixture
def grown(place: Any) -> Person:
    """Somebody of Siti's desa; nothing waits."""
    born = timezone.localdate() - timedelta(days=50 * 365)
    person = factories.make_person(place.posyandu, born_on=born, lives_there_since=born)
    refresh.refresh_stale(limit=5_000, seconds=120)
    return person


def diagnosed(person: Person, days_ago: int, icd10: str = "I10") -> date:
    day = timezone.localdate() - timedelta(days=days_ago)
    with scope.system("test"):
        Diagnosis.objects.create(
            id=new_id(), person=person, icd10=icd10, diagnosed_on=day, desa=person.desa,
            posyandu=person.posyandu,
        )  # fmt: skip
    return day


def months_counted(desa_id: int) -> set[int]:
    """Months in which the desa has anybody ill, once everything that waits is counted."""
    refresh.refresh_stale(limit=5_000, seconds=120)
    return {period for desa, period, _source, _disease in naive_diseases.live_cells() if desa == desa_id}


def test_whoever_moves_takes_a_year_of_every_diagnosis_along(place: Any, grown: Person) -> None:
    month = period_of(diagnosed(grown, 300))
    last = period_of(timezone.localdate())
    counted = set(range(month, min(month + 11, last) + 1))
    assert months_counted(place.desa.pk) == counted
    factories.move(grown, place.other_posyandu, timezone.localdate() - timedelta(days=3))
    assert months_counted(place.desa.pk) == set()
    assert months_counted(place.other_desa.pk) == counted
    assert_live_is_naive()


def test_late_paper_counts_where_the_person_lives_now(place: Any, grown: Person) -> None:
    factories.move(grown, place.other_posyandu, timezone.localdate() - timedelta(days=3))
    refresh.refresh_stale(limit=5_000, seconds=120)
    with scope.system("test"):
        grown = Person.objects.get(pk=grown.pk)
    month = period_of(diagnosed(grown, 300))
    assert month in months_counted(place.other_desa.pk)
    assert months_counted(place.desa.pk) == set()


def test_a_mistaken_person_is_counted_nowhere_and_comes_back_everywhere(place: Any, grown: Person) -> None:
    month = period_of(diagnosed(grown, 300))
    factories.move(grown, place.other_posyandu, timezone.localdate() - timedelta(days=3))
    refresh.refresh_stale(limit=5_000, seconds=120)
    for is_mistake in (True, False):
        with scope.system("test"):
            Person.objects.filter(pk=grown.pk).update(voided_at=timezone.now() if is_mistake else None)
        assert (month in months_counted(place.other_desa.pk)) is not is_mistake
        assert_live_is_naive()


def test_the_whole_is_that_of_the_puskesmas_and_nobody_elses(place: Any, grown: Person) -> None:
    diagnosed(grown, 40)
    diagnosed(factories.make_person(place.other_posyandu, born_on=grown.born_on), 40)
    refresh.refresh_stale(limit=5_000, seconds=120)
    month = period_of(timezone.localdate())
    counts = "select desa_id, n from pws_disease_counts(%s, %s, 12) where disease = 'HIPERTENSI' order by 1"
    with scope.of(factories.make_user(Role.DESA_VIEWER, place.desa)), connection.cursor() as cursor:
        cursor.execute(counts, [place.puskesmas.pk, month])
        assert cursor.fetchall() == [(place.desa.pk, 1), (None, 2)]
        with CaptureQueriesContext(connection) as statements:
            told = diseases_by_source(place_of(place.desa.code), window=Window.YEAR, period=month)
        assert sum("pws_disease_counts" in one["sql"] for one in statements) == 1
        assert len(statements) == 2, "one for the place, one for the counts"
    assert [one.n for one in told[Source.DIAGNOSA].whole] == [2]
    stranger = factories.make_desa()
    factories.make_puskesmas(stranger)
    with scope.of(factories.make_user(Role.DESA_VIEWER, stranger)), connection.cursor() as cursor:
        cursor.execute(counts, [place.puskesmas.pk, month])
        assert cursor.fetchall() == []


def test_groups_that_change_make_every_month_due(place: Any, grown: Person) -> None:
    diagnosed(grown, 40)
    months_counted(place.desa.pk)
    with connection.cursor() as cursor:
        for is_new in (True, False):
            cursor.execute("select pws_declare_diseases('[]', '[]')")
            cursor.execute("select count(*) from base_change")
            assert (cursor.fetchone()[0] > 0) is is_new
            refresh.refresh_stale(limit=5_000, seconds=120)
    assert {disease for *_rest, disease in naive_diseases.live_cells()} == {REST}
