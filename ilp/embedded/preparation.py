"""What happens between the servers' start and the first page: migrations, static files, the demo district."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from ilp.embedded import console, interrupts, processes, stamps
from ilp.embedded.children import Child, ChildFailed, spawn
from ilp.embedded.environment import read
from ilp.embedded.stack import Stack

ROOMS = ("ilp", "puskesmas", "posyandu", "pws")


class Preparation:
    """Each step is skipped while what it works on is unchanged, by content."""

    def __init__(
        self,
        environ: Mapping[str, str],
        commands: Mapping[str, Callable[[Mapping[str, str]], list[str]]],
        stack: Stack,
    ) -> None:
        self._environ = dict(environ)
        self._commands = commands
        self._logs = stack.folder.logs
        self._data = stack.folder.path
        # Beside the cluster, so that they vanish with it. A database given from outside is always migrated.
        self._is_own_database = stack.postgres in stack.services
        self._database_stamps = self._data / ("postgres" if self._is_own_database else "given") / "stamps"

    def run(self) -> float:
        """Everything, static files beside the rest. Returns the seconds of the demo."""
        static = self._begin_static()
        try:
            self._migrate()
            seeded_in = self._demo()
            if static:
                self._finish(static)
                stamps.write(self._data / "static.stamp", self._static())
        finally:
            if static:
                static.stop(5)
        return seeded_in

    def _begin_static(self) -> Child | None:
        fresh = stamps.is_fresh(self._data / "static.stamp", self._static())
        return None if fresh and (self._data / "static").is_dir() else self._begin("static")

    def _migrate(self) -> None:
        schema = self._schema()
        if not self._is_done("migrate", schema):
            self._finish(self._begin("migrate"))
            self._mark("migrate", schema)

    def _demo(self) -> float:
        """Load the demo district once; an interrupted load is begun again."""
        district = read("ILP_DEMO", self._environ)
        if not district or self._is_done("demo", district):
            return 0.0
        began = time.monotonic()
        self.show("demo")
        self._mark("demo", district)
        return time.monotonic() - began

    def show(self, name: str) -> None:
        """Run a command whose output is for the person at the terminal."""
        console.say()
        process = spawn(self._commands[name](self._environ), env=self._owner_environ(), cwd=processes.ROOT)
        try:
            while process.poll() is None:
                interrupts.check()
                time.sleep(0.05)
        finally:
            if process.poll() is None:
                process.terminate()
                self._wait_or_kill(process)
        if process.returncode:
            raise ChildFailed(f"{name} ended with code {process.returncode}.")

    def _begin(self, name: str) -> Child:
        return Child(name, self._commands[name](self._environ), self._logs, env=self._owner_environ())

    @staticmethod
    def _finish(child: Child) -> None:
        try:
            while child.ended() is None:
                interrupts.check()
                time.sleep(0.05)
        finally:
            child.stop(5)
        if child.ended():
            raise ChildFailed(f"{child.name} ended with code {child.ended()}:\n{child.last_lines(30)}")

    @staticmethod
    def _wait_or_kill(process: "subprocess.Popen[bytes]") -> None:
        try:
            process.wait(5)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def _owner_environ(self) -> dict[str, str]:
        return {**os.environ, **self._environ, "PYTHONUNBUFFERED": "1"}

    def _is_done(self, step: str, value: str) -> bool:
        fresh = stamps.is_fresh(self._database_stamps / step, value)
        return fresh and (self._is_own_database or step != "migrate")

    def _mark(self, step: str, value: str) -> None:
        stamps.write(self._database_stamps / step, value)

    @staticmethod
    def _schema() -> str:
        """All migrations, SQL files and the packages' versions (which bring migrations of their own)."""
        paths = [Path(processes.ROOT, "requirements", "run.txt")]
        for room in ROOMS:
            paths += Path(processes.ROOT, room).rglob("migrations/*.py")
            paths += Path(processes.ROOT, room).rglob("*.sql")
        return stamps.digest(paths)

    @staticmethod
    def _static() -> str:
        paths = [
            Path(processes.ROOT, name) for name in ("static/dist", "requirements/run.txt", "ilp/settings.py")
        ]
        return stamps.digest(paths, sys.version)
