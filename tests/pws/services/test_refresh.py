"""A desa in which many save is counted now and then, not after each of them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection

from pws.services import refresh
from tests.conftest import Place

pytestmark = pytest.mark.django_db
REST_S = 0.3


def asked(sql: str, *params: Any) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [value for (value,) in cursor.fetchall()] if cursor.description else []


@pytest.fixture
def key(place: Place) -> tuple[int, int]:
    """A desa and the month of today, just counted."""
    touch(place.desa.pk, refresh.this_period())
    while refresh.refresh_stale():
        pass
    return place.desa.pk, refresh.this_period()


def touch(desa_id: int, period: int) -> None:
    asked("insert into base_change (desa_id, period) values (%s, %s)", desa_id, period)


def counted_at(key: tuple[int, int]) -> datetime:
    found: datetime = asked(
        "select refreshed_at from pws_desamonth where desa_id = %s and period = %s", *key
    )[0]
    return found


def test_a_key_that_was_just_counted_rests(key: tuple[int, int]) -> None:
    before = counted_at(key)
    touch(*key)
    assert refresh.refresh_stale(rest_s=REST_S) == 1
    assert counted_at(key) - before >= timedelta(seconds=REST_S)


def test_the_others_do_not_wait_for_it(key: tuple[int, int]) -> None:
    desa_id, period = key
    asked("update pws_desamonth set refreshed_at = now() - interval '1 hour' where period = %s", period - 1)
    touch(desa_id, period - 1)
    touch(*key)
    assert refresh.refresh_stale(rest_s=REST_S) == 2
    assert counted_at((desa_id, period - 1)) < counted_at(key)


def test_a_clock_that_was_set_back_holds_nothing_up(key: tuple[int, int]) -> None:
    touch(*key)
    asked("update pws_desamonth set refreshed_at = now() + interval '1 hour'")
    assert refresh.refresh_stale(rest_s=REST_S) == 1


def test_without_time_what_rests_is_left(key: tuple[int, int]) -> None:
    before = counted_at(key)
    touch(*key)
    assert refresh.refresh_stale(seconds=-1, rest_s=60.0) == 0
    assert counted_at(key) == before
    assert asked("select count(*) from base_change") == [1]
