"""Blood pressure from six years on: the word of the card, the class of the nakes, the bounds of school age.

A single high value is a positive screening; only a nakes makes it a case. Source: 02 §7, §10.3, §12.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from ilp.base.numbers import half_up
from posyandu.rules.advice import PUSKESMAS
from posyandu.rules.answering import number, yes
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.screening import IGD, attention, by_code, raised, refer

READINGS = (
    ("systolic_mmhg", "diastolic_mmhg"),
    ("systolic_2_mmhg", "diastolic_2_mmhg"),
    ("systolic_3_mmhg", "diastolic_3_mmhg"),
)
"""Fields of the readings of one day, in the order in which they were taken."""


class Pressure(GrowthClass):
    """What the card says; "perlu perhatian" is the word before 15 years (02 §7, §10.3)."""

    LOW = "RENDAH", _("Rendah"), Severity.ATTENTION, Colour.YELLOW
    NORMAL = "NORMAL", _("Normal"), Severity.OK, Colour.GREEN
    ATTENTION = "PERHATIAN", _("Perlu perhatian"), Severity.REFER, Colour.ORANGE
    HIGH = "TINGGI", _("Tinggi"), Severity.REFER, Colour.RED


class PressureStage(GrowthClass):
    """What a nakes calls it (02 §10.3), ascending; the worse of the two numbers decides."""

    NORMAL = "NORMAL", _("Normal"), Severity.OK, Colour.GREEN
    ELEVATED = "PREHIPERTENSI", _("Prehipertensi"), Severity.ATTENTION, Colour.YELLOW
    STAGE_1 = "HT_1", _("Rentang hipertensi derajat 1"), Severity.REFER, Colour.ORANGE
    STAGE_2 = "HT_2", _("Rentang hipertensi derajat 2"), Severity.REFER, Colour.RED
    CRISIS = "KRISIS", _("Rentang krisis"), Severity.REFER, Colour.RED


CLASSES = {"blood_pressure": labels(Pressure), "blood_pressure_stage": labels(PressureStage)}

_SOURCE, _RULE, _ICD10 = "02 §10.3", "RJK-DEWASA-TD", ("R03.0", "I10")
FINDINGS = by_code(
    refer(
        "TD_SANGAT_TINGGI", _RULE, IGD, 0, _SOURCE,
        _("Tekanan darah sangat tinggi. Antar segera ke IGD, jangan ditunda."), icd10=_ICD10,
    ),
    refer(
        "TD_RENDAH_BERGEJALA", None, PUSKESMAS, 1, _SOURCE,
        _("Tekanan darah rendah dan badan lemas atau pusing. Antar ke puskesmas hari ini juga."),
    ),
    refer(
        "TD_TINGGI", _RULE, PUSKESMAS, 7, _SOURCE,
        _("Tekanan darah tinggi hari ini. Bawa ke puskesmas dalam 7 hari untuk diperiksa."),
        icd10=_ICD10, topics=("CERDIK", "GULA_GARAM_LEMAK"),
    ),
    refer(
        "TD_ANAK_PERHATIAN", None, PUSKESMAS, 7, "02 §7",
        _("Tekanan darah mencapai batas umurnya. Ukur sekali lagi, lalu bawa ke puskesmas dalam 7 hari."),
        icd10=("R03.0",), topics=("GULA_GARAM_LEMAK", "AKTIVITAS_FISIK"),
    ),
    attention(
        "TD_RENDAH", _SOURCE,
        _("Tekanan darah rendah. Tanyakan pusing dan lemas; bila ada, ajak ke meja nakes."),
    ),
)  # fmt: skip


class Reading(NamedTuple):
    """mmHg."""

    systolic: float
    diastolic: float


def mean_of_last_two(readings: Sequence[Reading]) -> Reading:
    """What is recorded of several readings: the mean of the last two, whole mmHg, a half upwards (02 §10.3).

    >>> mean_of_last_two([Reading(160, 95), Reading(140, 88), Reading(139, 87)])
    Reading(systolic=140.0, diastolic=88.0)

    Raises ValueError when there is no reading.
    """
    if not readings:
        raise ValueError("no reading")
    last = readings[-2:]
    return Reading(
        half_up(sum(reading.systolic for reading in last) / len(last)),
        half_up(sum(reading.diastolic for reading in last) / len(last)),
    )


def pressure_class(reading: Reading, *, sex: str, age_months: int, clinical: Clinical) -> Pressure | None:
    """What the card says at this age; None before six years.

    6-12 years: the table by sex and year. 13-14: one bound. From 15 on the rule of the adult card, where
    high wins over low. A value on a bound is inside the class that needs care. Source: 02 §7, §10.3.
    """
    years = age_months // 12
    if years < clinical.number("sekolah.td_dewasa_dari_tahun"):
        bounds = _bounds_of_school_age(sex, years, clinical)
        if bounds is None:
            return None
        return Pressure.ATTENTION if _reaches(reading, bounds) else Pressure.NORMAL
    high = clinical.numbers("dewasa.td_tinggi")
    low = clinical.numbers("dewasa.td_rendah_di_bawah")
    if _reaches(reading, high):
        return Pressure.HIGH
    return Pressure.LOW if reading.systolic < low[0] or reading.diastolic < low[1] else Pressure.NORMAL


def _bounds_of_school_age(sex: str, years: int, clinical: Clinical) -> tuple[float, ...] | None:
    if years >= clinical.number("sekolah.td_remaja_dari_tahun"):
        return clinical.numbers("sekolah.td_remaja")
    rows = {row["tahun"]: row[sex] for row in clinical.rows("sekolah.td_anak")}
    return tuple(rows[years]) if years in rows else None


def _reaches(reading: Reading, bounds: Sequence[float]) -> bool:
    return reading.systolic >= bounds[0] or reading.diastolic >= bounds[1]


def pressure_stage(reading: Reading, clinical: Clinical) -> PressureStage:
    """The class of the nakes for adults: the worse of systole and diastole decides (02 §10.3)."""
    steps = clinical.rows("dewasa.td_nakes")
    reached = sum(_reaches(reading, (step["sistol"], step["diastol"])) for step in steps)
    return tuple(PressureStage)[reached]


def judge_blood_pressure(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """The word of the card, from 15 years on also the class of the nakes; of several readings the mean."""
    readings = [
        Reading(systolic, diastolic)
        for names in READINGS
        if (systolic := number(answers, names[0])) and (diastolic := number(answers, names[1]))
    ]
    if not readings:
        return Judged()
    reading = mean_of_last_two(readings)
    values = {}
    if len(readings) > 1:
        values = {"systolic_mean_mmhg": reading.systolic, "diastolic_mean_mmhg": reading.diastolic}
    found = pressure_class(reading, sex=subject.sex, age_months=subject.age_months, clinical=clinical)
    if found is None:
        return Judged(values)
    classes = {"blood_pressure": found.value}
    stage = None
    if subject.age_years >= clinical.number("sekolah.td_dewasa_dari_tahun"):
        stage = pressure_stage(reading, clinical)
        classes["blood_pressure_stage"] = stage.value
    return Judged(values, classes, _said(found, stage, reading, yes(answers, "feels_faint")))


def _said(found: Pressure, stage: PressureStage | None, reading: Reading, faint: bool | None) -> list[Raised]:
    if stage is PressureStage.CRISIS:
        code = "TD_SANGAT_TINGGI"
    elif found is Pressure.HIGH:
        code = "TD_TINGGI"
    elif found is Pressure.ATTENTION:
        code = "TD_ANAK_PERHATIAN"
    elif found is Pressure.LOW:
        code = "TD_RENDAH_BERGEJALA" if faint else "TD_RENDAH"
    else:
        return []
    return raised(FINDINGS[code], systolic_mmhg=reading.systolic, diastolic_mmhg=reading.diastolic)
