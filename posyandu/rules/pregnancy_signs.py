"""What was measured and asked of a pregnant woman today: arm, pressure, blood, fetus, danger signs.

Source: 02 §4.4, RJK-BUMIL rows of §12, danger signs of 03 §5.1. Blood pressure is judged the same way after
birth, because the danger is the same.
"""

from __future__ import annotations

from collections.abc import Iterator

from posyandu.rules import asked
from posyandu.rules.answering import number, points, word, yes
from posyandu.rules.antenatal import trimester_of, weeks_on
from posyandu.rules.asked import class_from
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.pregnancy_advice import FINDINGS
from posyandu.rules.pregnancy_classes import Arm, Fundus, Haemoglobin, HeartRate, Pressure, Sugar

PRESSURE_SIGNS = frozenset({"KEPALA", "SAKIT_KEPALA", "PANDANGAN_KABUR", "NYERI_ULU_HATI", "PERUT"})
"""Headache, blurred sight, pain in the upper belly: with high pressure they send to the hospital (§12)."""
MALPRESENTATIONS = frozenset({"SUNGSANG", "LINTANG"})
_ARM = {Arm.KEK: "BUMIL_KEK", Arm.RISK: "BUMIL_RISIKO_KEK"}
_BLOOD = {
    Haemoglobin.SEVERE: "BUMIL_HB_BERAT",
    Haemoglobin.MODERATE: "BUMIL_HB",
    Haemoglobin.MILD: "BUMIL_HB",
}
_SIGN_GROUPS = {"JANIN": "BUMIL_JANIN", "SEGERA": "BUMIL_BAHAYA_SEGERA", "HARI_INI": "BUMIL_BAHAYA"}


def _weeks(subject: Subject) -> int | None:
    return None if subject.pregnancy is None else weeks_on(subject.pregnancy.lmp_on, subject.on)


def arm(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: LILA, card columns 5 and 6 (02 §4.4 lila_cm)."""
    muac_cm = number(answers, "muac_cm")
    if muac_cm is None:
        return Judged()
    found = class_from(Arm, clinical.numbers("bumil.lila"), muac_cm)
    raised = [Raised(FINDINGS[_ARM[found]], {"muac_cm": muac_cm})] if found in _ARM else []
    return Judged({}, {"lila_bumil": found.value}, raised)


def pressure_class(systolic: float | None, diastolic: float | None, clinical: Clinical) -> Pressure | None:
    """The worse of both classes (02 §4.4 sistol, diastol); one number alone is enough to be high."""
    found = [
        class_from(Pressure, clinical.numbers(code), value)
        for code, value in (("bumil.sistol", systolic), ("bumil.diastol", diastolic))
        if value is not None
    ]
    return max(found, key=list(Pressure).index, default=None)


def blood_pressure(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: pressure, with headache, sight or belly pain, and with protein in the urine (RJK-BUMIL-TD)."""
    systolic, diastolic = number(answers, "systolic_mmhg"), number(answers, "diastolic_mmhg")
    found = pressure_class(systolic, diastolic, clinical)
    if found is None:
        return Judged()
    codes = [] if found is Pressure.NORMAL else list(_pressure_codes(found, answers, clinical))
    seen = {"systolic_mmhg": systolic, "diastolic_mmhg": diastolic}
    if "BUMIL_PROTEIN" in codes:
        seen["urine_protein"] = points(answers, "urine_protein")
    return Judged({}, {"td_bumil": found.value}, [Raised(FINDINGS[code], seen) for code in codes])


def _pressure_codes(found: Pressure, answers: Answers, clinical: Clinical) -> Iterator[str]:
    signs = PRESSURE_SIGNS.intersection(asked.chosen(answers, "danger_signs") or ())
    if found is Pressure.SEVERE:
        yield "BUMIL_TD_BERAT"
    elif signs or yes(answers, "epigastric_pain"):
        yield "BUMIL_TD_GEJALA"
    else:
        yield "BUMIL_TD"
    protein = points(answers, "urine_protein")
    if protein is not None and protein >= clinical.number("bumil.protein_positif"):
        yield "BUMIL_PROTEIN"


def haemoglobin(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: Hb with one bound in all trimesters, and WHO's note for the second one (02 §4.4 hb)."""
    hb = number(answers, "hb_g_dl")
    if hb is None:
        return Judged()
    found = class_from(Haemoglobin, clinical.numbers("bumil.hb"), hb)
    codes = [_BLOOD[found]] if found in _BLOOD else []
    weeks = _weeks(subject)
    is_second = weeks is not None and trimester_of(weeks, clinical) == 2
    if found is Haemoglobin.MILD and is_second and hb >= clinical.number("bumil.hb_trimester2"):
        codes.append("BUMIL_HB_CATATAN")
    return Judged({}, {"hb_bumil": found.value}, [Raised(FINDINGS[code], {"hb_g_dl": hb}) for code in codes])


def sugar(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: random or fasting glucose, both in mg/dL (02 §4.4 gds)."""
    found = {}
    for field, code in (("random_glucose_mg_dl", "bumil.gds"), ("fasting_glucose_mg_dl", "bumil.gdp")):
        value = number(answers, field)
        if value is not None:
            found[field] = (value, class_from(Sugar, (clinical.number(code),), value))
    if not found:
        return Judged()
    high = {field: value for field, (value, sugar_class) in found.items() if sugar_class is Sugar.HIGH}
    raised = [Raised(FINDINGS["BUMIL_GULA"], high)] if high else []
    return Judged({}, {"gula_bumil": Sugar.HIGH.value if high else Sugar.NORMAL.value}, raised)


def fundus(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: fundal height in cm against the completed weeks (02 §4.4 tfu_cm)."""
    height, weeks = number(answers, "fundal_height_cm"), _weeks(subject)
    if height is None or weeks is None or weeks < clinical.number("bumil.tfu_mulai_minggu"):
        return Judged()
    is_off = abs(height - weeks) > clinical.number("bumil.tfu_selisih_cm")
    seen = {"fundal_height_cm": height, "gestation_weeks": weeks}
    raised = [Raised(FINDINGS["BUMIL_TFU"], seen)] if is_off else []
    return Judged({}, {"tfu": Fundus.OFF.value if is_off else Fundus.FITS.value}, raised)


def fetus(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: heart rate (beats a minute) and movement of the fetus; RJK-BUMIL-JANIN (02 §4.4 djj)."""
    classes, seen = {}, {}
    rate = number(answers, "fetal_heart_rate")
    if rate is not None:
        low, high = clinical.numbers("bumil.djj")
        found = HeartRate.LOW if rate < low else HeartRate.HIGH if rate > high else HeartRate.NORMAL
        classes["djj"] = found.value
        if found is not HeartRate.NORMAL:
            seen["fetal_heart_rate"] = rate
    if yes(answers, "fetal_movement") is False and _feels_movement(subject, clinical):
        seen["fetal_movement"] = 0.0
    return Judged({}, classes, [Raised(FINDINGS["BUMIL_JANIN"], seen)] if seen else [])


def _feels_movement(subject: Subject, clinical: Clinical) -> bool:
    """Movement is asked from week 20 on; with unknown weeks the answer is taken seriously."""
    weeks = _weeks(subject)
    return weeks is None or weeks >= clinical.number("bumil.gerak_mulai_minggu")


def presentation(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: breech or transverse from week 36 on, and more than one fetus (02 §4.4 presentasi)."""
    raised = []
    lies, weeks = word(answers, "presentation"), _weeks(subject)
    is_near = weeks is not None and weeks >= clinical.number("bumil.letak_mulai_minggu")
    if lies in MALPRESENTATIONS and is_near:
        raised.append(Raised(FINDINGS["BUMIL_LETAK"], {"presentation": lies, "gestation_weeks": weeks}))
    fetuses = number(answers, "fetus_count")
    if fetuses is not None and fetuses >= clinical.number("bumil.janin_kembar"):
        raised.append(Raised(FINDINGS["BUMIL_KEMBAR"], {"fetus_count": fetuses}))
    return Judged({}, {}, raised)


def danger(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: danger signs and fever (03 §5.1). A sign without a row is treated as one of today.

    The sign about TBC belongs to `tbc.screening`; a missing movement counts from week 20 on.
    """
    groups = {row["kode"]: row["golongan"] for row in clinical.rows("bumil.tanda_bahaya")}
    by_finding: dict[str, list[str]] = {}
    for sign in asked.chosen(answers, "danger_signs") or ():
        group = groups.get(sign, "HARI_INI")
        if group in _SIGN_GROUPS and (sign != "GERAK" or _feels_movement(subject, clinical)):
            by_finding.setdefault(_SIGN_GROUPS[group], []).append(sign)
    raised = [Raised(FINDINGS[code], {"danger_signs": signs}) for code, signs in by_finding.items()]
    temperature = number(answers, "temperature_c")
    if temperature is not None and temperature >= clinical.number("bumil.suhu_c"):
        raised.append(Raised(FINDINGS["BUMIL_BAHAYA"], {"temperature_c": temperature}))
    return Judged({}, {}, raised)
