"""`make run`: everything in order, watched, started again after a crash, and ended together."""

import contextlib
import os
import socket
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from collections.abc import Callable, Mapping
from functools import partial

from ilp.embedded import console, interrupts, processes
from ilp.embedded.children import Child, ChildFailed, wait_until
from ilp.embedded.environment import read
from ilp.embedded.preparation import Preparation
from ilp.embedded.stack import Stack

CRASHES_ALLOWED, CRASH_WINDOW = 5, 60.0
STOP_LIMIT = 10.0  # for web, worker and beat; the servers below them need a second more


class PortBusy(Exception):
    """Somebody else listens where the web server should."""


class Watched:
    """Something that must run: how it is started, and when it crashed lately."""

    def __init__(self, name: str, child: Callable[[], Child | None], start: Callable[[], None]) -> None:
        self.name = name
        self.child = child
        self._start = start
        self._crashes: deque[float] = deque()
        self._due = 0.0

    def look(self) -> None:
        """Start it again, a little later each time. Raises ChildFailed when that has no more point."""
        child = self.child()
        if self._due:
            if time.monotonic() >= self._due:
                self._due = 0.0
                self._start_again()
        elif child is not None and child.ended() is not None:
            child.kill()  # what is left of its group
            self._plan(f"{self.name} ended with code {child.ended()}", child)

    def _start_again(self) -> None:
        try:
            self._start()
        except ChildFailed as error:
            self._plan(str(error), None)

    def _plan(self, what: str, child: Child | None) -> None:
        now = time.monotonic()
        self._crashes.append(now)
        while self._crashes[0] < now - CRASH_WINDOW:
            self._crashes.popleft()
        count = len(self._crashes)
        if count > CRASHES_ALLOWED:
            lines = f":\n{child.last_lines()}" if child else ""
            raise ChildFailed(f"{what}, {count} times within {CRASH_WINDOW:.0f} s; giving up{lines}")
        pause = 0.1 * 2**count
        console.say(
            f"{what}; starting it again in {pause:.1f} s ({count} of {CRASHES_ALLOWED}).", to=sys.stderr
        )
        self._due = now + pause


class Supervisor:
    """One installation: `run` returns the exit code after everything has ended."""

    def __init__(
        self,
        environ: Mapping[str, str],
        commands: Mapping[str, Callable[[Mapping[str, str]], list[str]]] = processes.COMMANDS,
        installed_in: float = 0.0,
    ) -> None:
        self._environ = dict(environ)
        self._commands = commands
        self._installed_in = installed_in
        self._stack = Stack(processes.data_folder(environ), given=environ)
        self._children: dict[str, Child] = {}
        self._watched: list[Watched] = []

    def run(self) -> int:
        interrupts.listen()
        try:
            self._start()
            while True:
                interrupts.check()
                for watched in self._watched:
                    watched.look()
                time.sleep(0.1)
        except interrupts.Interrupted as signal:
            console.say(f"\n{signal}: stopping …")
            return 0
        except ChildFailed as error:
            console.say(f"{error}\n", to=sys.stderr)
            return 1
        finally:
            self._stop()
            console.say("Stopped.")

    def _start(self) -> None:
        began = time.monotonic()
        self._refuse_taken_port()
        self._stack.start()
        self._environ |= self._stack.env()
        seeded_in = Preparation(self._environ, self._commands, self._stack).run()
        for service in self._stack.services:
            self._watch(service.name, partial(getattr, service, "child"), service.start)
        self._start_process("web")
        wait_until(self._is_healthy, self._children["web"], seconds=60, pause=0.05)
        self._start_process("worker")
        self._start_process("beat")
        for name in ("web", "worker", "beat"):
            self._watch(name, partial(self._children.get, name), partial(self._start_process, name))
        self._announce(time.monotonic() - began - seeded_in, seeded_in)

    def _watch(self, name: str, child: Callable[[], Child | None], start: Callable[[], None]) -> None:
        self._watched.append(Watched(name, child, start))

    def _start_process(self, name: str) -> None:
        argv = self._commands[name](self._environ)
        # The application never holds the owner's address: row-level security is not to be got around.
        environ = {key: value for key, value in self._environ.items() if key != "ILP_OWNER_DATABASE_URL"}
        self._children[name] = Child(name, argv, self._stack.folder.logs, env=environ, cwd=processes.ROOT)

    def _stop(self) -> None:
        """Reverse order: nothing new is asked of a server that is still needed by what ends."""
        end = time.monotonic() + STOP_LIMIT
        running = [self._children[name] for name in ("beat", "worker", "web") if name in self._children]
        for child in running:
            child.ask_to_stop()
        for child in running:
            child.wait(end - time.monotonic())
        if self._stack.is_started:
            self._stack.stop()

    def _refuse_taken_port(self) -> None:
        host, port = read("ILP_HOST", self._environ), read("ILP_PORT", self._environ)
        family = socket.AF_INET6 if ":" in host else socket.AF_INET
        with socket.socket(family) as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((host, port))
            except OSError as error:
                raise PortBusy(
                    f"Port {port} on {host} is in use or not ours to use ({error.strerror}). "
                    f"Stop what listens there, or choose another: make run ILP_PORT={port % 65535 + 1}"
                ) from None

    def _is_healthy(self) -> bool:
        hosts = [name for name in read("ILP_ALLOWED_HOSTS", self._environ) if name[0] not in ".*"]
        request = urllib.request.Request(
            f"{self._address}/health", headers={"Host": (hosts or ["127.0.0.1"])[0]}
        )
        with contextlib.suppress(OSError), urllib.request.urlopen(request, timeout=5) as answer:
            return bool(answer.status == 200)
        return False

    @property
    def _address(self) -> str:
        host = read("ILP_HOST", self._environ)
        reachable = {"0.0.0.0": "127.0.0.1", "::": "[::1]"}.get(host, host)  # noqa: S104 - compared, not bound
        return f"http://{reachable}:{read('ILP_PORT', self._environ)}"

    def _announce(self, started_in: float, seeded_in: float) -> None:
        console.say(f"\nILP is ready: {self._address}")
        console.say(f"  data  {self._stack.folder.path}")
        console.say(
            f"  time  install {self._installed_in:.1f} s, seed {seeded_in:.1f} s, start {started_in:.1f} s"
        )
        if read("ILP_DEMO", self._environ):
            Preparation(self._environ, self._commands, self._stack).show("logins")
        console.say("Ctrl-C ends it.")


def run(installed_in: float) -> int:
    return Supervisor(os.environ, installed_in=installed_in).run()
