"""Earlier visits of people, wherever they lived then (`posyandu/sql/21_history.sql`)."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from posyandu.rules.kms import Weighing
from posyandu.rules.measures import Measured as Measures


class Past(NamedTuple):
    """A live visit as stored. The names are the columns of `Visit`."""

    id: UUID
    person_id: UUID
    hari_buka_id: UUID | None
    facility_id: int
    place: str
    measured_on: date
    weight_kg: Decimal | None
    length_height_cm: Decimal | None
    position: str
    head_circumference_cm: Decimal | None
    muac_cm: Decimal | None
    has_oedema: bool | None
    age_days: int
    age_months: int
    wfa_z: float | None
    lhfa_z: float | None
    wflh_z: float | None
    hcfa_z: float | None
    wfa_class: str
    lhfa_class: str
    wflh_class: str
    hc_class: str
    muac_class: str
    implausible: int
    is_confirmed: bool
    recorded_by_id: int | None
    recorded_at: str
    """ISO; hardly anybody asks, and a child has many visits."""

    @property
    def weighing(self) -> Weighing:
        """For the rules of the KMS; only where a weight was taken."""
        assert self.weight_kg is not None
        return Weighing(self.measured_on, self.weight_kg, self.place)

    @property
    def measures(self) -> Measures:
        """For the comparison with the next visit."""
        return Measures(
            self.measured_on,
            self.weight_kg,
            self.length_height_cm,
            self.position or None,
            self.head_circumference_cm,
            self.muac_cm,
        )


_COLUMNS = ", ".join("recorded_at::text" if name == "recorded_at" else name for name in Past._fields)
_SELECT = f"select {_COLUMNS} from posyandu_history(%s, %s)"  # noqa: S608 (our own names)


def history_of(person_id: UUID) -> list[Past]:
    """Every live visit of a person in the scope, oldest first; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_SELECT, [[person_id], None])
        return [Past(*row) for row in cursor.fetchall()]


class Glance(NamedTuple):
    """What the sheet of a day tells of a visit. `visit_id` None: of another day, and then no result follows.

    `needs_look`: implausible, and no nakes has confirmed it yet.
    """

    measured_on: date
    place: str
    weight_kg: float | None
    has_length: bool
    has_muac: bool
    visit_id: UUID | None
    has_oedema: bool | None
    needs_look: bool
    wfa_class: str
    lhfa_class: str
    wflh_class: str
    hc_class: str
    muac_class: str

    @property
    def classes(self) -> tuple[str, ...]:
        """In the order of the card."""
        return self.wfa_class, self.lhfa_class, self.wflh_class, self.hc_class, self.muac_class


def glances(people: Sequence[UUID], *, day_id: UUID, latest: int) -> dict[UUID, list[Glance]]:
    """The last visits of each of these people, oldest first; one statement. Who has none is not in it."""
    if not people:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select * from posyandu_glances(%s, %s, %s)", [list(people), day_id, latest])
        by_person = groupby(cursor.fetchall(), itemgetter(0))
        return {people[place - 1]: [Glance._make(row[1:]) for row in rows] for place, rows in by_person}


def weighings(visits: Iterable[Past]) -> list[Weighing]:
    """The weighings among these visits."""
    return [visit.weighing for visit in visits if visit.weight_kg is not None]


def last_measures(visits: Sequence[Past], before: date) -> Measures | None:
    """The latest measure of each kind taken before a day, dated by the latest weighing; None without any.

    Length and head are often measured less often than weight, and each is compared with its own last one.
    """
    earlier = [visit for visit in visits if visit.measured_on < before]
    if not earlier:
        return None
    newest = reversed
    weight = next((v for v in newest(earlier) if v.weight_kg is not None), None)
    length = next((v for v in newest(earlier) if v.length_height_cm is not None), None)
    head = next((v for v in newest(earlier) if v.head_circumference_cm is not None), None)
    return Measures(
        on=weight.measured_on if weight else earlier[-1].measured_on,
        weight_kg=weight and weight.weight_kg,
        length_cm=length and length.length_height_cm,
        position=length.position or None if length else None,
        head_cm=head and head.head_circumference_cm,
    )
