"""SKILAS: eleven signs of a loss in an older person; one is enough for an assessment.

Every item is worded so that "Ya" is the problem. The column about COVID immunisation is information, and
"tidak dapat dilakukan" is an answer but no sign: neither is ever counted. Source: 02 §11.2, §12.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from posyandu.rules.advice import PUSKESMAS
from posyandu.rules.answering import number, word, yes
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.screening import Score, by_code, raised, refer

WHISPER, FAILED = "skilas_whisper", "TIDAK_LULUS"
ITEMS = (
    "skilas_orientation", "skilas_three_words", "skilas_chair", "skilas_weight_loss", "skilas_appetite",
    "skilas_muac_below_21", "skilas_eye_problem", "skilas_sight_test", WHISPER, "skilas_sad",
    "skilas_interest",
)  # fmt: skip
"""The items of risk in the order of the card."""


class Skilas(GrowthClass):
    """Whether any item of risk is "Ya" (02 §11.2)."""

    CLEAR = "TIDAK_ADA", _("Tidak ada risiko"), Severity.OK, Colour.GREEN
    RISK = "RISIKO", _("Ada risiko"), Severity.REFER, Colour.ORANGE


CLASSES = {"skilas": labels(Skilas)}

FINDINGS = by_code(
    refer(
        "SKILAS_RISIKO", "RJK-LANSIA-SKILAS", PUSKESMAS, 14, "02 §11.2, §12",
        _("Ada tanda yang perlu diperiksa lebih lengkap. Bawa ke puskesmas dalam 14 hari."),
        topics=("LANSIA_AKTIF",),
    ),
)  # fmt: skip


def skilas_items(answers: Answers, clinical: Clinical) -> Score:
    """The eleven items, 1 for a sign; an arm or a time that was measured answers its item by itself."""
    found: dict[str, int | None] = {}
    for name in ITEMS:
        answer = _whisper(answers) if name == WHISPER else yes(answers, name)
        found[name] = None if answer is None else int(answer)
    muac, seconds = number(answers, "muac_cm"), number(answers, "chair_stand_s")
    if found["skilas_muac_below_21"] is None and muac is not None:
        found["skilas_muac_below_21"] = int(muac < clinical.number("lansia.skilas_lila_cm"))
    if found["skilas_chair"] is None and seconds is not None:
        found["skilas_chair"] = int(seconds > clinical.number("lansia.skilas_berdiri_detik"))
    return Score(found)


def _whisper(answers: Answers) -> bool | None:
    heard = word(answers, WHISPER)
    return heard == FAILED if heard else None


def judge_skilas(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Count and class when all eleven are answered; one sign is a referral at once."""
    found = skilas_items(answers, clinical)
    signs = tuple(name for name, sign in found.items.items() if sign)
    is_risk = found.at_least >= clinical.number("lansia.skilas_rujuk_dari")
    said = raised(FINDINGS["SKILAS_RISIKO"], skilas=signs) if is_risk else []
    values = {"skilas_items": found.given} if found.given else {}
    if found.total is None:
        return Judged(values, {}, said)
    family = Skilas.RISK if is_risk else Skilas.CLEAR
    return Judged({**values, "skilas_count": found.total}, {"skilas": family.value}, said)
