"""The real application through `make run`: reachable, at work, quick the second time, gone after SIGTERM."""

import contextlib
import json
import re
import signal
import time
import urllib.request
from pathlib import Path

import psutil
import pytest

from tests.embedded.conftest import Installation, starting

# Of the clock, or of the processors where others use them at the same time.
SECOND_START_SECONDS = 8.0
RUN = ["make", "run"]
DEMO = {"ILP_DEMO": "73.09", "ILP_DEMO_SCALE": "0.01"}


def answers(installation: Installation) -> bool:
    try:
        return installation.health() == 200
    except OSError:
        return False


def worker_is_seen(installation: Installation) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{installation.port}/health", timeout=5) as answer:
            return json.load(answer)["worker"] is True
    except OSError:
        return False


def processor_seconds(installation: Installation) -> float:
    total = 0.0
    for process in installation.family():
        with contextlib.suppress(psutil.NoSuchProcess):
            spent = process.cpu_times()
            total += spent.user + spent.system + spent.children_user + spent.children_system
    return total


@pytest.mark.timeout(400)
def test_it_starts_works_ends_and_starts_again(tmp_path: Path) -> None:
    with starting(tmp_path) as start:
        first = start(argv=RUN, **DEMO).ready(200)
        assert first.health() == 200
        assert re.search(r"time  install \d+\.\d s, seed [1-9]\d*\.\d s, start \d+\.\d s", first.output)
        assert "dinkes" in first.output.split("ILP is ready")[1]
        assert {"gunicorn", "worker", "beat"} <= first.commands()
        first.process.send_signal(signal.SIGTERM)
        first.ended(20)
        assert first.survivors() == []

        began = time.monotonic()
        second = start(argv=RUN, **DEMO)
        second.wait_for(lambda: answers(second), 110)
        took = min(time.monotonic() - began, processor_seconds(second))
        assert took <= SECOND_START_SECONDS, f"{took:.1f} s"
        # The jobs arrive: beat sends a heartbeat every ten seconds, the worker answers it.
        second.wait_for(lambda: worker_is_seen(second), 40)
