"""The two servers of one data folder, started and stopped together.

with Stack(tmp_path, throwaway=True) as stack:
    subprocess.run(command, env={**os.environ, **stack.env()})
    stack.postgres.kill_9()
    stack.postgres.start()
"""

import contextlib
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import TracebackType
from typing import Self

from ilp.embedded.broker import Valkey
from ilp.embedded.cluster import APP, OWNER, Postgres
from ilp.embedded.folder import DataFolder, FolderBusy

Service = Postgres | Valkey
PATIENCE = 30.0


class Stack:
    """`throwaway` gives up safety against power cuts, for tests. A server named in `given` is not started."""

    def __init__(
        self, data_dir: Path, throwaway: bool = False, given: Mapping[str, str] | None = None
    ) -> None:
        self.folder = DataFolder(data_dir)
        self.throwaway = throwaway
        self._given = {name: value for name, value in (given or {}).items() if value}
        self.postgres = Postgres(data_dir / "postgres", self.folder.logs, throwaway=throwaway)
        self.valkey = Valkey(data_dir / "valkey", self.folder.logs, throwaway=throwaway)

    @property
    def services(self) -> list[Service]:
        """What we start ourselves, in order."""
        mine: list[Service] = []
        if "ILP_DATABASE_URL" not in self._given:
            mine.append(self.postgres)
        if "ILP_BROKER_URL" not in self._given:
            mine.append(self.valkey)
        return mine

    @property
    def is_started(self) -> bool:
        """From `start` to `stop`, also while a server is down between them."""
        return self.folder.is_ours

    def start(self) -> None:
        self.folder.claim()
        try:
            for service in self.services:
                service.start()
            self.folder.publish(self.env())
        except BaseException:
            self.stop()
            raise

    def stop(self) -> None:
        for service in reversed(self.services):
            service.stop()
        self.postgres.close()
        self.folder.release()

    def env(self) -> dict[str, str]:
        """The variables a process of this installation needs. What was given from outside wins."""
        names = (
            "ILP_DATABASE_URL",
            "ILP_OWNER_DATABASE_URL",
            "ILP_BROKER_URL",
            "ILP_SECRET_KEY",
            "ILP_SEAL_KEY",
        )
        made = {
            "ILP_DATA": str(self.folder.path),
            "ILP_TEST": str(self.throwaway).lower(),
        } | self.folder.keys()
        if self.postgres in self.services:
            # Tests make databases, so they are the owner; the code drops to ilp_app in each transaction.
            made["ILP_DATABASE_URL"] = self.postgres.url(OWNER if self.throwaway else APP)
            made["ILP_OWNER_DATABASE_URL"] = self.postgres.url(OWNER)
        else:
            made["ILP_OWNER_DATABASE_URL"] = self._given["ILP_DATABASE_URL"]
        if self.valkey in self.services:
            made["ILP_BROKER_URL"] = self.valkey.url
        return made | {name: self._given[name] for name in names if name in self._given}

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()


@contextlib.contextmanager
def servers(data_dir: Path, given: Mapping[str, str]) -> Iterator[dict[str, str]]:
    """The environment of the running installation, or of servers started for as long as this lasts."""
    folder = DataFolder(data_dir)
    end = time.monotonic() + PATIENCE
    while True:
        published = folder.published()
        if published:
            with folder.guest():
                yield published
            return
        stack = Stack(data_dir, given=given)
        try:
            stack.start()
            break
        except FolderBusy:  # it is starting or stopping at this moment
            if time.monotonic() > end:
                raise
            time.sleep(0.2)
    try:
        yield stack.env()
    finally:
        folder.await_guests()
        stack.stop()
