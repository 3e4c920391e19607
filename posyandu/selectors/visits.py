"""The entry form of one child, and a single visit."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from ilp.access.models import User
from ilp.base.dates import completed_months, period_of
from ilp.base.words import clock, day, month_word, months_old
from posyandu.history import Past, history_of, last_measures
from posyandu.models import Visit
from posyandu.rules.assessment import expected_position
from posyandu.services.rulesets import ruleset_for
from posyandu.services.visit_rows import ChildOnDay, child_on
from posyandu.words import measure


@dataclass(frozen=True, slots=True)
class EntryChild:
    """What the form shows about the child beside its fields; strings are empty where there is nothing."""

    child: ChildOnDay
    age: str
    age_months: int
    position: str
    takes_muac: bool
    last_weight: str
    last_length: str
    last_head: str
    standing: Past | None


def entry_child(day_id: UUID, person_id: UUID) -> EntryChild:
    """Child, day and last measures; two statements.

    :raises HariBuka.DoesNotExist: when day or person are outside the scope.
    """
    child = child_on(day_id, person_id)
    past = history_of(person_id)
    rules = ruleset_for(child.held_on)
    months = completed_months(child.born_on, child.held_on) if child.born_on <= child.held_on else 0
    before = last_measures(past, child.held_on)
    last = next(
        (visit for visit in reversed(past) if visit.measured_on < child.held_on and visit.weight_kg), None
    )
    month = f" ({month_word(period_of(last.measured_on))})" if last else ""
    return EntryChild(
        child=child,
        age=months_old(months),
        age_months=months,
        position=expected_position(child.born_on, max(child.held_on, child.born_on)).value,
        takes_muac=rules.muac_from_month <= months < rules.muac_to_month,
        last_weight=f"{measure(before.weight_kg)} kg{month}" if before and before.weight_kg else "",
        last_length=f"{measure(before.length_cm)} cm" if before and before.length_cm else "",
        last_head=f"{measure(before.head_cm)} cm" if before and before.head_cm else "",
        standing=next((visit for visit in past if visit.hari_buka_id == day_id), None),
    )


def find_visit(pk: UUID) -> Visit:
    """A visit with its day.

    :raises Visit.DoesNotExist: outside the scope.
    """
    return Visit.objects.select_related("hari_buka").get(pk=pk)


def author_words(user_id: int | None) -> str:
    """Who wrote, by full name; one statement."""
    if user_id is None:
        return "–"
    author = User.objects.filter(pk=user_id).values_list("full_name", "username").first()
    return (author[0] or author[1]) if author else "–"


def past_words(past: Past) -> list[tuple[str, str]]:
    """A kept visit as label and value, as the conflict screen sets it beside what was typed."""
    return measured_words(
        past.weight_kg,
        past.length_height_cm,
        past.head_circumference_cm,
        past.muac_cm,
    )


def measured_words(
    weight: Decimal | None, length: Decimal | None, head: Decimal | None, muac: Decimal | None
) -> list[tuple[str, str]]:
    """Four measures as label and value."""
    return [
        ("BB", _said(weight, "kg")),
        ("PB/TB", _said(length, "cm")),
        ("LK", _said(head, "cm")),
        ("LILA", _said(muac, "cm")),
    ]


def _said(value: Decimal | None, unit: str) -> str:
    return "–" if value is None else f"{measure(value)} {unit}"


def when_words(past: Past) -> str:
    """When a visit was written."""
    return clock(datetime.fromisoformat(past.recorded_at)) or day(past.measured_on)
