"""What stays with a person from visit to visit: height, build, pressure, sugar, tobacco, strength.

Figures by their marks in the parameters of the synthetic data: [S] stated in a source, [A] approximate,
[M] our modelling choice. Nothing here is for health statistics.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import YEAR, People

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

HEIGHT_CM = {False: (164.0, 6.0), True: (152.0, 5.5)}  # grown men, women [M]
BMI = {False: (23.0, 3.7), True: (24.9, 4.5)}  # 23 % at 27 or more [M]
BMI_SWAY = 0.3  # from month to month, of the same person [M]
# Central obesity from 90 cm (men) and 80 cm (women) on in 36.8 % at 15 and over [A].
WAIST_CM = {False: (80.5, 10.5), True: (81.0, 10.0)}
WAIST_FOLLOWS_BMI = 0.8  # [M]
ARM_CM = (26.0, 2.6)
# Upper age of the band, systolic mean and sd, diastolic mean and sd [M]; correlation 0.65.
PRESSURE = (
    (25, 120, 12, 78, 9), (35, 123, 13, 79, 9.5), (45, 127, 15, 80, 10), (55, 132, 17, 82, 10.5),
    (65, 137, 19, 84, 10.5), (75, 141, 20, 85, 10.5), (200, 146, 21, 85, 11),
)  # fmt: skip
PRESSURES_GO_TOGETHER = 0.65
PRESSURE_KEEPS = 0.7  # share of the variance that is the person's own [M]
ENDS_IN_NOUGHT = 0.26  # besides the tenth that does by chance: a third together [M]
# Share whose sugar is high, by age: from 3 % at 20-34 to 20 % at 55-74 [M].
HIGH_SUGAR = ((20, 0.01), (35, 0.03), (45, 0.08), (55, 0.14), (75, 0.20), (200, 0.18))
GLUCOSE, HIGH_GLUCOSE = (105.0, 0.18), (215.0, 0.35)  # median mg/dL and sigma of the logarithm [M]
MEN_SMOKE, WOMEN_SMOKE = 0.56, 0.015  # 15 and over [A, M]
YOUNG_SMOKE = {False: 0.14, True: 0.005}  # 10-18: together 7.4 % [S]
PASSIVE = 0.4  # of those who do not smoke [M]
# Share of the elderly who need help in any basic activity: 10 to 15 % of all [A], by age [M].
DEPENDENT = ((70, 0.08), (80, 0.17), (200, 0.35))


@dataclass(frozen=True, slots=True)
class Bodies:
    """One entry per person."""

    height_cm: Floats
    bmi_z: Floats
    waist_z: Floats
    arm_z: Floats
    systolic_z: Floats
    diastolic_z: Floats
    sugar: Floats
    """Luck of the person: below the share of its age the sugar is high."""
    smoke: Floats
    """Luck of the person, as for `sugar`."""
    cigarettes: Ints
    smokes_from: Ints
    """Age at the first cigarette."""
    strength: Floats
    """Luck of the person: below the share of its age somebody helps."""
    lost_points: Ints
    """Points of the AKS that are lost once somebody helps, 1 to 12."""
    phase: Ints
    """Month in the year, 0 to 11, in which the yearly screenings begin."""


def make_bodies(plan: Plan, people: People) -> Bodies:
    """The lasting traits of everybody."""
    rng = plan.rng("bodies")
    count = len(people)
    bmi_z, waist = rng.normal(size=(2, count))
    systolic, diastolic = rng.normal(size=(2, count))
    keeps = PRESSURES_GO_TOGETHER
    mean, sd = _by_sex(people.is_girl, HEIGHT_CM)
    return Bodies(
        height_cm=np.round((mean + sd * rng.normal(size=count)) * 2) / 2,
        bmi_z=bmi_z,
        waist_z=WAIST_FOLLOWS_BMI * bmi_z + (1 - WAIST_FOLLOWS_BMI**2) ** 0.5 * waist,
        arm_z=0.7 * bmi_z + (1 - 0.49) ** 0.5 * rng.normal(size=count),
        systolic_z=systolic,
        diastolic_z=keeps * systolic + (1 - keeps**2) ** 0.5 * diastolic,
        sugar=rng.random(count),
        smoke=rng.random(count),
        cigarettes=rng.integers(4, 25, count),
        smokes_from=rng.integers(15, 26, count),
        strength=rng.random(count),
        lost_points=np.minimum(1 + rng.geometric(0.35, count), 12),
        phase=rng.integers(0, 12, count),
    )


def _by_sex(is_girl: Bools, figures: dict[bool, tuple[float, float]]) -> tuple[Floats, Floats]:
    table = np.array([figures[False], figures[True]])[is_girl.astype(int)]
    return table[:, 0], table[:, 1]


def by_age(years: Floats | Ints, steps: tuple[tuple[int, float], ...]) -> Floats:
    """The share that belongs to an age; steps: upper age (not included) and share."""
    ages = np.array([age for age, _share in steps])
    shares = np.array([share for _age, share in steps])
    found: Floats = shares[np.minimum(np.searchsorted(ages, years, side="right"), len(shares) - 1)]
    return found


def bmi_of(rng: np.random.Generator, bodies: Bodies, person: Ints, is_girl: Bools) -> Floats:
    """Body mass index of each visit of a grown-up."""
    mean, sd = _by_sex(is_girl, BMI)
    own = (sd**2 - BMI_SWAY**2) ** 0.5
    return np.clip(mean + own * bodies.bmi_z[person] + rng.normal(0, BMI_SWAY, len(person)), 13.5, 48.0)


def waist_of(rng: np.random.Generator, bodies: Bodies, person: Ints, is_girl: Bools) -> Floats:
    """Waist in cm, whole."""
    mean, sd = _by_sex(is_girl, WAIST_CM)
    return np.clip(np.floor(mean + sd * bodies.waist_z[person] + rng.normal(0, 0.5, len(person))), 50, 140)


def pressure_of(
    rng: np.random.Generator, bodies: Bodies, person: Ints, years: Floats | Ints
) -> tuple[Floats, Floats]:
    """Systolic and diastolic of each visit, whole mmHg. Readings are cut down to the ten, never up."""
    count = len(person)
    ages = np.array([row[0] for row in PRESSURE])
    row = np.array([row[1:] for row in PRESSURE])[np.searchsorted(ages, years, side="right")]
    fresh = rng.normal(size=(2, count))
    fresh[1] = PRESSURES_GO_TOGETHER * fresh[0] + (1 - PRESSURES_GO_TOGETHER**2) ** 0.5 * fresh[1]
    own, new = PRESSURE_KEEPS**0.5, (1 - PRESSURE_KEEPS) ** 0.5
    systolic = np.floor(row[:, 0] + row[:, 1] * (own * bodies.systolic_z[person] + new * fresh[0]))
    diastolic = np.floor(row[:, 2] + row[:, 3] * (own * bodies.diastolic_z[person] + new * fresh[1]))
    nought = rng.random(count) < ENDS_IN_NOUGHT
    systolic, diastolic = (
        np.where(nought, np.floor(value / 10) * 10, value) for value in (systolic, diastolic)
    )
    systolic = np.clip(systolic, 80, 250)
    return systolic, np.clip(np.minimum(diastolic, systolic - 12), 40, 150)


def glucose_of(rng: np.random.Generator, bodies: Bodies, person: Ints, years: Floats | Ints) -> Floats:
    """Random glucose of each visit, whole mg/dL."""
    high = bodies.sugar[person] < by_age(years, HIGH_SUGAR)
    median, sigma = np.where(high, HIGH_GLUCOSE[0], GLUCOSE[0]), np.where(high, HIGH_GLUCOSE[1], GLUCOSE[1])
    glucose: Floats = np.clip(np.floor(median * np.exp(rng.normal(size=len(person)) * sigma)), 45, 580)
    return glucose


def smokes(bodies: Bodies, person: Ints, is_girl: Bools, years: Ints) -> Bools:
    """Whether the person smokes at this age."""
    grown = np.where(is_girl, WOMEN_SMOKE, MEN_SMOKE)
    young = np.where(is_girl, YOUNG_SMOKE[True], YOUNG_SMOKE[False])
    share = np.where(years >= 19, grown, np.where(years >= 10, young, 0.0))
    return bodies.smoke[person] < share


def breathes_smoke(bodies: Bodies, person: Ints) -> Bools:
    """Whether somebody who does not smoke sits in the smoke of others."""
    luck = bodies.smoke[person]
    return luck > 1 - PASSIVE


def age_today(plan: Plan, people: People) -> Floats:
    """Years, with their fraction."""
    years: Floats = (plan.today_number - people.born) / YEAR
    return years
