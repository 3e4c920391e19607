"""The roll-up of all families against DuckDB (`ilp.bench.twins`), and one changed desa-month against it.

`make with ARGS="python -m ilp.bench.rollup anak ibu"` shows the named families (or all) in the database of
`ILP_DATA`, for work on their SQL. It changes nothing there.
"""

from __future__ import annotations

import contextlib
import os
import random
import sys
from collections.abc import Iterator
from statistics import median
from time import perf_counter
from typing import Any

ROUNDS = 3
CHANGES = 200
# Functions that count the cells of a family into tables `…_next`; for the others it is one of their name.
_STAGES = {"balita": ("pws_stage_balita", "pws_stage_cells"), "disease": ("pws_stage_diseases",)}


def measure_rebuild() -> dict[str, Any]:
    """Medians of alternating rounds of `pws_rebuild` and DuckDB, seconds, and whether all cells are equal."""
    from ilp.bench import twins
    from pws.services import refresh

    with twins.Twins() as duck:
        ours, theirs = [], []
        for _ in range(ROUNDS):
            began = perf_counter()
            found = refresh.rebuild(check_live=False)
            ours.append(perf_counter() - began)
            theirs.append({family: duck.compute(family) for family in twins.FAMILIES})
        differing = {family: duck.differences(family, twins.table_of(family)) for family in twins.FAMILIES}
    return {
        "rebuild_s": median(ours),
        "duckdb_s": median(sum(one.values()) for one in theirs),
        "rounds": [[round(a, 2), round(sum(b.values()), 2)] for a, b in zip(ours, theirs, strict=True)],
        "duckdb_families_s": {
            family: round(median(one[family] for one in theirs), 2) for family in twins.FAMILIES
        },
        "facts": found.facts,
        "cells_equal": not any(one["cells"] for one in differing.values()),
        "differences": {family: dict(one) for family, one in differing.items()},
    }


@contextlib.contextmanager
def _undone() -> Iterator[None]:
    """What is written inside is gone afterwards."""
    from django.db import transaction

    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def _stage_seconds(family: str) -> float:
    """Seconds that PostgreSQL takes for facts and cells of a family, into tables beside the live ones."""
    from django.db import connection

    with connection.cursor() as cursor:
        began = perf_counter()
        for function in _STAGES.get(family, (f"pws_stage_{family}",)):
            cursor.execute(f"select {function}()")
        return perf_counter() - began


def measure_refresh() -> dict[str, Any]:
    """From claim to commit of one changed desa-month, all indicators: a weight changes, then refresh."""
    from django.db import connection, transaction

    from pws.services import refresh

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


def main(families: list[str]) -> int:
    """Seconds of both engines for each family, best of some rounds, and what differs."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilp.settings")
    os.environ["ILP_DATABASE_URL"] = os.environ["ILP_OWNER_DATABASE_URL"]
    import django

    django.setup()
    from ilp.bench import twins

    staged = [one for one in twins.FAMILIES if twins.table_of(one).endswith("cell")]
    with twins.Twins() as duck, _undone():
        for family in families or staged:
            ours = min(_stage_seconds(family) for _ in range(ROUNDS))
            theirs = min(duck.compute(family) for _ in range(ROUNDS))
            differing = duck.differences(family, f"pws_{family}cell_next")
            said = f"{family}: {ours:.2f} / {theirs:.2f} s = {ours / theirs:.2f} x"
            print(f"{said}; {differing['cells']} cells differ")
            for name, count in differing.most_common():
                print(f"    {name}: {count}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
