"""Blood sugar and cholesterol of one day. One high value is a positive screening, nothing more.

A value is judged whatever the age: the form asks from 15 years on, but what was measured is not kept quiet.
Source: 02 §10.3, §12.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from posyandu.rules.advice import PUSKESMAS
from posyandu.rules.answering import number, word, yes
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.ruleset import Bounds
from posyandu.rules.screening import attention, by_code, raised, refer

DEVICE_HIGH, DEVICE_LOW = "HI", "LO"
"""What the device shows instead of a number outside its range."""


class RandomGlucose(GrowthClass):
    """Gula darah sewaktu as the card prints it (02 §10.3), ascending."""

    LOW = "RENDAH", _("Rendah"), Severity.ATTENTION, Colour.YELLOW
    NORMAL = "NORMAL", _("Normal"), Severity.OK, Colour.GREEN
    HIGH = "TINGGI", _("Tinggi"), Severity.REFER, Colour.RED


class RandomGlucoseNote(GrowthClass):
    """What is shown beside a normal GDS (02 §10.3, row "GDS display")."""

    GOOD = "BAIK", _("Baik"), Severity.OK, Colour.GREEN
    WATCH = "WASPADA", _("Waspada"), Severity.ATTENTION, Colour.YELLOW


class FastingGlucose(GrowthClass):
    """Gula darah puasa (02 §10.3), ascending."""

    NORMAL = "NORMAL", _("Normal"), Severity.OK, Colour.GREEN
    WATCH = "WASPADA", _("Waspada"), Severity.ATTENTION, Colour.YELLOW
    HIGH = "TINGGI", _("Tinggi"), Severity.REFER, Colour.RED


class Cholesterol(GrowthClass):
    """Total cholesterol as posbindu reads it (02 §10.3)."""

    NORMAL = "NORMAL", _("Normal"), Severity.OK, Colour.GREEN
    HIGH = "TINGGI", _("Tinggi"), Severity.ATTENTION, Colour.ORANGE


CLASSES = {
    "random_glucose": labels(RandomGlucose),
    "random_glucose_note": labels(RandomGlucoseNote),
    "fasting_glucose": labels(FastingGlucose),
    "cholesterol": labels(Cholesterol),
}

_SOURCE, _RULE, _ICD10 = "02 §10.3", "RJK-DEWASA-GD", ("R73.9", "E11.9")
_SUGAR = ("GULA_GARAM_LEMAK", "CERDIK")
FINDINGS = by_code(
    refer(
        "GD_DI_ATAS_ALAT", _RULE, PUSKESMAS, 0, _SOURCE,
        _("Alat gula darah menunjukkan HI. Antar segera ke puskesmas, jangan ditunda."), icd10=_ICD10,
    ),
    refer(
        "GD_SANGAT_RENDAH", _RULE, PUSKESMAS, 0, _SOURCE,
        _("Gula darah rendah dan berbahaya. Panggil nakes sekarang dan antar segera ke puskesmas."),
    ),
    refer(
        "GDS_TINGGI", _RULE, PUSKESMAS, 7, _SOURCE,
        _("Gula darah tinggi hari ini. Bawa ke puskesmas dalam 7 hari untuk diperiksa."),
        icd10=_ICD10, topics=_SUGAR,
    ),
    refer(
        "GDP_TINGGI", _RULE, PUSKESMAS, 7, _SOURCE,
        _("Gula darah puasa tinggi hari ini. Bawa ke puskesmas dalam 7 hari untuk diperiksa."),
        icd10=_ICD10, topics=_SUGAR,
    ),
    refer(
        "KOLESTEROL_SANGAT_TINGGI", None, PUSKESMAS, 14, _SOURCE,
        _("Kolesterol jauh di atas batas. Bawa ke puskesmas dalam 14 hari untuk diperiksa."), topics=_SUGAR,
    ),
    attention(
        "GDS_RENDAH", _SOURCE,
        _("Gula darah rendah. Tanyakan lemas, gemetar, dan keringat dingin, lalu ajak ke meja nakes."),
    ),
    attention(
        "GDS_WASPADA", _SOURCE,
        _("Gula darah mendekati batas. Ajak memeriksa gula darah puasa dan mengurangi yang manis."),
        topics=_SUGAR,
    ),
    attention(
        "GDP_WASPADA", _SOURCE,
        _("Gula darah puasa mendekati batas. Ajak mengurangi yang manis dan bergerak setiap hari."),
        topics=(*_SUGAR, "AKTIVITAS_FISIK"),
    ),
    attention(
        "KOLESTEROL_TINGGI", _SOURCE,
        _("Kolesterol di atas batas. Ajak mengurangi gorengan dan lemak, dan bergerak setiap hari."),
        topics=_SUGAR,
    ),
)  # fmt: skip


def random_glucose_class(mg_dl: float, clinical: Clinical) -> RandomGlucose:
    """GDS: < 70 low, from 200 on high (02 §10.3)."""
    limits = (clinical.number("dewasa.gds_normal_dari"), clinical.number("dewasa.gds_tinggi_dari"))
    return tuple(RandomGlucose)[Bounds(limits, ()).position(mg_dl)]


def random_glucose_note(mg_dl: float, clinical: Clinical) -> RandomGlucoseNote | None:
    """Within normal GDS: from 140 on "waspada"; None outside (02 §10.3)."""
    if random_glucose_class(mg_dl, clinical) is not RandomGlucose.NORMAL:
        return None
    watch = mg_dl >= clinical.number("dewasa.gds_waspada_dari")
    return RandomGlucoseNote.WATCH if watch else RandomGlucoseNote.GOOD


def fasting_glucose_class(mg_dl: float, clinical: Clinical) -> FastingGlucose:
    """GDP: 100-125 "waspada", from 126 on high (02 §10.3)."""
    limits = (clinical.number("dewasa.gdp_waspada_dari"), clinical.number("dewasa.gdp_tinggi_dari"))
    return tuple(FastingGlucose)[Bounds(limits, ()).position(mg_dl)]


def cholesterol_class(mg_dl: float, clinical: Clinical) -> Cholesterol:
    """Total cholesterol: from 190 on high (02 §10.3)."""
    high = mg_dl >= clinical.number("dewasa.kolesterol_tinggi_dari")
    return Cholesterol.HIGH if high else Cholesterol.NORMAL


def judge_random_glucose(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """GDS: what the device shows instead of a number counts as beyond its range."""
    device, mg_dl = word(answers, "glucose_device"), number(answers, "random_glucose_mg_dl")
    if device == DEVICE_HIGH:
        said = raised(FINDINGS["GD_DI_ATAS_ALAT"], glucose_device=device)
        return Judged({}, {"random_glucose": RandomGlucose.HIGH.value}, said)
    if device == DEVICE_LOW:
        said = raised(FINDINGS["GD_SANGAT_RENDAH"], glucose_device=device)
        return Judged({}, {"random_glucose": RandomGlucose.LOW.value}, said)
    if mg_dl is None:
        return Judged()
    found, note = random_glucose_class(mg_dl, clinical), random_glucose_note(mg_dl, clinical)
    classes = {"random_glucose": found.value}
    if note is not None:
        classes["random_glucose_note"] = note.value
    code = _random_said(mg_dl, found, note, yes(answers, "feels_faint"), clinical)
    return Judged({}, classes, raised(FINDINGS[code], random_glucose_mg_dl=mg_dl) if code else [])


def _random_said(
    mg_dl: float,
    found: RandomGlucose,
    note: RandomGlucoseNote | None,
    faint: bool | None,
    clinical: Clinical,
) -> str | None:
    if found is RandomGlucose.HIGH:
        return "GDS_TINGGI"
    if found is RandomGlucose.LOW:
        urgent = faint or mg_dl < clinical.number("dewasa.gds_bahaya_di_bawah")
        return "GD_SANGAT_RENDAH" if urgent else "GDS_RENDAH"
    return "GDS_WASPADA" if note is RandomGlucoseNote.WATCH else None


def judge_fasting_glucose(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """GDP."""
    mg_dl = number(answers, "fasting_glucose_mg_dl")
    if mg_dl is None:
        return Judged()
    found = fasting_glucose_class(mg_dl, clinical)
    code = {FastingGlucose.HIGH: "GDP_TINGGI", FastingGlucose.WATCH: "GDP_WASPADA"}.get(found)
    said = raised(FINDINGS[code], fasting_glucose_mg_dl=mg_dl) if code else []
    return Judged({}, {"fasting_glucose": found.value}, said)


def judge_cholesterol(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Total cholesterol: education from 190 on, referral from 240 on."""
    mg_dl = number(answers, "cholesterol_mg_dl")
    if mg_dl is None:
        return Judged()
    found = cholesterol_class(mg_dl, clinical)
    if found is Cholesterol.NORMAL:
        return Judged({}, {"cholesterol": found.value})
    refers = mg_dl >= clinical.number("dewasa.kolesterol_rujuk_dari")
    code = "KOLESTEROL_SANGAT_TINGGI" if refers else "KOLESTEROL_TINGGI"
    return Judged({}, {"cholesterol": found.value}, raised(FINDINGS[code], cholesterol_mg_dl=mg_dl))
