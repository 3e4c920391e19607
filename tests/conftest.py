"""The cast (style: tests that read like promises) and what every test with a database needs.

Bidan Ratna works in the pustu of Siti's desa, Kader Siti in her posyandu, Kader Wati in another desa, Budi
supervises at the Dinkes, and a visitor has no login.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from django.db import connection
from django.test import Client

from ilp.access.models import User
from ilp.access.roles import Role
from posyandu.rules.closing import NEVER
from puskesmas.models import Area, Facility
from tests import factories

# Playwright's synchronous API keeps an event loop in this thread; Django would refuse its queries there.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

DATABASE_FIXTURES = {"db", "transactional_db", "live_server", "place"}


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--events", type=int, default=120, help="events of a random history of whole lives")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with the files that take minutes, so that no process is left with one of them at the end."""
    items.sort(key=lambda item: item.get_closest_marker("long") is None)


@pytest.fixture(autouse=True)
def _window_of_months(request: pytest.FixtureRequest) -> Iterator[None]:
    """The roll-up's window, which a flush between tests takes away: three years up to this month.

    Facts and cells are no models, so a flush leaves them; here they go with the records they were made from.
    """
    marker = request.node.get_closest_marker("django_db")
    if not DATABASE_FIXTURES & set(request.fixturenames) and not marker:
        yield
        return
    request.getfixturevalue("db")
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into base_window (id, first_period, last_period)"
            " values (1, period_of(current_date) - 35, period_of(current_date)) on conflict (id) do update"
            " set first_period = excluded.first_period, last_period = excluded.last_period"
        )
    yield
    is_kept = {"transactional_db", "live_server"} & set(request.fixturenames)
    if is_kept or (marker and marker.kwargs.get("transaction")):
        _forget_facts()


def _forget_facts() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select string_agg(quote_ident(tablename), ', ') from pg_tables"
            " where schemaname = 'public' and tablename ~ '^pws_[a-z]+(month|cell)$'"
        )
        cursor.execute(f"truncate {cursor.fetchone()[0]}")


@pytest.fixture(autouse=True)
def _months_stay_open(settings: Any) -> None:
    """Tests write histories of years; those about closing say themselves which day closes a month."""
    settings.CLOSING_DAY = NEVER


@dataclass(frozen=True, slots=True)
class Place:
    """Two desa of one puskesmas; Siti's posyandu is in the first, Wati's in the second."""

    kabupaten: Area
    desa: Area
    other_desa: Area
    puskesmas: Facility
    pustu: Facility
    posyandu: Facility
    other_posyandu: Facility


def make_place() -> Place:
    """The place of the cast, for fixtures that live longer than one test."""
    desa = factories.make_desa("Bangkala", code="73.16.01.2001")
    other_desa = factories.make_desa("Boiya", code="73.16.01.2002")
    puskesmas = factories.make_puskesmas(desa, other_desa, name="Puskesmas Maiwa")
    return Place(
        kabupaten=factories.make_kabupaten(),
        desa=desa,
        other_desa=other_desa,
        puskesmas=puskesmas,
        pustu=factories.make_pustu(desa, "Pustu Bangkala", puskesmas=puskesmas),
        posyandu=factories.make_posyandu(desa, "Mawar 1", puskesmas=puskesmas),
        other_posyandu=factories.make_posyandu(other_desa, "Melati 1", puskesmas=puskesmas),
    )


@pytest.fixture
def place(db: None) -> Place:
    return make_place()


@pytest.fixture
def siti(place: Place) -> User:
    return factories.make_user(Role.KADER_POSYANDU, place.posyandu, "siti")


@pytest.fixture
def wati(place: Place) -> User:
    return factories.make_user(Role.KADER_POSYANDU, place.other_posyandu, "wati")


@pytest.fixture
def ratna(place: Place) -> User:
    return factories.make_user(Role.NAKES_PUSTU, place.pustu, "ratna")


@pytest.fixture
def kepala(place: Place) -> User:
    return factories.make_user(Role.KEPALA_PUSKESMAS, place.puskesmas, "kepala")


@pytest.fixture
def budi(place: Place) -> User:
    return factories.make_user(Role.DINKES_SUPERVISOR, place.kabupaten, "budi")


@pytest.fixture
def visitor() -> Client:
    return Client()
