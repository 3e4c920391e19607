"""What is asked about babies and balita when they are weighed: milk and food, TBC, development, MT.

Figures by marks of the parameters: [A] approximate, [M] our modelling choice.
"""

from __future__ import annotations

import numpy as np

from posyandu.demo.answers import (
    AT_HOME,
    AT_POSYANDU,
    Bools,
    Column,
    Sheet,
    chosen,
    day_column,
    measured,
    yes_no,
)
from posyandu.demo.classes import Computed
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.visits import Measures
from posyandu.rules.nutrition import Muac, Proportion

# Exclusive to six months 56 to 68 % [A], of those whose six months are all known; a "no" is known sooner.
ONLY_MILK, ONLY_MILK_DAYS = 0.73, 183
MILK_ASKED, FOOD_ASKED, DIVERSITY_ASKED = 0.97, 0.85, 0.30  # [M]
FED_WELL, SUITS_IF_WELL, SUITS_IF_NOT = 0.75, 0.94, 0.30  # [M]
MEALS = (
    ("POKOK", "HEWANI", "NABATI", "LEMAK", "BUAH_SAYUR"),
    ("POKOK", "HEWANI", "LEMAK", "BUAH_SAYUR"),
    ("POKOK", "HEWANI", "BUAH_SAYUR"),
    ("POKOK", "HEWANI"),
    ("POKOK", "NABATI", "BUAH_SAYUR"),
    ("POKOK",),
)
WELL_FED_MEALS, OTHER_MEALS = (0.35, 0.25, 0.20, 0.14, 0.05, 0.01), (0.05, 0.10, 0.15, 0.25, 0.25, 0.20)
DIETS = (
    ("ASI", "SEREALIA", "DAGING", "TELUR", "VITAMIN_A"),
    ("ASI", "SEREALIA", "KACANG", "DAGING", "VITAMIN_A", "LAINNYA"),
    ("SEREALIA", "SUSU", "DAGING", "TELUR", "LAINNYA"),
    ("ASI", "SEREALIA", "DAGING"),
    ("ASI", "SEREALIA"),
)
WELL_FED_DIETS, OTHER_DIETS = (0.40, 0.35, 0.15, 0.08, 0.02), (0.15, 0.10, 0.20, 0.30, 0.25)
# Of all children a few cough; a tenth of what grown-ups say [M].
TBC = {"tbc_cough": 0.002, "tbc_fever": 0.001, "tbc_weight": 0.002, "tbc_contact": 0.001}
CHECKED, LAGS, LAGGING_IS_SEEN, SEEN_ONCE = 0.55, 0.03, 0.6, 0.005  # [M]
KPSP_MONTHS, KPSP_FROM_MONTH, KPSP_ASKED, KPSP_AGAIN, KPSP_AGAIN_DAYS = (2, 8), 3, 0.45, 0.7, 30  # [M]
KPSP_YES = (0.55, 0.36, 0.05, 0.03, 0.008, 0.002)  # ten "Ya", nine, … five [M]
KPSP_YES_IF_LAGGING = (0.10, 0.20, 0.30, 0.25, 0.10, 0.05)  # [M]
MT_GIVEN, MT_EATEN = 0.65, 0.85  # [M]


def only_milk_days(plan: Plan, count: int) -> Ints:
    """Age in days at which each person first got something besides breast milk."""
    rng = plan.rng("milk")
    stops = np.floor(rng.random(count) ** 1.5 * ONLY_MILK_DAYS).astype(np.int64)
    return np.where(rng.random(count) < ONLY_MILK, ONLY_MILK_DAYS + 30, stops)


def make_balita(
    plan: Plan, measures: Measures, person: Ints, computed: Computed, milk_days: Ints
) -> tuple[Sheet, Ints]:
    """The answers at all weighings that stand, by child and day, and the place of each among the measures.

    person: of each measure; milk_days: by person.
    """
    live = np.flatnonzero(measures.voided == 0)
    at = live[np.lexsort((measures.day[live], person[live]))]
    home = measures.at_home[at]
    sheet = Sheet(
        "balita", person[at], measures.day[at], measures.posyandu[at], np.where(home, -1, measures.month[at]),
        np.where(home, AT_HOME, AT_POSYANDU), np.zeros(len(at), bool), np.full(len(at), -1),
    )  # fmt: skip
    rng, months = plan.rng("balita"), measures.age_months[at]
    sheet.answers |= {name: yes_no(rng.random(len(at)) < share) for name, share in TBC.items()}
    sheet.answers |= _fed(rng, sheet.person, months, measures.age_days[at], milk_days)
    sheet.answers |= _developed(rng, sheet, months, len(milk_days))
    sheet.answers |= _extra_food(rng, sheet, computed, at)
    return sheet, at


def _fed(
    rng: np.random.Generator, person: Ints, months: Ints, days: Ints, milk_days: Ints
) -> dict[str, Column]:
    count = len(person)
    well = (rng.random(len(milk_days)) < FED_WELL)[person]
    eats = (months >= 6) & (months < 24) & (rng.random(count) < FOOD_ASKED)
    told = eats & (rng.random(count) < DIVERSITY_ASKED)
    suits = rng.random(count) < np.where(well, SUITS_IF_WELL, SUITS_IF_NOT)
    return {
        "exclusive_breastfeeding": yes_no(
            days < milk_days[person], (months < 6) & (rng.random(count) < MILK_ASKED)
        ),
        "complementary_food_suits": yes_no(suits, eats),
        "food_groups": _drawn(rng, MEALS, well, (WELL_FED_MEALS, OTHER_MEALS), eats),
        "mdd_groups": _drawn(rng, DIETS, well, (WELL_FED_DIETS, OTHER_DIETS), told),
    }


def _drawn(
    rng: np.random.Generator,
    values: tuple[tuple[str, ...], ...],
    first: Bools,
    shares: tuple[tuple[float, ...], tuple[float, ...]],
    asked: Bools,
) -> Column:
    """One of the values, by the first shares where `first`, else by the second."""
    codes = np.where(first, *(rng.choice(len(values), len(first), p=one) for one in shares))
    return chosen(np.where(asked, codes, -1), (tuple(sorted(value)) for value in values))


def _developed(rng: np.random.Generator, sheet: Sheet, months: Ints, people: int) -> dict[str, Column]:
    """The checklist of the kader at any weighing; KPSP by a nakes twice a year, and again where in doubt."""
    count = len(sheet)
    lags = (rng.random(people) < LAGS)[sheet.person]
    lacking = rng.random(count) < np.where(lags, LAGGING_IS_SEEN, SEEN_ONCE)
    month = sheet.day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) % 12 + 1
    asked = np.isin(month, KPSP_MONTHS) & (sheet.month >= 0) & (months >= KPSP_FROM_MONTH)
    asked &= rng.random(count) < KPSP_ASKED
    yes = 10 - np.where(lags, *(rng.choice(6, count, p=shares) for shares in (KPSP_YES_IF_LAGGING, KPSP_YES)))
    doubtful = np.flatnonzero(asked & (yes < 9))
    doubtful = doubtful[doubtful + 1 < count]
    later = doubtful + 1
    soon = (sheet.person[later] == sheet.person[doubtful]) & (
        sheet.day[later] - sheet.day[doubtful] <= KPSP_AGAIN_DAYS
    )
    asked[later[soon & (rng.random(len(later)) < KPSP_AGAIN)]] = True
    return {
        "development_checklist": chosen(
            np.where(rng.random(count) < CHECKED, lacking.astype(np.int64), -1), ("LENGKAP", "TIDAK_LENGKAP")
        ),
        "kpsp_yes": measured(np.where(asked, yes, np.nan), 0),
    }


def _extra_food(rng: np.random.Generator, sheet: Sheet, computed: Computed, at: Ints) -> dict[str, Column]:
    """MT of local food for children who are thin."""
    count = len(at)
    thin = (computed.classes["wflh_class"][at] == str(Proportion.WASTED)) | (
        computed.classes["muac_class"][at] == str(Muac.WASTED)
    )
    given = thin & (rng.random(count) < MT_GIVEN)
    had = rng.integers(1, 15, count)
    eaten = (rng.random(count) >= MT_EATEN).astype(np.int64)
    return {
        "mt_given": yes_no(given, thin),
        "mt_started_on": day_column(sheet.day - had + 1, given),
        "mt_days": measured(np.where(given, had, np.nan), 0),
        "mt_adherence": chosen(np.where(given, eaten, -1), ("PATUH", "TIDAK_PATUH")),
    }
