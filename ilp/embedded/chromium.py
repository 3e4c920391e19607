"""The browser of the tests: found, or installed, or a clear stop. Never a skipped test."""

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class ChromiumMissing(Exception):
    """No browser. The message says how to get one."""


def chromium() -> str:
    """Its path: $CHROMIUM, else from PATH, else installed by apt-get where we are root."""
    given = os.environ.get("CHROMIUM")
    if given:
        return _working(given) or _stop(f"CHROMIUM is {given!r}, which does not start.")
    found = _on_path()
    if not found and os.geteuid() == 0 and shutil.which("apt-get"):
        _apt()
        found = _on_path()
    return found or _stop("The tests need Chromium, which is not on this machine.")


def _on_path() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name)) and _working(path)), None)


def _working(program: str) -> str | None:
    path = shutil.which(program)
    if not path:
        return None
    try:
        said = subprocess.run([path, "--version"], capture_output=True, timeout=60, check=False)
    except (OSError, subprocess.TimeoutExpired):
        return None
    return str(Path(path).absolute()) if said.returncode == 0 else None


def _apt() -> None:
    quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    install = ["apt-get", "install", "-y", "-q", "--no-install-recommends", "chromium"]
    if subprocess.run(install, env=quiet, capture_output=True, check=False).returncode:
        subprocess.run(["apt-get", "update", "-q"], env=quiet, capture_output=True, check=False)
        subprocess.run(install, env=quiet, capture_output=True, check=False)


def _stop(why: str) -> str:
    raise ChromiumMissing(f"{why} Install it (Debian: apt install chromium), or set CHROMIUM to its path.")
