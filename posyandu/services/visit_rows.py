"""The two statements every save makes: lock the child with its day, and insert the visit once."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache, lru_cache
from typing import Any, NamedTuple
from uuid import UUID

from django.db import connection
from psycopg.types.json import Jsonb

from ilp.access import scope
from posyandu.models import HariBuka, Visit
from puskesmas.models import Person


class ChildOnDay(NamedTuple):
    """A person, where it lives on the day, and the day."""

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
    day_id: UUID
    state: str
    held_on: date
    posyandu_id: int
    desa_id: int


# The day is locked against closing, not against other saves. Both sides of the scope are asked here and by
# the row policies.
_CHILD = """
select p.id, p.name, p.sex, p.born_on, p.rt, p.mother_name,
       p.birth_weight_g, p.died_on, p.voided_at is not null,
       r.desa_id, r.posyandu_id, h.id, h.state, h.held_on, h.posyandu_id, h.desa_id
from posyandu_haribuka h
join puskesmas_person p on p.id = %(person)s
left join puskesmas_residence r
    on r.person_id = p.id and r.valid_from <= h.held_on and (r.valid_to is null or r.valid_to >= h.held_on)
where h.id = %(day)s
    and (%(desas)s::integer[] is null
         or (h.desa_id = any (%(desas)s::integer[]) and p.desa_id = any (%(desas)s::integer[])))
    and (%(posyandu)s::integer[] is null
         or (h.posyandu_id = any (%(posyandu)s::integer[]) and p.posyandu_id = any (%(posyandu)s::integer[])))
"""


# With the rights of the caller, so the row policies hold. A function, because it is planned once in a
# connection; planning takes longer than looking, and every save looks.
_LOCK = f"""
create or replace function posyandu_lock_child(who uuid, on_day uuid, desas integer[], posts integer[])
returns table (person_id uuid, name varchar, sex varchar, born_on date, rt varchar, mother_name varchar,
    birth_weight_g smallint, died_on date, voided boolean, home_desa_id integer, home_posyandu_id integer,
    day_id uuid, state varchar, held_on date, posyandu_id integer, desa_id integer)
language plpgsql set plan_cache_mode = force_generic_plan
as $$
begin
    return query {_CHILD % {"person": "who", "day": "on_day", "desas": "desas", "posyandu": "posts"}}
    for no key update of p for key share of h;
end
$$;
"""
_LOCKED = """
select * from posyandu_lock_child(%(person)s, %(day)s, %(desas)s::integer[], %(posyandu)s::integer[])
"""


def lock_function() -> str:
    """The database's part of `lock_child`, installed after migrate."""
    return _LOCK


def lock_child(day_id: UUID, person_id: UUID) -> ChildOnDay:
    """Lock a person for a visit on this day; one statement.

    :raises HariBuka.DoesNotExist: when the day or the person is not in the scope.
    """
    return _child(_LOCKED, day_id, person_id)


def child_on(day_id: UUID, person_id: UUID) -> ChildOnDay:
    """The same without a lock, for showing the form. Errors as in `lock_child`."""
    return _child(_CHILD, day_id, person_id)


def _child(sql: str, day_id: UUID, person_id: UUID) -> ChildOnDay:
    active = scope.current()
    with connection.cursor() as cursor:
        cursor.execute(
            sql,
            {
                "day": day_id,
                "person": person_id,
                "desas": None if active.desa_ids is None else list(active.desa_ids),
                "posyandu": None if active.posyandu_ids is None else list(active.posyandu_ids),
            },
        )
        row = cursor.fetchone()
    if row is None:
        raise HariBuka.DoesNotExist
    return ChildOnDay(*row)


def lock_person(person_id: UUID) -> Person:
    """The person's row, locked until the commit: whoever writes visits of a child takes it first.

    :raises Person.DoesNotExist: when the person is not in the scope.
    """
    return Person.objects.select_for_update(no_key=True).get(pk=person_id)


COLUMNS = {
    str(field.column): field
    for field in Visit._meta.local_concrete_fields
    if field.name not in {"period", "recorded_at"}
}
_INSERT = "insert into posyandu_visit ({}) values ({}) on conflict (id) do nothing"


@cache
def _defaults() -> Mapping[str, Any]:
    found = {column: field.get_default() for column, field in COLUMNS.items()}
    return {column: value for column, value in found.items() if value is not None}


def filled(columns: Mapping[str, Any]) -> dict[str, Any]:
    """The row of a visit with these columns, without those that stay empty: null is what they get anyway."""
    return {**_defaults(), **{column: value for column, value in columns.items() if value is not None}}


@lru_cache(256)
def _insert(names: tuple[str, ...]) -> str:
    return _INSERT.format(", ".join(names), ", ".join(["%s"] * len(names)))


def insert_visit(columns: Mapping[str, Any]) -> bool:
    """Write a visit; False when this id exists already, whoever holds it. Lists and dictionaries are JSON."""
    row = filled(columns)
    values: list[Any] = [Jsonb(value) if isinstance(value, list | dict) else value for value in row.values()]
    with connection.cursor() as cursor:
        cursor.execute(_insert(tuple(row)), values)
        return bool(cursor.rowcount == 1)
