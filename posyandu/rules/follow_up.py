"""What a nakes asks an older person after SKILAS: mood, memory, nutrition, falls. Source: 02 §11.3.

The file names no referral for these: a result is a finding for the nakes, who decides.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from posyandu.rules.answering import number
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.ruleset import Bounds
from posyandu.rules.screening import Score, attention, by_code, numbered, raised, score

_OK, _ATTENTION = Severity.OK, Severity.ATTENTION


class Mood(GrowthClass):
    """GDS-15, ascending."""

    NORMAL = "NORMAL", _("Normal"), _OK, Colour.GREEN
    POSSIBLE = "KEMUNGKINAN", _("Kemungkinan depresi"), _ATTENTION, Colour.YELLOW
    LIKELY = "DEPRESI", _("Skor pada rentang depresi"), _ATTENTION, Colour.ORANGE


class Memory(GrowthClass):
    """AD8-INA and Mini-Cog."""

    NORMAL = "NORMAL", _("Normal"), _OK, Colour.GREEN
    SUSPECTED = "CURIGA", _("Curiga gangguan kognitif"), _ATTENTION, Colour.ORANGE


class MentalTest(GrowthClass):
    """AMT, ascending."""

    SEVERE = "BERAT", _("Gangguan ingatan berat"), _ATTENTION, Colour.RED
    MODERATE = "SEDANG", _("Gangguan ingatan sedang"), _ATTENTION, Colour.ORANGE
    NORMAL = "NORMAL", _("Normal"), _OK, Colour.GREEN


class Nourishment(GrowthClass):
    """MNA-SF, ascending."""

    MALNOURISHED = "MALNUTRISI", _("Skor pada rentang malnutrisi"), _ATTENTION, Colour.RED
    AT_RISK = "BERISIKO", _("Berisiko malnutrisi"), _ATTENTION, Colour.ORANGE
    NORMAL = "NORMAL", _("Normal"), _OK, Colour.GREEN


class Falls(GrowthClass):
    """TUG."""

    NORMAL = "NORMAL", _("Normal"), _OK, Colour.GREEN
    RISK = "RISIKO_JATUH", _("Risiko jatuh"), _ATTENTION, Colour.ORANGE


CLASSES = {
    "gds15": labels(Mood),
    "ad8": labels(Memory),
    "minicog": labels(Memory),
    "amt": labels(MentalTest),
    "mnasf": labels(Nourishment),
    "tug": labels(Falls),
}

_SOURCE = "02 §11.3"
FINDINGS = by_code(
    attention(
        "LANSIA_SUASANA_HATI", _SOURCE,
        _("Skor suasana hati (GDS-15) di luar normal. Nakes memeriksa lebih lanjut dan menentukan rujukan."),
        icd10=("F32.9",), topics=("JIWA",),
    ),
    attention(
        "LANSIA_INGATAN", _SOURCE,
        _("Tes ingatan di luar normal. Nakes memeriksa lebih lanjut dan menentukan rujukan."),
        icd10=("F03",), topics=("LANSIA_AKTIF",),
    ),
    attention(
        "LANSIA_GIZI", _SOURCE,
        _("Skor gizi (MNA-SF) di luar normal. Nakes memeriksa lebih lanjut dan menentukan rujukan."),
        topics=("ISI_PIRINGKU",),
    ),
    attention(
        "LANSIA_JATUH", _SOURCE,
        _("Bangun dan berjalan lambat: risiko jatuh. Ajak latihan, dan periksa lampu dan lantai rumah."),
        topics=("LANSIA_AKTIF", "AKTIVITAS_FISIK"),
    ),
)  # fmt: skip


def gds15_score(answers: Answers, clinical: Clinical) -> Score:
    """One point for "Tidak" on some items and for "Ya" on the others."""
    for_no = {int(place) for place in clinical.numbers("lansia.gds15_tidak")}
    given = score(answers, numbered("gds15", clinical.number("lansia.gds15_butir"))).items
    return Score(
        {
            name: None if point is None else 1 - point if place in for_no else point
            for place, (name, point) in enumerate(given.items(), start=1)
        }
    )


def _judged(
    name: str, found: Score, ascending: type[GrowthClass], bounds: tuple[float, ...], code: str
) -> Judged:
    """Total and class of a complete score; ``bounds`` are the first totals of the second class and on."""
    values = {f"{name}_items": found.given} if found.given else {}
    if found.total is None:
        return Judged(values)
    family = tuple(ascending)[Bounds(bounds, ()).position(found.total)]
    said = [] if family.severity is _OK else raised(FINDINGS[code], **{f"{name}_score": found.total})
    return Judged({**values, f"{name}_score": found.total}, {name: family.value}, said)


def judge_gds15(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """0-4 normal, 5-9 possible, from 10 on likely."""
    bounds = clinical.numbers("lansia.gds15_batas")
    return _judged("gds15", gds15_score(answers, clinical), Mood, bounds, "LANSIA_SUASANA_HATI")


def judge_ad8(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """From 2 of 8 on suspected."""
    found = score(answers, numbered("ad8", clinical.number("lansia.ad8_butir")))
    return _judged("ad8", found, Memory, (clinical.number("lansia.ad8_curiga_dari"),), "LANSIA_INGATAN")


def judge_amt(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """One point for each right answer of ten: 0-3 severe, 4-7 moderate, 8-10 normal."""
    found = score(answers, numbered("amt", clinical.number("lansia.amt_butir")))
    return _judged("amt", found, MentalTest, clinical.numbers("lansia.amt_batas"), "LANSIA_INGATAN")


def judge_minicog(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Words remembered (0-3) and the clock (0 or 2): up to 2 suspected."""
    found = score(answers, ("minicog_words", "minicog_clock"))
    values: dict[str, Any] = {"minicog_items": found.given} if found.given else {}
    if found.total is None:
        return Judged(values)
    low = found.total <= clinical.number("lansia.minicog_curiga_sampai")
    said = raised(FINDINGS["LANSIA_INGATAN"], minicog_score=found.total) if low else []
    family = Memory.SUSPECTED if low else Memory.NORMAL
    return Judged({**values, "minicog_score": found.total}, {"minicog": family.value}, said)


def judge_mnasf(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Six items, 14 points: 0-7 malnourished, 8-11 at risk, from 12 on normal."""
    found = score(answers, numbered("mnasf", clinical.number("lansia.mnasf_butir")))
    return _judged("mnasf", found, Nourishment, clinical.numbers("lansia.mnasf_batas"), "LANSIA_GIZI")


def judge_tug(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """From 12 seconds on a risk of falling."""
    seconds = number(answers, "tug_s")
    if seconds is None:
        return Judged()
    if seconds < clinical.number("lansia.tug_detik"):
        return Judged({}, {"tug": Falls.NORMAL.value})
    return Judged({}, {"tug": Falls.RISK.value}, raised(FINDINGS["LANSIA_JATUH"], tug_s=seconds))
