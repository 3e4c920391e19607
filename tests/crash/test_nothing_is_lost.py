"""Kill the worker, stop the broker, end the database the hard way, while a posyandu goes on saving.

Afterwards every acknowledged visit is there once, the numbers are those of a full recomputation, and nobody
had to wait for a broker that was away.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import psycopg
import pytest

from ilp.embedded import processes
from ilp.embedded.broker import free_port
from ilp.embedded.children import Child, wait_until
from ilp.embedded.stack import Stack
from tests.crash.laptop import Attempt, Laptop

BROKER_AWAY_S = 60.0
SLOWEST_SAVE_S = 3.0
CAUGHT_UP_WITHIN_S = 60.0
WORKER_KILLS = 4


class Site:
    """The processes of an installation on servers of their own."""

    def __init__(self, folder: Path) -> None:
        self.stack = Stack(folder / "data")
        self.stack.start()
        clean = {name: value for name, value in os.environ.items() if not name.startswith("ILP_")}
        settings = {
            "ILP_PORT": str(free_port()),
            "ILP_LOG_LEVEL": "WARNING",
            "PYTHONPATH": str(processes.ROOT),
        }
        self.environ = clean | self.stack.env() | settings
        self.children: dict[str, Child] = {}

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.environ['ILP_PORT']}"

    def run(self, argv: list[str]) -> str:
        """A command as the owner; its output."""
        owner = {**self.environ, "ILP_DATABASE_URL": self.environ["ILP_OWNER_DATABASE_URL"],
                 "DJANGO_SETTINGS_MODULE": "ilp.settings"}  # fmt: skip
        done = subprocess.run(
            argv, env=owner, cwd=processes.ROOT, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, f"{argv}:\n{done.stdout}{done.stderr}"
        return done.stdout

    def start(self, name: str) -> Child:
        mine = {key: value for key, value in self.environ.items() if key != "ILP_OWNER_DATABASE_URL"}
        argv = processes.COMMANDS[name](mine)
        self.children[name] = Child(name, argv, self.stack.folder.logs, env=mine, cwd=processes.ROOT)
        return self.children[name]

    def ask(self, sql: str) -> list[tuple[object, ...]]:
        with psycopg.connect(self.environ["ILP_OWNER_DATABASE_URL"], autocommit=True) as connection:
            return connection.execute(sql.encode()).fetchall()

    def close(self) -> None:
        for child in self.children.values():
            child.kill()
        self.stack.stop()


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    try:
        made.run(processes.migrate(made.environ))
        made.run(processes.static(made.environ))
        yield made
    finally:
        made.close()


def kill_worker_at_work(site: Site) -> bool:
    """SIGKILL to the worker and its pool while it refreshes; False when it was not caught at it in time."""
    caught = False
    end = time.monotonic() + 10
    with psycopg.connect(site.environ["ILP_OWNER_DATABASE_URL"], autocommit=True) as connection:
        busy = "select pid from pg_stat_activity where state = 'active' and query like 'select pws_refresh(%'"
        owner = psycopg.connect(site.stack.postgres.url("postgres"), autocommit=True)
        with owner:
            while not caught and time.monotonic() < end:
                caught = bool(owner.execute(busy).fetchall())
            site.children["worker"].kill()
        assert connection.execute("select 1").fetchone()
    site.start("worker")
    return caught


def end_database_at_once(site: Site) -> None:
    """An immediate shutdown: no checkpoint, every connection cut."""
    child = site.stack.postgres.child
    assert child
    os.kill(child.pid, signal.SIGQUIT)
    child.wait()
    site.stack.postgres.start()


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


def assert_caught_up(site: Site) -> None:
    """The worker that survived all this empties the change feed by itself."""
    end = time.monotonic() + CAUGHT_UP_WITHIN_S
    while site.ask("select 1 from base_change limit 1"):
        assert time.monotonic() < end, "changes still wait"
        time.sleep(0.5)
