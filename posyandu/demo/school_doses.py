"""What children get at school in the BIAS months, by the ages of the rules."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import numpy as np

from posyandu.demo.answers import Bools
from posyandu.demo.attendance import after
from posyandu.demo.plan import Ints, Plan, day_number
from posyandu.demo.population import People
from posyandu.rules.clinical import Clinical
from posyandu.rules.vaccines import Slot, Span, schedule_of

GIVEN = 0.93  # [M]
A_YEAR = Span(12, 0)


def school_doses(plan: Plan, people: People, clinical: Clinical) -> Iterator[tuple[str, Ints, Ints, Bools]]:
    """Code, persons, days and whether at a hari buka, for each dose and year; earlier years too."""
    rng = plan.rng("school doses")
    schedule = schedule_of(clinical)
    years = range(plan.today.year - schedule.school_to_month // 12, plan.today.year + 1)
    for slot in (slot for one in schedule.school for slot in one.slots if not slot.optional):
        for year in years:
            starts = date(year, slot.campaign_month, 1)
            who = np.flatnonzero(_their_turn(people, slot, day_number(starts)))
            who = who[rng.random(len(who)) < GIVEN]
            day = day_number(starts) + rng.integers(0, 28, len(who))
            yield slot.code, who, day, np.zeros(len(who), bool)


def _their_turn(people: People, slot: Slot, starts: int) -> Bools:
    """Who reached the age since the campaign of the year before."""
    turns = after(people.born, slot.due)
    return (
        (turns <= starts)
        & (after(turns, A_YEAR) > starts)
        & (people.duplicate_of < 0)
        & (people.is_girl if slot.sex == "P" else np.ones(len(people), bool))
    )
