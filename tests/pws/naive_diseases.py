"""The second computation of the counts of diseases: one event after the other, from the raw rows.

And the query that counted a window straight from the records, which the sums of cells must equal.
"""

from __future__ import annotations

import json
from collections import defaultdict
from datetime import date
from uuid import UUID

from ilp.base.dates import period_end, period_of, period_start
from pws.rules.diseases import GROUPS, groups_of
from tests.pws.naive import _rows
from tests.pws.owner import owner_cursor

Cell = tuple[int, int, str, str]  # desa, period, source, disease
Counts = dict[tuple[str, int | None, str], tuple[int, int]]  # source, desa, disease: now and before


def events() -> list[tuple[int, str, str, UUID, date]]:
    """(desa, source, disease, person, day) of everything that is counted."""
    people = {row["id"] for row in _rows("select id from puskesmas_person where voided_at is null")}
    found = [
        (row["desa_id"], "diagnosa", disease, row["person_id"], row["diagnosed_on"])
        for row in _rows("select * from posyandu_diagnosis where voided_at is null")
        for disease in groups_of(row["icd10"])
    ]
    found += [
        (row["desa_id"], "skrining", group.code, row["person_id"], row["found_on"])
        for row in _rows("select * from posyandu_finding where voided_at is null")
        for group in GROUPS
        if row["code"] in group.flags
    ]
    return [one for one in found if one[0] is not None and one[3] in people]


def all_cells() -> dict[Cell, list[int]]:
    """Who was found in the 1, 2, … 12 months that end with each month."""
    window = _rows("select * from base_window")[0]
    people: dict[Cell, list[set[UUID]]] = defaultdict(lambda: [set() for _ in range(12)])
    for desa, source, disease, person, day in events():
        for back in range(12):
            period = period_of(day) + back
            if window["first_period"] <= period <= window["last_period"]:
                for seen in people[desa, period, source, disease][back:]:
                    seen.add(person)
    return {cell: [len(one) for one in seen] for cell, seen in people.items()}


def live_cells() -> dict[Cell, list[int]]:
    """What the roll-up keeps."""
    return {
        (row["desa_id"], row["period"], row["source"], row["disease"]): row["recent"]
        for row in _rows("select * from pws_diseasecell")
    }


_FROM_THE_RECORDS = """
with span as (
    select s->>0 as disease, s->>1 as low, s->>2 as high from jsonb_array_elements(%(spans)s::jsonb) s
),
flag as (select f->>0 as disease, f->>1 as code from jsonb_array_elements(%(flags)s::jsonb) f),
found as (
    select d.desa_id, 'diagnosa' as source, coalesce(s.disease, 'LAIN') as disease, d.person_id,
        bool_or(d.diagnosed_on >= %(from)s) as is_now, bool_or(d.diagnosed_on < %(from)s) as was_before
    from posyandu_diagnosis d
    join puskesmas_person p on p.id = d.person_id and p.voided_at is null
    left join span s on d.icd10 >= s.low and d.icd10 < s.high
    where d.desa_id = any(%(desa)s) and d.voided_at is null
        and d.diagnosed_on between %(before)s and %(until)s
    group by d.desa_id, coalesce(s.disease, 'LAIN'), d.person_id
    union all
    select f.desa_id, 'skrining', g.disease, f.person_id,
        bool_or(f.found_on >= %(from)s), bool_or(f.found_on < %(from)s)
    from posyandu_finding f
    join flag g on g.code = f.code
    join puskesmas_person p on p.id = f.person_id and p.voided_at is null
    where f.desa_id = any(%(desa)s) and f.voided_at is null
        and f.found_on between %(before)s and %(until)s
    group by f.desa_id, g.disease, f.person_id
)
select source, case when grouping(desa_id) = 0 then desa_id end, disease,
    count(*) filter (where is_now), count(*) filter (where was_before)
from found
group by grouping sets ((desa_id, source, disease), (source, disease))
"""


def from_the_records(desas: list[int], period: int, months: int) -> Counts:
    """People of the window and of the one before it."""
    with owner_cursor() as cursor:
        cursor.execute(_FROM_THE_RECORDS, {
            "desa": desas,
            "before": period_start(period - 2 * months + 1),
            "from": period_start(period - months + 1),
            "until": period_end(period),
            "spans": json.dumps([[g.code, low, high] for g in GROUPS for low, high in g.spans]),
            "flags": json.dumps([[g.code, flag] for g in GROUPS for flag in g.flags]),
        })  # fmt: skip
        return {(row[0], row[1], row[2]): (row[3], row[4]) for row in cursor.fetchall()}
