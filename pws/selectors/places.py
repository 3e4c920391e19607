"""The place a page is about: a desa, a posyandu, a puskesmas, a kabupaten, or all that a user may see.

Areas and facilities are reference data without row policies. So a place is compared with the scope in force
here, once; outside it, it is not found.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any

from django.db import connection

from ilp.access.scope import Scope
from pws.indicators import Indicator


class PlaceKind(StrEnum):
    DESA = "desa"
    POSYANDU = "posyandu"
    PUSKESMAS = "puskesmas"
    KABUPATEN = "kabupaten"
    MINE = "wilayah"


class PlaceNotFound(LookupError):
    """No such place, or it lies outside the scope."""


@dataclass(frozen=True, slots=True)
class Desa:
    """A desa and the puskesmas that answers for it today (0 and "" where none does)."""

    id: int
    code: str
    name: str
    puskesmas_id: int
    puskesmas_name: str


@dataclass(frozen=True, slots=True)
class Place:
    """`desa` in the order of their names; `posyandu_id` is set when the place is one posyandu.

    `narrowed`: the user sees one posyandu of the place only, so its numbers are not the desa's.
    """

    kind: PlaceKind
    id: int
    code: str
    name: str
    desa: tuple[Desa, ...]
    posyandu_id: int | None
    regency_code: str
    first_period: int
    targets: Mapping[str, Decimal]
    narrowed: bool

    @property
    def desa_ids(self) -> list[int]:
        return [desa.id for desa in self.desa]

    def target(self, indicator: Indicator) -> Decimal | None:
        """The Dinkes' own target of the year, else the declaration's default."""
        return self.targets.get(indicator.code, indicator.target)


# More desa than this are not all named in a heading.
NAMED = 3

# Each finds (id, code, name, desa numbers, posyandu number) of one place.
_FIND = {
    PlaceKind.DESA: """
        select a.id, a.code, a.kind || ' ' || a.name as name, array[a.id] as desa_ids,
            null::integer as posyandu_id
        from puskesmas_area a where a.level = 'desa' and a.code = %(key)s""",
    PlaceKind.POSYANDU: """
        select f.id, '' as code, f.name, array[f.area_id] as desa_ids, f.id as posyandu_id
        from puskesmas_facility f where f.kind = 'POSYANDU' and f.id = %(key)s""",
    PlaceKind.PUSKESMAS: """
        select f.id, '' as code, f.name, array(
            select w.desa_id from puskesmas_workingarea w
            where w.facility_id = f.id and w.kind = 'PUSKESMAS'
                and w.valid_from <= %(today)s and (w.valid_to is null or w.valid_to >= %(today)s)
        ) as desa_ids, null::integer as posyandu_id
        from puskesmas_facility f where f.kind = 'PUSKESMAS' and f.id = %(key)s""",
    PlaceKind.KABUPATEN: """
        select a.id, a.code, a.kind || ' ' || a.name as name, array(
            select d.id from puskesmas_area d where d.level = 'desa' and d.code like a.code || '.%%'
        ) as desa_ids, null::integer as posyandu_id
        from puskesmas_area a where a.level = 'kabupaten' and a.code = %(key)s""",
    PlaceKind.MINE: """
        select 0 as id, '' as code, '' as name, %(key)s::integer[] as desa_ids,
            null::integer as posyandu_id""",
}

_AROUND = """
select p.id, p.code, p.name, p.posyandu_id, w.first_period, d.desa,
    (select jsonb_object_agg(t.indicator, t.percent::text) from pws_target t
     where t.year = %(year)s and t.regency_code = left(d.desa -> 0 ->> 1, 5)),
    {more}
from ({find}) p
cross join base_window w
cross join lateral (
    select coalesce(jsonb_agg(jsonb_build_array(a.id, a.code, a.name, coalesce(f.id, 0), coalesce(f.name, ''))
                              order by lower(a.name), a.id), '[]') as desa
    from puskesmas_area a
    left join puskesmas_workingarea k on k.desa_id = a.id and k.kind = 'PUSKESMAS'
        and k.valid_from <= %(today)s and (k.valid_to is null or k.valid_to >= %(today)s)
    left join puskesmas_facility f on f.id = k.facility_id
    where a.id = any(p.desa_ids)) d
"""


def find_place(kind: PlaceKind, key: str | int, *, scope: Scope, today: date, year: int) -> Place:
    """One place with its desa and the targets of the year, in one statement.

    :raises PlaceNotFound: when there is none, or any of its desa lies outside `scope`.
    """
    if kind is PlaceKind.MINE:
        raise ValueError("Use my_place for everything a user may see.")
    return _load(kind, key, scope=scope, today=today, year=year)[0]


def my_place(*, scope: Scope, today: date, year: int) -> Place:
    """All that the scope allows: one posyandu, one desa, or many, as the place it is.

    :raises PlaceNotFound: when the scope is empty.
    """
    return my_place_and(scope=scope, today=today, year=year)[0]


def my_place_and(
    *, scope: Scope, today: date, year: int, more: str = "null", **values: object
) -> tuple[Place, Any]:
    """`my_place` with one more column in the same statement: `more` is SQL that may use `p.desa_ids`."""
    if scope.posyandu_ids is not None and len(scope.posyandu_ids) == 1:
        kind, key = PlaceKind.POSYANDU, scope.posyandu_ids[0]
        return _load(kind, key, scope=scope, today=today, year=year, more=more, **values)
    key_of_all = list(scope.desa_ids or ())
    return _load(PlaceKind.MINE, key_of_all, scope=scope, today=today, year=year, more=more, **values)


def _load(
    kind: PlaceKind,
    key: object,
    *,
    scope: Scope,
    today: date,
    year: int,
    more: str = "null",
    **values: object,
) -> tuple[Place, Any]:
    sql = _AROUND.format(find=_FIND[kind], more=more)
    asked: dict[str, Any] = {"key": key, "today": today, "year": year, **values}
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        row = cursor.fetchone()
    if row is None:
        raise PlaceNotFound(str(key))
    place = _place(kind, row[:-1], scope)
    if not _is_inside(place, scope):
        raise PlaceNotFound(str(key))
    return place, from_json(row[-1])


def _place(kind: PlaceKind, row: tuple[Any, ...], scope: Scope) -> Place:
    number, code, name, posyandu_id, first_period, desa, targets = row
    listed = tuple(Desa(*one) for one in from_json(desa) or [])
    return Place(
        kind=kind,
        id=number,
        code=code or (listed[0].code if len(listed) == 1 else ""),
        name=name or name_of(listed),
        desa=listed,
        posyandu_id=posyandu_id,
        regency_code=listed[0].code[:5] if listed else "",
        first_period=first_period,
        targets=read_targets(targets),
        narrowed=scope.posyandu_ids is not None and posyandu_id is None,
    )


def name_of(desa: tuple[Desa, ...]) -> str:
    """The names of a few desa, or of the first of many."""
    return ", ".join(one.name for one in desa[:NAMED]) + (", …" if len(desa) > NAMED else "")


def read_targets(stored: Any) -> dict[str, Decimal]:
    """Targets as the database sends them: percents as text, so that no float comes between."""
    return {code: Decimal(percent) for code, percent in (from_json(stored) or {}).items()}


def from_json(value: Any) -> Any:
    """jsonb of a raw statement, which Django hands over as text."""
    return json.loads(value) if isinstance(value, str) else value


def _is_inside(place: Place, scope: Scope) -> bool:
    if not place.desa or (scope.desa_ids is not None and not set(place.desa_ids) <= set(scope.desa_ids)):
        return False
    if scope.posyandu_ids is None:
        return True
    if place.kind is PlaceKind.POSYANDU:
        return place.posyandu_id in scope.posyandu_ids
    return place.kind in {PlaceKind.DESA, PlaceKind.MINE}
