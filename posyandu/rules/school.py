"""School age and adolescence, 6-18 years: growth with the letters of the card, arm, TTD, tobacco.

The local card prints SK, K, N, G, O; they stand for gizi buruk, kurang, baik, lebih and obesitas.
Source: 02 §7; classes and z-scores by `nutrition` and `growth` (02 §6.3, 02a).
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from posyandu.rules.advice import PUSKESMAS
from posyandu.rules.answering import number, word
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.growth import Growth, assess
from posyandu.rules.judging import Answers, Judged, Subject
from posyandu.rules.nutrition import (
    FROM_FIVE,
    Colour,
    GrowthClass,
    LengthForAge,
    Proportion,
    Severity,
    classify,
)
from posyandu.rules.nutrition import HEIGHT_FROM_FIVE as HEIGHTS
from posyandu.rules.screening import attention, by_code, raised, refer

CARD = {
    Proportion.SEVERELY_WASTED: "SK",
    Proportion.WASTED: "K",
    Proportion.NORMAL: "N",
    Proportion.OVERWEIGHT: "G",
    Proportion.OBESE: "O",
}
"""Letters of the card (02 §7, project rule)."""


class Arm(GrowthClass):
    """LILA of girls from 15 years on (02 §7)."""

    LOW = "RISIKO_KEK", _("Risiko KEK"), Severity.REFER, Colour.RED
    NORMAL = "NORMAL", _("Normal"), Severity.OK, Colour.GREEN


CLASSES = {
    "bmi_for_age": {item.value: item.printed for item in FROM_FIVE},
    "height_for_age": {item.value: item.printed for item in HEIGHTS},
    "muac": labels(Arm),
}

_SOURCE = "02 §7"
FINDINGS = by_code(
    refer(
        "SEKOLAH_GIZI_BURUK", None, PUSKESMAS, 1, _SOURCE,
        _("Berat badan sangat kurang untuk tinggi dan umurnya. Antar ke puskesmas hari ini juga."),
        icd10=("E43",), topics=("ISI_PIRINGKU",),
    ),
    refer(
        "SEKOLAH_GIZI_KURANG", None, PUSKESMAS, 7, _SOURCE,
        _("Berat badan kurang untuk tinggi dan umurnya. Bawa ke puskesmas dalam 7 hari."),
        icd10=("E44.0", "E44.1"), topics=("ISI_PIRINGKU",),
    ),
    refer(
        "SEKOLAH_RISIKO_KEK", None, PUSKESMAS, 7, _SOURCE,
        _("Lingkar lengan di bawah batas. Bawa ke puskesmas dalam 7 hari untuk diperiksa gizinya."),
        topics=("ISI_PIRINGKU", "TTD"),
    ),
    refer(
        "SEKOLAH_OBESITAS", None, PUSKESMAS, 14, _SOURCE,
        _("Berat badan sangat berlebih untuk tinggi dan umurnya. Bawa ke puskesmas dalam 14 hari."),
        icd10=("E66.9",), topics=("GULA_GARAM_LEMAK", "AKTIVITAS_FISIK"),
    ),
    refer(
        "SEKOLAH_GIZI_LEBIH", None, PUSKESMAS, 14, _SOURCE,
        _("Berat badan berlebih untuk tinggi dan umurnya. Bawa ke puskesmas dalam 14 hari."),
        topics=("GULA_GARAM_LEMAK", "AKTIVITAS_FISIK"),
    ),
    attention(
        "SEKOLAH_PENDEK", _SOURCE,
        _("Tinggi badan kurang untuk umurnya. Ajak makan lebih bergizi, dan ajak ke meja nakes hari ini."),
        icd10=("E45", "R62.8"), topics=("ISI_PIRINGKU",),
    ),
    attention(
        "TTD_BELUM_TIAP_MINGGU", _SOURCE,
        _("Tablet tambah darah belum diminum tiap minggu. Ajak minum satu tablet setiap minggu."),
        topics=("TTD",),
    ),
    attention(
        "MEROKOK", _SOURCE,
        _("Masih merokok. Ajak berhenti, dan tawarkan konseling berhenti merokok di meja nakes."),
        icd10=("F17.1", "Z72.0"), topics=("ROKOK",),
    ),
    attention(
        "TERPAPAR_ROKOK", _SOURCE,
        _("Menghirup asap rokok orang lain. Ajak keluarga tidak merokok di dalam rumah."), topics=("ROKOK",),
    ),
)  # fmt: skip

_SAID = {
    Proportion.SEVERELY_WASTED: "SEKOLAH_GIZI_BURUK",
    Proportion.WASTED: "SEKOLAH_GIZI_KURANG",
    Proportion.OVERWEIGHT: "SEKOLAH_GIZI_LEBIH",
    Proportion.OBESE: "SEKOLAH_OBESITAS",
}


def judge_growth(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """IMT/U and TB/U at 6-18 years, with the letter of the card. A pregnant girl has no IMT/U class."""
    weight, height = number(answers, "weight_kg"), number(answers, "length_height_cm")
    first, end = clinical.numbers("sekolah.umur_bulan")
    if (not weight and not height) or not first <= subject.age_months < end:
        return Judged()
    growth = assess(
        subject.sex,
        subject.age_days,
        weight_kg=weight,
        length_cm=height,
        position=word(answers, "position") or None,
    )
    classes = classify(growth, age_months=subject.age_months, is_pregnant=subject.pregnancy is not None)
    result = Judged(_values(growth))
    if classes.bmi_for_age is not None:
        result = result.joined(_of_body_mass(classes.bmi_for_age, growth))
    if classes.length_for_age is not None:
        is_short = classes.length_for_age is LengthForAge.STUNTED
        z = growth.length_for_age.z_rounded
        said = raised(FINDINGS["SEKOLAH_PENDEK"], lhfa_z=z) if is_short else []
        result = result.joined(Judged({}, {"height_for_age": classes.length_for_age.value}, said))
    return result


def _values(growth: Growth) -> dict[str, Any]:
    found = {"bmifa_z": growth.bmi_for_age.z_rounded, "lhfa_z": growth.length_for_age.z_rounded}
    return {name: z for name, z in found.items() if z is not None}


def _of_body_mass(found: Proportion, growth: Growth) -> Judged:
    classes = {"bmi_for_age": found.value, "bmi_card": CARD[found]}
    if found not in _SAID:
        return Judged({}, classes)
    return Judged({}, classes, raised(FINDINGS[_SAID[found]], bmifa_z=growth.bmi_for_age.z_rounded))


def arm_class(muac_cm: float, clinical: Clinical) -> Arm:
    """Below 23.5 cm a risk; 23.5 itself is normal (02 §7)."""
    return Arm.LOW if muac_cm < clinical.number("sekolah.lila_kek_cm") else Arm.NORMAL


def judge_arm(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """LILA of girls from 15 to 18 years; in a pregnancy the antenatal rule speaks."""
    muac = number(answers, "muac_cm")
    first, end = clinical.numbers("sekolah.lila_umur_bulan")
    if not muac or subject.sex != "P" or subject.pregnancy or not first <= subject.age_months < end:
        return Judged()
    found = arm_class(muac, clinical)
    said = raised(FINDINGS["SEKOLAH_RISIKO_KEK"], muac_cm=muac) if found is Arm.LOW else []
    return Judged({}, {"muac": found.value}, said)


def judge_tablets(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """TTD of girls of 12-18 years: one tablet a week, else education (02 §7)."""
    taken = number(answers, "ttd_taken_per_week")
    first, end = clinical.numbers("sekolah.ttd_umur_bulan")
    if taken is None or subject.sex != "P" or not first <= subject.age_months < end:
        return Judged()
    if taken >= clinical.number("sekolah.ttd_per_minggu"):
        return Judged()
    return Judged({}, {}, raised(FINDINGS["TTD_BELUM_TIAP_MINGGU"], ttd_taken_per_week=taken))


def judge_tobacco(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Who smokes is offered counselling; who breathes the smoke of others takes education home."""
    smokes = word(answers, "smokes")
    code = {"AKTIF": "MEROKOK", "PASIF": "TERPAPAR_ROKOK"}.get(smokes)
    return Judged({}, {}, raised(FINDINGS[code], smokes=smokes) if code else [])
