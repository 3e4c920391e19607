"""Illnesses of a synthetic district that a nakes diagnosed: how many a year, at what age, uneven by desa."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from posyandu.demo.answers import Floats
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import People

YEAR = 365.25
# Places differ: of each illness a desa has so many times its share, log-normal with this sigma [M].
SPREAD = 0.45


class Illness(NamedTuple):
    """`per_1000`: diagnoses per 1,000 people of these ages a year. `days`: until it is over; None: never."""

    icd10: str
    per_1000: float
    ages: tuple[int, int]
    days: int | None
    is_sensitive: bool = False


# Contacts of a puskesmas and its pustu that end in a diagnosis [M]; TBC 387 per 100,000 a year [A].
ILLNESSES = (
    Illness("J06.9", 70, (0, 6), 7),
    Illness("J06.9", 22, (6, 120), 7),
    Illness("J18.9", 6, (0, 5), 14),
    Illness("A09", 30, (0, 5), 5),
    Illness("A09", 5, (5, 120), 5),
    Illness("K30", 18, (19, 120), 14),
    Illness("M79.1", 14, (30, 60), 21),
    Illness("M19.9", 40, (60, 120), 60),
    Illness("L30.9", 12, (0, 120), 14),
    Illness("K02.9", 10, (5, 60), 30),
    Illness("A90", 1.2, (0, 60), 10),
    Illness("A01.0", 2.5, (5, 60), 14),
    Illness("A15.0", 3.87, (15, 120), 180),
    Illness("J45.9", 5, (5, 120), 30),
    Illness("H52.1", 4, (7, 60), None),
    Illness("H65.9", 3, (0, 12), 14),
    Illness("D50.9", 6, (12, 50), 90),
    Illness("I63.9", 1.5, (45, 120), None),
    Illness("I25.9", 1.5, (45, 120), None),
    Illness("F20.9", 0.4, (18, 70), None, is_sensitive=True),
)


class Found(NamedTuple):
    """Columns of the diagnoses; `until` -1: still open."""

    person: Ints
    icd10: np.ndarray
    day: Ints
    until: Ints
    is_sensitive: np.ndarray


def make_illnesses(plan: Plan, people: People) -> Found:
    """Diagnoses of the window, of people who lived here on the day and are entered once."""
    rng = np.random.default_rng([plan.seed, 214])
    uneven = rng.lognormal(-(SPREAD**2) / 2, SPREAD, (len(ILLNESSES), len(plan.desa_ids)))
    parts = [_of(plan, people, rng, place, uneven[place]) for place in range(len(ILLNESSES))]
    return Found(*(np.concatenate(column) for column in zip(*parts, strict=True)))


def _of(plan: Plan, people: People, rng: np.random.Generator, place: int, by_desa: Floats) -> Found:
    illness = ILLNESSES[place]
    days = plan.today_number - plan.first_day
    day = plan.first_day + np.floor(rng.random(len(people)) * days).astype(np.int64)
    age = (day - people.born) / YEAR
    share = illness.per_1000 / 1000 * days / YEAR * by_desa[plan.posyandu_desa[people.posyandu]]
    there = (people.duplicate_of < 0) & (people.since <= day) & (people.died > day) & (day >= people.born)
    fits = (age >= illness.ages[0]) & (age < illness.ages[1])
    who = np.flatnonzero(there & fits & (rng.random(len(people)) < share))
    on = day[who]
    over = on + (illness.days or 0)
    until = np.where((illness.days is None) | (over > plan.today_number), -1, over)
    count = len(who)
    return Found(
        who,
        np.full(count, illness.icd10, dtype=object),
        on,
        until.astype(np.int64),
        np.full(count, illness.is_sensitive),
    )
