"""What to say about immunisation on a posyandu day. Source: 02 §8.1; card column 19 of §6.1.

Nothing is said before any dose of the person is known: an empty card here may be a full one at home.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.utils.translation import gettext_noop as _

from posyandu.rules import asked
from posyandu.rules.advice import Finding
from posyandu.rules.clinical import Clinical
from posyandu.rules.immunisation import Dose, DoseCard, DoseStatus, dose_card
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.nutrition import Severity

GIVEN_TODAY = "doses_given"
"""Field of the forms: codes of the doses given on the day."""
GIVEN_BEFORE = "doses_before"
"""Laid under the answers by who asks: the doses known from elsewhere, as (code, day, source)."""
CONTRAINDICATED = "contraindicated"
"""Likewise: doses or antigens that a nakes excluded."""

FINDINGS = {
    finding.code: finding
    for finding in (
        Finding(
            "IMUNISASI_TERLALU_DINI", Severity.ATTENTION,
            _("Ada imunisasi yang diberikan terlalu dini. Minta bidan menjadwalkan ulang."),
            "02 §8.1", topics=("IMUNISASI",),
        ),
        Finding(
            "IMUNISASI_TERLAMBAT", Severity.ATTENTION,
            _("Ada imunisasi yang terlambat. Minta bidan memberikannya hari ini, atau antar ke pustu."),
            "02 §8.1", topics=("IMUNISASI",),
        ),
        Finding(
            "IMUNISASI_JATUH_TEMPO", Severity.ATTENTION,
            _("Sudah waktunya imunisasi. Minta bidan memberikannya hari ini."),
            "02 §8.1", topics=("IMUNISASI",),
        ),
    )
}  # fmt: skip

CLASSES: dict[str, dict[str, str]] = {"imunisasi": asked.labels(DoseStatus)}


def immunisation(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Doses due, late and to be repeated after what was given today, and the next day to come.

    Values: `doses_due`, `doses_late`, `doses_repeat` (tuples of codes), `next_dose_on`, and a day or None
    for each completeness set in lower case. Class `imunisasi`: the status that asks for most.
    """
    doses = list(doses_of(subject, answers))
    if not doses and GIVEN_BEFORE not in answers:
        return Judged()
    card = dose_card(
        subject.born_on,
        doses,
        subject.on,
        clinical,
        sex=subject.sex,
        contraindicated=frozenset(answers.get(CONTRAINDICATED, ())),
    )
    values = _values(card)
    codes = {
        "IMUNISASI_TERLALU_DINI": values["doses_repeat"],
        "IMUNISASI_TERLAMBAT": values["doses_late"],
        "IMUNISASI_JATUH_TEMPO": values["doses_due"],
    }
    raised = [Raised(FINDINGS[code], {"doses": found}) for code, found in codes.items() if found]
    return Judged(values, {"imunisasi": _worst(card).value}, raised)


def doses_of(subject: Subject, answers: Answers) -> Iterable[Dose]:
    """All known doses: from elsewhere, of earlier visits, of today."""
    for code, on, *source in answers.get(GIVEN_BEFORE, ()):
        yield Dose(str(code), on if isinstance(on, date) else date.fromisoformat(on), *source[:1])
    for visit in subject.earlier:
        for code in asked.chosen(visit.answers, GIVEN_TODAY) or ():
            yield Dose(code, visit.on)
    for code in asked.chosen(answers, GIVEN_TODAY) or ():
        yield Dose(code, subject.on)


def _values(card: DoseCard) -> dict[str, Any]:
    ahead = [state.due_on for state in card.doses if state.status is DoseStatus.NOT_YET]
    return {
        "doses_due": card.with_status(DoseStatus.DUE),
        "doses_late": card.with_status(DoseStatus.LATE),
        "doses_repeat": card.with_status(DoseStatus.INVALID),
        "next_dose_on": min(ahead, default=None),
        **{code.lower(): day for code, day in card.complete.items()},
    }


def _worst(card: DoseCard) -> DoseStatus:
    order = (DoseStatus.INVALID, DoseStatus.LATE, DoseStatus.DUE, DoseStatus.NOT_YET)
    return next((status for status in order if card.with_status(status)), DoseStatus.DONE)
