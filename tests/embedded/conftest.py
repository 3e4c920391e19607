"""Starting installations as a person would: as a process, with settings in its environment."""

import contextlib
import os
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest

from ilp.embedded.broker import free_port

ROOT = Path(__file__).resolve().parent.parent.parent
STAND_IN = [sys.executable, str(Path(__file__).with_name("stand_in.py"))]


def clean_environ(**settings: str) -> dict[str, str]:
    """This process's environment without the settings of the tests' own servers."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ILP_")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", **settings}


class Installation:
    """A running `make run`, or something like it, and everything it says."""

    def __init__(self, argv: list[str], data: Path, **settings: str) -> None:
        self.port = int(settings.get("ILP_PORT") or free_port())
        self.data = data
        settings = {"ILP_DATA": str(data), "ILP_PORT": str(self.port), **settings}
        self._file = data.with_suffix(f".{time.monotonic_ns()}.txt")
        with self._file.open("wb") as output:
            self.process = subprocess.Popen(
                argv,
                cwd=ROOT,
                env=clean_environ(**settings),
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
            )
        self._family: dict[int, psutil.Process] = {}

    @property
    def output(self) -> str:
        return self._file.read_text()

    def ready(self, seconds: float = 30) -> "Installation":
        self.wait_for(lambda: "Ctrl-C ends it." in self.output, seconds)
        return self

    def wait_for(self, claim: Callable[[], bool], seconds: float = 15) -> None:
        end = time.monotonic() + seconds
        while not claim():
            assert self.process.poll() is None, f"ended with {self.process.returncode}:\n{self.output}"
            assert time.monotonic() < end, f"waited {seconds} s:\n{self.output}"
            time.sleep(0.05)

    def ended(self, seconds: float = 20) -> int:
        return self.process.wait(seconds)

    def family(self) -> list[psutil.Process]:
        """Every process it has started so far, whoever its parent is by now."""
        with contextlib.suppress(psutil.NoSuchProcess):
            for child in psutil.Process(self.process.pid).children(recursive=True):
                self._family[child.pid] = child
        return list(self._family.values())

    def commands(self) -> set[str]:
        """The words of every command line of it; what ends meanwhile has none."""
        found: set[str] = set()
        for process in self.family():
            with contextlib.suppress(psutil.NoSuchProcess):
                found.update(process.cmdline())
        return found

    def child(self, part: str) -> psutil.Process:
        """Its direct child with this in the command line."""
        children = psutil.Process(self.process.pid).children()
        return next(child for child in children if part in " ".join(child.cmdline()))

    def survivors(self, seconds: float = 5) -> list[psutil.Process]:
        _, alive = psutil.wait_procs(self._family.values(), seconds)
        return [process for process in alive if process.status() != psutil.STATUS_ZOMBIE]

    def health(self) -> int:
        with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/health", timeout=20) as answer:
            return int(answer.status)

    def end(self) -> None:
        self.family()
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                os.killpg(self.process.pid, signal.SIGKILL)
                raise


Start = Callable[..., Installation]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Start the stand-in; everything that was started is ended after the test."""
    with starting(tmp_path) as begin:
        yield begin


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """One installation for all tests that leave it as it was."""
    with starting(tmp_path_factory.mktemp("running")) as begin:
        yield begin().ready()


@contextlib.contextmanager
def starting(folder: Path) -> Iterator[Start]:
    started: list[Installation] = []

    def begin(name: str = "data", argv: list[str] = STAND_IN, **settings: str) -> Installation:
        started.append(Installation(argv, folder / name, **settings))
        return started[-1]

    try:
        yield begin
    finally:
        for installation in started:
            installation.end()
    assert [process for installation in started for process in installation.survivors()] == []
