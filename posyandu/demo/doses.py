"""Vaccine doses, vitamin A and deworming of children, with delays and drop-outs; of schoolchildren BIAS.

The schedule is that of the rules (`posyandu.rules.vaccines`); a dose never comes before its least age or
interval. Figures by marks: [A] approximate, [M] our modelling choice.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ilp.base.dates import period_start
from posyandu.demo.attendance import after, completed_months
from posyandu.demo.calendar import Calendar
from posyandu.demo.contacts import homes
from posyandu.demo.plan import Ints, Plan, day_number
from posyandu.demo.population import People
from posyandu.demo.school_doses import school_doses
from posyandu.rules.campaigns import deworming_months
from posyandu.rules.clinical import Clinical
from posyandu.rules.vaccines import Slot, schedule_of

Bools = NDArray[np.bool_]

COMPLETE = 0.93  # complete basic immunisation 85 to 95 % [A]; some of these are late
NEVER_VACCINATED = 0.02  # [M]; the others stop after some dose
LATE_DAYS = 9.0  # mean wait after the day that is aimed at, besides the wait for the hari buka [M]
HB0_FIRST_DAY, HB0 = 0.92, 0.96  # [M]
SKIPPED = 0.01  # a single dose left out [M]
CAPSULE, SWEPT = 0.86, 0.05  # vitamin A on the day, and in the 30 days after [M]
DEWORMED = 0.80  # [M]
NOT_GIVEN = 10**6


@dataclass(frozen=True, slots=True)
class Doses:
    """One entry per dose, by person and day. `code` is a place in `codes`."""

    codes: tuple[str, ...]
    person: Ints
    code: Ints
    day: Ints
    posyandu: Ints
    """Where the child lived on that day."""
    at_hari_buka: Bools
    before: Bools
    """Given before the window: known from the Buku KIA."""


def make_doses(plan: Plan, people: People, calendar: Calendar, hb0_days: Ints, clinical: Clinical) -> Doses:
    """What was given to children who were under five at some time in the window, or at school."""
    rng = plan.rng("doses")
    young = np.flatnonzero(
        (people.born > plan.first_day - 1827) & (people.duplicate_of < 0) & (people.died >= plan.first_day)
    )
    slots = [slot for one in schedule_of(clinical).routine for slot in one.slots if not slot.optional]
    parts = _vaccines(plan, people, calendar, rng, young, slots, hb0_days)
    codes = [slot.code for slot in slots]
    campaigns = _campaigns(plan, people, calendar, rng, young, clinical)
    for name, who, when, at_hari_buka in (*campaigns, *school_doses(plan, people, clinical)):
        if name not in codes:
            codes.append(name)
        parts.append((np.full(len(who), codes.index(name)), who, when, at_hari_buka))
    code, person, day, there = (np.concatenate(column) for column in zip(*parts, strict=True))
    posyandu, here = homes(plan, people, person, day)
    before = day < plan.first_day
    # What was given before the family came is known from the book.
    kept = np.flatnonzero((day <= plan.today_number) & (day <= people.died[person]) & (here | before))
    kept = kept[np.lexsort((code[kept], day[kept], person[kept]))]
    return Doses(tuple(codes), person[kept], code[kept], day[kept], posyandu[kept], there[kept], before[kept])


def hb0_days(plan: Plan, people: People) -> Ints:
    """Days after the birth at which each person got HB0, or -1."""
    rng = np.random.default_rng([plan.seed, 203])
    luck = rng.random(len(people))
    return np.where(luck < HB0_FIRST_DAY, 0, np.where(luck < HB0, 1, -1))


Part = tuple[Ints, Ints, Ints, Bools]


def _vaccines(
    plan: Plan, people: People, calendar: Calendar, rng: np.random.Generator, young: Ints,
    slots: list[Slot], hb0: Ints,
) -> list[Part]:  # fmt: skip
    born, home = people.born[young], people.posyandu[young]
    luck = rng.random(len(young))
    # Who stops, stops at some dose of the order in which they are due.
    stops = rng.integers(1, len(slots), len(young))
    stops = np.where(luck < COMPLETE, len(slots), np.where(luck > 1 - NEVER_VACCINATED, 0, stops))
    order = sorted(range(len(slots)), key=lambda place: slots[place].due.months * 31 + slots[place].due.days)
    last: dict[str, Ints] = {}
    found: list[Part] = []
    for rank, place in enumerate(order):
        slot = slots[place]
        if slot.code == "HB0":
            day, there = np.where(hb0[young] >= 0, born + hb0[young], NOT_GIVEN), np.zeros(len(young), bool)
            got = day < NOT_GIVEN
        else:
            wait = np.floor(rng.exponential(LATE_DAYS, len(young))).astype(np.int64)
            earliest = np.maximum(after(born, slot.due), after(born, slot.min_age))
            if slot.antigen in last:
                earliest = np.maximum(earliest, after(last[slot.antigen], slot.min_interval))
            day, there = _at_hari_buka(plan, calendar, home, earliest + wait)
            got = (rank < stops) & (rng.random(len(young)) >= SKIPPED)
            if slot.past is not None:
                got &= day < after(born, slot.past)
        # Who missed a dose gets the next one of this antigen no sooner than if it had been given.
        last[slot.antigen] = day
        which = np.flatnonzero(got)
        found.append((np.full(len(which), place), young[which], day[which], there[which]))
    return found


def _at_hari_buka(plan: Plan, calendar: Calendar, home: Ints, day: Ints) -> tuple[Ints, Bools]:
    """The next hari buka of the posyandu on or after each day; outside the window the day itself."""
    periods = day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
    month = periods - int(np.datetime64(period_start(plan.first_period), "M").astype(np.int64))
    inside = (month >= 0) & (month < plan.months)
    place = np.clip(month, 0, plan.months - 1)
    place = np.minimum(place + (calendar.held[home, place] < day), plan.months - 1)
    held = calendar.held[home, place]
    there = inside & (held >= day) & calendar.took_place(plan)[home, place]
    # A day that was cancelled, or is not written down yet: the pustu gives it on the day.
    return np.where(there, held, day), there


def _campaigns(
    plan: Plan, people: People, calendar: Calendar, rng: np.random.Generator, young: Ints, clinical: Clinical
) -> list[tuple[str, Ints, Ints, Bools]]:
    found = []
    capsule_months = clinical.numbers("balita.vitamin_a_bulan_kampanye")
    worm_from, worm_to = clinical.numbers("balita.cacing_umur_bulan")
    for place in range(plan.months):
        period = plan.first_period + place
        start = np.full(len(young), day_number(period_start(period)))
        age = np.where(people.born[young] <= start, completed_months(people.born[young], start), -1)
        posyandu, _here = homes(plan, people, young, start)
        day = calendar.held[posyandu, place]
        there = calendar.took_place(plan)[posyandu, place]
        if period % 12 + 1 in capsule_months:
            luck = rng.random(len(young))
            swept = (luck >= CAPSULE) & (luck < CAPSULE + SWEPT)
            when = np.where(swept, day + rng.integers(5, 28, len(young)), day)
            for row in clinical.rows("balita.vitamin_a"):
                got = (age >= row["from_month"]) & (age < row["to_month"]) & there & (luck < CAPSULE + SWEPT)
                which = np.flatnonzero(got)
                found.append((f"VITA_{row['capsule']}", young[which], when[which], ~swept[which]))
        if period % 12 + 1 in deworming_months(clinical):
            ages = np.where(day >= people.born[young], completed_months(people.born[young], day), -1)
            got = (ages >= worm_from) & (ages < worm_to) & there & (rng.random(len(young)) < DEWORMED)
            which = np.flatnonzero(got)
            found.append(("CACING", young[which], day[which], np.ones(len(which), bool)))
    return found
