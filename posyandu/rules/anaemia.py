"""Haemoglobin outside pregnancy, from six years on. Source: 02 §7 (WHO), §12 RJK-REMAJA-ANEMIA."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from posyandu.rules.advice import PUSKESMAS
from posyandu.rules.answering import number
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.screening import by_code, raised, refer


class Haemoglobin(GrowthClass):
    """Hb by age and sex, ascending."""

    VERY_LOW = "ANEMIA_BERAT", _("Risiko anemia berat"), Severity.REFER, Colour.RED
    LOW = "ANEMIA", _("Risiko anemia"), Severity.REFER, Colour.ORANGE
    NORMAL = "NORMAL", _("Normal"), Severity.OK, Colour.GREEN


CLASSES = {"haemoglobin": labels(Haemoglobin)}

_RULE, _ICD10, _TOPICS = "RJK-REMAJA-ANEMIA", ("D50.9",), ("TTD", "ISI_PIRINGKU")
FINDINGS = by_code(
    refer(
        "HB_SANGAT_RENDAH", _RULE, PUSKESMAS, 1, "02 §7",
        _("Hb sangat rendah. Antar ke puskesmas hari ini juga."), icd10=_ICD10, topics=_TOPICS,
    ),
    refer(
        "HB_RENDAH", _RULE, PUSKESMAS, 7, "02 §7",
        _("Hb di bawah batas. Bawa ke puskesmas dalam 7 hari, dan ajak minum tablet tambah darah."),
        icd10=_ICD10, topics=_TOPICS,
    ),
)  # fmt: skip


def haemoglobin_class(hb_g_dl: float, *, sex: str, age_months: int, clinical: Clinical) -> Haemoglobin | None:
    """g/dL: 6-11 years < 11.5, 12-14 < 12.0, from 15 on < 12.0 (P) or < 13.0 (L); severe < 8.0.

    None before six years. Source: 02 §7.
    """
    rows = [row for row in clinical.rows("sekolah.hb_batas") if age_months >= row["dari_bulan"]]
    if not rows:
        return None
    if hb_g_dl < clinical.number("sekolah.hb_berat"):
        return Haemoglobin.VERY_LOW
    return Haemoglobin.LOW if hb_g_dl < rows[-1][sex] else Haemoglobin.NORMAL


def judge_haemoglobin(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Hb outside a pregnancy; in a pregnancy the antenatal rule speaks."""
    hb = number(answers, "hb_g_dl")
    if hb is None or subject.pregnancy is not None:
        return Judged()
    found = haemoglobin_class(hb, sex=subject.sex, age_months=subject.age_months, clinical=clinical)
    if found is None:
        return Judged()
    code = {Haemoglobin.VERY_LOW: "HB_SANGAT_RENDAH", Haemoglobin.LOW: "HB_RENDAH"}.get(found)
    return Judged({}, {"haemoglobin": found.value}, raised(FINDINGS[code], hb_g_dl=hb) if code else [])
