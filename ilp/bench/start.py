"""How long `make run` takes until /health answers, the second time: with data, as on every other morning."""

from __future__ import annotations

import os
import signal
import subprocess
import tempfile
import time
import urllib.request
from pathlib import Path

from ilp.embedded.broker import free_port
from ilp.embedded.processes import ROOT

DEMO = {"ILP_DEMO": "73.09", "ILP_DEMO_SCALE": "0.01"}
FIRST_LIMIT_S, SECOND_LIMIT_S, TRIES = 300.0, 60.0, 3


def measure_start() -> list[float]:
    """Seconds of some starts after the one that loads the demo."""
    with tempfile.TemporaryDirectory(prefix="ilp-", ignore_cleanup_errors=True) as folder:
        _start(Path(folder), FIRST_LIMIT_S)
        return [_start(Path(folder), SECOND_LIMIT_S) for _ in range(TRIES)]


def _start(data: Path, limit_s: float) -> float:
    port = free_port()
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ILP_")}
    began = time.perf_counter()
    process = subprocess.Popen(
        ["make", "run"],
        cwd=ROOT,
        env={**kept, **DEMO, "ILP_DATA": str(data), "ILP_PORT": str(port)},
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() > began + limit_s:
                raise RuntimeError(f"make run gave no answer within {limit_s:.0f} s.")
            time.sleep(0.02)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(30)


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=5) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False
