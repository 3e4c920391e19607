"""Everybody expected at a hari buka, and whoever else came; one statement."""

from __future__ import annotations

import json
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from posyandu.models import HariBuka
from posyandu.rules.life_cycle import Group, latest_births


class Resident(NamedTuple):
    """One person of the sheet. `is_guest`: served here, but living elsewhere on the day."""

    id: UUID
    name: str
    sex: str
    born_on: date
    rt: str
    mother_name: str
    birth_weight_g: int | None
    is_guest: bool
    visit_id: UUID | None
    is_present: bool
    is_referred: bool

    @property
    def is_served(self) -> bool:
        """Measured or marked present."""
        return self.visit_id is not None or self.is_present


class Count(NamedTuple):
    """How many of a group were served, guests among them, and how many are expected."""

    served: int = 0
    expected: int = 0


# posyandu/sql/26_expected.sql
_EXPECTED = "select * from posyandu_expected(%s, %s, %s, %s, %s::date[], %s, %s)"


def residents(day: HariBuka, group: Group | None = None) -> tuple[list[Resident], dict[Group, Count]]:
    """Residents of the posyandu's catchment on the day and guests of the day, by name; of one group, or all.

    Beside them the counts of every group.
    """
    groups = list(Group)
    with connection.cursor() as cursor:
        births = latest_births(day.held_on)[::-1]
        wanted = None if group is None else groups.index(group)
        cursor.execute(
            _EXPECTED, [day.desa_id, day.posyandu_id, day.held_on, day.pk, births, len(groups) - 1, wanted]
        )
        (_, counted, *_rest), *rows = cursor.fetchall()
    counts = {groups[int(place)]: Count(*pair) for place, pair in json.loads(counted or "{}").items()}
    return sorted((Resident(*row) for row in rows), key=lambda person: person.name.casefold()), counts
