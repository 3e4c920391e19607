"""Loading many rows without paying for every index entry and foreign key one by one.

Indexes and constraints of the loaded tables are taken away and put back in the same transaction, so
another session never sees the tables without them, and what violates one stops the whole load.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connection

# Put back in this order: foreign keys last, because they may lean on a unique constraint.
_CONSTRAINTS = """
select conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid)
from pg_constraint
where conrelid = any (%s::regclass[]) and contype in ('u', 'x', 'f')
order by array_position(array['u', 'x', 'f']::"char"[], contype), conname
"""
_INDEXES = """
select i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid)
from pg_index i
where i.indrelid = any (%s::regclass[]) and not i.indisprimary
    and not exists (select from pg_constraint c where c.conindid = i.indexrelid and c.conrelid = i.indrelid)
order by 1
"""
_MEMORY = (
    "set local maintenance_work_mem = '256MB'; set local work_mem = '128MB';"
    " set local max_parallel_maintenance_workers = 2"
)


@dataclass(frozen=True, slots=True)
class _Taken:
    constraints: list[tuple[str, str, str]]
    indexes: list[tuple[str, str]]


@contextmanager
def without_indexes(tables: Sequence[str]) -> Iterator[None]:
    """COPY inside, in the transaction that is open. Needs the owner of the tables."""
    taken = _take(tables)
    yield
    with connection.cursor() as cursor:
        cursor.execute(_MEMORY)
        for table, name, definition in taken.constraints:
            if not definition.startswith("FOREIGN KEY"):
                cursor.execute(f"alter table {table} add constraint {name} {definition}")
        for _name, definition in taken.indexes:
            cursor.execute(definition)
        for table in tables:
            cursor.execute(f"analyze {table}")
        for table, name, definition in taken.constraints:
            if definition.startswith("FOREIGN KEY"):
                cursor.execute(f"alter table {table} add constraint {name} {definition}")


def _take(tables: Sequence[str]) -> _Taken:
    with connection.cursor() as cursor:
        # So that no row is looked up in tables without indexes; every month is due anyway.
        cursor.execute("set local ilp.load = 'on'")
        # A table with checks still to be made at commit cannot be altered.
        cursor.execute("set constraints all immediate")
        cursor.execute(_CONSTRAINTS, [list(tables)])
        constraints = cursor.fetchall()
        cursor.execute(_INDEXES, [list(tables)])
        indexes = cursor.fetchall()
        for table, name, _definition in reversed(constraints):
            cursor.execute(f"alter table {table} drop constraint {name}")
        for name, _definition in indexes:
            cursor.execute(f"drop index {name}")
    return _Taken(constraints, indexes)
