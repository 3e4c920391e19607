"""One child process: started so that it cannot outlive us, its output kept, its whole group ended."""

import contextlib
import ctypes
import os
import re
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

from ilp.embedded import console, interrupts

LOG_LIMIT = 5_000_000
STOP_SECONDS = 15.0
WORTH_SHOWING = re.compile(
    rb"WARN|ERROR|CRITICAL|FATAL|PANIC|Traceback|[a-z]+Error: |\"(?:warning|error|critical)\""
)
# Said at every start, and of no use to the person who started it.
NO_NEWS = re.compile(
    rb"database system is (starting up|not yet accepting)|overcommit|shutting down|superuser privileges"
)
PR_SET_PDEATHSIG = 1


class ChildFailed(Exception):
    """A child that did not start, or ended when it should not have."""


def spawn(
    argv: Sequence[str | Path],
    *,
    user: str | None = None,
    parent_died: signal.Signals = signal.SIGTERM,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    output: int | None = None,
    errors: int | None = None,
) -> subprocess.Popen[bytes]:
    """Start a process in a group of its own that receives `parent_died` when this process ends in any way."""
    libc = ctypes.CDLL(None) if sys.platform == "linux" else None
    parent = os.getpid()

    def before_exec() -> None:
        # Runs after the change of user, which would clear the death signal.
        if libc is not None:
            libc.prctl(PR_SET_PDEATHSIG, int(parent_died), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return subprocess.Popen(
        [str(part) for part in argv],
        user=user,
        group=user,
        extra_groups=[] if user else None,
        env=env,
        cwd=cwd,
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=errors,
        start_new_session=True,
        preexec_fn=before_exec,  # noqa: PLW1509 - the death signal has no other way in
    )


class Child:
    """A named process whose lines go to `NAME.log`; warnings and errors are also shown, after its name."""

    def __init__(
        self,
        name: str,
        argv: Sequence[str | Path],
        logs: Path,
        *,
        user: str | None = None,
        env: Mapping[str, str] | None = None,
        cwd: Path | None = None,
        stop_signal: signal.Signals = signal.SIGTERM,
    ) -> None:
        self.name = name
        self._stop_signal = stop_signal
        self._log = Log(logs / f"{name}.log", name)
        self.process = spawn(
            argv,
            user=user,
            env=env,
            cwd=cwd,
            parent_died=stop_signal,
            output=subprocess.PIPE,
            errors=subprocess.STDOUT,
        )
        assert self.process.stdout is not None
        self._pump = threading.Thread(target=self._log.follow, args=(self.process.stdout,), daemon=True)
        self._pump.start()

    @property
    def pid(self) -> int:
        return self.process.pid

    def ended(self) -> int | None:
        """The exit code, or None while it runs."""
        return self.process.poll()

    def ask_to_stop(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self.process.send_signal(self._stop_signal)

    def wait(self, seconds: float = STOP_SECONDS) -> int:
        """Wait for the end, then end whatever is left of its group. Returns the exit code."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.process.wait(max(seconds, 0))
        self.kill()
        return self.process.returncode

    def stop(self, seconds: float = STOP_SECONDS) -> int:
        self.ask_to_stop()
        return self.wait(seconds)

    def kill(self) -> None:
        """SIGKILL to the whole group: a killed parent leaves pool processes behind, which must go too."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()
        self._pump.join(2)

    def last_lines(self, count: int = 12) -> str:
        """The end of its log, for the message that reports its end."""
        self._pump.join(0.5)
        return self._log.tail(count)


class Log:
    """A file of at most two times LOG_LIMIT: when it is full it becomes `NAME.log.1`."""

    def __init__(self, path: Path, name: str) -> None:
        self._path = path
        self._name = name
        path.parent.mkdir(parents=True, exist_ok=True)

    def follow(self, source: IO[bytes]) -> None:
        """Copy lines until the other end closes."""
        with source:
            file = self._path.open("ab")
            for line in source:
                if file.tell() > LOG_LIMIT:
                    file.close()
                    self._path.replace(self._path.with_suffix(".log.1"))
                    file = self._path.open("ab")
                file.write(line)
                file.flush()
                if WORTH_SHOWING.search(line) and not NO_NEWS.search(line):
                    console.say(
                        f"{self._name}: {line.decode(errors='replace').rstrip()[:400]}", to=sys.stderr
                    )
            file.close()

    def tail(self, count: int) -> str:
        try:
            with self._path.open("rb") as file:
                file.seek(max(0, self._path.stat().st_size - 20_000))
                return "\n".join(file.read().decode(errors="replace").splitlines()[-count:])
        except OSError:
            return ""


def wait_until(
    ready: Callable[[], bool], child: Child, *, seconds: float = 30.0, pause: float = 0.02
) -> None:
    """Ask `ready` until it says yes. Raises ChildFailed when the child ends first, or time runs out."""
    end = time.monotonic() + seconds
    while not ready():
        interrupts.check()
        if child.ended() is not None:
            raise ChildFailed(f"{child.name} ended with code {child.ended()}:\n{child.last_lines()}")
        if time.monotonic() > end:
            raise ChildFailed(f"{child.name} was not ready after {seconds:.0f} s:\n{child.last_lines()}")
        time.sleep(pause)
