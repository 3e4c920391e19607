"""Cancer screening by a nakes: SADANIS and IVA or HPV-DNA of women. Source: 02 §10.7."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from posyandu.rules.advice import PUSKESMAS
from posyandu.rules.answering import word
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.screening import attention, by_code, raised, refer


class Cervix(GrowthClass):
    """Result of IVA or HPV-DNA."""

    NEGATIVE = "NEGATIF", _("Negatif"), Severity.OK, Colour.GREEN
    POSITIVE = "POSITIF", _("Positif"), Severity.REFER, Colour.RED


CLASSES = {"cervix": labels(Cervix)}

FINDINGS = by_code(
    refer(
        "IVA_POSITIF", None, PUSKESMAS, 7, "02 §10.7",
        _("Hasil pemeriksaan leher rahim perlu ditindaklanjuti. Bawa ke puskesmas dalam 7 hari."),
    ),
    attention(
        "SADANIS_ADA_KELAINAN", "02 §10.7",
        _("Ada temuan pada pemeriksaan payudara. Nakes menentukan pemeriksaan lanjutan dan rujukannya."),
    ),
)  # fmt: skip


def judge_cancer(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """A positive IVA or HPV-DNA is referred; a finding of SADANIS is the nakes's to judge."""
    result = Judged()
    tests = {name: word(answers, name) for name in ("iva", "hpv_dna") if word(answers, name)}
    if Cervix.POSITIVE in tests.values():
        result = Judged({}, {"cervix": Cervix.POSITIVE.value}, raised(FINDINGS["IVA_POSITIF"], **tests))
    elif Cervix.NEGATIVE in tests.values():
        result = Judged({}, {"cervix": Cervix.NEGATIVE.value})
    breast = word(answers, "sadanis")
    if breast == "KELAINAN":
        result = result.joined(Judged({}, {}, raised(FINDINGS["SADANIS_ADA_KELAINAN"], sadanis=breast)))
    return result
