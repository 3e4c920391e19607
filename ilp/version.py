"""The version people quote when they report something."""

import subprocess
import tomllib
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


@cache
def version() -> str:
    """The released version, with the commit where the code runs from a checkout: `0.1.0+1a2b3c4`."""
    released: str = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
    head = subprocess.run(
        ["git", "-C", str(ROOT), "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    )
    return f"{released}+{head.stdout.strip()}" if head.returncode == 0 else released
