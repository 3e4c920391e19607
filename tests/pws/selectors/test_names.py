"""The list behind a number has exactly as many names as the number says, at every level."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.dates import period_of
from puskesmas.models import Facility
from pws.indicators import CATALOGUE, Indicator, Subject
from pws.selectors.names import Part, missed, names, posts
from pws.selectors.places import Place, PlaceKind, PlaceNotFound, find_place
from pws.selectors.tallies import counted_of, tallies, total
from pws.services import refresh
from tests import factories
from tests.pws.histories import Village

BALITA = [one for one in CATALOGUE.values() if one.subject is Subject.BALITA]


@pytest.fixture
def village(db: None, request: pytest.FixtureRequest) -> Village:
    found = Village(getattr(request, "param", 5), children=24)
    for _ in range(260):
        found.step()
    refresh.refresh_stale()
    return found


@pytest.fixture
def kepala_at_work(village: Village) -> Iterator[User]:
    puskesmas = Facility.objects.get(kind="PUSKESMAS")
    user = factories.make_user(Role.KEPALA_PUSKESMAS, puskesmas)
    with scope.of(user):
        yield user


def place(kind: PlaceKind, key: str | int) -> Place:
    today = timezone.localdate()
    return find_place(kind, key, scope=scope.current(), today=today, year=today.year)


def places(village: Village) -> list[Place]:
    return [
        *(place(PlaceKind.DESA, desa.code) for desa in village.desas),
        *(place(PlaceKind.POSYANDU, one.pk) for one in village.posyandu),
        place(PlaceKind.PUSKESMAS, Facility.objects.get(kind="PUSKESMAS").pk),
    ]


def in_cells(where: Place, indicator: Indicator, column: str, period: int) -> int:
    """The number as a naive sum over the cells' rows."""
    bands = list(indicator.bands) or list(range(5))
    with connection.cursor() as cursor:
        cursor.execute(
            f"select coalesce(sum({column}), 0) from pws_balitacell where desa_id = any(%s) and period = %s"
            " and age_band = any(%s) and (%s::integer is null or posyandu_id = %s)",
            [where.desa_ids, period, bands, where.posyandu_id, where.posyandu_id],
        )
        return int(cursor.fetchone()[0])


@pytest.mark.parametrize("village", [5, 6], indirect=True)
def test_every_list_is_as_long_as_its_number(village: Village, kepala_at_work: User) -> None:
    now = period_of(timezone.localdate())
    seen = 0
    for where in places(village):
        for indicator in BALITA:
            for part in (Part.NUMERATOR, Part.DENOMINATOR):
                if part is Part.DENOMINATOR and indicator.denominator is None:
                    continue
                column = indicator.numerator if part is Part.NUMERATOR else indicator.denominator
                for period in (now, now - 2):
                    count, rows = names(where, indicator=indicator, part=part, period=period)
                    assert count == len(rows) == in_cells(where, indicator, str(column), period), (
                        indicator.code
                    )
                    assert len({row.person_id for row in rows}) == count
                    seen += count
    assert seen > 100, "the history counted hardly anybody"


def test_the_missed_are_those_of_the_denominator_who_are_not_in_the_numerator(
    village: Village, kepala_at_work: User
) -> None:
    now = period_of(timezone.localdate())
    found = 0
    for where in places(village):
        for indicator in BALITA:
            if indicator.denominator is None:
                continue
            gap = missed(where, indicator=indicator, period=now - 1)
            served = {
                row.person_id
                for row in names(where, indicator=indicator, part=Part.NUMERATOR, period=now - 1)[1]
            }
            wanted = {
                row.person_id
                for row in names(where, indicator=indicator, part=Part.DENOMINATOR, period=now - 1)[1]
            }
            assert {row.person_id for row in gap} == wanted - served
            assert [row.months for row in gap] == sorted((row.months for row in gap), reverse=True)
            found += len(gap)
    assert found > 20


def test_posyandu_add_up_to_the_desa_and_desa_to_the_puskesmas(
    village: Village, kepala_at_work: User
) -> None:
    now = period_of(timezone.localdate())
    counted = counted_of(BALITA)
    ids = [desa.pk for desa in village.desas]
    together = tallies(counted, desa_ids=ids, first=now, last=now)
    assert together
    whole = total(together.values())
    puskesmas = place(PlaceKind.PUSKESMAS, Facility.objects.get(kind="PUSKESMAS").pk)
    for indicator in BALITA:
        column = indicator.numerator or ""
        assert whole.of(indicator)[0] == in_cells(puskesmas, indicator, column, now)


def test_a_list_costs_one_statement_for_any_number_of_people(village: Village, kepala_at_work: User) -> None:
    where = place(PlaceKind.PUSKESMAS, Facility.objects.get(kind="PUSKESMAS").pk)
    now = period_of(timezone.localdate())
    for read in (
        lambda: names(where, indicator=CATALOGUE["SKDN-S"], part=Part.NUMERATOR, period=now),
        lambda: missed(where, indicator=CATALOGUE["GIZ-DS"], period=now),
    ):
        with CaptureQueriesContext(connection) as statements:
            read()
        assert len(statements) == 1


def test_pages_of_a_list_are_the_whole_list(village: Village, kepala_at_work: User) -> None:
    where = place(PlaceKind.PUSKESMAS, Facility.objects.get(kind="PUSKESMAS").pk)
    now = period_of(timezone.localdate())
    ask: dict[str, Any] = {"indicator": CATALOGUE["SKDN-S"], "part": Part.NUMERATOR, "period": now}
    count, rows = names(where, **ask)
    pages = [names(where, **ask, limit=5, offset=start)[1] for start in range(0, count, 5)]
    assert [row for page in pages for row in page] == rows


def test_who_moved_away_stays_in_the_list_without_a_name(place: Any) -> None:
    child = factories.make_person(place.posyandu, name="Dian Pindah")
    refresh.refresh_stale()
    elsewhere = factories.make_posyandu(factories.make_desa("Jauh"))
    factories.move(child, elsewhere, timezone.localdate())
    nakes = factories.make_user(Role.NAKES_PUSTU, place.pustu)
    last_month = period_of(timezone.localdate()) - 1
    refresh.refresh_stale()
    with scope.of(nakes):
        today = timezone.localdate()
        desa = find_place(
            PlaceKind.DESA, place.desa.code, scope=scope.current(), today=today, year=today.year
        )
        count, rows = names(desa, indicator=CATALOGUE["SKDN-S"], part=Part.NUMERATOR, period=last_month)
    assert (count, [row.name for row in rows]) == (1, [None])


def test_a_place_that_is_partly_outside_the_scope_is_not_found(place: Any) -> None:
    today = timezone.localdate()
    ratna = factories.make_user(Role.NAKES_PUSTU, place.pustu)
    with scope.of(ratna):
        for kind, key in (
            (PlaceKind.DESA, place.other_desa.code),
            (PlaceKind.POSYANDU, place.other_posyandu.pk),
            (PlaceKind.PUSKESMAS, place.puskesmas.pk),
            (PlaceKind.KABUPATEN, "73.16"),
            (PlaceKind.DESA, "99.99.99.9999"),
        ):
            with pytest.raises(PlaceNotFound):
                find_place(kind, key, scope=scope.current(), today=today, year=today.year)
        inside = find_place(
            PlaceKind.DESA, place.desa.code, scope=scope.current(), today=today, year=today.year
        )
    assert inside.desa_ids == [place.desa.pk]


def test_the_posyandu_behind_a_number_are_listed(place: Any) -> None:
    refresh.refresh_stale()
    kepala = factories.make_user(Role.KEPALA_PUSKESMAS, place.puskesmas)
    now = period_of(timezone.localdate())
    buka = CATALOGUE["ILP-BUKA"]
    with scope.of(kepala):
        today = timezone.localdate()
        where = find_place(
            PlaceKind.PUSKESMAS, place.puskesmas.pk, scope=scope.current(), today=today, year=today.year
        )
        all_posts = posts(where, indicator=buka, period=now, served=None, part=Part.DENOMINATOR)
        behind = posts(where, indicator=buka, period=now, served=False, part=Part.NUMERATOR)
    assert {one.name for one in all_posts} == {"Mawar 1", "Melati 1"} == {one.name for one in behind}
