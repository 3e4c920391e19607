"""PUMA: the risk of a chronic lung disease, from 40 years on, of who smoked or breathes smoke and dust.

Seven items, 0 to 9 points; every symptom counts one. The score says "risiko", never the disease.
Source: 02 §10.5, with the conflict between form and card about pack-years and about the cut-off.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_noop as _

from posyandu.rules.advice import PUSKESMAS
from posyandu.rules.answering import number, points, word
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.screening import Score, by_code, raised, refer

CIGARETTES_PER_PACK = 20

SYMPTOMS = ("puma_breath", "puma_sputum", "puma_cough", "puma_spirometry")
"""Items 4 to 7."""
COMPUTED = ("puma_sex", "puma_age", "puma_smoking")
"""Items 1 to 3, worked out; the card prints their points."""
SMOKED = ("PEROKOK", "BEKAS")
EXPOSED = (*SMOKED, "TERPAPAR")
"""Answers to ``puma_exposure`` that ask for the score; only the first two have pack-years."""


class Puma(GrowthClass):
    """What the score asks for (02 §10.5), ascending."""

    BELOW = "RENDAH", _("Di bawah batas"), Severity.OK, Colour.GREEN
    RISK = "RISIKO", _("Risiko PPOK"), Severity.REFER, Colour.ORANGE
    SPIROMETRY = "SPIROMETRI", _("Risiko PPOK – spirometri"), Severity.REFER, Colour.RED


CLASSES = {"puma": labels(Puma)}

FINDINGS = by_code(
    refer(
        "PUMA_SPIROMETRI", "RJK-PUMA", PUSKESMAS, 14, "02 §10.5",
        _("Skor PUMA tinggi. Bawa ke puskesmas dalam 14 hari untuk tes napas (spirometri)."),
        icd10=("J44.9",), topics=("ROKOK",),
    ),
    refer(
        "PUMA_RISIKO", "RJK-PUMA", PUSKESMAS, 14, "02 §10.5",
        _("Skor PUMA mencapai batas. Bawa ke puskesmas dalam 14 hari untuk diperiksa paru-parunya."),
        icd10=("J44.9",), topics=("ROKOK",),
    ),
)  # fmt: skip


def pack_years(cigarettes_per_day: float, years: float) -> float:
    """Bungkus-tahun: cigarettes a day / 20 x years (02 §10.5).

    >>> pack_years(12, 50)
    30.0
    """
    return cigarettes_per_day * years / CIGARETTES_PER_PACK


def smoking_points(packs: float, clinical: Clinical) -> int:
    """Item 3 by the table in force: the form (20-30 one, > 30 two) or the card (20-39 one, from 40 two)."""
    table = clinical.rows(f"dewasa.puma_rokok_{clinical.text('dewasa.puma_tabel_rokok')}")
    return max(
        (
            int(row["skor"])
            for row in table
            if ("dari" in row and packs >= row["dari"]) or ("di_atas" in row and packs > row["di_atas"])
        ),
        default=0,
    )


def age_points(age_months: int, clinical: Clinical) -> int | None:
    """Item 2: 40-49 zero, 50-59 one, from 60 on two; None before 40 years."""
    rows = [row for row in clinical.rows("dewasa.puma_umur") if age_months >= row["dari_bulan"]]
    return int(rows[-1]["skor"]) if rows else None


def puma_score(subject: Subject, answers: Answers, clinical: Clinical) -> Score | None:
    """The seven items; None when the score does not apply (under 40, or nothing ever breathed in)."""
    age = age_points(subject.age_months, clinical)
    exposure = word(answers, "puma_exposure")
    if age is None or exposure not in EXPOSED:
        return None
    sex = clinical.number("dewasa.puma_skor_laki") if subject.sex == "L" else 0
    return Score(
        {
            "puma_sex": int(sex),
            "puma_age": age,
            "puma_smoking": _smoking(exposure, answers, clinical),
            **{name: points(answers, name) for name in SYMPTOMS},
        }
    )


def _smoking(exposure: str, answers: Answers, clinical: Clinical) -> int | None:
    """Pack-years of who smoked; "tidak merokok" is less than 20 packs in life or one a day for a year."""
    if exposure not in SMOKED:
        return 0
    cigarettes, years = number(answers, "cigarettes_per_day"), number(answers, "smoking_years")
    if cigarettes is None or years is None:
        return None
    return smoking_points(pack_years(cigarettes, years), clinical)


def puma_class(total: int, clinical: Clinical) -> Puma:
    """From the threshold on "risiko", from 7 on "spirometri" (02 §10.5)."""
    if total >= clinical.number("dewasa.puma_spirometri"):
        return Puma.SPIROMETRY
    return Puma.RISK if total >= clinical.number("dewasa.puma_ambang") else Puma.BELOW


def judge_puma(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """The score with its items. Incomplete: no score and no class; a bound already reached is still said."""
    found = puma_score(subject, answers, clinical)
    if found is None:
        return Judged()
    beside = {name: found.given[name] for name in COMPUTED if name in found.given}
    values: dict[str, Any] = {**beside, "puma_items": found.given}
    reached = puma_class(found.at_least, clinical)
    code = {Puma.SPIROMETRY: "PUMA_SPIROMETRI", Puma.RISK: "PUMA_RISIKO"}.get(reached)
    said = raised(FINDINGS[code], puma_score=found.at_least, **found.given) if code else []
    if found.total is None:
        return Judged(values, {}, said)
    return Judged({**values, "puma_score": found.total}, {"puma": reached.value}, said)
