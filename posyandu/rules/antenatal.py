"""K1, K4 and K6 from the examinations of one pregnancy (02 §4.5).

Nobody types "K4": each code is reached on the first day on which its pattern is complete, whatever the order
in which the contacts were entered. The patterns are reference data, because editions differ (1-2-3, 2-1-3).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from posyandu.rules.asked import class_up_to, labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.contacts import Contact, by_day, examined
from posyandu.rules.judging import Answers, Judged, Subject
from posyandu.rules.pregnancy_classes import Trimester

CODES = ("K1A", "K1M", "K4", "K6")
CLASSES = {"trimester": labels(Trimester)}


class Box(NamedTuple):
    """One of the ordered contacts that the form shows, irrespective of trimester."""

    number: int
    on: date
    weeks: int
    trimester: int
    by_doctor: bool
    had_usg: bool


class Antenatal(NamedTuple):
    """What the contacts of a pregnancy add up to."""

    reached: dict[str, date]
    """The day on which a code of `CODES` was reached; a code that was not is absent."""
    boxes: tuple[Box, ...]
    """All contacts in the order of their days; the form prints the first six (`bumil.k_kotak`)."""

    def has(self, code: str) -> bool:
        """Whether the code is reached."""
        return code in self.reached


def weeks_on(lmp_on: date, on: date) -> int:
    """Completed weeks of gestation.

    >>> weeks_on(date(2026, 1, 1), date(2026, 4, 1))
    12
    """
    return (on - lmp_on) // timedelta(days=7)


def trimester_of(weeks: int, clinical: Clinical) -> int:
    """1, 2 or 3. The bounds are the last completed week of the first and of the second trimester."""
    return (
        list(Trimester).index(class_up_to(Trimester, clinical.numbers("bumil.trimester_minggu"), weeks)) + 1
    )


def antenatal(
    contacts: Iterable[Contact], lmp_on: date, clinical: Clinical, *, ended_on: date | None = None
) -> Antenatal:
    """What is reached by these contacts. Those before HPHT or after the end of the pregnancy do not count.

    ``ended_on``: day of delivery or other outcome; None while pregnant. Source: 02 §4.5.
    """
    counted = [
        contact
        for contact in by_day(contacts)
        if lmp_on <= contact.on and (ended_on is None or contact.on <= ended_on)
    ]
    boxes = tuple(_box(place, contact, lmp_on, clinical) for place, contact in enumerate(counted, 1))
    reached: dict[str, date] = {}
    if boxes:
        reached["K1A"] = boxes[0].on
        if boxes[0].weeks <= clinical.number("bumil.k1m_minggu"):
            reached["K1M"] = boxes[0].on
    for code in ("K4", "K6"):
        for last in range(1, len(boxes) + 1):
            if _is_complete(code, boxes[:last], clinical):
                reached[code] = boxes[last - 1].on
                break
    return Antenatal(reached, boxes)


def _box(number: int, contact: Contact, lmp_on: date, clinical: Clinical) -> Box:
    weeks = weeks_on(lmp_on, contact.on)
    trimester = trimester_of(weeks, clinical)
    return Box(number, contact.on, weeks, trimester, contact.by_doctor, contact.had_usg)


def _is_complete(code: str, boxes: Sequence[Box], clinical: Clinical) -> bool:
    pattern = clinical.numbers(f"bumil.{code.lower()}_pola")
    seen = Counter(box.trimester for box in boxes)
    if any(seen[trimester] < wanted for trimester, wanted in enumerate(pattern, 1)):
        return False
    return code != "K6" or _doctor_has_seen(boxes, clinical)


def _doctor_has_seen(boxes: Sequence[Box], clinical: Clinical) -> bool:
    """A doctor's contact in each wanted trimester, with ultrasound where that is asked (switches)."""
    if not clinical.flag("bumil.k6_wajib_dokter"):
        return True
    needs_usg = clinical.flag("bumil.k6_dokter_dengan_usg")
    by_doctor = {box.trimester for box in boxes if box.by_doctor and (box.had_usg or not needs_usg)}
    return by_doctor >= {int(trimester) for trimester in clinical.numbers("bumil.k6_trimester_dokter")}


def contacts_of(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: the number of contacts (`k_contacts`), the boxes of the form and the day of each code."""
    if subject.pregnancy is None:
        return Judged()
    lmp_on = subject.pregnancy.lmp_on
    found = antenatal(examined(subject, answers, lmp_on, "bumil"), lmp_on, clinical)
    values: dict[str, object] = {f"{code.lower()}_on": on.isoformat() for code, on in found.reached.items()}
    values["k_contacts"] = len(found.boxes)
    shown = found.boxes[: int(clinical.number("bumil.k_kotak"))]
    values["k_boxes"] = [{"k": box.number, "on": box.on.isoformat(), "weeks": box.weeks} for box in shown]
    return Judged(values)
