"""What children are due for: weighing, length, SDIDTK, doses, vitamin A, deworming, KN (04 §8.1)."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from posyandu.rules.campaigns import campaign_at
from posyandu.rules.day_numbers import CalendarDay, calendar_day, month_end, month_start
from posyandu.rules.due_life import Life
from posyandu.rules.due_plan import Plan
from posyandu.rules.due_steps import Raw, windows
from posyandu.rules.immunisation import open_doses
from posyandu.rules.life_cycle import Group

_BALITA_TO_MONTH = Group.PRASEKOLAH.from_month


class CampaignDays(NamedTuple):
    """A campaign as day numbers."""

    start: CalendarDay
    in_time: int
    """Last day on which it is not late."""


def services(
    life: Life, plan: Plan, born: CalendarDay, today: CalendarDay, age: int, until: int
) -> Iterator[Raw]:
    """All of them at an age in completed months. Of a series of doses only the next one."""
    now = today.number
    if age < _BALITA_TO_MONTH:
        yield from windows("KN", plan.newborn, born.number, life.newborn_visits_on, plan, now)
        yield _weighing(life, born)
        yield _length(life, plan, born)
    if age < plan.kpsp_to_month:
        yield from _development(life, plan, born, age)
        yield from _campaigns(life, plan, born, today)
    schedule = plan.schedule
    in_school = age >= schedule.routine_to_month
    if not in_school or schedule.school_from_month <= age < schedule.school_to_month:
        excluded = life.contraindicated
        open_ = open_doses(schedule, in_school, life.doses, born, now, until, life.sex, excluded)
        for code, day, late in open_:
            yield "IMUNISASI", code, day, late - 1


def _known(life: Life, born: CalendarDay) -> CalendarDay:
    if life.known_from is None or life.known_from <= life.born_on:
        return born
    return calendar_day(life.known_from)


def _weighing(life: Life, born: CalendarDay) -> Raw:
    """The first calendar month without weighing: on its hari buka, else from its first day, to its end."""
    if life.weighed_on is None:
        known = _known(life, born)
        month, first_day = known.month, known.number
    else:
        month = calendar_day(life.weighed_on).month + 1
        first_day = month_start(month)
    if life.session_on is not None:
        session = calendar_day(life.session_on)
        if session.month == month and session.number > first_day:
            first_day = session.number
    return "TIMBANG", "", first_day, month_end(month)


def _length(life: Life, plan: Plan, born: CalendarDay) -> Raw:
    if life.length_on is None:
        known = _known(life, born)
        return "PANJANG", "", known.number, known.plus_months(plan.length_grace_months)
    last = calendar_day(life.length_on)
    # Counted from the last measure, so that the end of a short month does not move the day.
    grace = last.plus_months(plan.length_months + plan.length_grace_months)
    return "PANJANG", "", last.plus_months(plan.length_months), grace


def _development(life: Life, plan: Plan, born: CalendarDay, age: int) -> Iterator[Raw]:
    """The KPSP of the age that was reached last; when it was done, the next one."""
    place = bisect_right(plan.kpsp_months, age) - 1
    done = 0 if life.sdidtk_on is None else life.sdidtk_on.toordinal()
    if place < 0 or done >= born.plus_months(plan.kpsp_months[place]):
        place += 1
    if place < len(plan.kpsp_months):
        months = plan.kpsp_months[place]
        due = born.plus_months(months)
        yield "SDIDTK", str(months), due, born.plus_months(months + plan.kpsp_grace_months)


def _campaigns(life: Life, plan: Plan, born: CalendarDay, today: CalendarDay) -> Iterator[Raw]:
    vitamin_a = _campaign(
        plan.vitamin_a_months, plan.campaign_grace_days, plan.late_giving_days, today.number
    )
    if vitamin_a is not None and not _was_given(life.vitamin_a_on, vitamin_a):
        age = _age_at(vitamin_a, born)
        for capsule, from_month, to_month in plan.capsules:
            if from_month <= age < to_month:
                yield "VITAMIN_A", capsule, vitamin_a.start.number, vitamin_a.in_time
    worms = _campaign(plan.worm_months, plan.campaign_grace_days, plan.late_giving_days, today.number)
    if worms is not None and not _was_given(life.dewormed_on, worms):
        from_month, to_month = plan.worm_ages
        if from_month <= _age_at(worms, born) < to_month:
            yield "CACING", "", worms.start.number, worms.in_time


def _age_at(campaign: CampaignDays, born: CalendarDay) -> int:
    """Completed months on its first day; -1 before the birth."""
    return born.completed_months(campaign.start) if born.number <= campaign.start.number else -1


def _was_given(last_on: date | None, campaign: CampaignDays) -> bool:
    return last_on is not None and last_on.toordinal() >= campaign.start.number


@lru_cache(maxsize=64)
def _campaign(months: tuple[int, ...], grace_days: int, late_days: int, now: int) -> CampaignDays | None:
    found = campaign_at(date.fromordinal(now), months, late_days)
    if found is None:
        return None
    return CampaignDays(calendar_day(found.starts_on), found.ends_on.toordinal() + grace_days)
