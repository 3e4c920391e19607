"""What was measured and done for newborns at their first three contacts with a nakes (KN1 to KN3)."""

from __future__ import annotations

import numpy as np

from posyandu.demo.answers import Bools, Column, Floats, Sheet, always, chosen, day_column, measured, yes_no
from posyandu.demo.contacts import Contacts, hours_of_first_visit
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.pregnancies import Pregnancies

MEAN_G, MEAN_CM = 3100.0, 49.0
GAIN_G_A_DAY = 28.0
DANGER = 0.03
SIGNS = ("SUHU", "HISAPAN", "NAPAS", "MATA", "TALI_PUSAT", "WARNA_KULIT")
HEEL_PRICKED = 0.6  # [M]


def make_newborns(
    plan: Plan, pregnancies: Pregnancies, contacts: Contacts, birth_g: Floats, hb0_days: Ints, milk_days: Ints
) -> Sheet:
    """The visits of the card of newborns. All by person; birth_g, hb0_days: NaN and -1 where nobody knows."""
    rng = plan.rng("neonatus")
    sheet = contacts.sheet("neonatus")
    count, which = len(sheet), contacts.pregnancy
    age = contacts.day - pregnancies.ended[which]
    first = contacts.number == 0
    known = birth_g[contacts.person]
    grams = np.where(np.isnan(known), MEAN_G, known)
    gained = np.where(age < 4, -0.03 * grams, (age - 7) * GAIN_G_A_DAY)
    weight = np.clip(np.round((grams + gained + rng.normal(0, 30, count)) / 1000, 2), 0.6, 7.5)
    length = MEAN_CM + (grams - MEAN_G) / 250 + age * 0.12 + rng.normal(0, 0.8, count)
    head = 34.0 + (grams - MEAN_G) / 600 + age * 0.06 + rng.normal(0, 0.6, count)
    sign = np.where(rng.random(count) < DANGER, 1 + rng.integers(0, len(SIGNS), count), 0)
    sheet.answers |= {
        "weight_kg": measured(weight, 2),
        "length_height_cm": measured(np.clip(np.round(length, 1), 36, 62), 1),
        "position": always("TELENTANG", np.ones(count, bool)),
        "head_circumference_cm": measured(np.clip(np.round(head, 1), 26, 40), 1),
        "temperature_c": measured(np.round(rng.normal(36.9, 0.15, count), 1), 1),
        "breaths_per_minute": measured(np.clip(np.rint(rng.normal(44, 5, count)), 30, 58), 0),
        "danger_signs": chosen(sign, [("TIDAK_ADA",), *((name,) for name in SIGNS)]),
        "exclusive_breastfeeding": yes_no(age < milk_days[contacts.person]),
        "examined_by": always("BIDAN", np.ones(count, bool)),
    }
    sheet.answers |= _first_days(rng, pregnancies, contacts, hb0_days[contacts.person])
    sheet.answers |= _at_birth(rng, pregnancies, contacts, known, first)
    return sheet


def _first_days(
    rng: np.random.Generator, pregnancies: Pregnancies, contacts: Contacts, hb0: Ints
) -> dict[str, Column]:
    """HB0 as the record of doses has it, and the blood from the heel at the second contact of some."""
    which, count = contacts.pregnancy, len(contacts.day)
    first = contacts.number == 0
    age = contacts.day - pregnancies.ended[which]
    hours = hours_of_first_visit(pregnancies, which)
    given = first & (hb0 >= 0) & (hb0 <= age)
    pricked = (contacts.number == 1) & (age == 3) & (rng.random(count) < HEEL_PRICKED)
    return {
        "hours_since_birth": measured(np.where(first, hours, np.nan), 0),
        "hb0_given": yes_no(given, first),
        "hb0_on": day_column(pregnancies.ended[which] + hb0, given),
        "shk_taken": yes_no(pricked, contacts.number == 1),
        "shk_hours": measured(np.where(pricked, rng.integers(60, 73, count), np.nan), 0),
    }


def _at_birth(
    rng: np.random.Generator, pregnancies: Pregnancies, contacts: Contacts, grams: Floats, first: Bools
) -> dict[str, Column]:
    count = len(first)
    weeks = pregnancies.weeks_at_birth[contacts.pregnancy]
    return {
        "birth_weight_g": measured(np.where(first, grams, np.nan), 0),
        "gestation_at_birth_weeks": measured(np.where(first, weeks, np.nan), 0),
        "apgar": measured(np.where(first, rng.integers(7, 11, count), np.nan), 0),
        "had_imd": yes_no(rng.random(count) < 0.85, first),
        "had_vitamin_k": yes_no(rng.random(count) < 0.96, first),
        "had_eye_ointment": yes_no(rng.random(count) < 0.95, first),
    }
