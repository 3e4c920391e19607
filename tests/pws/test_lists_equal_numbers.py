"""For every indicator, posyandu, desa and month of a demo district: the list is as long as the number.

The lists are counted whole, by the very rows the page lists (`people.source`), in one statement for a column
of all places. Numbers of a puskesmas and of the kabupaten are sums of these on both sides. A sample is read
as the page reads it.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from datetime import date
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection

from ilp.access import scope
from ilp.access.roles import Role
from puskesmas.models import Facility
from pws.indicators import CATALOGUE, Indicator, Subject
from pws.models.facts import AGE_BANDS
from pws.selectors import people
from pws.selectors.names import Part, condition, names, posts, subject_of
from pws.selectors.places import PlaceKind, find_place
from pws.selectors.tallies import Counted, Tally, counted_of, tallies_of_posts
from pws.services import refresh
from tests import factories
from tests.undone import of_all_tables, undone

pytestmark = [pytest.mark.long, pytest.mark.django_db, pytest.mark.timeout(600)]

TODAY = date(2026, 11, 22)
DISTRICT, SCALE, MONTHS = "73.09", 0.05, 24
SAMPLE = 150
At = tuple[int, int, int]
LISTED = [one for one in CATALOGUE.values() if people.is_listable(one)]


@pytest.fixture(scope="module")
def demo(django_db_setup: None, django_db_blocker: Any) -> Iterator[tuple[int, int]]:
    """A twentieth of Maros with two years of everything, counted; undone after the last test here."""
    with undone(django_db_blocker):
        call_command("load_areas", DISTRICT, verbosity=0)
        call_command("seed_demo", district=DISTRICT, scale=SCALE, months=MONTHS, today=TODAY, verbosity=0)
        of_all_tables("analyze")  # the rows are new, and nobody else can see them yet
        with connection.cursor() as cursor:
            last = TODAY.year * 12 + TODAY.month - 1
            cursor.execute(
                "insert into base_window (id, first_period, last_period) values (1, %s, %s) on conflict (id)"
                " do update set first_period = excluded.first_period, last_period = excluded.last_period",
                [last - MONTHS + 1, last],
            )
        refresh.rebuild(check_live=False)
        yield last - MONTHS + 1, last


@pytest.fixture
def months(demo: tuple[int, int], db: None) -> tuple[int, int]:
    """First and last period of the demo; what a test changes is undone."""
    with connection.cursor() as cursor:
        cursor.execute("update base_window set first_period = %s, last_period = %s", demo)
    return demo


def rows(sql: str, **values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def desa_ids() -> list[int]:
    return [one for (one,) in rows("select id from puskesmas_area where level = 'desa'")]


def lengths(one: Counted, desa: list[int], first: int, last: int) -> Counter[At]:
    """How long the list of a column is in each desa, posyandu and month."""
    subject, column, bands = one
    if subject is Subject.PENDUDUK:
        return sum((_residents(column, desa, period) for period in range(first, last + 1)), Counter())
    if subject in (Subject.BALITA, Subject.POSYANDU):
        held = f" and f.age_band in ({', '.join(map(str, bands))})" if bands else ""
        found = rows(
            f"select f.desa_id, f.posyandu_id, f.period, count(*) from pws_{subject.value}month f"
            " where f.desa_id = any(%(desa)s) and f.period between %(first)s and %(period)s"
            f" and f.{column}{held} group by 1, 2, 3", desa=desa, first=first, period=last,
        )  # fmt: skip
    else:
        found = rows(
            f"select r.desa_id, r.posyandu_id, r.period, count(*) from {people.source(subject, column)} r"
            " group by 1, 2, 3", desa=desa, first=first, period=last,
        )  # fmt: skip
    return Counter({(desa_id, post, period): count for desa_id, post, period, count in found})


def _residents(column: str, desa: list[int], period: int) -> Counter[At]:
    source = people.source(Subject.PENDUDUK, column)
    found = rows(
        f"select r.desa_id, r.posyandu_id, count(*) from {source} r group by 1, 2",
        desa=desa, first=period, period=period,
    )  # fmt: skip
    return Counter({(desa_id, post, period): count for desa_id, post, count in found})


def test_every_list_is_as_long_as_its_number(months: tuple[int, int]) -> None:
    first, last = months
    desa, counted = desa_ids(), counted_of(LISTED)
    numbers: dict[At, Tally] = tallies_of_posts(counted, desa_ids=desa, first=first, last=last)
    wrong, people_listed = [], 0
    for one in counted:
        with scope.system("test"):  # lists of names are for who works there
            listed = lengths(one, desa, first, last)
        shown = Counter({at: tally.counts[one] for at, tally in numbers.items() if tally.counts.get(one)})
        people_listed += listed.total()
        wrong += [f"{one} {at}: {shown[at]} shown, {listed[at]} listed"
                  for at in shown.keys() | listed.keys() if shown[at] != listed[at]]  # fmt: skip
    assert not wrong, f"{len(wrong)} lists:\n" + "\n".join(wrong[:20])
    assert people_listed > 100_000


def test_every_indicator_that_is_counted_has_a_list_or_is_a_difference() -> None:
    without = {one.code for one in CATALOGUE.values() if not one.missing} - {one.code for one in LISTED}
    assert all(CATALOGUE[code].minus or CATALOGUE[code].of_desa for code in without), without


def test_a_list_read_as_the_page_reads_it_has_as_many_names(months: tuple[int, int]) -> None:
    first, last = months
    puskesmas = Facility.objects.filter(kind="PUSKESMAS").order_by("id")[0]
    rng, desa = random.Random(4), desa_ids()
    with scope.of(factories.make_user(Role.KEPALA_PUSKESMAS, puskesmas)) as mine:
        assert mine.desa_ids
        desa = sorted(mine.desa_ids)
        codes = dict(rows("select id, code from puskesmas_area where id = any(%(desa)s)", desa=desa))
        for _ in range(SAMPLE):
            indicator, part = rng.choice(LISTED), rng.choice(list(Part))
            desa_id, period = rng.choice(desa), rng.randint(first, last)
            if part is Part.NUMERATOR or indicator.denominator is not None:
                place = find_place(
                    PlaceKind.DESA, codes[desa_id], scope=scope.current(), today=TODAY, year=TODAY.year
                )
                assert page(place, indicator, part, period) == number(desa_id, indicator, part, period), (
                    indicator.code, part, codes[desa_id], period,
                )  # fmt: skip


def page(place: Any, indicator: Indicator, part: Part, period: int) -> int:
    """The names of the page, all of them."""
    if indicator.subject is Subject.POSYANDU:
        return len(posts(place, indicator=indicator, period=period, served=None, part=part))
    count, found = names(place, indicator=indicator, part=part, period=period)
    assert count == len(found)
    return count


def number(desa_id: int, indicator: Indicator, part: Part, period: int) -> int:
    """The number as a sum over the rows of the cells, or of the facts of posyandu."""
    subject, column = subject_of(indicator, part), condition(indicator, part)
    if subject is Subject.POSYANDU:
        what, table = f"count(*) filter (where {column})", "pws_posyandumonth"
    else:
        what, table = f'coalesce(sum("{column}"), 0)', f"pws_{subject.value}cell"
    held = ""
    if indicator.bands and len(indicator.bands) < len(AGE_BANDS):
        held = f" and age_band in ({', '.join(map(str, indicator.bands))})"
    sql = f"select {what} from {table} where desa_id = %(desa)s and period = %(period)s{held}"
    return int(rows(sql, desa=desa_id, period=period)[0][0])
