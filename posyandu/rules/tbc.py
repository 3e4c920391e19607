"""The TBC questions of every card: the count of the card, and who is examined.

Source: 02 §3.1 and RJK-TBC of §12; ICD-10 suggestions of 05 §12. The sentences speak of an examination;
whether it is TBC says the laboratory.
"""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_noop as _

from posyandu.rules import asked
from posyandu.rules.advice import PUSKESMAS, Finding
from posyandu.rules.answering import number, yes
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.nutrition import Severity

ITEMS = ("tbc_cough", "tbc_fever", "tbc_weight", "tbc_contact")
"""In the order of the cards."""
DANGER_SIGN = "TBC"
"""The same question among the danger signs of a pregnant woman (03 §5.1 bh_tbc)."""

FINDINGS = {
    finding.code: finding
    for finding in (
        Finding(
            "TBC_GEJALA", Severity.REFER,
            _("Ada gejala yang perlu diperiksa. Antar ke puskesmas dalam 3 hari untuk periksa dahak."),
            "02 §3.1", "RJK-TBC", PUSKESMAS, 3, ("Z03.0",), ("TBC",),
        ),
        Finding(
            "TBC_KONTAK", Severity.REFER,
            _("Pernah dekat dengan pasien TBC. Ajak periksa ke puskesmas dalam 3 hari, walau merasa sehat."),
            "02 §3.1", "RJK-TBC", PUSKESMAS, 3, ("Z20.1",), ("TBC",),
        ),
    )
}  # fmt: skip


def screening(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """The count of "Ya" as on the card (`tbc_count`, 0-4), and the findings.

    Nothing is counted before one of the four questions is answered.
    """
    values = {}
    given = [yes(answers, item) for item in ITEMS]
    if any(answer is not None for answer in given):
        values["tbc_count"] = sum(answer is True for answer in given)
    seen = {item: answers[item] for item in (*ITEMS, "cough_weeks") if answers.get(item) is not None}
    raised = [
        Raised(FINDINGS[code], seen) for code in _codes(subject, answers, values.get("tbc_count"), clinical)
    ]
    return Judged(values, {}, raised)


def _codes(subject: Subject, answers: Answers, count: int | None, clinical: Clinical) -> Iterator[str]:
    cough_weeks = number(answers, "cough_weeks")
    coughs_long = (
        cough_weeks is not None
        and cough_weeks >= clinical.number("tbc.batuk_dewasa_minggu")
        and subject.age_months >= clinical.number("tbc.dewasa_dari_bulan")
    )
    has_many = count is not None and count >= clinical.number("tbc.rujuk_jawaban_ya")
    if has_many or coughs_long or DANGER_SIGN in (asked.chosen(answers, "danger_signs") or ()):
        yield "TBC_GEJALA"
    if yes(answers, "tbc_contact") and clinical.flag("tbc.rujuk_kontak"):
        yield "TBC_KONTAK"
