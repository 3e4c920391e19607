"""N, T, O and B of every visit of a child, from its whole record."""

from __future__ import annotations

from decimal import Decimal

from ilp.base.dates import period_of
from posyandu.life import Life, day
from posyandu.rules.kms import Weighing, month_statuses
from posyandu.services.rulesets import ruleset_for
from puskesmas.models import Person


def months_of(person: Person, life: Life) -> dict[str, str]:
    """The letter (2T for the second T) by the id of the visit that decided its month; no statement."""
    weighed = [
        row
        for row in life.visits
        if row["weight_kg"] is not None
        and day(row["measured_on"]) >= person.born_on
        and row["age_months"] < 60
    ]
    if not weighed:
        return {}
    statuses = month_statuses(
        person.sex,
        person.born_on,
        [Weighing(day(row["measured_on"]), Decimal(str(row["weight_kg"])), row["place"]) for row in weighed],
        birth_weight_kg=person.birth_weight_g and person.birth_weight_g / 1000,
        ruleset=ruleset_for(day(weighed[0]["measured_on"])),
    )
    found = {}
    for row in weighed:
        on = day(row["measured_on"])
        status = statuses.get(period_of(on))
        if status is not None and status.weighing.weighed_on == on:
            found[row["id"]] = "2T" if status.is_2t else str(status.status.value)
    return found
