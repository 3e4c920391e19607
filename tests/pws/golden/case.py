"""One golden case: records of invented people as CSV, and the number each of some months must show.

What each row means is told in `world`. Nothing here touches the database.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parents[2] / "golden" / "indicators"
COLUMNS = ("row", "who", "on", "what", "value", "reason")
KINDS = (
    "person", "move", "pregnancy", "delivery", "newborn", "visit", "void", "given", "diagnosis", "end",
    "day", "sasaran", "expect",
)  # fmt: skip
FEWEST_EXPECTATIONS = 3


class CaseError(AssertionError):
    """A row that is wrong or cannot be saved; the message names file and line."""


class Row(NamedTuple):
    """One line of the file, as text."""

    line: int
    kind: str
    who: str
    on: str
    what: str
    value: str
    reason: str

    @property
    def day(self) -> date:
        """The day in the column `on`."""
        return date.fromisoformat(self.on)

    @property
    def options(self) -> dict[str, str]:
        """`a=1;b=2` as a mapping."""
        parts = [part.strip() for part in self.value.split(";") if part.strip()]
        wrong = [part for part in parts if "=" not in part]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is not name=value")
        return {name.strip(): value.strip() for name, _, value in (part.partition("=") for part in parts)}


class Expected(NamedTuple):
    """What one desa and month must show. `denominator` None: the indicator has none in the facts."""

    line: int
    desa: str
    period: int
    numerator: int
    denominator: int | None
    reason: str


@dataclass(frozen=True, slots=True)
class Case:
    """One file."""

    code: str
    rows: tuple[Row, ...]
    expected: tuple[Expected, ...]
    name: str = field(default="")

    def of(self, *kinds: str) -> list[Row]:
        """The rows of these kinds, in the order of the file."""
        return [row for row in self.rows if row.kind in kinds]

    def wrong(self, line: int, why: object) -> CaseError:
        """The error that names the line."""
        return CaseError(f"{self.name}:{line}: {why}")


def read_case(path: Path) -> Case:
    """Read and check one file.

    :raises CaseError: naming the line, for anything but the agreed columns, kinds, days and reasons.
    """
    case = Case(path.stem, (), (), path.name)
    with path.open(encoding="utf-8", newline="") as file:
        lines = csv.DictReader(file)
        if tuple(lines.fieldnames or ()) != COLUMNS:
            raise case.wrong(1, f"the columns are {lines.fieldnames}, not {','.join(COLUMNS)}")
        rows = [_row(case, lines.line_num, cells) for cells in lines if any(cells.values())]
    try:
        expected = tuple(_expected(case, row) for row in rows if row.kind == "expect")
    except ValueError as error:
        raise case.wrong(1, error) from error
    if len(expected) < FEWEST_EXPECTATIONS:
        raise case.wrong(1, f"{len(expected)} rows expect; at least {FEWEST_EXPECTATIONS} must")
    return Case(path.stem, tuple(row for row in rows if row.kind != "expect"), expected, path.name)


def _row(case: Case, line: int, cells: Mapping[str | None, str | None]) -> Row:
    if None in cells or None in cells.values():
        raise case.wrong(line, f"a row has {len(COLUMNS)} cells; quote a text that holds a comma")
    row = Row(line, *((cells[name] or "").strip() for name in COLUMNS))
    if row.kind not in KINDS:
        raise case.wrong(line, f"{row.kind!r} is none of {', '.join(KINDS)}")
    if not row.reason:
        raise case.wrong(line, "no reason")
    if not row.who:
        raise case.wrong(line, "nobody: the column who is empty")
    try:
        if row.kind not in {"expect", "sasaran"}:
            _ = row.day, row.options if row.kind != "given" else None
    except ValueError as error:
        raise case.wrong(line, error) from error
    return row


def _expected(case: Case, row: Row) -> Expected:
    try:
        first = date.fromisoformat(f"{row.on}-01")
        denominator = int(row.value) if row.value else None
        return Expected(
            row.line, row.who, first.year * 12 + first.month - 1, int(row.what), denominator, row.reason
        )
    except ValueError as error:
        raise case.wrong(row.line, error) from error


def paths() -> list[Path]:
    """All files, by name."""
    return sorted(FOLDER.glob("*.csv"))
