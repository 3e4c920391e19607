"""The roll-up against a hand-written one-pass DuckDB computation, and one changed desa-month against it."""

from __future__ import annotations

import random
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import Any

import duckdb
from django.db import connection, transaction

from pws.models.facts import BALITA_CONDITIONS
from pws.services import refresh

ROUNDS = 5
CHANGES = 200

# What the counters read, with the types DuckDB shall keep.
_TABLES = {
    "visit": (
        "posyandu_visit",
        {
            "id": "UUID", "person_id": "UUID", "place": "VARCHAR", "measured_on": "DATE", "period": "INTEGER",
            "desa_id": "INTEGER", "posyandu_of_residence_id": "INTEGER", "age_months": "INTEGER",
            "weight_kg": "DECIMAL(5,2)", "kbm_g": "INTEGER", "is_bgm": "BOOLEAN", "wfa_z": "DOUBLE",
            "lhfa_z": "DOUBLE", "wflh_z": "DOUBLE", "implausible": "INTEGER", "is_confirmed": "BOOLEAN",
            "has_oedema": "BOOLEAN", "voided_at": "TIMESTAMPTZ",
        },
    ),
    "person": (
        "puskesmas_person",
        {
            "id": "UUID", "sex": "VARCHAR", "born_on": "DATE", "birth_weight_g": "INTEGER",
            "birth_is_estimated": "BOOLEAN", "buku_kia_since": "DATE",
        },
    ),
    "residence": (
        "puskesmas_residence",
        {
            "person_id": "UUID", "born_on": "DATE", "sex": "VARCHAR", "desa_id": "INTEGER",
            "posyandu_id": "INTEGER", "valid_from": "DATE", "valid_to": "DATE",
        },
    ),
}  # fmt: skip


def measure_rebuild() -> dict[str, Any]:
    """Medians of alternating rounds of `pws_rebuild` and DuckDB, seconds, and whether all cells are equal."""
    with TemporaryDirectory() as folder:
        duck, statement = _duck(Path(folder))
        ours, theirs = [], []
        for _ in range(ROUNDS):
            began = perf_counter()
            found = refresh.rebuild(check_live=False)
            ours.append(perf_counter() - began)
            began = perf_counter()
            duck.execute(statement)
            theirs.append(perf_counter() - began)
        return {
            "rebuild_s": median(ours),
            "duckdb_s": median(theirs),
            "rounds": [[round(a, 2), round(b, 2)] for a, b in zip(ours, theirs, strict=True)],
            "facts": found.facts,
            "cells_equal": _cells_of_duck(duck) == _cells_of_ours(),
        }


def _duck(folder: Path) -> tuple[duckdb.DuckDBPyConnection, str]:
    duck = duckdb.connect()
    duck.execute("set threads = 2")
    with connection.cursor() as cursor:
        for name, (table, types) in _TABLES.items():
            path = folder / f"{name}.csv"
            with (
                path.open("wb") as out,
                cursor.copy(
                    f"copy (select {', '.join(types)} from {table}) to stdout (format csv, header)"
                ) as rows,
            ):
                for block in rows:
                    out.write(block)
            duck.execute(f"create table {name} as select * from read_csv('{path}', types = {types!r})")
        cursor.execute("select first_period, last_period from base_window")
        first, last = cursor.fetchone()
    text = Path(__file__).with_name("duck.sql").read_text()
    return duck, text.replace("{first}", str(first)).replace("{last}", str(last))


_COLUMNS = ", ".join(("desa_id", "period", "posyandu_id", "sex", "age_band", *BALITA_CONDITIONS))


def _cells_of_duck(duck: duckdb.DuckDBPyConnection) -> set[tuple[Any, ...]]:
    return set(duck.execute(f"select {_COLUMNS} from cells").fetchall())


def _cells_of_ours() -> set[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(f"select {_COLUMNS} from pws_balitacell")
        return set(cursor.fetchall())


def measure_refresh() -> dict[str, Any]:
    """From claim to commit of one changed desa-month, all indicators: a weight changes, then refresh."""
    rng = random.Random(1)
    with connection.cursor() as cursor:
        cursor.execute(
            "select id, desa_id, period from posyandu_visit"
            " where voided_at is null and weight_kg is not null and desa_id is not null and age_months < 60"
            " and period = (select last_period - 1 from base_window) order by id"
        )
        visits = rng.sample(cursor.fetchall(), CHANGES)
        seconds = []
        for visit_id, desa_id, period in visits:
            with transaction.atomic():
                cursor.execute(
                    "update posyandu_visit set weight_kg = weight_kg + 0.1 where id = %s", [visit_id]
                )
            began = perf_counter()
            refresh.refresh_key(desa_id=desa_id, period=period)
            seconds.append(perf_counter() - began)
    refresh.refresh_stale()
    return {"median_ms": median(seconds) * 1000, "worst_ms": max(seconds) * 1000, "changes": CHANGES}
