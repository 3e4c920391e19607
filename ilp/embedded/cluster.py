"""The PostgreSQL server of one data folder: made once, in the foreground, reached by a private socket."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

import psycopg

from ilp.embedded import binaries, system_user
from ilp.embedded.children import Child, ChildFailed, wait_until

DATABASE, OWNER, APP = "ilp", "ilp_owner", "ilp_app"
SOCKET_LIMIT = 107 - len("/.s.PGSQL.5432")
# Root's way in: the working directory opens without asking for the folders above it, which may be private.
HERE = "/proc/self/cwd"

SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "work_mem": "32MB",
    "maintenance_work_mem": "256MB",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "2GB",
    "checkpoint_timeout": "15min",
    "max_parallel_workers_per_gather": "2",
    "random_page_cost": "1.1",
    "jit": "off",
    "timezone": "UTC",
    "log_checkpoints": "off",
    # A refused statement and the detail of its error hold the values of a person: only the error is logged.
    "log_min_error_statement": "panic",
    "log_error_verbosity": "terse",
}
# Nothing of a throw-away cluster is needed after a power cut, and it has few rows.
THROWAWAY = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "shared_buffers": "256MB",
}

ROLES = f"""
DO $$ BEGIN
  IF to_regrole('{APP}') IS NULL THEN CREATE ROLE {APP} LOGIN NOSUPERUSER NOBYPASSRLS NOCREATEDB; END IF;
  IF to_regrole('{OWNER}') IS NULL THEN CREATE ROLE {OWNER} LOGIN CREATEDB NOSUPERUSER NOBYPASSRLS; END IF;
  GRANT {APP} TO {OWNER} WITH SET TRUE, INHERIT FALSE;
END $$
"""


class Postgres:
    """`start`, `stop`, `restart` and `kill_9`; `url(role)` is good as long as the folder lives."""

    name = "postgres"

    def __init__(self, folder: Path, logs: Path, *, throwaway: bool = False) -> None:
        self._folder = folder
        self._data = folder / "data"
        self._logs = logs
        self._throwaway = throwaway
        self._socket: Path | None = None
        self._user: str | None = None
        self.child: Child | None = None

    def start(self) -> None:
        self._user = system_user.server_user()
        programs = system_user.runnable(binaries.postgres_bin(), self._user)
        system_user.own(self._folder, self._user)
        system_user.own(self._data, self._user)
        if not (self._data / "PG_VERSION").exists():
            self._initdb(programs)
        self._refuse_other_version(programs)
        self._await_predecessor()
        self._socket = self._socket or self._private_socket()
        self.child = Child(
            self.name,
            [str(programs / "postgres"), "-D", self._data_for_server(), *self._options()],
            self._logs,
            user=self._user,
            cwd=self._data,
            env=self._env(),
            stop_signal=signal.SIGINT,
        )
        wait_until(self._answers, self.child, seconds=120)  # crash recovery may take its time
        self._make_roles()

    def stop(self, seconds: float = 15.0) -> None:
        if self.child:
            self.child.stop(seconds)

    def close(self) -> None:
        """After the last `stop`: remove the socket folder, when it is not inside our own."""
        if self._socket and self._socket.parent != self._folder:
            shutil.rmtree(self._socket, ignore_errors=True)
        self._socket = None

    def restart(self) -> None:
        """Stop in order and start on the same socket, so that addresses stay good."""
        self.stop()
        self.start()

    def kill_9(self) -> None:
        """End it the hard way, as a power cut would; `start` recovers."""
        assert self.child is not None
        self.child.kill()

    def url(self, role: str, database: str = DATABASE) -> str:
        return f"postgresql://{role}@/{database}?host={quote(str(self.socket), safe='')}"

    @property
    def socket(self) -> Path:
        """The folder with the server's socket."""
        if self._socket is None:
            raise ChildFailed("PostgreSQL has not been started.")
        return self._socket

    def _options(self) -> list[str]:
        settings = SETTINGS | {"unix_socket_directories": str(self.socket)}
        settings |= {"shared_buffers": _shared_buffers()}
        settings |= {"dynamic_shared_memory_type": "posix" if _roomy_shared_memory() else "mmap"}
        settings |= THROWAWAY if self._throwaway else {}
        return [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]

    def _initdb(self, programs: Path) -> None:
        for leftover in self._data.iterdir():  # of an initdb that was interrupted
            shutil.rmtree(leftover) if leftover.is_dir() else leftover.unlink()
        locale = ["--locale=C.UTF-8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        argv = [str(programs / "initdb"), "-D", self._data_for_server(), "-U", "postgres", "-A", "trust"]
        argv += ["--encoding=UTF8", *locale, "--no-instructions", *(["--no-sync"] if self._throwaway else [])]
        made = subprocess.run(
            argv,
            user=self._user,
            group=self._user,
            extra_groups=[] if self._user else None,
            cwd=self._data,
            env=self._env(),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if made.returncode:
            raise ChildFailed(f"initdb failed:\n{made.stdout}{made.stderr}".rstrip())

    def _refuse_other_version(self, programs: Path) -> None:
        kept = (self._data / "PG_VERSION").read_text().strip()
        argv = [str(programs / "postgres"), "--version"]
        said = subprocess.run(argv, capture_output=True, text=True, check=True).stdout.strip()
        if said.split()[2].split(".")[0] != kept:
            raise ChildFailed(f"The data in {self._data} is of PostgreSQL {kept}; {programs} has {said}.")

    def _await_predecessor(self) -> None:
        """After a hard end of the supervisor its server may still be shutting down on the same folder."""
        end = time.monotonic() + 20
        while time.monotonic() < end:
            try:
                pid = int((self._data / "postmaster.pid").read_text().split()[0])
                os.kill(pid, 0)
                if Path(f"/proc/{pid}/comm").read_text().strip() != "postgres":
                    return
            except (OSError, ValueError, IndexError):
                return
            time.sleep(0.1)

    def _answers(self) -> bool:
        with contextlib.suppress(psycopg.OperationalError):
            psycopg.connect(self.url("postgres", "postgres"), connect_timeout=5).close()
            return True
        return False

    def _make_roles(self) -> None:
        with psycopg.connect(self.url("postgres", "postgres"), autocommit=True) as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
                return
            connection.execute(ROLES)
            connection.execute(f"CREATE DATABASE {DATABASE} OWNER {OWNER}")

    def _data_for_server(self) -> str:
        return HERE if self._user else str(self._data)

    def _private_socket(self) -> Path:
        """Inside our folder; for root, or where the path is too long for a socket, a short private one."""
        if self._user is None and len(str(self._folder / "socket")) <= SOCKET_LIMIT:
            folder = self._folder / "socket"
        else:
            folder = Path(tempfile.mkdtemp(prefix="ilp-", dir="/tmp"))
        system_user.own(folder, self._user)
        return folder

    @staticmethod
    def _env() -> dict[str, str]:
        """Nothing of the caller's environment may change the server: no LANG, no PG variable."""
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C.UTF-8", "TZ": "UTC"}


def _shared_buffers() -> str:
    """An eighth of the machine's memory, from 128 MB to 2 GB. A district with all its visits has 4 GB."""
    memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    return f"{min(2048, max(128, memory // 8 // 2**20))}MB"


def _roomy_shared_memory() -> bool:
    """Containers often have 64 MB of /dev/shm, which a parallel hash outgrows."""
    try:
        room = os.statvfs("/dev/shm")  # noqa: S108 - measured, not written
    except OSError:
        return False
    return room.f_bavail * room.f_frsize > 512_000_000
