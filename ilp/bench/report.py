"""Lines of the bench: what was measured, its budget, and whether it holds."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any


@dataclass(frozen=True, slots=True)
class Line:
    """One budget. `holds` None: a figure without a limit. `detail`: what the figure was made of."""

    name: str
    measured: str
    budget: str
    holds: bool | None
    detail: Mapping[str, Any] = field(default_factory=dict)

    def __str__(self) -> str:
        verdict = "-" if self.holds is None else "ok" if self.holds else "over"
        return f"{self.name} | {self.measured} | {self.budget} | {verdict}"


class Report:
    """Prints each line as it comes, and keeps them for bench.json."""

    def __init__(self) -> None:
        self.lines: list[Line] = []

    def add(self, name: str, measured: str, budget: str, holds: bool | None, **detail: Any) -> None:
        line = Line(name, measured, budget, holds, detail)
        self.lines.append(line)
        print(line, flush=True)

    def write(self, path: Path, about: Mapping[str, Any]) -> None:
        body = {"about": dict(about), "lines": [asdict(line) for line in self.lines]}
        path.write_text(json.dumps(body, indent=1, default=str) + "\n")

    @property
    def over(self) -> list[str]:
        return [line.name for line in self.lines if line.holds is False]


def percentile(values: list[float], share: float) -> float:
    """The value below which this share of the values lies (nearest rank)."""
    ranked = sorted(values)
    return ranked[min(len(ranked) - 1, int(share * len(ranked)))]
