"""Incremental refresh, full rebuild and a naive computation of one family, compared."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Mapping
from typing import Any

from pws.families import families
from pws.services import refresh
from tests.pws.naive import _rows
from tests.pws.owner import owner_cursor

Facts = Mapping[tuple[Any, ...], dict[str, Any]]


def live_facts(family: str) -> dict[tuple[Any, ...], dict[str, Any]]:
    """What the roll-up keeps, by (desa, period, subject)."""
    return {
        (row.pop("desa_id"), row.pop("period"), row.pop("subject")): row
        for row in _rows(f"select * from {families()[family].facts}")
    }


def live_cells(family: str) -> dict[tuple[Any, ...], Counter[str]]:
    keys = ("desa_id", "period", "posyandu_id")
    rows = _rows(f"select * from {families()[family].cells}")
    return {tuple(row.pop(key) for key in keys): Counter(row) for row in rows}


def cells_of(facts: Facts, columns: Mapping[str, str]) -> dict[tuple[Any, ...], Counter[str]]:
    """Facts counted by desa, month and posyandu."""
    cells: dict[tuple[Any, ...], Counter[str]] = {}
    for (desa_id, period, _), row in facts.items():
        cell = cells.setdefault((desa_id, period, row["posyandu_id"]), Counter())
        cell.update({name: int(row[name]) for name in columns})
    return cells


def keep_months(months: int) -> None:
    """The naive computation looks at each month: keep as many as there is history."""
    with owner_cursor() as cursor:
        cursor.execute("update base_window set first_period = last_period - %s", [months])


def assert_agree(family: str, naive: Callable[[], Facts]) -> Facts:
    """Refresh what waits, rebuild beside it, compute again; returns the facts."""
    refresh.refresh_stale(limit=5_000, seconds=120)
    found = refresh.rebuild(check_live=True, swap=False)
    column = next(iter(families()[family].columns))
    mine = [one for one in json.loads(str(found.examples)) if f'"{column}"' in json.dumps(one)]
    assert not mine, mine[:2]
    facts, live = naive(), live_facts(family)
    differing = {
        key: [(live.get(key) or {}).get(name) for name in ("posyandu_id", *families()[family].columns)]
        for key in facts.keys() | live.keys()
        if facts.get(key) != live.get(key)
    }
    assert not differing, [(key, live.get(key), facts.get(key)) for key in list(differing)[:2]]
    assert live_cells(family) == cells_of(facts, families()[family].columns)
    return facts
