"""What pregnant women and young mothers answer: measures, examinations, tablets. Figures by marks [S A M]."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posyandu.demo import body
from posyandu.demo.answers import Bools, Column, Floats, Sheet, always, chosen, measured, yes_no
from posyandu.demo.body import Bodies
from posyandu.demo.contacts import Contacts, hours_of_first_visit
from posyandu.demo.grownups import TBC
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.pregnancies import Pregnancies

HB = (11.7, 1.2)  # under 11 in 27.7 % [A, M]
KEK_BELOW = 23.5  # arm N(26.0, 2.6): 16.9 % [A, M]
GAIN_KG = (11.0, 3.0, 3.0, 19.0)
HIGH_PRESSURE = 0.06  # of pregnancies, from the 24th week on [M]
PRESSURE = (111, 10, 71, 7.5)
RECEIVED_ALL, TAKE_DAILY = 0.92, 0.44 / 0.92  # 90 tablets or more received by 92 %, taken by 44 % [A]
ALL_TABLETS, USUAL = 90, 30
OFF_CURVE = 0.10  # [M]
IN_CLASS = 0.55  # [M]
BY_DOCTOR = 0.8  # of the contacts that a doctor should make: the first and the fifth [M]
DANGER = 0.03
BUMIL_SIGNS = ("KEPALA", "DEMAM", "PERUT", "DARAH", "CAIRAN", "KENCING")
NIFAS_SIGNS = ("DEMAM", "SAKIT_KEPALA", "PERDARAHAN", "PAYUDARA_BENGKAK", "DARAH_BERBAU")
BREECH = 0.035
TD = (0.04, 0.06, 0.25, 0.20, 0.15, 0.30)  # T0 … T5 [M]
REACTIVE = {"hiv": 0.003, "syphilis": 0.006, "hbsag": 0.018}  # [M]
BREASTFEED, ONLY_MILK = 0.97, 0.78  # [M]
CAPSULE, TABLETS_AFTER = 0.93, 40
METHODS = ("BELUM", "SUNTIK", "PIL", "IMPLAN", "IUD", "MAL", "MOW", "KONDOM")
METHOD_SHARES = (0.30, 0.32, 0.08, 0.12, 0.08, 0.05, 0.03, 0.02)  # after six weeks [M]
# Delivery in a facility 87 to 90 % [A]; which one [M].
BORN_AT = ("PUSKESMAS", "RS", "PMB", "KLINIK", "PUSTU", "LAINNYA")
BORN_AT_SHARES = (0.38, 0.30, 0.10, 0.05, 0.055, 0.115)
MODES = ("SPONTAN", "SC", "VAKUM")
IN_HOSPITAL = (0.35, 0.62, 0.03)


@dataclass(frozen=True, slots=True)
class Births:
    """How each pregnancy ended in birth. Places in `BORN_AT`, `ATTENDANTS`, `MODES`; -1: not yet."""

    at: Ints
    attendant: Ints
    mode: Ints
    is_ill: Bools


ATTENDANTS = ("BIDAN", "DOKTER", "SPOG", "LAINNYA")


def make_births(plan: Plan, pregnancies: Pregnancies) -> Births:
    """Place, attendant and way of every delivery."""
    rng = np.random.default_rng([plan.seed, 201])
    count = len(pregnancies)
    at = rng.choice(len(BORN_AT), count, p=BORN_AT_SHARES)
    luck = rng.random(count)
    hospital, home = at == 1, at == len(BORN_AT) - 1
    attendant = np.where(hospital, np.where(luck < 0.7, 2, 0), np.where(home & (luck < 0.5), 3, 0))
    attendant = np.where((at == 0) & (luck < 0.1), 1, attendant)
    mode = np.where(hospital, rng.choice(len(MODES), count, p=IN_HOSPITAL), 0)
    return Births(at, attendant, mode, rng.random(count) < 0.03)


def arms(bodies: Bodies, pregnancies: Pregnancies) -> Floats:
    """Arm circumference of each pregnant woman, cm."""
    mean, sd = body.ARM_CM
    arm: Floats = np.clip(mean + sd * bodies.arm_z[pregnancies.woman], 17, 40)
    return arm


def make_bumil(plan: Plan, bodies: Bodies, pregnancies: Pregnancies, contacts: Contacts) -> Sheet:
    """The visits of the antenatal card, by nakes and by kader."""
    rng = plan.rng("bumil")
    sheet = contacts.sheet("bumil")
    weeks = (contacts.day - pregnancies.lmp[contacts.pregnancy]) // 7
    nakes = contacts.number >= 0
    sheet.answers |= _measures(rng, bodies, pregnancies, contacts, weeks)
    sheet.answers |= {name: yes_no(rng.random(len(sheet)) < share) for name, share in TBC.items()}
    sheet.answers |= _tablets(rng, pregnancies, contacts)
    sheet.answers |= _food(rng, sheet.answers["muac_cm"], contacts)
    sheet.answers |= {
        "danger_signs": _signs(rng, len(sheet), BUMIL_SIGNS),
        "mothers_class": yes_no(rng.random(len(sheet)) < IN_CLASS, ~nakes),
    }
    sheet.answers |= _examined(rng, contacts, weeks) | _fetus(rng, weeks, nakes)
    sheet.answers |= _blood(rng, pregnancies, contacts)
    return sheet


def _signs(rng: np.random.Generator, count: int, signs: tuple[str, ...]) -> Column:
    """One of the danger signs, or none of them."""
    which = np.where(rng.random(count) < DANGER, 1 + rng.integers(0, len(signs), count), 0)
    return chosen(which, [("TIDAK_ADA",), *((sign,) for sign in signs)])


def _measures(
    rng: np.random.Generator, bodies: Bodies, pregnancies: Pregnancies, contacts: Contacts, weeks: Ints
) -> dict[str, Column]:
    which, count = contacts.pregnancy, len(weeks)
    mean, sd, low, high = GAIN_KG
    whole = np.clip(rng.normal(mean, sd, len(pregnancies)), low, high)[which]
    gained = np.where(weeks <= 13, 1.2 * weeks / 13, 1.2 + (whole - 1.2) * (weeks - 13) / 27)
    weight = np.round(pregnancies.before_kg[which] + gained + rng.normal(0, 0.25, count), 1)
    arm = np.floor((arms(bodies, pregnancies)[which] + rng.normal(0, 0.1, count)) * 10) / 10
    is_high = (rng.random(len(pregnancies)) < HIGH_PRESSURE)[which] & (weeks >= 24)
    own = rng.normal(size=len(pregnancies))[which]
    systolic = PRESSURE[0] + PRESSURE[1] * (0.8 * own + 0.6 * rng.normal(size=count)) + 36 * is_high
    diastolic = PRESSURE[2] + PRESSURE[3] * (0.7 * own + 0.7 * rng.normal(size=count)) + 22 * is_high
    systolic, diastolic = np.floor(systolic), np.floor(diastolic)
    return {
        "weight_kg": measured(np.clip(weight, 30, 140), 1),
        "muac_cm": measured(arm, 1),
        "systolic_mmhg": measured(np.clip(systolic, 84, 200), 0),
        "diastolic_mmhg": measured(np.clip(np.minimum(diastolic, systolic - 15), 50, 130), 0),
        "weight_on_curve": yes_no(rng.random(count) >= OFF_CURVE),
        "urine_protein": chosen(
            np.where((contacts.number >= 0) & (weeks > 24), is_high * rng.integers(0, 3, count), -1), "012"
        ),
    }


def _tablets(rng: np.random.Generator, pregnancies: Pregnancies, contacts: Contacts) -> dict[str, Column]:
    """Tablets at the contacts with a nakes: 90 in all for most, from the second on whether they are taken."""
    which, count = contacts.pregnancy, len(contacts.day)
    nakes = contacts.number >= 0
    visits = np.bincount(which[nakes], minlength=len(pregnancies))
    enough = rng.random(len(pregnancies)) < RECEIVED_ALL
    share = -(-ALL_TABLETS // np.maximum(visits, 1))
    each = np.where(enough, np.maximum(USUAL, share), 0)[which]
    first = contacts.number == 0
    given = np.where(enough[which], each, np.where(first, USUAL, 0))
    daily = (rng.random(len(pregnancies)) < TAKE_DAILY)[which] & enough[which]
    told = ~first & (rng.random(count) < 0.95)
    return {
        "supplement": always("TTD", nakes & (given > 0)),
        "tablets_given": measured(np.where(nakes, given, np.nan), 0),
        "tablet_intake": chosen(
            np.where(told, np.where(daily, 0, 1), -1), ("SETIAP_HARI", "TIDAK_SETIAP_HARI")
        ),
    }


def _food(rng: np.random.Generator, arm: Column, contacts: Contacts) -> dict[str, Column]:
    """Extra food at the posyandu for women with a thin arm."""
    thin = np.array([*(value < KEK_BELOW for value in arm.values), False])[arm.codes]
    asked = thin & (contacts.number < 0)
    given = asked & (rng.random(len(thin)) < 0.7)
    daily = (rng.random(len(thin)) < 0.3).astype(np.int64)
    return {
        "extra_food_given": yes_no(given, asked),
        "extra_food_kind": always("LOKAL", given),
        "extra_food_portions": measured(np.where(given, 30.0, np.nan), 0),
        "extra_food_intake": chosen(np.where(given, daily, -1), ("SETIAP_HARI", "TIDAK_SETIAP_HARI")),
    }


def _examined(rng: np.random.Generator, contacts: Contacts, weeks: Ints) -> dict[str, Column]:
    nakes, count = contacts.number >= 0, len(weeks)
    due = nakes & (((contacts.number == 0) & (weeks <= 12)) | ((contacts.number >= 3) & (weeks >= 30)))
    doctor = due & (rng.random(count) < BY_DOCTOR)
    return {
        "examined_by": chosen(np.where(nakes, np.where(doctor, 1, 0), -1), ("BIDAN", "DOKTER")),
        "usg_done": yes_no(doctor, nakes),
        "usg_by": always("DOKTER", doctor),
        "temperature_c": measured(np.where(nakes, np.round(rng.normal(36.6, 0.2, count), 1), np.nan), 1),
    }


def _fetus(rng: np.random.Generator, weeks: Ints, nakes: Bools) -> dict[str, Column]:
    count = len(weeks)
    late = nakes & (weeks >= 20)
    fundus = np.round(weeks + rng.normal(0, 0.9, count))
    lies = rng.random(count)
    lying = np.where(weeks < 30, 3, np.where(lies < BREECH, 1, np.where(lies < BREECH + 0.005, 2, 0)))
    return {
        "fundal_height_cm": measured(np.where(late, np.clip(fundus, 12, 42), np.nan), 1),
        "fetal_heart_rate": measured(np.where(late, np.rint(rng.normal(141, 7, count)), np.nan), 0),
        "fetal_movement": yes_no(rng.random(count) >= 0.004, late),
        "presentation": chosen(np.where(late, lying, -1), ("KEPALA", "SUNGSANG", "LINTANG", "BELUM")),
    }


def _blood(rng: np.random.Generator, pregnancies: Pregnancies, contacts: Contacts) -> dict[str, Column]:
    """Hb at the first contact and late, Td and the three tests at the first one."""
    which, count = contacts.pregnancy, len(contacts.day)
    first = contacts.number == 0
    own = rng.normal(size=len(pregnancies))[which]
    hb = HB[0] + HB[1] * (0.9 * own + 0.19**0.5 * rng.normal(size=count))
    tested = first | (contacts.number == 4)
    td = np.searchsorted(np.cumsum(TD)[:-1], rng.random(len(pregnancies)), side="right")[which]
    found = {
        "hb_g_dl": measured(np.where(tested, np.clip(np.floor(hb * 10) / 10, 4.5, 17), np.nan), 1),
        "td_status": chosen(np.where(first, td, -1), [f"T{dose}" for dose in range(6)]),
        "fetus_count": measured(
            np.where(contacts.number == 3, 1 + (pregnancies.twin[which] >= 0), np.nan), 0
        ),
    }
    for name, share in REACTIVE.items():
        reactive = (rng.random(count) < share).astype(np.int64)
        found[name] = chosen(np.where(first, reactive, -1), ("NONREAKTIF", "REAKTIF"))
    return found


def make_nifas(
    plan: Plan, bodies: Bodies, pregnancies: Pregnancies, births: Births, contacts: Contacts
) -> Sheet:
    """The visits of the card after birth, by nakes (KF) and by kader."""
    rng = np.random.default_rng([plan.seed, 202])
    sheet = contacts.sheet("nifas")
    which, count = contacts.pregnancy, len(sheet)
    weight = np.round(pregnancies.before_kg[which] + rng.normal(4.5, 1.5, count), 1)
    arm = np.floor((arms(bodies, pregnancies)[which] + rng.normal(0, 0.1, count)) * 10) / 10
    systolic = np.floor(rng.normal(114, 10, count)) + 30 * (rng.random(count) < 0.03)
    breastfed = rng.random(count) < BREASTFEED
    sheet.answers |= {
        "weight_kg": measured(np.clip(weight, 30, 140), 1),
        "muac_cm": measured(arm, 1),
        "systolic_mmhg": measured(np.clip(systolic, 84, 200), 0),
        "diastolic_mmhg": measured(np.clip(np.floor(systolic * 0.64), 50, 125), 0),
        "danger_signs": _signs(rng, count, NIFAS_SIGNS),
        "breastfeeding": yes_no(breastfed),
        "exclusive_breastfeeding": yes_no(breastfed & (rng.random(count) < ONLY_MILK)),
    }
    sheet.answers |= {name: yes_no(rng.random(count) < share) for name, share in TBC.items()}
    sheet.answers |= _given_after(rng, contacts) | _birth(pregnancies, births, contacts)
    return sheet


def _given_after(rng: np.random.Generator, contacts: Contacts) -> dict[str, Column]:
    count = len(contacts.day)
    early = (contacts.number == 0) | (contacts.number == 1)
    method = rng.choice(len(METHODS), count, p=METHOD_SHARES)
    method = np.where(contacts.number < 3, 0, method)
    return {
        "vitamin_a_given": yes_no(rng.random(count) < CAPSULE, early),
        "tablets_given": measured(np.where(contacts.number == 0, float(TABLETS_AFTER), np.nan), 0),
        "contraception_method": chosen(np.where(contacts.number >= 2, method, -1), METHODS),
        "examined_by": always("BIDAN", contacts.number >= 0),
    }


def _birth(pregnancies: Pregnancies, births: Births, contacts: Contacts) -> dict[str, Column]:
    """What is told of the birth at the first contact."""
    which, first = contacts.pregnancy, contacts.number == 0
    hours = hours_of_first_visit(pregnancies, which)

    def at_first(codes: NDArray[np.int64], values: tuple[str, ...]) -> Column:
        return chosen(np.where(first, codes[which], -1), values)

    return {
        "hours_since_birth": measured(np.where(first, hours, np.nan), 0),
        "gestation_at_birth_weeks": measured(np.where(first, pregnancies.weeks_at_birth[which], np.nan), 0),
        "attendant": at_first(births.attendant, ATTENDANTS),
        "birth_place": at_first(births.at, BORN_AT),
        "birth_mode": at_first(births.mode, MODES),
        "mother_state": at_first(births.is_ill.astype(np.int64), ("SEHAT", "SAKIT")),
        "complications": chosen(np.where(first & births.is_ill[which], 0, -1), [("PENDARAHAN",)]),
    }
