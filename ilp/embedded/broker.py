"""The Valkey server of one data folder: on this machine's loopback only, with a password of its own."""

import contextlib
import secrets
import socket
from pathlib import Path

from ilp.embedded import binaries
from ilp.embedded.children import Child, ChildFailed, wait_until

CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
dir {folder}
daemonize no
save ""
appendonly {aof}
appendfsync everysec
maxmemory-policy noeviction
"""


class Valkey:
    """`start`, `stop`, `restart` and `kill_9`; the address stays the same over restarts."""

    name = "valkey"

    def __init__(self, folder: Path, logs: Path, *, throwaway: bool = False) -> None:
        self._folder = folder
        self._logs = logs
        self._throwaway = throwaway
        self._password = secrets.token_hex(16)
        self._port = 0
        self.child: Child | None = None

    def start(self) -> None:
        if self._port:
            self._launch()
            return
        for attempt in range(5):
            self._port = free_port()  # somebody may take it before the server does: then another one
            try:
                self._launch()
            except ChildFailed:
                if attempt == 4:
                    raise
            else:
                return

    def stop(self, seconds: float = 15.0) -> None:
        if self.child:
            self.child.stop(seconds)

    def restart(self) -> None:
        self.stop()
        self.start()

    def kill_9(self) -> None:
        """End it the hard way; what was written up to a second ago comes back with `start`."""
        assert self.child is not None
        self.child.kill()

    @property
    def url(self) -> str:
        return f"redis://:{self._password}@127.0.0.1:{self._port}/0"

    def _launch(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        config = self._folder / "valkey.conf"
        config.touch(mode=0o600)
        config.write_text(
            CONFIG.format(
                port=self._port,
                password=self._password,
                folder=_quoted(self._folder),
                aof="no" if self._throwaway else "yes",
            )
        )
        self.child = Child(self.name, [binaries.valkey_server(), config], self._logs)
        wait_until(self._answers, self.child)

    def _answers(self) -> bool:
        """Two lines of its protocol: the client library loads more slowly than the server starts."""
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self._port), 1) as line:
            line.sendall(f"AUTH {self._password}\r\nPING\r\n".encode())
            with line.makefile("rb") as answer:
                return answer.readline() == b"+OK\r\n" and answer.readline() == b"+PONG\r\n"
        return False


def free_port() -> int:
    """A port of the loopback that nobody uses at this moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _quoted(path: Path) -> str:
    return '"' + str(path).replace("\\", "\\\\").replace('"', '\\"') + '"'
