"""A synthetic district as the rows of its tables, ready for COPY."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from ilp.base import sealing
from posyandu.demo import copying
from posyandu.demo.attendance import children_of, make_attendance
from posyandu.demo.bulk import without_indexes
from posyandu.demo.calendar import make_calendar
from posyandu.demo.classes import compute
from posyandu.demo.copying import NULL, Columns
from posyandu.demo.plan import Plan
from posyandu.demo.population import make_people
from posyandu.demo.rows_days import hari_buka_rows
from posyandu.demo.rows_people import family_rows, person_rows, residence_rows
from posyandu.demo.rows_stages import VISIT, balita_findings, judge_balita, stage_tables, table_of
from posyandu.demo.rows_visits import visit_rows
from posyandu.demo.stages import known_birth_weights, make_stages
from posyandu.demo.visits import make_measures

SEALED = {"puskesmas_person": ("nik", sealing.NIK), "puskesmas_family": ("no_kk", sealing.KK)}


@dataclass(slots=True)
class Tables:
    """Columns by table or part of one ("posyandu_visit bumil"), in the order in which they are loaded.

    NIK and No. KK are plain here.
    """

    by_name: dict[str, Columns]

    def checksum(self) -> str:
        """The same for the same plan: SHA-256 over every column."""
        digest = hashlib.sha256()
        for table, columns in self.by_name.items():
            for name, column in columns.items():
                digest.update(f"{table}.{name}".encode())
                digest.update("\n".join(column).encode())
        return digest.hexdigest()

    def counts(self) -> dict[str, int]:
        """Rows by table."""
        found: dict[str, int] = {}
        for name, columns in self.by_name.items():
            table = table_of(name)
            found[table] = found.get(table, 0) + len(next(iter(columns.values())))
        return found


def make_tables(plan: Plan) -> Tables:
    """Everything that is loaded for a district, from its plan alone."""
    people, families = make_people(plan)
    calendar = make_calendar(plan)
    children = children_of(plan, people)
    cells = make_attendance(plan, people, children, calendar)
    measures = make_measures(plan, people, children, cells)
    computed = compute(measures, people.is_girl[children][measures.child])
    family_columns, family_ids = family_rows(plan, families)
    person_columns, person_ids = person_rows(plan, people, families, family_ids)
    day_columns, day_ids = hari_buka_rows(plan, people, calendar)
    child_ids = [person_ids[place] for place in children.tolist()]
    everybody, days = np.array(person_ids, dtype=object), np.array(day_ids, dtype=object)
    birth_g = known_birth_weights(person_columns)
    stages = make_stages(plan, people, calendar, birth_g)
    child = children[measures.child]
    weighed = judge_balita(plan, people, stages, measures, computed, child, birth_g)
    visits = visit_rows(plan, measures, computed, weighed, child_ids, day_ids)
    tables: dict[str, Columns] = {
        "puskesmas_family": family_columns,
        "puskesmas_person": person_columns,
        "puskesmas_residence": residence_rows(plan, people, person_ids),
        "posyandu_haribuka": day_columns,
        VISIT: visits,
        **stage_tables(plan, people, stages, everybody, days),
    }
    tables |= balita_findings(
        plan, people, weighed, measures, computed, child, np.array(visits["id"], dtype=object), everybody
    )
    return Tables(tables)


def sealed(table: str, columns: Columns) -> Columns:
    """The columns as they are kept: a NIK or No. KK sealed and hashed, never plain."""
    if table not in SEALED:
        return columns
    name, purpose = SEALED[table]
    kept = {key: column for key, column in columns.items() if key != name}
    numbers = columns[name]
    kept[f"{name}_sealed"] = [
        _bytea(sealing.seal(number, purpose)) if number != NULL else NULL for number in numbers
    ]
    kept[f"{name}_hash"] = [
        _bytea(sealing.keyed_hash(number, purpose)) if number != NULL else NULL for number in numbers
    ]
    return kept


def _bytea(raw: bytes) -> str:
    return "\\\\x" + raw.hex()


def load(tables: Tables) -> int:
    """COPY all tables in the transaction that is open; returns the number of rows."""
    with without_indexes(list(tables.counts())):
        return sum(
            copying.copy(table_of(name), sealed(name, columns)) for name, columns in tables.by_name.items()
        )
