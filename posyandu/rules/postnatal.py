"""Mother after birth: KF1 to KF4, vitamin A, tablets, mood, contraception and danger signs.

Source: 02 §5 (windows, doses), §4.4 skrining_jiwa, RJK-NIFAS-BAHAYA of §12; 03 §5.2. The windows of a baby
(KN) are built the same way and use `reached`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from posyandu.rules import asked
from posyandu.rules.answering import number, word, yes
from posyandu.rules.asked import class_from, labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.contacts import Contact, examined
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.postnatal_advice import FINDINGS, Course, Mood
from posyandu.rules.pregnancy_care import total

KF = ("KF1", "KF2", "KF3", "KF4")
NO_METHOD = frozenset({"BELUM", "TIDAK"})
CLASSES: dict[str, dict[str, str]] = {
    "kf": labels(Course), "vit_a_nifas": labels(Course), "ttd_nifas": labels(Course), "epds": labels(Mood),
}  # fmt: skip


def window(born_on: date, contact: Contact, clinical: Clinical, table: str) -> str | None:
    """The code in whose window the contact lies; None outside all of them: kept, but not counted (02 §5).

    With known hours the hours decide where the table has them, else whole days since the day of birth. On a
    common bound the later window counts: exactly six hours is KF1 and KN1.
    """
    days = (contact.on - born_on).days
    for row in reversed(clinical.rows(table)):
        if "jam" in row and contact.hours is not None:
            low, high = row["jam"]
            if low <= contact.hours <= high:
                return str(row["kode"])
        else:
            low, high = row["hari"]
            if low <= days <= high:
                return str(row["kode"])
    return None


def reached(
    born_on: date, contacts: Iterable[Contact], clinical: Clinical, table: str = "nifas.kunjungan"
) -> dict[str, date]:
    """By code the first day on which a nakes came within its window, in whatever order they were entered."""
    found: dict[str, date] = {}
    for contact in sorted(contacts, key=lambda contact: contact.on):
        code = window(born_on, contact, clinical, table) if contact.by_nakes else None
        if code is not None:
            found.setdefault(code, contact.on)
    return found


def completed_on(found: dict[str, date], codes: Iterable[str]) -> date | None:
    """The day on which the last of the codes was reached; None while one is missing."""
    days = [found.get(code) for code in codes]
    known = [on for on in days if on is not None]
    return max(known) if known and len(known) == len(days) else None


def visits(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: the KF of this birth; "KF lengkap" is all four in their windows (02 §5)."""
    if subject.delivered_on is None:
        return Judged()
    contacts = examined(subject, answers, subject.delivered_on, "nifas")
    found = reached(subject.delivered_on, contacts, clinical)
    values = {f"{code.lower()}_on": on.isoformat() for code, on in found.items()}
    codes = [row["kode"] for row in clinical.rows("nifas.kunjungan")]
    is_complete = completed_on(found, codes) is not None
    return Judged(dict(values), {"kf": Course.COMPLETE.value if is_complete else Course.OPEN.value})


class VitaminA(NamedTuple):
    """The capsules after a birth."""

    counted: tuple[date, ...]
    is_complete: bool
    next_from: date | None
    """First day for the next capsule; None when all were given or the time was over by then."""
    last_on: date
    """The last day on which a capsule counts."""

    def is_waited_for(self, on: date) -> bool:
        """Whether a capsule can and should be given on this day."""
        return self.next_from is not None and self.next_from <= on <= self.last_on


def vitamin_a(delivered_on: date, given: Iterable[date], clinical: Clinical) -> VitaminA:
    """Which capsules count: two, at least 24 hours apart, both before day 42 (02 §5 vit_a_nifas).

    ``given`` in any order; days, since a capsule is recorded without its hour.
    """
    apart = timedelta(days=clinical.number("nifas.vit_a_jarak_hari"))
    end = delivered_on + timedelta(days=clinical.number("nifas.vit_a_sebelum_hari"))
    wanted = int(clinical.number("nifas.vit_a_kapsul"))
    counted: list[date] = []
    for on in sorted(set(given)):
        if delivered_on <= on < end and len(counted) < wanted and (not counted or on >= counted[-1] + apart):
            counted.append(on)
    is_complete = len(counted) == wanted
    next_from = counted[-1] + apart if counted else delivered_on
    last_on = end - timedelta(days=1)
    return VitaminA(
        tuple(counted), is_complete, None if is_complete or next_from > last_on else next_from, last_on
    )


def supplements(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: vitamin A capsules and iron tablets since the birth (02 §5)."""
    if subject.delivered_on is None:
        return Judged()
    seen = [(visit.on, visit.answers) for visit in asked.since(subject, subject.delivered_on)]
    given = [on for on, told in [*seen, (subject.on, answers)] if yes(told, "vitamin_a_given")]
    capsules = vitamin_a(subject.delivered_on, given, clinical)
    values: dict[str, object] = {"vitamin_a_total": len(capsules.counted)}
    classes = {"vit_a_nifas": (Course.COMPLETE if capsules.is_complete else Course.OPEN).value}
    raised = [Raised(FINDINGS["NIFAS_VIT_A"], dict(values))] if capsules.is_waited_for(subject.on) else []
    tablets = total(subject, answers, subject.delivered_on, lambda told: number(told, "tablets_given"))
    if tablets is not None:
        values["ttd_total"] = int(tablets)
        classes["ttd_nifas"] = class_from(Course, (clinical.number("nifas.ttd_tablet"),), tablets).value
    return Judged(values, classes, raised)


def mood(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge for bumil and nifas: EPDS total and item 10, or the count of SRQ-20 (02 §4.4 skrining_jiwa).

    `srq20_total` is the count as a nakes read it from the paper; else the count of another judge is used.

    A thought of hurting herself or the baby is a matter of the same day, whatever the score (03 §5.2).
    """
    epds, harm = number(answers, "epds_score"), number(answers, "epds_item10")
    typed = number(answers, "srq20_total")
    srq = number(answers, "srq20_score") if typed is None else typed
    codes = []
    is_urgent = harm is not None and harm >= clinical.number("nifas.epds_butir10")
    if is_urgent or yes(answers, "self_harm_thought"):
        codes.append("IBU_JIWA_SEGERA")
    is_high = epds is not None and epds >= clinical.number("nifas.epds_rujuk")
    if is_high or (srq is not None and srq >= clinical.number("nifas.srq_rujuk")):
        codes.append("IBU_JIWA")
    told = {"epds_score": epds, "epds_item10": harm, "srq20_score": srq}
    seen = {field: value for field, value in told.items() if value is not None}
    classes = {} if epds is None else {"epds": (Mood.REFER if is_high or is_urgent else Mood.CALM).value}
    values = {} if typed is None else {"srq20_score": int(typed)}
    return Judged(values, classes, [Raised(FINDINGS[code], seen) for code in codes])


def danger(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: any danger sign is a referral at once, to the hospital for the bold ones (03 §5.2, 02 §12)."""
    urgent = {row["kode"] for row in clinical.rows("nifas.tanda_bahaya") if row["segera"]}
    signs = asked.chosen(answers, "danger_signs") or ()
    by_finding = {
        "NIFAS_BAHAYA_RS": [sign for sign in signs if sign in urgent],
        "NIFAS_BAHAYA": [sign for sign in signs if sign not in urgent],
    }
    raised = [Raised(FINDINGS[code], {"danger_signs": found}) for code, found in by_finding.items() if found]
    return Judged({}, {}, raised)


def contraception(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: no method yet: a talk, and after day 42 a way to the bidan (02 §5; 03 §5.2 kb_pasca)."""
    method = word(answers, "contraception_method")
    if method not in NO_METHOD:
        return Judged()
    days = None if subject.delivered_on is None else (subject.on - subject.delivered_on).days
    is_late = days is not None and days > clinical.number("nifas.kb_hari")
    code = "NIFAS_KB_LEWAT" if is_late else "NIFAS_KB"
    return Judged({}, {}, [Raised(FINDINGS[code], {"contraception_method": method})])


def feeding(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: not breastfeeding, or not only breast milk, is talked about (02 §5 menyusui)."""
    no = [field for field in ("breastfeeding", "exclusive_breastfeeding") if yes(answers, field) is False]
    return Judged({}, {}, [Raised(FINDINGS["NIFAS_ASI"], dict.fromkeys(no, False))] if no else [])


def birth(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: birth without a nakes or outside a facility is a finding for the nakes (03 §5.2)."""
    seen = dict(_birth(answers, clinical))
    return Judged({}, {}, [Raised(FINDINGS["NIFAS_LAHIR_DI_LUAR"], seen)] if seen else [])


def _birth(answers: Answers, clinical: Clinical) -> Iterator[tuple[str, str]]:
    for field, code in (("attendant", "nifas.penolong_nakes"), ("birth_place", "nifas.fasilitas")):
        given = word(answers, field)
        if given and given not in asked.words(clinical, code):
            yield field, given
