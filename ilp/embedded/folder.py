"""The data folder: used by one installation at a time, with its keys and the addresses of its servers."""

import base64
import contextlib
import fcntl
import json
import os
import secrets
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO


class FolderBusy(Exception):
    """Another installation runs on the same data folder."""


class DataFolder:
    """Holds the lock from `claim` to `release`. A killed holder loses it by itself."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.logs = path / "logs"
        self._lock: IO[str] | None = None

    def claim(self) -> None:
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (self.path / "lock").open("a+")
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            lock.seek(0)
            holder = lock.read().strip() or "another process"
            lock.close()
            raise FolderBusy(
                f"The data folder {self.path} is in use by {holder}. "
                "Stop that one, or set ILP_DATA to another folder."
            ) from None
        lock.truncate(0)
        lock.write(f"process {os.getpid()} ({' '.join(sys.argv)[:80]})")
        lock.flush()
        self._lock = lock

    def release(self) -> None:
        self._instance.unlink(missing_ok=True)
        if self._lock:
            self._lock.close()
            self._lock = None

    @property
    def is_ours(self) -> bool:
        return self._lock is not None

    def is_busy(self) -> bool:
        try:
            with (self.path / "lock").open("a") as lock:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except FileNotFoundError:
            return False
        except BlockingIOError:
            return True
        return False

    def keys(self) -> dict[str, str]:
        """The two keys, made once. Losing this file makes every sealed NIK unreadable."""
        file = self.path / "secrets.json"
        if not file.exists():
            made = {
                "ILP_SECRET_KEY": secrets.token_urlsafe(50),
                "ILP_SEAL_KEY": base64.b64encode(secrets.token_bytes(32)).decode(),
            }
            write_private(file, json.dumps(made, indent=1))
        kept: dict[str, str] = json.loads(file.read_text())
        return kept

    def publish(self, environ: dict[str, str]) -> None:
        """Tell `manage.py` of the same folder how to reach the running servers."""
        write_private(self._instance, json.dumps(environ))

    def published(self) -> dict[str, str]:
        """What the running installation published; empty while none runs or it is still starting."""
        try:
            environ: dict[str, str] = json.loads(self._instance.read_text()) if self.is_busy() else {}
        except FileNotFoundError:
            return {}
        return environ

    @contextlib.contextmanager
    def guest(self) -> Iterator[None]:
        """While this lasts, a command that started the servers for itself leaves them up for us."""
        with (self.path / "guests").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_SH)
            yield

    def await_guests(self) -> None:
        with (self.path / "guests").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)

    @property
    def _instance(self) -> Path:
        return self.path / "instance.json"


def write_private(file: Path, content: str) -> None:
    """Write a file only its owner can read, whole or not at all."""
    half = file.with_name(file.name + ".new")
    half.unlink(missing_ok=True)
    with os.fdopen(os.open(half, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as handle:
        handle.write(content)
        handle.flush()
        os.fsync(handle.fileno())
    half.replace(file)
