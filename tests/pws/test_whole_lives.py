"""People of every age, every service, any order: refresh = rebuild = naive, and the identities of 04 §9 hold.

`make test ARGS="tests/pws/test_whole_lives.py --events 5000"` runs the long history.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from importlib import import_module
from inspect import signature
from pathlib import Path
from typing import Any

import pytest
import time_machine
from django.utils import timezone

from pws.families import families
from pws.services import refresh
from tests.pws import identities, naive
from tests.pws.family_agreement import keep_months, live_facts
from tests.pws.owner import owner_cursor
from tests.pws.whole_lives import DEEDS, WholeLife

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3_600)]

MONTHS_LIVED = 9
WINDOW = 26
SMALL = 120
"""In a history of so many events any deed may be missing; in one of thousands none."""
Facts = dict[tuple[int, int, Any], dict[str, Any]]


def naive_facts(name: str) -> Facts:
    """The second computation of a family: the function `facts` or `all_facts` of its module."""
    module = import_module(f"tests.pws.naive_{name}")
    compute: Callable[..., Facts] = getattr(module, "facts", None) or module.all_facts
    return compute(module.Records.read()) if signature(compute).parameters else compute()


def records_of(lines: list[str]) -> str:
    """What is on record of the people these lines name: a long history is not lived again to look at them."""
    found = []
    for subject in sorted({key for line in lines for key in re.findall(r"UUID\('([\w-]+)'\)", line)})[:3]:
        for table, columns, key in (
            ("puskesmas_person", "born_on, sex, died_on, voided_at", "id"),
            ("puskesmas_residence", "desa_id, posyandu_id, valid_from, valid_to", "person_id"),
            ("posyandu_given", "given_on, code, source, desa_id, voided_at", "person_id"),
            ("posyandu_visit", "measured_on, form, desa_id, voided_at", "person_id"),
        ):
            with owner_cursor() as cursor:
                cursor.execute(f"select {columns} from {table} where {key} = %s order by 1", [subject])
                found += [f"{subject} {table}: {', '.join(map(str, row))}" for row in cursor.fetchall()]
    return "\n".join(found)


def differences(name: str) -> list[str]:
    """What refresh and naive computation say differently; facts in which nothing is true are none."""
    columns = tuple(families()[name].columns)
    expected = {key: row for key, row in naive_facts(name).items() if any(row[one] for one in columns)}
    live = live_facts(name)
    found = [
        f"{name} {key}: only the naive has {_true(expected[key], columns)}" for key in expected.keys() - live
    ]
    found += [
        f"{name} {key}: only the refresh has {_true(live[key], columns)}" for key in live.keys() - expected
    ]
    for key in live.keys() & expected.keys():
        wrong = [
            one
            for one in (*columns, "posyandu_id")
            if live[key][one] != expected[key].get(one, live[key][one])
        ]
        if wrong:
            found.append(f"{name} {key}: { ({one: live[key][one] for one in wrong}) } in the refresh")
    return found


def _true(row: dict[str, Any], columns: tuple[str, ...]) -> list[str]:
    return [one for one in columns if row[one]]


@contextmanager
def lived(events: int, seed: int) -> Iterator[WholeLife]:
    """So many events over nine months, refreshed now and then by as many or few keys as a worker gets to."""
    keep_months(WINDOW)
    rng, now = random.Random(seed), timezone.now()
    begin = now - timedelta(days=30 * MONTHS_LIVED)
    with time_machine.travel(begin, tick=False) as clock:
        life = WholeLife(seed)
        for step in range(events * 3):
            done = sum(life.done.values())
            if done >= events:
                break
            clock.move_to(begin + (now - begin) * (done / events))
            life.happen(rng)
            if step % 60 == 0:
                refresh.refresh_stale(limit=rng.choice([1, 10, 200]), seconds=rng.choice([0.2, 60]))
        else:
            pytest.fail(f"the services refused nearly everything: {life.refused}")
        clock.move_to(now)
        while refresh.refresh_stale():
            pass
        yield life


def test_any_history_of_whole_lives(request: pytest.FixtureRequest) -> None:
    events = request.config.getoption("--events")
    with lived(events, seed=20261122) as life:
        never = {deed for deed in DEEDS if not life.done[deed]}
        assert len(never) <= SMALL / events * len(DEEDS), f"never succeeded: {never}"
        found = refresh.rebuild(check_live=True, swap=False)
        assert (found.fact_differences, found.cell_differences) == (0, 0), str(found.examples)[:3_000]
        live, expected = naive.live_facts(), naive.all_facts(naive.Records.read())
        wrong = [
            f"balita {key}: {live.get(key)} in the refresh, {expected.get(key)} in the naive"
            for key in live.keys() | expected.keys()
            if live.get(key) != expected.get(key)
        ]
        wrong += [line for name in families() for line in differences(name)]
        assert not wrong, f"{len(wrong)}:\n" + "\n".join(wrong[:10]) + "\n" + records_of(wrong[:10])
        broken = identities.broken()
        assert not broken, "\n".join(broken)


def test_every_family_has_a_second_computation() -> None:
    there = {path.stem for path in Path(__file__).parent.glob("naive_*.py")}
    assert {f"naive_{name}" for name in families()} <= there
