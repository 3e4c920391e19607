"""The two rhythms of the due engine: windows after a birth, and services that come back (04 §8.1)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from posyandu.rules.day_numbers import calendar_day
from posyandu.rules.due_plan import Plan, Rhythm, Window

Raw = tuple[str, str, int, int]
"""Service, detail, day due, last day in time."""


def windows(
    service: str, all_windows: tuple[Window, ...], base: int, visits: tuple[date, ...], plan: Plan, now: int
) -> Iterator[Raw]:
    """Visits of KF or KN that are still owed. A later visit settles those before it; after the last window
    what was missed stays on the list for `jatuh_tempo.jendela_susulan_hari`.
    """
    if now - base > all_windows[-1].to_day + plan.windows_shown_days:
        return
    latest = max(visits).toordinal() - base if visits else -1
    for code, from_day, to_day in all_windows:
        if latest < from_day:
            yield service, code, base + from_day, base + to_day


def again(rhythm: Rhythm, last_on: date | None, start: int) -> tuple[int, int]:
    """Day due and last day in time; the first time it is due at the start."""
    if last_on is None:
        day = start
    elif rhythm.months:
        day = calendar_day(last_on).plus_months(rhythm.months) + rhythm.days
    else:
        day = last_on.toordinal() + rhythm.days
    return day, day + rhythm.grace_days
