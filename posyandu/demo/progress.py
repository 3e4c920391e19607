"""A progress bar on stderr; plain lines where stderr is no screen."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import TextIO

WIDTH = 30


class Progress:
    """Steps of a long command, each with its seconds."""

    def __init__(self, steps: int, stream: TextIO | None = None) -> None:
        self.steps, self.done = steps, 0
        self.stream = stream or sys.stderr
        self.is_screen = self.stream.isatty()

    @contextmanager
    def step(self, what: str) -> Iterator[None]:
        """Run one step; its line stays when it is done."""
        started = perf_counter()
        if self.is_screen:
            self._write(f"\r{self._bar()} {what} …", end="")
        yield
        self.done += 1
        line = f"{what}: {perf_counter() - started:.1f} s"
        self._write(
            f"\r\x1b[K{self._bar()} {line}" if self.is_screen else f"[{self.done}/{self.steps}] {line}"
        )

    def _bar(self) -> str:
        full = WIDTH * self.done // self.steps
        return f"[{'#' * full}{'.' * (WIDTH - full)}]"

    def _write(self, text: str, end: str = "\n") -> None:
        self.stream.write(text + end)
        self.stream.flush()
