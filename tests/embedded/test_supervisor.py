"""What `make run` promises: one start, one end, and nothing left behind."""

import json
import os
import signal
import socket
import stat
import subprocess
import sys

import psutil
import psycopg
import pytest
import redis

from ilp.embedded.broker import free_port
from tests.embedded.conftest import ROOT, STAND_IN, Installation, Start, clean_environ


def published(installation: Installation) -> dict[str, str]:
    environ: dict[str, str] = json.loads((installation.data / "instance.json").read_text())
    return environ


def _other(installation: Installation, part: str, before: psutil.Process) -> bool:
    try:
        return installation.child(part) != before
    except (StopIteration, psutil.NoSuchProcess):
        return False


def _alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    return [p for p in processes if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def _answers(installation: Installation) -> bool:
    try:
        return installation.health() == 200
    except OSError:
        return False


def _rows_kept(url: str) -> int | None:
    try:
        with psycopg.connect(url) as connection:
            row = connection.execute("SELECT count(*) FROM kept").fetchone()
            return int(row[0]) if row else None
    except psycopg.OperationalError:
        return None


def _pings(broker: redis.Redis) -> bool:
    try:
        return bool(broker.ping())
    except redis.RedisError:
        return False


def test_two_installations_run_side_by_side(start: Start) -> None:
    one, two = start("one"), start("two")
    assert one.ready().health() == two.ready().health() == 200
    assert published(one)["ILP_DATABASE_URL"] != published(two)["ILP_DATABASE_URL"]
    assert published(one)["ILP_BROKER_URL"] != published(two)["ILP_BROKER_URL"]


def test_it_says_that_the_port_is_in_use_and_how_to_choose_another(start: Start) -> None:
    port = free_port()
    with socket.socket() as other:
        other.bind(("127.0.0.1", port))
        other.listen()
        refused = start(ILP_PORT=str(port))
        assert refused.ended() == 1
    assert f"Port {port} on 127.0.0.1 is in use" in refused.output
    assert "make run ILP_PORT=" in refused.output
    assert "Traceback" not in refused.output


def test_it_says_who_uses_the_data_folder(start: Start) -> None:
    first = start().ready()
    second = start()
    assert second.ended() == 1
    assert f"is in use by process {first.process.pid} " in second.output
    assert first.health() == 200
    assert published(first)


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


def test_a_killed_process_is_started_again_without_what_it_left_behind(start: Start) -> None:
    installation = start().ready()
    for part in ("http.server", "pool.wait", "sleep(599)"):
        before = installation.child(part)
        left_behind = before.children()
        before.kill()
        installation.wait_for(lambda part=part, before=before: _other(installation, part, before))
        assert _alive(left_behind) == []
    assert installation.output.count("starting it again") == 3
    installation.wait_for(lambda: _answers(installation))


def test_a_killed_server_comes_back_at_the_same_address_with_its_data(start: Start) -> None:
    installation = start().ready()
    before = published(installation)
    for part in ("bin/postgres", "valkey-server"):
        server = installation.child(part)
        server.kill()
        installation.wait_for(lambda part=part, server=server: _other(installation, part, server))
    installation.wait_for(lambda: _rows_kept(before["ILP_OWNER_DATABASE_URL"]) == 1)
    with redis.Redis.from_url(before["ILP_BROKER_URL"]) as broker:
        installation.wait_for(lambda: _pings(broker))
    assert published(installation) == before


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


def test_only_its_owner_can_read_the_data_folder(start: Start) -> None:
    installation = start().ready()
    for name in ("", "secrets.json", "instance.json", "postgres"):
        mode = stat.S_IMODE(os.stat(installation.data / name).st_mode)
        assert mode & 0o077 == 0, name


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
