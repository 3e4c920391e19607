"""Contraception of adults. Source: 02 §9 (methods, MKJP), §2 (WUS 15-49 years), 05 §12 (counselling)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from posyandu.rules.answering import word, yes
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.screening import attention, by_code, raised

NONE = "TIDAK_MEMAKAI"


class Contraception(GrowthClass):
    """How long the method works."""

    LONG = "MKJP", _("Metode jangka panjang (MKJP)"), Severity.OK, Colour.GREEN
    SHORT = "NON_MKJP", _("Bukan metode jangka panjang"), Severity.OK, Colour.GREEN
    NOT_USED = "TIDAK", _("Tidak memakai kontrasepsi"), Severity.ATTENTION, Colour.YELLOW


CLASSES = {"contraception": labels(Contraception)}

FINDINGS = by_code(
    attention(
        "KB_KONSELING", "02 §9",
        _("Belum memakai kontrasepsi. Bila sudah menikah dan belum ingin hamil, ajak konseling KB."),
        icd10=("Z30.0",), topics=("KB",),
    ),
)  # fmt: skip


def contraception_class(uses: bool | None, method: str, clinical: Clinical) -> Contraception | None:
    """By the method when it is known; "Ya" without a method says nothing about how long it works."""
    if method == NONE or (uses is False and not method):
        return Contraception.NOT_USED
    if not method:
        return None
    long_acting = {str(row["metode"]) for row in clinical.rows("dewasa.kb_mkjp")}
    return Contraception.LONG if method in long_acting else Contraception.SHORT


def judge_contraception(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """The class for everybody who answered; counselling for women of 15-49 years who are not pregnant."""
    found = contraception_class(
        yes(answers, "uses_contraception"), word(answers, "contraceptive_method"), clinical
    )
    if found is None:
        return Judged()
    first, end = clinical.numbers("dewasa.kb_konseling_bulan")
    counsel = (
        found is Contraception.NOT_USED
        and subject.sex == "P"
        and subject.pregnancy is None
        and first <= subject.age_months < end
    )
    said = raised(FINDINGS["KB_KONSELING"], uses_contraception=False) if counsel else []
    return Judged({}, {"contraception": found.value}, said)
