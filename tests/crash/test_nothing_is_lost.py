"""Kill the worker, stop the broker, end the database the hard way, while a posyandu goes on saving.

Afterwards every acknowledged visit is there once, the numbers are those of a full recomputation, and nobody
had to wait for a broker that was away.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from itertools import product

import pytest

from ilp.embedded import processes
from ilp.embedded.children import wait_until
from tests.crash.laptop import Attempt, Laptop
from tests.crash.site import Site, assert_caught_up, end_database_at_once, kill_worker_at_work

pytestmark = pytest.mark.long
BROKER_AWAY_S = 60.0
SLOWEST_SAVE_S = 3.0
WORKER_KILLS = 4


def within(attempts: list[Attempt], began: float, ended: float) -> list[Attempt]:
    return [attempt for attempt in attempts if began <= attempt.began <= ended]


@pytest.mark.timeout(300)
def test_nothing_is_lost(site: Site) -> None:
    world = json.loads(site.run([sys.executable, "-m", "tests.crash.world"]))
    wait_until(lambda: answers(site), site.start("web"), seconds=60)
    site.start("worker")
    site.start("beat")
    todo = iter(list(product(world["days"], world["children"])))
    laptops = [Laptop(site.address, world["username"], world["password"], todo) for _ in range(2)]
    for laptop in laptops:
        laptop.log_in()
        laptop.start()
    attempts = [laptop.attempts for laptop in laptops]

    caught = sum(kill_worker_at_work(site) for _ in range(WORKER_KILLS))
    broker_left = time.monotonic()
    site.stack.valkey.stop()
    time.sleep(BROKER_AWAY_S)
    broker_back = time.monotonic()
    site.stack.valkey.start()
    end_database_at_once(site)
    time.sleep(3)
    site.stack.postgres.kill_9()
    site.stack.postgres.start()
    time.sleep(5)
    for laptop in laptops:
        laptop.stop()

    assert [laptop.trouble for laptop in laptops] == [[], []]
    assert caught, "the worker was never killed in the middle of a refresh"
    meanwhile = [one for mine in attempts for one in within(mine, broker_left, broker_back)]
    assert len(meanwhile) > BROKER_AWAY_S, "hardly anything was saved while the broker was away"
    assert {one.status for one in meanwhile} == {200}
    assert max(one.took_s for one in meanwhile) < SLOWEST_SAVE_S
    everything = {visit: where for laptop in laptops for visit, where in laptop.acknowledged.items()}
    assert_kept_once(site, everything)
    assert_caught_up(site)
    assert site.run(processes.manage("pws_verify")).startswith("0 differences in ")
    assert {name: child.ended() for name, child in site.children.items()} == dict.fromkeys(site.children)


def answers(site: Site) -> bool:
    return bool(
        subprocess.run(processes.web_health(site.environ), capture_output=True, check=False).returncode == 0
    )


def assert_kept_once(site: Site, acknowledged: dict[str, tuple[str, str]]) -> None:
    """These visits and no others, each once, each with one line in the trail."""
    kept = site.ask(
        "select id::text, hari_buka_id::text, person_id::text from posyandu_visit where voided_at is null"
    )
    assert len(kept) == len({row[0] for row in kept})
    assert {str(visit): (day, child) for visit, day, child in kept} == acknowledged
    told = site.ask("select subject_ids[1]::text from access_auditline where action = 'visit.recorded'")
    assert sorted(str(visit) for (visit,) in told) == sorted(acknowledged)
