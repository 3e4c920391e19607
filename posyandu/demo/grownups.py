"""What grown-up and elderly people answer at a hari buka: measures, screenings, habits."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posyandu.demo import body
from posyandu.demo.answers import AT_POSYANDU, Bools, Column, Floats, Sheet, always, chosen, measured, yes_no
from posyandu.demo.body import Bodies
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import People
from posyandu.demo.turnout import Turnout
from posyandu.rules.life_cycle import Group
from posyandu.rules.screening import numbered

NORMAL_OR_NOT = ("NORMAL", "GANGGUAN")
TRIED = 0.97  # a measure that everybody gets
GLUCOSE_TRIED, WAIST_TRIED = 0.45, 0.90  # strips are scarce [M]
# TBC: share that says yes [M]; 387 new cases per 100,000 a year [A] are few among those who cough.
TBC = {"tbc_cough": 0.015, "tbc_fever": 0.006, "tbc_weight": 0.010, "tbc_contact": 0.004}
BLIND = ((40, 0.02), (60, 0.06), (70, 0.15), (200, 0.30))  # does not count fingers, one eye [M]
DEAF = ((60, 0.01), (70, 0.08), (80, 0.18), (200, 0.35))  # does not hear a whisper, one ear [M]
# Depression at 15 and over 1.4 %, at 15-24 2.0 % [S]: so many answer six or more of the twenty with yes.
SAD = ((25, 0.020), (200, 0.0136))
SAD_AND_TIRED_OF_LIFE = 0.06  # of them, to question 17 [M]
SCREENED_A_YEAR = 0.30  # share of grown-ups who are asked the twenty questions in a year [M]
USES_CONTRACEPTION = 0.55  # women of 19-49 [M]
COUGHS, BREATHLESS, SPUTUM, TESTED = 0.16, 0.12, 0.12, 0.02  # smokers of 40 and over [M]
# Points that an item of the AKS can lose, in the order in which strength goes: stairs, bath, walking, … [M].
AKS_LOSES = (
    ("aks_stairs", 2), ("aks_bathing", 1), ("aks_walking", 3), ("aks_dressing", 2), ("aks_bladder", 2),
    ("aks_transfer", 3), ("aks_toilet", 2), ("aks_grooming", 1), ("aks_bowel", 2), ("aks_eating", 2),
)  # fmt: skip
# The share that says yes, at 60 and at 80 years [M].
SKILAS = {
    "skilas_orientation": (0.02, 0.12), "skilas_three_words": (0.06, 0.25), "skilas_chair": (0.05, 0.30),
    "skilas_weight_loss": (0.03, 0.06), "skilas_appetite": (0.04, 0.10),
    "skilas_eye_problem": (0.15, 0.35), "skilas_sight_test": (0.05, 0.20), "skilas_sad": (0.03, 0.06),
    "skilas_interest": (0.03, 0.06),
}  # fmt: skip
WHISPER_FAILS, WHISPER_IMPOSSIBLE = (0.05, 0.25), 0.03


@dataclass(frozen=True, slots=True)
class Asked:
    """What all questions of a sheet need."""

    rng: np.random.Generator
    bodies: Bodies
    turnout: Turnout
    is_girl: Bools

    @property
    def person(self) -> Ints:
        return self.turnout.person

    @property
    def years(self) -> Ints:
        return self.turnout.age_months // 12

    def luck(self) -> Floats:
        return self.rng.random(len(self.turnout.person))


def sheet_of(form: str, turnout: Turnout) -> Sheet:
    """Visits at a hari buka without answers."""
    count = len(turnout.person)
    return Sheet(
        form, turnout.person, turnout.day, turnout.posyandu, turnout.month,
        np.full(count, AT_POSYANDU), np.zeros(count, bool), np.full(count, -1),
    )  # fmt: skip


def make_grownups(plan: Plan, people: People, bodies: Bodies, turnout: Turnout, group: Group) -> Sheet:
    """The visits of `DEWASA` or `LANSIA`."""
    mine = turnout.of(group)
    form = "dewasa" if group is Group.DEWASA else "lansia"
    asked = Asked(plan.rng(form), bodies, mine, people.is_girl[mine.person])
    sheet = sheet_of(form, mine)
    sheet.answers |= _measures(asked)
    sheet.answers |= tobacco(asked)
    sheet.answers |= tbc(asked)
    sheet.answers |= senses(asked)
    sheet.answers |= _lungs(asked, sheet.answers["smokes"])
    if group is Group.LANSIA:
        sheet.answers |= _elderly(asked, sheet.answers["muac_cm"])
    else:
        sheet.answers |= _mind(asked) | _contraception(asked)
    return sheet


def _measures(asked: Asked) -> dict[str, Column]:
    rng, bodies, person = asked.rng, asked.bodies, asked.person
    bmi = body.bmi_of(rng, bodies, person, asked.is_girl)
    # Heights shrink a little with age; whole centimetres.
    height = np.clip(np.floor(bodies.height_cm[person] - np.maximum(asked.years - 60, 0) * 0.1), 125, 195)
    weight = np.clip(np.round(bmi * (height / 100) ** 2, 1), 24, 180)
    arm = np.clip(
        np.round(27.0 + 2.6 * bodies.arm_z[person] - np.maximum(asked.years - 60, 0) * 0.08, 1), 14, 44
    )
    systolic, diastolic = body.pressure_of(rng, bodies, person, asked.years)
    waist = body.waist_of(rng, bodies, person, asked.is_girl)
    glucose = body.glucose_of(rng, bodies, person, asked.years)
    tried = asked.luck() < TRIED
    pressed = asked.luck() < TRIED
    return {
        "weight_kg": measured(np.where(tried, weight, np.nan), 1),
        "length_height_cm": measured(np.where(tried, height, np.nan), 1),
        "waist_cm": measured(np.where(asked.luck() < WAIST_TRIED, waist, np.nan), 1),
        "muac_cm": measured(np.where(asked.luck() < WAIST_TRIED, arm, np.nan), 1),
        "systolic_mmhg": measured(np.where(pressed, systolic, np.nan), 0),
        "diastolic_mmhg": measured(np.where(pressed, diastolic, np.nan), 0),
        "random_glucose_mg_dl": measured(np.where(asked.luck() < GLUCOSE_TRIED, glucose, np.nan), 0),
    }


def tobacco(asked: Asked) -> dict[str, Column]:
    """AKTIF, PASIF or TIDAK."""
    active = body.smokes(asked.bodies, asked.person, asked.is_girl, asked.years)
    passive = body.breathes_smoke(asked.bodies, asked.person)
    return {"smokes": chosen(np.where(active, 0, np.where(passive, 1, 2)), ("AKTIF", "PASIF", "TIDAK"))}


def tbc(asked: Asked) -> dict[str, Column]:
    """The four questions of every card."""
    return {name: yes_no(asked.luck() < share) for name, share in TBC.items()}


def senses(asked: Asked) -> dict[str, Column]:
    """Fingers and whisper, each side."""
    found = {}
    for sides, steps in ((("eye_right", "eye_left"), BLIND), (("ear_right", "ear_left"), DEAF)):
        share = body.by_age(asked.years, steps)
        bad = asked.luck() < share
        for side in sides:
            # Who has it on one side has it on the other three times in four.
            found[side] = chosen((bad & (asked.luck() < 0.75)).astype(np.int64), NORMAL_OR_NOT)
    return found


def yearly(asked: Asked, share: float = 1.0) -> Bools:
    """Whether a visit is the first of the person in a year that begins in the person's own month."""
    turnout = asked.turnout
    year = (turnout.month + asked.bodies.phase[turnout.person]) // 12
    first = np.r_[True, (turnout.person[1:] != turnout.person[:-1]) | (year[1:] != year[:-1])]
    found: NDArray[np.bool_] = first[: len(turnout.person)]
    return found if share >= 1 else found & (asked.luck() < share)


def _lungs(asked: Asked, smokes: Column) -> dict[str, Column]:
    """PUMA, once a year, of who is 40 and over; who never smoked and breathes no smoke has no score."""
    old = (asked.years >= 40) & yearly(asked)
    exposure = np.array([0, 2, 3])[smokes.codes]
    stopped = (exposure == 3) & (asked.luck() < 0.10) & ~asked.is_girl
    exposure = np.where(stopped, 1, exposure)
    smoked, exposed = old & (exposure <= 1), old & (exposure <= 2)
    started = asked.bodies.smokes_from[asked.person]
    years = np.maximum(asked.years - started, 1)
    return {
        "puma_exposure": chosen(np.where(old, exposure, -1), ("PEROKOK", "BEKAS", "TERPAPAR", "TIDAK")),
        "cigarettes_per_day": measured(np.where(smoked, asked.bodies.cigarettes[asked.person], np.nan), 1),
        "smoking_years": measured(np.where(smoked, years, np.nan), 1),
        "puma_breath": yes_no(asked.luck() < BREATHLESS, exposed),
        "puma_sputum": yes_no(asked.luck() < SPUTUM, exposed),
        "puma_cough": yes_no(asked.luck() < COUGHS, exposed),
        "puma_spirometry": yes_no(asked.luck() < TESTED, exposed),
    }


def _mind(asked: Asked) -> dict[str, Column]:
    """The twenty questions, once a year, of some."""
    count = len(asked.person)
    screened = yearly(asked, SCREENED_A_YEAR)
    sad = asked.luck() < body.by_age(asked.years, SAD)
    # Six to twelve of twenty, or none to four.
    score = np.where(sad, asked.rng.integers(6, 13, count), np.minimum(asked.rng.poisson(0.9, count), 4))
    rank = np.argsort(np.argsort(asked.rng.random((count, 20)), axis=1), axis=1)
    rank[:, 16] = 20  # question 17 has its own luck
    said = np.argsort(np.argsort(rank, axis=1), axis=1) < score[:, None]
    said[:, 16] = sad & (asked.luck() < SAD_AND_TIRED_OF_LIFE)
    names = numbered("srq", 20)
    return {"mental_tool": always("SRQ20", screened)} | {
        name: yes_no(said[:, place], screened) for place, name in enumerate(names)
    }


def _contraception(asked: Asked) -> dict[str, Column]:
    may = asked.is_girl & (asked.years < 50) & yearly(asked)
    return {"uses_contraception": yes_no(asked.luck() < USES_CONTRACEPTION, may)}


def _elderly(asked: Asked, arm: Column) -> dict[str, Column]:
    """AKS and SKILAS once a year."""
    screened = yearly(asked)
    helped = asked.bodies.strength[asked.person] < body.by_age(asked.years, body.DEPENDENT)
    lost = np.where(helped, asked.bodies.lost_points[asked.person], 0)
    found = {}
    for name, points in AKS_LOSES:
        less = np.minimum(lost, points)
        lost = lost - less
        found[name] = chosen(np.where(screened, points - less, -1), map(str, range(points + 1)))
    age = np.clip((asked.years - 60) / 20, 0, 1.5)
    for name, (at_60, at_80) in SKILAS.items():
        found[name] = yes_no(asked.luck() < at_60 + (at_80 - at_60) * age, screened)
    thin = np.array([*(value < 21 for value in arm.values), False])[arm.codes]
    found["skilas_muac_below_21"] = yes_no(thin, screened & (arm.codes >= 0))
    whisper = np.where(asked.luck() < WHISPER_FAILS[0] + (WHISPER_FAILS[1] - WHISPER_FAILS[0]) * age, 1, 0)
    whisper = np.where(asked.luck() < WHISPER_IMPOSSIBLE, 2, whisper)
    found["skilas_whisper"] = chosen(np.where(screened, whisper, -1), ("LULUS", "TIDAK_LULUS", "TIDAK_DAPAT"))
    return found
