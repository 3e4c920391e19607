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


# The row policies keep away who may not be named; the day itself was found through its scoped manager.
# Gathered by one grouping instead of joins, because the planner takes each part for a single row. The record
# of a person is fetched for the wanted group, for guests and for who has moved since; the others are counted
# from their residences. Where one goes on until now, the person is still of this posyandu, so whoever died or
# was voided is found among its persons. The first row holds the counts of every group.
_RESIDENTS = """
with who as (
    select person_id, bool_or(lives_here) as lives_here, bool_or(is_present) as is_present,
           (array_agg(visit_id) filter (where visit_id is not null))[1] as visit_id,
           bool_or(is_gone) as is_gone, bool_and(is_settled) as is_settled, min(place) as place
    from (
        select person_id, true as lives_here, null::uuid as visit_id, false as is_present, false as is_gone,
               valid_to is null as is_settled, {place} as place
        from puskesmas_residence
        where desa_id = %(desa)s and posyandu_id = %(posyandu)s and born_on <= %(on)s
            and valid_from <= %(on)s and (valid_to is null or valid_to >= %(on)s)
        union all
        select person_id, false, id, false, false, false, null
        from posyandu_visit where hari_buka_id = %(day)s and voided_at is null
        union all
        select person_id, false, null, true, false, false, null
        from posyandu_attendance where hari_buka_id = %(day)s and voided_at is null
        union all
        select id, false, null, false, true, true, null
        from puskesmas_person
        where posyandu_id = %(posyandu)s and (voided_at is not null or died_on < %(on)s)
    ) each
    group by person_id
),
people as materialized (
    select p.id, p.name, p.sex, p.born_on, p.rt, p.mother_name, p.birth_weight_g,
           not who.lives_here as is_guest, who.visit_id, who.is_present, {place} as place
    from who join puskesmas_person p on p.id = who.person_id
    where (not who.is_settled or %(wanted)s::integer is null or who.place = %(wanted)s)
        and (who.lives_here or who.is_present or who.visit_id is not null)
        and p.voided_at is null and (p.died_on is null or p.died_on >= %(on)s)
)
select null::uuid, jsonb_object_agg(place, jsonb_build_array(served, expected))::text, null, null::date,
       null, null, null::smallint, null::boolean, null::uuid, null::boolean, null::boolean
from (
    select place, sum(served)::integer as served, sum(expected)::integer as expected
    from (
        select place, count(*) filter (where visit_id is not null or is_present) as served,
               count(*) filter (where not is_guest) as expected
        from people group by place
        union all
        select place, 0, count(*) from who
        where is_settled and lives_here and not is_gone and place <> %(wanted)s group by place
    ) part
    group by place
) counted
union all
select id, name, sex, born_on, rt, mother_name, birth_weight_g, is_guest, visit_id, is_present,
       visit_id is not null and exists (
           select from posyandu_finding f
           where f.visit_id = people.visit_id and f.due_on is not null and f.voided_at is null)
from people where %(wanted)s::integer is null or place = %(wanted)s
""".replace("{place}", "%(groups)s - width_bucket(born_on - 1, %(births)s::date[])")


def residents(day: HariBuka, group: Group | None = None) -> tuple[list[Resident], dict[Group, Count]]:
    """Residents of the posyandu's catchment on the day and guests of the day, by name; of one group, or all.

    Beside them the counts of every group.
    """
    groups = list(Group)
    with connection.cursor() as cursor:
        cursor.execute(
            _RESIDENTS,
            {
                "desa": day.desa_id,
                "posyandu": day.posyandu_id,
                "on": day.held_on,
                "day": day.pk,
                "births": latest_births(day.held_on)[::-1],
                "groups": len(groups) - 1,
                "wanted": None if group is None else groups.index(group),
            },
        )
        (_, counted, *_rest), *rows = cursor.fetchall()
    counts = {groups[int(place)]: Count(*pair) for place, pair in json.loads(counted or "{}").items()}
    return sorted((Resident(*row) for row in rows), key=lambda person: person.name.casefold()), counts
