"""Every row of the domain tables that states a threshold, a score or a rule has its cases, named after it.

The rows are listed in `tests/golden/domain_rows/`; a case of `tests/golden/rules/` names its row. Where the
domain files themselves lie beside the checkout, no section with a table is left out of the list.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings

HERE = Path(__file__).parent
GOLDEN = HERE.parent.parent / "golden"
DOMAIN = Path(settings.BASE_DIR).parent / "shared" / "domain"
LEAST = 3
# Tables without a number that decides: steps of the day, identity, feeding of a screen.
NO_RULES = {"02 §1.1", "02 §2", "02 §3", "02 §4.2"}


def rows() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    for file in sorted((GOLDEN / "domain_rows").glob("*.toml")):
        found += tomllib.loads(file.read_text("utf-8"))["rows"]
    return found


def cases() -> Counter[str]:
    found: Counter[str] = Counter()
    for file in (GOLDEN / "rules").glob("*.json"):
        data = json.loads(file.read_text("utf-8"))
        lists = data.values() if isinstance(data, dict) else [data]
        found.update(
            case["row"] for part in lists if isinstance(part, list) for case in part
            if isinstance(case, dict) and "row" in case
        )  # fmt: skip
    return found


def name_of(row: dict[str, Any]) -> str:
    return f"{row['section']} {row['row']}"


def test_every_row_has_its_cases() -> None:
    known, listed = cases(), rows()
    assert [name_of(row) for row in listed if "tests" not in row and not known[name_of(row)]] == []
    of_section = Counter({row["section"]: 0 for row in listed})
    for row in listed:
        of_section[row["section"]] += known[name_of(row)]
    thresholds = {row["section"] for row in listed if row["rule"] == "threshold" and "tests" not in row}
    # At a bound, just below and just above it; that no bound can move unnoticed is proved chapter by chapter.
    assert {section for section in thresholds if of_section[section] < LEAST} == set()


def test_no_case_names_a_row_that_is_not_listed() -> None:
    assert set(cases()) <= {name_of(row) for row in rows()}


def test_a_row_that_names_a_test_file_is_in_it() -> None:
    for row in rows():
        for file in row.get("tests", []):
            text = (HERE / file).read_text("utf-8")
            assert row["section"].split()[1] in text, (file, name_of(row))


def test_no_row_is_listed_twice() -> None:
    assert [name for name, count in Counter(map(name_of, rows())).items() if count > 1] == []


def test_every_section_with_a_table_is_listed() -> None:
    files = list(DOMAIN.glob("02-*.md"))
    if (
        not files
    ):  # the list itself is checked above; the source lies beside the checkout only where it is kept
        assert {row["section"] for row in rows()} >= {
            "02 §4.4",
            "02 §5",
            "02 §6.3",
            "02 §7",
            "02 §10.3",
            "02 §11.1",
        }
        return
    section, with_table = "", set()
    for line in files[0].read_text("utf-8").splitlines():
        if found := re.match(r"#{2,3} (\d+(?:\.\d+)?)", line):
            section = f"02 §{found[1]}"
        elif line.startswith("|---"):
            with_table.add(section)
    listed = {row["section"] for row in rows()}
    assert with_table - listed - NO_RULES == set()
