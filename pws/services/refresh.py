"""Keeping facts and cells equal to the records (architecture §4). Mechanism only; the counting is in pws/sql.

The SQL functions run with the owner's rights and return no row of a person, so no scope is entered here.
"""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from ilp.base.dates import period_of


@dataclass(frozen=True, slots=True)
class RebuildResult:
    """What a full rebuild found: rows of facts, and rows that differed from the live tables."""

    facts: int
    fact_differences: int | None
    cell_differences: int | None
    examples: list[dict[str, Any]]


def this_period() -> int:
    """The month of today, in the district's time zone."""
    return period_of(timezone.localdate())


def refresh_key(*, desa_id: int, period: int) -> bool:
    """Recompute one desa-month in one transaction. False when somebody else holds it just now."""
    with connection.cursor() as cursor:
        cursor.execute("select pws_refresh(%s, %s)", [desa_id, period])
        return bool(cursor.fetchone()[0])


def _waiting(limit: int, rest_s: float = 0.0) -> list[tuple[int, int, float]]:
    with connection.cursor() as cursor:
        cursor.execute("select desa_id, period, due_in_s from pws_waiting(%s, %s)", [limit, rest_s])
        found: list[tuple[int, int, float]] = cursor.fetchall()
        return found


def refresh_stale(*, limit: int = 200, seconds: float = 20.0, rest_s: float = 0.0) -> int:
    """Recompute the desa-months that wait, oldest first, until none is left or the time is up.

    :param rest_s: how long a desa-month is left alone after it was counted, however many save meanwhile.
    :returns: how many were recomputed. Keys another worker holds are left to it.
    """
    done = 0
    until = time.monotonic() + seconds
    while keys := _waiting(limit, rest_s):
        due = [(desa_id, period) for desa_id, period, due_in_s in keys if due_in_s <= 0]
        progress = 0
        for desa_id, period in due:
            if period > _last_period():
                open_month()
            progress += refresh_key(desa_id=desa_id, period=period)
            if time.monotonic() > until:
                break
        done += progress
        if time.monotonic() > until or (due and not progress):
            break
        if not due:  # one round for all of them
            time.sleep(max(due_in_s for _desa_id, _period, due_in_s in keys))
    return done


_known_last_period = 0


def _last_period() -> int:
    global _known_last_period  # noqa: PLW0603 - remembered by each process until the month ends
    if _known_last_period < this_period():
        with connection.cursor() as cursor:
            cursor.execute("select last_period from base_window")
            _known_last_period = cursor.fetchone()[0]
    return _known_last_period


def open_month() -> int:
    """Give every desa its sasaran of this month. Harmless when that is done already."""
    with connection.cursor() as cursor:
        cursor.execute("select pws_open_month(%s)", [this_period()])
        return int(cursor.fetchone()[0])


def rebuild(*, check_live: bool, swap: bool = True) -> RebuildResult:
    """Recompute everything beside the live tables, compare if asked, and swap if asked.

    Keys that still wait in the change feed are left out of the comparison.
    """
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("select * from pws_rebuild(%s, %s)", [check_live, swap])
        row = cursor.fetchone()
    facts, fact_differences, cell_differences, examples = row
    return RebuildResult(facts, fact_differences, cell_differences, json.loads(examples or "[]"))


def drained(*, seconds: float = 60.0) -> Iterator[int]:
    """Refresh until nothing waits; yields the number done in each round."""
    until = time.monotonic() + seconds
    while _waiting(1) and time.monotonic() < until:
        yield refresh_stale()
