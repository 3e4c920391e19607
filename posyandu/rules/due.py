"""Which services a person is due for on a day, whatever reports say: the list "belum terlayani" (04 §8.1).

Pure and quick: whole lists of a village are worked out while a page is made, so days are numbers here and
everything that the clinical numbers say is read once (`due_plan`). "Overdue after" is the last day in time;
`Due.overdue_from` is the day after.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from posyandu.rules import due_children
from posyandu.rules.clinical import Clinical
from posyandu.rules.day_numbers import CalendarDay, calendar_day
from posyandu.rules.due_life import Control, Expecting, Life
from posyandu.rules.due_plan import Plan, plan_of
from posyandu.rules.due_steps import Raw, again, windows
from posyandu.rules.immunisation import DoseStatus
from posyandu.rules.life_cycle import Group

SERVICES = {
    "TBC": _("Obat atau janji TBC"),
    "KN": _("Kunjungan neonatus"),
    "KF": _("Kunjungan nifas"),
    "ANC": _("Periksa hamil"),
    "TTD": _("Tablet tambah darah"),
    "IMUNISASI": _("Imunisasi"),
    "KENDALI_HT": _("Kontrol tekanan darah"),
    "KENDALI_DM": _("Kontrol gula darah"),
    "TIMBANG": _("Penimbangan bulanan"),
    "PANJANG": _("Ukur panjang atau tinggi"),
    "SDIDTK": _("Pemantauan perkembangan"),
    "VITAMIN_A": _("Vitamin A"),
    "CACING": _("Obat cacing"),
    "SKRINING": _("Skrining tahunan"),
    "AKS": _("Skrining AKS"),
    "SKILAS": _("Skrining SKILAS"),
    "KELUARGA": _("Kunjungan rumah rutin"),
}
__all__ = ["SERVICES", "Control", "Due", "Expecting", "Life", "due", "family_visit"]

DUE_LATER, NOT_YET_LATER = 3, 6
"""Added to the rank of a service that is due and not late, and of one that is not due yet."""


class Due(NamedTuple):
    """A service that is due, late, or, when asked for, still to come."""

    service: str
    """Code of `SERVICES`."""
    detail: str
    """Which one: code of the dose, KF2, KPSP age in months, BIRU; else empty."""
    due_on: date
    overdue_from: date
    state: DoseStatus
    urgency: int
    """1 is the most urgent. What is late comes before what is due, that before what comes next."""

    def days_late(self, on: date) -> int:
        """Days since the last day in time; 0 when it is not late."""
        return max(0, (on - self.overdue_from).days + 1)


def due(life: Life, on: date, clinical: Clinical, *, ahead_days: int = 0) -> tuple[Due, ...]:
    """The services due on this day, most urgent first; with ``ahead_days`` also those of the days after.

    Raises ValueError when ``on`` is before the birth. Source: 04 §8.1; doses 02 §8.1.
    """
    today, born, plan = calendar_day(on), calendar_day(life.born_on), plan_of(clinical)
    if today.number < born.number:
        raise ValueError(f"{on} is before the birth on {life.born_on}")
    last, found = today.number + ahead_days, []
    ranks, now = plan.ranks, today.number
    for service, detail, due_day, last_day in _all(life, plan, born, today, last):
        if due_day <= last:
            state = DoseStatus.LATE if now > last_day else DoseStatus.DUE
            later = 0 if now > last_day else DUE_LATER
            if due_day > now:
                state, later = DoseStatus.NOT_YET, NOT_YET_LATER
            found.append((ranks[service] + later, due_day, service, detail, last_day, state))
    found.sort()
    day = date.fromordinal
    return tuple(
        Due(service, detail, day(due_day), day(last_day + 1), state, urgency)
        for urgency, due_day, service, detail, last_day, state in found
    )


def family_visit(visited_on: date | None, known_from: date, on: date, clinical: Clinical) -> Due:
    """The routine home visit of a family: a year after the last one, or at once (04 §8.1 KK)."""
    plan = plan_of(clinical)
    due_day, last_day = again(plan.family, visited_on, known_from.toordinal())
    now = on.toordinal()
    rank = plan.ranks["KELUARGA"]
    dates = date.fromordinal(due_day), date.fromordinal(last_day + 1)
    if now < due_day:
        return Due("KELUARGA", "", *dates, DoseStatus.NOT_YET, rank + NOT_YET_LATER)
    if now <= last_day:
        return Due("KELUARGA", "", *dates, DoseStatus.DUE, rank + DUE_LATER)
    return Due("KELUARGA", "", *dates, DoseStatus.LATE, rank)


def _all(life: Life, plan: Plan, born: CalendarDay, today: CalendarDay, until: int) -> Iterator[Raw]:
    age = born.completed_months(today)
    if life.expecting is not None:
        yield from _pregnant(life.expecting, plan, today.number)
    if life.delivered_on is not None:
        base, visits = life.delivered_on.toordinal(), life.postnatal_visits_on
        yield from windows("KF", plan.after_delivery, base, visits, plan, today.number)
    if age < Group.SEKOLAH_REMAJA.from_month or age < plan.schedule.school_to_month:
        yield from due_children.services(life, plan, born, today, age, until)
    if age >= Group.SEKOLAH_REMAJA.from_month:
        yield from _yearly(life, plan, born, age)
    if life.hypertension is not None:
        yield "KENDALI_HT", "", *again(plan.control, life.hypertension[1], life.hypertension[0].toordinal())
    if life.diabetes is not None:
        yield "KENDALI_DM", "", *again(plan.control, life.diabetes[1], life.diabetes[0].toordinal())
    if life.tbc_next_on is not None:
        next_day = life.tbc_next_on.toordinal()
        yield "TBC", "", next_day, next_day + plan.tbc_grace_days


def _pregnant(expecting: Expecting, plan: Plan, now: int) -> Iterator[Raw]:
    lmp = expecting.lmp_on.toordinal()
    contact = _next_contact({on.toordinal() - lmp for on in expecting.contacts_on}, plan, now - lmp)
    if contact is not None:
        yield "ANC", "", lmp + contact, lmp + contact + plan.contact_grace_days
    if expecting.tablets_on is None:
        supply = (expecting.known_on or expecting.lmp_on).toordinal()
    else:
        supply = expecting.tablets_on.toordinal() + int(expecting.tablets / plan.tablets_a_day)
    yield "TTD", "", supply, supply + plan.tablets_grace_days


def _next_contact(days: set[int], plan: Plan, now: int) -> int | None:
    """Day since the LMP. The first contact is owed however late; a past trimester cannot be made up for."""
    if not days:
        return plan.contacts[0].due_days[0]
    for window in plan.contacts:
        if now <= window.to_day:
            done = sum(window.from_day <= day <= window.to_day for day in days)
            if done < len(window.due_days):
                return window.due_days[done]
    return None


def _yearly(life: Life, plan: Plan, born: CalendarDay, age: int) -> Iterator[Raw]:
    place = bisect_right(_FROM_SIX, age) - 1
    start = born.plus_months(_FROM_SIX[place])
    if life.known_from is not None:
        start = max(start, life.known_from.toordinal())
    if place == len(_FROM_SIX) - 1:
        yield "AKS", "", *again(plan.elderly, life.aks_on, start)
        yield "SKILAS", "", *again(plan.elderly, life.skilas_on, start)
    else:
        yield "SKRINING", "", *again(plan.screening, life.screened_on, start)


_FROM_SIX = [group.from_month for group in (Group.SEKOLAH_REMAJA, Group.DEWASA, Group.LANSIA)]
