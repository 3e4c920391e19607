"""The real application through `make run`: reachable, at work, quick the second time, gone after SIGTERM."""

import json
import re
import signal
import urllib.request
from pathlib import Path

import pytest

from tests.embedded.conftest import Installation, starting

pytestmark = pytest.mark.long
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


@pytest.mark.timeout(400)
def test_it_starts_works_ends_and_starts_again(tmp_path: Path) -> None:
    with starting(tmp_path) as start:
        first = start(argv=RUN, **DEMO).ready(200)
        assert first.health() == 200
        assert re.search(r"time  install \d+\.\d s, seed [1-9]\d*\.\d s, start \d+\.\d s", first.output)
        assert "dinkes" in first.output.split("ILP is ready")[1]
        assert {"gunicorn", "worker", "ilp.beat"} <= first.commands()
        first.process.send_signal(signal.SIGTERM)
        first.ended(20)
        assert first.survivors() == []

        second = start(argv=RUN, **DEMO)
        second.wait_for(lambda: answers(second), 110)
        # The jobs arrive: beat sends a heartbeat every ten seconds, the worker answers it.
        second.wait_for(lambda: worker_is_seen(second), 40)
