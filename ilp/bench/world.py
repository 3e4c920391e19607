"""Two seeded databases on the servers of the bench, and the real processes on top of them."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import psycopg

from ilp.embedded import processes

ROOT = Path(__file__).resolve().parent.parent.parent


def url_as(role: str, database: str) -> str:
    """The address of one of our databases for a role of ours."""
    given = os.environ["ILP_OWNER_DATABASE_URL"]
    return given.replace("ilp_owner@/ilp?", f"{role}@/{database}?")


def environment(database: str, *, role: str = "ilp_app", **more: str) -> dict[str, str]:
    """What a process of an installation on this database gets: never the test switch."""
    return {
        **os.environ,
        "ILP_TEST": "false",
        "ILP_DATABASE_URL": url_as(role, database),
        "ILP_OWNER_DATABASE_URL": url_as("ilp_owner", database),
        **more,
    }


def run(database: str, *arguments: str) -> str:
    """What a management command prints, as the owner."""
    return subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), *arguments],
        env=environment(database, role="ilp_owner"), check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip


def collect_static(database: str) -> None:
    """Hashed and compressed, as an installation serves them."""
    env = environment(database)
    subprocess.run(processes.static(env), env=env, check=True, cwd=ROOT, stdout=subprocess.DEVNULL)


def output(database: str, module: str, *arguments: str, role: str = "ilp_app") -> str:
    """What a module of the bench prints when it works as this role."""
    return subprocess.run(
        [sys.executable, "-m", module, *arguments],
        env=environment(database, role=role), check=True, cwd=ROOT, stdout=subprocess.PIPE, text=True,
    ).stdout  # fmt: skip


@contextlib.contextmanager
def asking(database: str, module: str) -> Iterator[Callable[[str], str]]:
    """A module of the bench that answers each line of its input by a line, as the application role."""
    process = subprocess.Popen(
        [sys.executable, "-m", module],
        env=environment(database), cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdin is not None
    assert process.stdout is not None
    told, heard = process.stdin, process.stdout

    def ask(line: str) -> str:
        print(line, file=told, flush=True)
        if answer := heard.readline():
            return answer
        raise RuntimeError(f"{module} ended instead of answering {line!r}.")

    try:
        yield ask
    finally:
        told.close()
        process.wait(20)


def create(database: str) -> None:
    with psycopg.connect(url_as("ilp_owner", "ilp"), autocommit=True) as server:
        server.execute(f"create database {database}")


def drop(database: str) -> None:
    with psycopg.connect(url_as("ilp_owner", "ilp"), autocommit=True) as server:
        server.execute(f"drop database {database}")


def settle(*databases: str) -> None:
    """Swept, analysed and written out; and nothing of it still goes on when the pages are measured."""
    for database in databases:
        with psycopg.connect(url_as("postgres", database), autocommit=True) as server:
            server.execute("vacuum (analyze)")
            server.execute("checkpoint")
            sweeping = "select count(*) from pg_stat_activity where backend_type = 'autovacuum worker'"
            until = time.monotonic() + 120
            while time.monotonic() < until and server.execute(sweeping).fetchone() != (0,):
                time.sleep(1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.contextmanager
def site(database: str) -> Iterator[tuple[int, dict[str, psutil.Process]]]:
    """Web, one worker and beat on this database. Yields the port and the processes by name."""
    port = free_port()
    env = environment(database, ILP_PORT=str(port), ILP_WORKER_CONCURRENCY="1", ILP_LOG_LEVEL="WARNING")
    commands = {"web": processes.web(env), "worker": processes.worker(env), "beat": processes.beat(env)}
    logs = Path(env["ILP_DATA"]) / "bench.log"
    started = {}
    with logs.open("ab") as log:
        try:
            for name, argv in commands.items():
                started[name] = subprocess.Popen(argv, env=env, cwd=ROOT, stdout=log, stderr=log)
                if name == "web":
                    wait_for(port)
            yield port, {name: psutil.Process(process.pid) for name, process in started.items()}
        finally:
            for process in reversed(started.values()):
                process.send_signal(signal.SIGTERM)
            for process in started.values():
                try:
                    process.wait(20)
                except subprocess.TimeoutExpired:
                    process.kill()


def wait_for(port: int, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        with contextlib.suppress(OSError):
            urllib.request.urlopen(f"http://127.0.0.1:{port}/ping", timeout=2).close()
            return
        time.sleep(0.1)
    raise RuntimeError("The web server did not answer.")


def proportional_mib(process: psutil.Process) -> float:
    """Proportional set size of a process and its children, MiB."""
    family = [process, *process.children(recursive=True)]
    total: int = sum(member.memory_full_info().pss for member in family)
    return total / 2**20
