"""What the person at the terminal reads. A closed terminal never stops the servers."""

import contextlib
import sys
from typing import TextIO


def say(message: str = "", *, to: TextIO | None = None) -> None:
    """Print one message, or nothing when nobody can read it any more."""
    with contextlib.suppress(OSError, ValueError):
        print(message, file=to or sys.stdout, flush=True)
