"""What children and adolescents of 6 to 18 years answer at a hari buka."""

from __future__ import annotations

import numpy as np

from posyandu.demo import body
from posyandu.demo.answers import Column, Floats, Sheet, measured, yes_no
from posyandu.demo.body import Bodies
from posyandu.demo.grownups import Asked, senses, sheet_of, tbc, tobacco, yearly
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import People
from posyandu.demo.turnout import Turnout
from posyandu.rules.growth_arrays import table_columns
from posyandu.rules.growth_tables import growth_tables
from posyandu.rules.life_cycle import Group

# z-scores of height and BMI for age [M]: schoolchildren are short as they were as balita.
HEIGHT_Z, BMI_Z = (-0.9, 1.0), (-0.3, 1.15)
# Anaemia at 5-24 years about 16 % [A]: so many girls are below 12 g/dL with this mean and sd [M].
HB = (13.11, 1.12)
TESTED_FOR_HB, HAS_CARIES = 0.8, 0.45
TABLETS_EVERY_WEEK = 0.4  # girls of 12-18 [M]
GETS_TABLETS, TABLETS = 0.7, 13  # a girl who comes, for a quarter of a year [M]


def make_school(plan: Plan, people: People, bodies: Bodies, turnout: Turnout) -> Sheet:
    """The visits of 6 to 18 years."""
    mine = turnout.of(Group.SEKOLAH_REMAJA)
    asked = Asked(plan.rng("school"), bodies, mine, people.is_girl[mine.person])
    sheet = sheet_of("sekolah", mine)
    sheet.answers |= _growth(asked, people) | tobacco(asked) | tbc(asked) | senses(asked)
    sheet.answers |= _grown(asked) | _girls(asked)
    sheet.answers["caries"] = yes_no(asked.luck() < HAS_CARIES, yearly(asked))
    return sheet


def _growth(asked: Asked, people: People) -> dict[str, Column]:
    person, count = asked.person, len(asked.person)
    months = np.clip(asked.turnout.age_months, 61, 228)
    own = asked.bodies.waist_z[person] * 0.3 + 0.954 * asked.bodies.systolic_z[person]
    height = growth_value("height_for_age_5_19", asked.is_girl, months, HEIGHT_Z[0] + HEIGHT_Z[1] * own)
    bmi_z = BMI_Z[0] + BMI_Z[1] * (0.95 * asked.bodies.bmi_z[person] + 0.31 * asked.rng.normal(size=count))
    bmi = growth_value("bmi_for_age_5_19", asked.is_girl, months, np.clip(bmi_z, -4, 3.5))
    height = np.round(height * 2) / 2
    weight = np.round(bmi * (height / 100) ** 2, 1)
    return {
        "weight_kg": measured(np.clip(weight, 9, 150), 1),
        "length_height_cm": measured(np.clip(height, 82, 205), 1),
    }


def growth_value(name: str, is_girl: np.ndarray, months: Ints, z: Floats) -> Floats:
    """The measure at this z-score, by the LMS of the WHO table."""
    table = growth_tables()._asdict()[name]
    length = len(table.rows["L"])
    place = np.clip(months - table.first, 0, length - 1)
    rows = table_columns(name).of(place + is_girl * length)
    inside = np.maximum(1.0 + rows.power * rows.variation * z, 0.05)
    value: Floats = rows.median * np.power(inside, 1.0 / np.where(rows.power == 0, 1.0, rows.power))
    return value


def _grown(asked: Asked) -> dict[str, Column]:
    """Pressure, waist and arm from 15 years on."""
    old = asked.years >= 15
    systolic, diastolic = body.pressure_of(asked.rng, asked.bodies, asked.person, asked.years)
    waist = body.waist_of(asked.rng, asked.bodies, asked.person, asked.is_girl) - 8
    arm = np.round(24.6 + 2.2 * asked.bodies.arm_z[asked.person], 1)
    glucose = body.glucose_of(asked.rng, asked.bodies, asked.person, asked.years)
    return {
        "systolic_mmhg": measured(np.where(old, systolic, np.nan), 0),
        "diastolic_mmhg": measured(np.where(old, diastolic, np.nan), 0),
        "waist_cm": measured(np.where(old, waist, np.nan), 1),
        "muac_cm": measured(np.where(old & asked.is_girl, np.clip(arm, 15, 40), np.nan), 1),
        "random_glucose_mg_dl": measured(np.where(old & yearly(asked, 0.3), glucose, np.nan), 0),
    }


def _girls(asked: Asked) -> dict[str, Column]:
    """Hb of girls from 12 years on, once a year; iron tablets."""
    girls = asked.is_girl & (asked.years >= 12)
    hb = np.clip(np.floor((HB[0] + HB[1] * asked.rng.normal(size=len(girls))) * 10) / 10, 5.0, 18.0)
    tested = girls & yearly(asked, TESTED_FOR_HB)
    weekly = asked.luck() < TABLETS_EVERY_WEEK
    gets = girls & (asked.luck() < GETS_TABLETS)
    return {
        "hb_g_dl": measured(np.where(tested, hb, np.nan), 1),
        "tablets_given": measured(np.where(gets, float(TABLETS), np.nan), 0),
        "ttd_taken_per_week": measured(np.where(girls, weekly.astype(float), np.nan), 0),
    }
