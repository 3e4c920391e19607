"""An installation on servers of its own, and the ways it may be hurt."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from ilp.embedded import processes
from ilp.embedded.broker import free_port
from ilp.embedded.children import Child
from ilp.embedded.stack import Stack

CAUGHT_UP_WITHIN_S = 60.0


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

    def stop(self, *names: str) -> None:
        for name in names:
            self.children.pop(name).stop()

    def close(self) -> None:
        for child in self.children.values():
            child.kill()
        self.stack.stop()


@contextmanager
def made_site(folder: Path) -> Iterator[Site]:
    """A migrated installation, ended afterwards."""
    site = Site(folder)
    try:
        site.run(processes.migrate(site.environ))
        yield site
    finally:
        site.close()


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


def assert_caught_up(site: Site) -> None:
    """The worker that survived all this empties the change feed by itself."""
    end = time.monotonic() + CAUGHT_UP_WITHIN_S
    while site.ask("select 1 from base_change limit 1"):
        assert time.monotonic() < end, "changes still wait"
        time.sleep(0.5)
