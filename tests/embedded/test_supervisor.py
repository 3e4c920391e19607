"""What `make run` promises: one start, one end, and nothing left behind."""

import json
import signal
import stat
import subprocess
import sys
from collections.abc import Callable

import psutil
import psycopg
import pytest
import redis

from tests.embedded.conftest import ROOT, STAND_IN, Installation, Start, clean_environ, starting


def published(installation: Installation) -> dict[str, str]:
    environ: dict[str, str] = json.loads((installation.data / "instance.json").read_text())
    return environ


def other_than(installation: Installation, part: str, before: psutil.Process) -> Callable[[], bool]:
    def started_again() -> bool:
        try:
            return bool(installation.child(part) != before)
        except (StopIteration, psutil.NoSuchProcess):
            return False

    return started_again


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def answers(installation: Installation) -> bool:
    try:
        return installation.health() == 200
    except OSError:
        return False


def rows_kept(url: str) -> int | None:
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT count(*) FROM kept").fetchone()
            return int(row[0]) if row else None
    except psycopg.OperationalError:
        return None


def pings(broker: redis.Redis) -> bool:
    try:
        return bool(broker.ping())
    except redis.RedisError:
        return False


def test_two_installations_run_side_by_side(running: Installation, start: Start) -> None:
    second = start().ready()
    assert running.health() == second.health() == 200
    for name in ("ILP_DATABASE_URL", "ILP_BROKER_URL", "ILP_SECRET_KEY", "ILP_SEAL_KEY"):
        assert published(running)[name] != published(second)[name]


def test_it_says_that_the_port_is_in_use_and_how_to_choose_another(
    running: Installation, start: Start
) -> None:
    refused = start(ILP_PORT=str(running.port))
    assert refused.ended() == 1
    assert f"Port {running.port} on 127.0.0.1 is in use" in refused.output
    assert "make run ILP_PORT=" in refused.output
    assert "Traceback" not in refused.output


def test_it_says_who_uses_the_data_folder(running: Installation) -> None:
    with starting(running.data.parent) as start:
        refused = start()
        assert refused.ended() == 1
    assert f"is in use by process {running.process.pid} " in refused.output
    assert running.health() == 200
    assert published(running)


def test_only_its_owner_can_read_the_data_folder(running: Installation) -> None:
    for name in ("", "secrets.json", "instance.json", "postgres"):
        mode = stat.S_IMODE((running.data / name).stat().st_mode)
        assert mode & 0o077 == 0, name


def test_a_killed_process_is_started_again_without_what_it_left_behind(running: Installation) -> None:
    for part in ("http.server", "pool.wait", "sleep(599)"):
        before = running.child(part)
        left_behind = before.children()
        before.kill()
        running.wait_for(other_than(running, part, before))
        assert alive(left_behind) == []
    assert running.output.count("starting it again") == 3
    running.wait_for(lambda: answers(running))


def test_a_killed_server_comes_back_at_the_same_address_with_its_data(running: Installation) -> None:
    before = published(running)
    for part in ("bin/postgres", "valkey-server"):
        server = running.child(part)
        server.kill()
        running.wait_for(other_than(running, part, server))
    running.wait_for(lambda: rows_kept(before["ILP_OWNER_DATABASE_URL"]) == 1)
    with redis.Redis.from_url(before["ILP_BROKER_URL"]) as broker:
        running.wait_for(lambda: pings(broker))
    assert published(running) == before


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_signal_ends_every_process(start: Start, number: signal.Signals) -> None:
    installation = start().ready()
    assert len(installation.family()) >= 6
    installation.process.send_signal(number)
    assert installation.ended(15) == 0
    assert installation.survivors() == []
    assert "Stopped." in installation.output


def test_a_signal_during_the_start_ends_it_too(start: Start) -> None:
    installation = start()
    installation.wait_for((installation.data / "instance.json").exists)
    installation.family()
    installation.process.send_signal(signal.SIGTERM)
    assert installation.ended(15) == 0
    assert installation.survivors() == []


def test_a_killed_supervisor_takes_every_process_with_it_and_the_next_start_recovers(start: Start) -> None:
    killed = start().ready()
    killed.family()
    killed.process.kill()
    assert killed.survivors(10) == []
    assert "rows kept: 1" in start().ready().output


def test_a_process_that_keeps_crashing_ends_everything_with_its_last_words(start: Start) -> None:
    installation = start(STAND_IN_BROKEN_WORKER="yes").ready()
    installation.family()
    assert installation.ended(20) == 1
    assert "worker ended with code 1, 6 times within 60 s; giving up" in installation.output
    assert "the worker is broken" in installation.output
    assert installation.survivors() == []


def test_a_second_start_keeps_the_data_and_skips_what_is_done(start: Start) -> None:
    first = start().ready()
    assert "demo loaded" in first.output
    keys = (first.data / "secrets.json").read_text()
    first.end()
    second = start().ready()
    assert "rows kept: 1" in second.output
    assert "demo loaded" not in second.output
    assert (second.data / "secrets.json").read_text() == keys


@pytest.mark.parametrize(
    ("name", "value", "hint"),
    [("ILP_PROT", "1", "Did you mean ILP_PORT?"), ("ILP_DEMO_SCALE", "lots", "a share above 0")],
)
@pytest.mark.parametrize("argv", [STAND_IN, [sys.executable, "ilp/embedded/install.py", "run"]])
def test_a_setting_it_does_not_understand_stops_the_start(
    argv: list[str], name: str, value: str, hint: str
) -> None:
    environ = clean_environ(**{name: value})
    done = subprocess.run(argv, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert name in done.stderr
    assert hint in done.stderr
    assert "Traceback" not in done.stderr
