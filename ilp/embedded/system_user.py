"""PostgreSQL refuses to run as root. Then it runs as a system user of its own; no folder is opened for it."""

import hashlib
import os
import pwd
import shutil
import subprocess
from pathlib import Path

from ilp.embedded.children import ChildFailed

NAME = "ilp-postgres"
COPIES = Path("/var/lib/ilp-postgres")


def server_user() -> str | None:
    """The user the server must run as, made when it does not exist; None where we are not root."""
    if os.geteuid() != 0:
        return None
    if not _exists():
        why = _make()
        if not _exists():
            raise ChildFailed(
                f"PostgreSQL cannot run as root, and user {NAME} could not be made: {why}. "
                "Start as an ordinary user instead."
            )
    return NAME


def own(folder: Path, user: str | None) -> None:
    """A private folder for the server."""
    folder.mkdir(parents=True, exist_ok=True)
    folder.chmod(0o700)
    if user:
        shutil.chown(folder, user, user)


def runnable(programs: Path, user: str | None) -> Path:
    """The same programs at a place that user can reach: a copy when they lie below a private home."""
    if user is None or _can_run(programs, user):
        return programs
    name = hashlib.sha256(str(programs).encode() + (programs / "postgres").read_bytes()).hexdigest()[:16]
    copy = COPIES / name
    if not copy.exists():
        COPIES.mkdir(mode=0o755, parents=True, exist_ok=True)
        half = COPIES / f"{name}.{os.getpid()}"
        shutil.copytree(programs.parent, half, symlinks=True)
        try:
            half.rename(copy)
        except OSError:  # another instance was faster
            shutil.rmtree(half)
    if not _can_run(copy / "bin", user):
        raise ChildFailed(
            f"User {user} cannot run {copy}/bin/postgres. Set ILP_PG_BIN to programs it can reach."
        )
    return copy / "bin"


def _make() -> str:
    """Make the user; what useradd says where it fails. Another instance may have been faster."""
    if not shutil.which("useradd"):
        return "there is no useradd"
    argv = ["useradd", "--system", "--user-group", "--no-create-home", "--shell", "/usr/sbin/nologin", NAME]
    return subprocess.run(argv, capture_output=True, text=True, check=False).stderr.strip()


def _exists() -> bool:
    try:
        pwd.getpwnam(NAME)
    except KeyError:
        return False
    return True


def _can_run(programs: Path, user: str) -> bool:
    argv = [str(programs / "postgres"), "--version"]
    try:
        tried = subprocess.run(
            argv, user=user, group=user, extra_groups=[], cwd="/", capture_output=True, check=False
        )
    except OSError:
        return False
    return tried.returncode == 0
