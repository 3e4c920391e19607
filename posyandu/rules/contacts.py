"""Contacts with a nakes after which K, KF and KN are counted (02 §4.5, §5).

The number of a contact follows from its day, never from the order in which somebody typed it. What a kader
does at the posyandu is recorded, but it is not such a contact.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import NamedTuple

from posyandu.rules import asked
from posyandu.rules.answering import number, word, yes
from posyandu.rules.judging import Answers, Earlier, Subject

DOCTORS = frozenset({"DOKTER", "SPOG"})
"""Answers to "diperiksa oleh" that count as a doctor's examination."""


class Contact(NamedTuple):
    """One examination."""

    on: date
    by_nakes: bool = True
    by_doctor: bool = False
    had_usg: bool = False
    hours: float | None = None
    """Hours since the birth, where the clock times are known (KF1, KN0, KN1)."""


def by_day(contacts: Iterable[Contact]) -> list[Contact]:
    """The contacts with a nakes, one for each day, oldest first.

    Two on one day are one: of a doctor when one of them was, with ultrasound when one of them had it. Their
    hours are gone, because each hour would have its own window (`postnatal.reached` looks at every contact).
    """
    days: dict[date, Contact] = {}
    for contact in contacts:
        if contact.by_nakes:
            kept = days.get(contact.on)
            days[contact.on] = contact if kept is None else _joined(kept, contact)
    return [days[on] for on in sorted(days)]


def _joined(one: Contact, other: Contact) -> Contact:
    return Contact(one.on, True, one.by_doctor or other.by_doctor, one.had_usg or other.had_usg)


def examined(subject: Subject, answers: Answers, first_on: date | None, forms: str) -> list[Contact]:
    """The contacts of the subject since a day: earlier visits by a nakes with such a form, and today's.

    Today's visit is one when `examined_by` is answered: only a nakes is asked that. ``forms`` is how the
    name of the form begins, for example "bumil".
    """
    found = [
        contact(visit.on, visit.answers)
        for visit in asked.since(subject, first_on)
        if visit.by_nakes and visit.form.startswith(forms) and _is_examination(visit)
    ]
    if word(answers, "examined_by"):
        found.append(contact(subject.on, answers))
    return found


def _is_examination(visit: Earlier) -> bool:
    return bool(word(visit.answers, "examined_by"))


def contact(on: date, answers: Answers) -> Contact:
    """The examination that the answers of a nakes tell of."""
    return Contact(
        on,
        True,
        word(answers, "examined_by") in DOCTORS,
        bool(yes(answers, "usg_done")),
        number(answers, "hours_since_birth"),
    )
