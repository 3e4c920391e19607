"""What children of five years are measured at a hari buka."""

from __future__ import annotations

import numpy as np

from posyandu.demo.answers import Sheet, always, chosen, measured, yes_no
from posyandu.demo.body import Bodies
from posyandu.demo.grownups import Asked, sheet_of, tbc
from posyandu.demo.plan import Plan
from posyandu.demo.population import People
from posyandu.demo.school import growth_value
from posyandu.demo.turnout import Turnout
from posyandu.rules.life_cycle import Group

# As balita: short, a little lean [M].
HEIGHT_Z, BMI_Z = (-0.9, 1.0), (-0.35, 1.1)
CHECKED, COMPLETE = 0.5, 0.93


def make_prasekolah(plan: Plan, people: People, bodies: Bodies, turnout: Turnout) -> Sheet:
    """The visits of 60 to 71 months."""
    mine = turnout.of(Group.PRASEKOLAH)
    asked = Asked(np.random.default_rng([plan.seed, 205]), bodies, mine, people.is_girl[mine.person])
    sheet = sheet_of("prasekolah", mine)
    months = np.maximum(mine.age_months, 61)
    height_z = HEIGHT_Z[0] + HEIGHT_Z[1] * np.clip(bodies.systolic_z[asked.person], -3, 3)
    height = growth_value("height_for_age_5_19", asked.is_girl, months, height_z)
    height = np.round(height * 2) / 2
    bmi_z = BMI_Z[0] + BMI_Z[1] * np.clip(bodies.bmi_z[asked.person], -2.8, 2.8)
    bmi = growth_value("bmi_for_age_5_19", asked.is_girl, months, bmi_z)
    everybody = np.ones(len(sheet), bool)
    lacking = (asked.luck() >= COMPLETE).astype(np.int64)
    sheet.answers |= {
        "weight_kg": measured(np.round(bmi * (height / 100) ** 2, 1), 2),
        "length_height_cm": measured(height, 1),
        "position": always("BERDIRI", everybody),
        "has_oedema": yes_no(~everybody),
        "development_checklist": chosen(
            np.where(asked.luck() < CHECKED, lacking, -1), ("LENGKAP", "TIDAK_LENGKAP")
        ),
    } | tbc(asked)
    return sheet
