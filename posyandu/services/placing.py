"""Where and when a person is served, and the lock every save takes first."""

from __future__ import annotations

from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.db import connection

from ilp.access import scope
from posyandu.models.visit import Place
from posyandu.services.visit_rows import ChildOnDay, lock_child
from puskesmas.models import Facility, Person


class Where(NamedTuple):
    """A hari buka, or any other place of service on a day (02 §1.2)."""

    on: date
    place: str
    facility_id: int
    day_id: UUID | None = None


class Who(NamedTuple):
    """A person on the day of service, with the home of that day."""

    person_id: UUID
    name: str
    sex: str
    born_on: date
    rt: str
    mother_name: str
    birth_weight_g: int | None
    died_on: date | None
    voided: bool
    home_desa_id: int | None
    home_posyandu_id: int | None


_WHO = """
select p.id, p.name, p.sex, p.born_on, p.rt, p.mother_name, p.birth_weight_g, p.died_on,
       p.voided_at is not null, r.desa_id, r.posyandu_id
from puskesmas_person p
left join puskesmas_residence r
    on r.person_id = p.id and r.valid_from <= %(on)s and (r.valid_to is null or r.valid_to >= %(on)s)
where p.id = %(person)s
    and (%(desas)s::integer[] is null or p.desa_id = any (%(desas)s::integer[]))
    and (%(posyandu)s::integer[] is null or p.posyandu_id = any (%(posyandu)s::integer[]))
for no key update of p
"""


def on_hari_buka(day_id: UUID, person_id: UUID) -> tuple[Where, Who, ChildOnDay]:
    """Lock a person on a hari buka; one statement.

    :raises HariBuka.DoesNotExist: when the day or the person is not in the scope.
    """
    child = lock_child(day_id, person_id)
    where = Where(child.held_on, Place.POSYANDU, child.posyandu_id, child.day_id)
    return where, Who(**{name: getattr(child, name) for name in Who._fields}), child


def elsewhere(*, person_id: UUID, on: date, place: str, facility_id: int) -> tuple[Where, Who]:
    """Lock a person for a service outside a hari buka; two statements.

    :raises Facility.DoesNotExist: when the place is not in the area of the user.
    :raises Person.DoesNotExist: when the person is not in the scope.
    """
    active = scope.current()
    facilities = Facility.objects.only("pk")
    if active.desa_ids is not None:
        facilities = facilities.filter(area_id__in=active.desa_ids)
    facility = facilities.get(pk=facility_id)
    with connection.cursor() as cursor:
        cursor.execute(
            _WHO,
            {
                "on": on,
                "person": person_id,
                "desas": None if active.desa_ids is None else list(active.desa_ids),
                "posyandu": None if active.posyandu_ids is None else list(active.posyandu_ids),
            },
        )
        row = cursor.fetchone()
    if row is None:
        raise Person.DoesNotExist
    return Where(on, place, facility.pk), Who(*row)
