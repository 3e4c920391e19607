"""What is due for many people at once: their facts in one statement (`posyandu/sql/25_due_facts.sql`)."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from posyandu.rules.clinical import Clinical
from posyandu.rules.due import Control, Due, Expecting, Life, due
from posyandu.rules.immunisation import Dose

_COLUMNS = (
    "person_id", "sex", "born_on", "known_from", "weighed_on", "length_on", "sdidtk_on", "screened_on",
    "aks_on", "skilas_on", "pressure_on", "glucose_on", "newborn_visits", "doses", "hypertension_since",
    "diabetes_since", "lmp_on", "first_known_on", "contacts", "tablets_on", "tablets", "delivered_on",
    "postnatal_visits",
)  # fmt: skip
_VITAMIN_A = frozenset({"VITA_BIRU", "VITA_MERAH"})
_DEWORMING = "CACING"


def lives_of(people: Sequence[UUID], on: date, *, session_on: date | None = None) -> dict[UUID, Life]:
    """What the due engine knows of these people up to a day; one statement. Strangers are not in it.

    :param session_on: the hari buka of the month, when a weighing is expected.
    """
    if not people:
        return {}
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {', '.join(_COLUMNS)} from posyandu_due_facts(%s, %s)",  # noqa: S608 (our own names)
            [list(people), on],
        )
        rows = [dict(zip(_COLUMNS, row, strict=True)) for row in cursor.fetchall()]
    return {row["person_id"]: _life(row, session_on) for row in rows}


def _life(row: Mapping[str, Any], session_on: date | None) -> Life:
    given = json.loads(row["doses"]) if isinstance(row["doses"], str) else row["doses"]
    doses = [(code, date.fromisoformat(text)) for code, text in given]
    expecting = None
    if row["lmp_on"] is not None:
        expecting = Expecting(
            row["lmp_on"],
            row["first_known_on"],
            tuple(row["contacts"] or ()),
            row["tablets_on"],
            row["tablets"] or 0,
        )
    return Life(
        sex=row["sex"],
        born_on=row["born_on"],
        known_from=row["known_from"],
        doses=tuple(Dose(code, on) for code, on in doses if code not in _VITAMIN_A and code != _DEWORMING),
        session_on=session_on,
        newborn_visits_on=tuple(row["newborn_visits"] or ()),
        weighed_on=row["weighed_on"],
        length_on=row["length_on"],
        sdidtk_on=row["sdidtk_on"],
        vitamin_a_on=max((on for code, on in doses if code in _VITAMIN_A), default=None),
        dewormed_on=max((on for code, on in doses if code == _DEWORMING), default=None),
        screened_on=row["screened_on"],
        aks_on=row["aks_on"],
        skilas_on=row["skilas_on"],
        hypertension=_control(row["hypertension_since"], row["pressure_on"]),
        diabetes=_control(row["diabetes_since"], row["glucose_on"]),
        expecting=expecting,
        delivered_on=row["delivered_on"],
        postnatal_visits_on=tuple(row["postnatal_visits"] or ()),
    )


def _control(since: date | None, seen_on: date | None) -> Control | None:
    if since is None:
        return None
    return Control(since, seen_on if seen_on is not None and seen_on >= since else None)


def dues_of(lives: Mapping[UUID, Life], on: date, clinical: Clinical) -> dict[UUID, tuple[Due, ...]]:
    """The services due for each of them on this day; who has none is not in it."""
    found = {}
    for person_id, life in lives.items():
        if life.born_on <= on and (services := due(life, on, clinical)):
            found[person_id] = services
    return found
