"""Which children came to which posyandu in which month, and who was weighed at home instead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posyandu.demo.calendar import OPEN, Calendar
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import NEVER, People
from posyandu.rules.vaccines import Span

Floats = NDArray[np.float64]
# Attendance by age, and its spread between posyandu and children [A, M].
SHARE_BY_AGE = ((12, 0.92), (24, 0.86), (60, 0.76))
MEAN_SHARE, POSYANDU_SD, PSEUDO_COUNTS = 0.82, 0.08, 8
WEIGHING_MONTHS = (2, 8)
MORE_IN_WEIGHING_MONTHS = 0.12
# Cancelled days, moves and late entry take about this much; added, so that the district comes out as stated.
LOST = 0.025
WEIGHED_AT_HOME = 0.03
FIRST_DAYS_AT_HOME = 5


@dataclass(slots=True)
class Cells:
    """One entry per weighing. `child` counts the children, `month` the months of the window from 0."""

    child: Ints
    month: Ints
    posyandu: Ints
    day: Ints
    age_months: Ints
    at_home: NDArray[np.bool_]


def children_of(plan: Plan, people: People) -> Ints:
    """Persons who were under five at some time in the window, without those entered twice."""
    young = people.born > plan.first_day - 1827
    return np.flatnonzero(young & (people.duplicate_of < 0) & (people.died >= plan.first_day))


def completed_months(born: Ints, day: Ints) -> Ints:
    """`ilp.base.dates.completed_months` on arrays of day numbers."""
    born_month, born_dom = _month_and_day(born)
    month, dom = _month_and_day(day)
    length = ((month + 1).astype("datetime64[D]") - month.astype("datetime64[D]")).astype(np.int64)
    whole = (month - born_month).astype(np.int64)
    months: Ints = whole - (dom < np.minimum(born_dom, length))
    return months


def after(day: Ints, span: Span) -> Ints:
    """The day so many calendar months and days later; the end of a shorter month counts."""
    if not span.months:
        return day + span.days
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    of_month = day - month.astype("datetime64[D]").astype(np.int64)
    later = month + span.months
    first = later.astype("datetime64[D]").astype(np.int64)
    length = (later + 1).astype("datetime64[D]").astype(np.int64) - first
    later_day: Ints = first + np.minimum(of_month, length - 1) + span.days
    return later_day


def _month_and_day(day: Ints) -> tuple[NDArray[np.datetime64], Ints]:
    on = day.astype("datetime64[D]")
    month = on.astype("datetime64[M]")
    return month, (on - month.astype("datetime64[D]")).astype(np.int64) + 1


def make_attendance(plan: Plan, people: People, children: Ints, calendar: Calendar) -> Cells:
    """All weighings of the window, by child and then by month."""
    rng = plan.rng("attendance")
    posyandu, day, open_ = _where_and_when(plan, people, children, calendar)
    born = people.born[children][:, None]
    months = completed_months(np.broadcast_to(born, day.shape), np.maximum(day, born))
    there = (day - born >= FIRST_DAYS_AT_HOME) & (months < 60) & (day <= people.died[children][:, None])
    there &= day >= people.since[children][:, None]
    share = _shares(plan, rng, len(children), posyandu, months)
    came = there & open_ & (rng.random(day.shape) < share)
    # An open day today or this week is only half written down yet.
    unfinished = calendar.state[:, : plan.months][posyandu, np.arange(plan.months)] == OPEN
    came &= ~unfinished | (rng.random(day.shape) < 0.5)
    later = day + rng.integers(1, 8, day.shape)
    same_home = (later < people.moved[children][:, None]) | (day >= people.moved[children][:, None])
    home = there & open_ & ~came & (rng.random(day.shape) < WEIGHED_AT_HOME) & same_home & ~unfinished
    home &= (later <= plan.today_number) & (later <= people.died[children][:, None]) & _same_month(day, later)
    home &= completed_months(np.broadcast_to(born, day.shape), np.maximum(later, born)) < 60
    child, month = np.nonzero(came | home)
    at_home = home[child, month]
    when = np.where(at_home, later[child, month], day[child, month])
    ages = completed_months(people.born[children][child], when)
    return Cells(child, month, posyandu[child, month], when, ages, at_home)


def _same_month(day: Ints, later: Ints) -> NDArray[np.bool_]:
    return np.asarray(
        day.astype("datetime64[D]").astype("datetime64[M]")
        == later.astype("datetime64[D]").astype("datetime64[M]")
    )


def _where_and_when(
    plan: Plan, people: People, children: Ints, calendar: Calendar
) -> tuple[Ints, Ints, NDArray[np.bool_]]:
    """Posyandu of the home on the opening day, that day, and whether it took place; (children, months)."""
    months = np.arange(plan.months)[None, :]
    new = np.broadcast_to(people.posyandu[children][:, None], (len(children), plan.months))
    moved = people.moved[children][:, None]
    old = np.where(moved == NEVER, new, people.old_posyandu[children][:, None])
    held = calendar.held
    # After the move the new posyandu, before it the old one; between two opening days none.
    at_new = held[new, months] >= np.where(moved == NEVER, -1, moved)
    at_old = held[old, months] < moved
    posyandu = np.where(at_new, new, old)
    took_place = calendar.took_place(plan)[posyandu, months] & (at_new | at_old)
    return posyandu, held[posyandu, months], took_place


def _shares(plan: Plan, rng: np.random.Generator, count: int, posyandu: Ints, months: Ints) -> Floats:
    own = rng.beta(MEAN_SHARE * PSEUDO_COUNTS, (1 - MEAN_SHARE) * PSEUDO_COUNTS, count)
    place = rng.normal(0.0, POSYANDU_SD, len(plan.posyandu_ids))
    by_age = np.select([months < age for age, _ in SHARE_BY_AGE], [share for _, share in SHARE_BY_AGE], 0.0)
    calendar_month = (plan.first_period + np.arange(plan.months)) % 12 + 1
    season = np.where(np.isin(calendar_month, WEIGHING_MONTHS), MORE_IN_WEIGHING_MONTHS, 0.0)[None, :]
    # Who comes anyway cannot come more often: a gain closes a share of the gap.
    share = np.clip(own[:, None] + place[posyandu] + by_age - MEAN_SHARE + LOST, 0.03, 0.99)
    shares: Floats = share + season * (1 - share) * 2
    return shares
