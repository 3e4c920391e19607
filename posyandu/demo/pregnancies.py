"""Pregnancies of a synthetic district: those of the births of the window, those that were lost, open ones.

Figures: parameters of the synthetic data, by their marks [S], [A], [M].
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from posyandu.demo.body import Bodies
from posyandu.demo.judged import on
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import NEVER, YEAR, People
from posyandu.rules.judging import PregnancyNow

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

OUTCOMES = ("HAMIL", "LAHIR_HIDUP", "LAHIR_MATI", "ABORTUS")
OPEN, LIVE, STILL, LOST = range(len(OUTCOMES))
PRETERM, LIGHT_G = 0.111, 2500  # [S]
PRETERM_OF_LIGHT, LIGHT = 0.60, 0.061
PRETERM_DAYS, TERM_DAYS = (32 * 7, 37 * 7), (277, 8.0, 37 * 7, 293)
# Pregnant women are 1.10 and deliveries 1.05 times the births of the programme [A].
LOST_PER_BIRTH, STILL_PER_BIRTH = 1.10 / 1.05 - 1, 0.010  # [A, M]
KNOWN_FROM_DAYS, STILL_OPEN_DAYS = 40, 265
AGE = (28.0, 6.0, 17.0, 43.0)  # mean, sd, youngest, oldest at the beginning [M]
BMI_BEFORE = (23.4, 3.9)  # [M]: young women are leaner than all


@dataclass(slots=True)
class Pregnancies:
    """One entry per pregnancy, by woman and day. Days are day numbers."""

    woman: Ints
    lmp: Ints
    ended: Ints
    """NEVER while it is open."""
    outcome: Ints
    first_child: Ints
    """Place of the (first) child in `People`, or -1."""
    twin: Ints
    """Place of the second child, or -1."""
    height_cm: Floats
    before_kg: Floats
    parity: Ints
    losses: Ints
    spacing_months: Ints
    """Since the birth before; -1: none known."""
    born_minute: Ints = field(default_factory=lambda: np.zeros(0, np.int64))
    """Minute of the day, local time, of the delivery."""

    def __len__(self) -> int:
        return len(self.woman)

    @property
    def delivered(self) -> Bools:
        """Whether it ended in a birth."""
        ended_in_birth: Bools = (self.outcome == LIVE) | (self.outcome == STILL)
        return ended_in_birth

    @property
    def weeks_at_birth(self) -> Ints:
        return (self.ended - self.lmp) // 7

    def as_told(self) -> tuple[PregnancyNow, ...]:
        """What the rules read of each."""
        return tuple(
            PregnancyNow(on(lmp), weight, height, 1 + parity + losses, parity, losses,
                         None if spacing < 0 else spacing)
            for lmp, weight, height, parity, losses, spacing in zip(
                self.lmp.tolist(), self.before_kg.tolist(), self.height_cm.tolist(), self.parity.tolist(),
                self.losses.tolist(), self.spacing_months.tolist(), strict=True,
            )
        )  # fmt: skip


def make_pregnancies(plan: Plan, people: People, bodies: Bodies, birth_g: Floats) -> Pregnancies:
    """All pregnancies with a day in the window.

    birth_g: birth weight per person, NaN where nobody knows it.
    """
    rng = plan.rng("pregnancies")
    woman, ended, first, twin = _births(plan, people)
    lmp = ended - _length_days(rng, birth_g[first])
    births = len(woman)
    outcome = np.full(births, LIVE)
    for kind, count in ((OPEN, _open_count(plan, ended)), (LOST, births * LOST_PER_BIRTH),
                        (STILL, births * STILL_PER_BIRTH)):  # fmt: skip
        more, begun, over = _others(plan, rng, people, woman, kind, round(count))
        woman, lmp, ended = (np.concatenate(pair) for pair in ((woman, more), (lmp, begun), (ended, over)))
        outcome = np.concatenate([outcome, np.full(len(more), kind)])
    none = np.full(len(woman) - births, -1)
    first, twin = np.concatenate([first, none]), np.concatenate([twin, none])
    order = np.lexsort((lmp, woman))
    woman, lmp, ended, outcome, first, twin = (
        column[order] for column in (woman, lmp, ended, outcome, first, twin)
    )
    parity, spacing = _before(people, woman, lmp)
    height = bodies.height_cm[woman]
    bmi = np.clip(BMI_BEFORE[0] + BMI_BEFORE[1] * bodies.bmi_z[woman], 15.5, 42)
    return Pregnancies(
        woman, lmp, ended, outcome, first, twin, np.round(height, 1),
        np.round(bmi * (height / 100) ** 2, 1), parity, (rng.random(len(woman)) < 0.10).astype(np.int64),
        spacing, rng.integers(0, 24 * 60, len(woman)),
    )  # fmt: skip


def _births(plan: Plan, people: People) -> tuple[Ints, Ints, Ints, Ints]:
    """Woman, day, first child and twin of each delivery of the window whose mother is known."""
    mother = people.mother
    children = np.flatnonzero((mother >= 0) & (people.born >= plan.first_day) & (people.duplicate_of < 0))
    children = children[people.died[mother[children]] >= people.born[children]]
    children = children[np.lexsort((people.born[children], mother[children]))]
    key = mother[children] * 10**6 + people.born[children]
    _keys, first, count = np.unique(key, return_index=True, return_counts=True)
    eldest = children[first]
    second = np.where(count > 1, children[np.minimum(first + 1, len(children) - 1)], -1)
    return mother[eldest], people.born[eldest], eldest, second


def _length_days(rng: np.random.Generator, birth_g: Floats) -> Ints:
    """Days from HPHT to the birth; light children are more often preterm."""
    count = len(birth_g)
    others = (PRETERM - LIGHT * PRETERM_OF_LIGHT) / (1 - LIGHT)
    early = rng.random(count) < np.where(birth_g < LIGHT_G, PRETERM_OF_LIGHT, others)
    mean, sd, low, high = TERM_DAYS
    term = np.clip(np.rint(rng.normal(mean, sd, count)), low, high).astype(np.int64)
    return np.where(early, rng.integers(*PRETERM_DAYS, count), term)


def _open_count(plan: Plan, ended: Ints) -> float:
    """As many as a year of births gives for the weeks in which a pregnancy is known."""
    last_year = int((ended > plan.today_number - 365).sum())
    days = min(365, plan.today_number - plan.first_day + 1)
    return last_year * (STILL_OPEN_DAYS - KNOWN_FROM_DAYS) / days


def _others(
    plan: Plan, rng: np.random.Generator, people: People, taken: Ints, kind: int, count: int
) -> tuple[Ints, Ints, Ints]:
    """Women who are in no other pregnancy here, with the beginning and the end of theirs."""
    years = (plan.today_number - people.born) / YEAR
    may = people.is_girl & (people.duplicate_of < 0) & (people.died == NEVER)
    may &= (years > AGE[2] + 2) & (years < AGE[3])
    may[taken] = False
    women = np.flatnonzero(may)
    weight = np.exp(-0.5 * ((years[women] - AGE[0]) / AGE[1]) ** 2)
    count = min(count, len(women))
    chosen = rng.choice(women, count, replace=False, p=weight / weight.sum()) if count else women[:0]
    today = plan.today_number
    if kind == OPEN:
        lmp = today - rng.integers(KNOWN_FROM_DAYS, STILL_OPEN_DAYS, count)
        return chosen, lmp, np.full(count, NEVER)
    length = rng.integers(45, 140, count) if kind == LOST else rng.integers(26 * 7, 41 * 7, count)
    ended = rng.integers(plan.first_day, today + 1, count)
    return chosen, ended - length, ended


def _before(people: People, woman: Ints, lmp: Ints) -> tuple[Ints, Ints]:
    """Children of the woman before this pregnancy, and months since the youngest of them (-1: none)."""
    children = np.flatnonzero((people.mother >= 0) & (people.duplicate_of < 0))
    key = np.sort(people.mother[children] * 10**6 + people.born[children] + 10**5)
    first = np.searchsorted(key, woman * 10**6)
    here = np.searchsorted(key, woman * 10**6 + lmp + 10**5)
    parity = here - first
    last = key[np.maximum(here - 1, 0)] - woman * 10**6 - 10**5 if len(key) else lmp
    return parity, np.where(parity > 0, (lmp - last) // 30, -1)


def busy(pregnancies: Pregnancies, person: Ints, day: Ints, days_after: int) -> Bools:
    """Whether a person was pregnant or had given birth at most so many days before this day."""
    if not len(pregnancies):
        return np.zeros(len(person), bool)
    key = pregnancies.woman * 10**6 + pregnancies.lmp + 10**5
    place = np.searchsorted(key, person * 10**6 + day + 10**5, side="right") - 1
    last = np.maximum(place, 0)
    found: Bools = (
        (place >= 0) & (pregnancies.woman[last] == person) & (day <= pregnancies.ended[last] + days_after)
    )
    return found
