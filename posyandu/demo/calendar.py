"""When each posyandu opens: once a month, in the first three weeks, on a weekday that is no holiday."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import holidays
import numpy as np
from numpy.typing import NDArray

from ilp.base.dates import period_start
from posyandu.demo.plan import Ints, Plan, day_number

SCHEDULED, OPEN, CLOSED, VALIDATED, CANCELLED = range(5)
STATES = ("TERJADWAL", "DIBUKA", "DITUTUP", "DIVALIDASI", "DIBATALKAN")
SATURDAYS = 0.08
CANCELLED_SHARE = 0.01
SUNDAY = 6


@dataclass(slots=True)
class Calendar:
    """Arrays of shape (posyandu, months + 1); the last month is the one after today's."""

    held: Ints
    state: Ints

    def took_place(self, plan: Plan) -> NDArray[np.bool_]:
        """Whether people could come: opened or closed, and not in the future."""
        took: NDArray[np.bool_] = (
            (self.state != CANCELLED) & (self.state != SCHEDULED) & (self.held <= plan.today_number)
        )
        return took


def make_calendar(plan: Plan) -> Calendar:
    """One opening day per posyandu and month, with the state it has today."""
    rng = plan.rng("calendar")
    count = len(plan.posyandu_ids)
    week = rng.integers(0, 3, count)
    weekday = np.where(rng.random(count) < SATURDAYS, 5, rng.integers(0, 5, count))
    free = _days_off(plan)
    held = np.stack(
        [_held(plan.first_period + month, week, weekday, free) for month in range(plan.months + 1)], axis=1
    )
    calendar = Calendar(held, _states(plan, rng, held))
    _open_today(plan, calendar)
    return calendar


def _days_off(plan: Plan) -> set[date]:
    years = range(period_start(plan.first_period).year, plan.today.year + 2)
    return set(holidays.country_holidays("ID", years=list(years)))


def _held(period: int, week: Ints, weekday: Ints, free: set[date]) -> Ints:
    first = period_start(period)
    table = np.empty((3, 6), np.int64)
    for nth in range(3):
        for day in range(6):
            on = first + timedelta(days=(day - first.weekday()) % 7 + 7 * nth)
            while on in free or on.weekday() == SUNDAY:
                on += timedelta(days=1)
            table[nth, day] = day_number(on)
    return table[week, weekday]


def _states(plan: Plan, rng: np.random.Generator, held: Ints) -> Ints:
    luck = rng.random(held.shape)
    month = np.arange(held.shape[1])[None, :]
    state = np.where(luck < 0.97, VALIDATED, CLOSED)
    state = np.where(month == plan.months - 2, np.where(luck < 0.4, VALIDATED, CLOSED), state)
    state = np.where(month == plan.months - 1, CLOSED, state)
    # A day that was opened in the last days and not yet closed.
    state = np.where((held > plan.today_number - 4) & (luck < 0.1), OPEN, state)
    state = np.where(rng.random(held.shape) < CANCELLED_SHARE, CANCELLED, state)
    return np.where(held >= plan.today_number, SCHEDULED, state)


def _open_today(plan: Plan, calendar: Calendar) -> None:
    """The demo kader's posyandu opens today; a neighbour is already at work."""
    for place, state in zip(plan.demo_posyandu[:2], (SCHEDULED, OPEN), strict=False):
        calendar.held[place, plan.months - 1] = plan.today_number
        calendar.state[place, plan.months - 1] = state
