"""The tables are the released ones: every spot check of 02a §7 and every printed value of 02a §8."""

import json
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from ilp.base.numbers import half_up
from posyandu.rules import growth_tables
from posyandu.rules.growth_index import value_at

GOLDEN = Path(__file__).parents[2] / "golden/rules"
SPOTS = json.loads((GOLDEN / "growth_lms.json").read_text("utf-8"))
PRINTED = json.loads((GOLDEN / "growth_printed.json").read_text("utf-8"))
LARGEST_FILE_BYTES = 700_000
LOAD_BUDGET_SECONDS = 0.1


@pytest.mark.parametrize("spot", SPOTS, ids=lambda spot: f"{spot['table']}-{spot['sex']}-{spot['key']}")
def test_the_table_is_not_shifted(spot: dict[str, Any]) -> None:
    table = getattr(growth_tables.growth_tables(), spot["table"])
    assert table.row(spot["sex"], spot["key"]) == tuple(spot["lms"])


@pytest.mark.parametrize("row", PRINTED, ids=lambda row: f"{row['table']}-{row['key']}")
def test_the_printed_limits_come_out_of_the_table(row: dict[str, Any]) -> None:
    table = getattr(growth_tables.growth_tables(), row["table"])
    for column, printed in row["expect"].items():
        sex, z = column.split()
        assert half_up(value_at(float(z), table.row(sex, row["key"])), 1) == printed, column


def test_the_tables_cover_the_published_ranges() -> None:
    covered = {
        name: (table.first, table.last) for name, table in growth_tables.growth_tables()._asdict().items()
    }
    assert covered == {
        "weight_for_age": (0, 1826),
        "length_for_age": (0, 1826),
        "bmi_for_age": (0, 1826),
        "head_for_age": (0, 1826),
        "muac_for_age": (91, 1826),
        "weight_for_length": (450, 1100),
        "weight_for_height": (650, 1200),
        "bmi_for_age_5_19": (60, 228),
        "height_for_age_5_19": (60, 228),
        "weight_for_age_5_10": (60, 120),
    }


@pytest.mark.parametrize("key", [-1, 1827])
def test_a_row_outside_the_table_is_an_error_not_the_last_row(key: int) -> None:
    with pytest.raises(KeyError):
        growth_tables.growth_tables().weight_for_age.row("L", key)


def test_a_changed_digit_is_noticed() -> None:
    content = (growth_tables.REFERENCE / "who_growth.tsv").read_bytes()
    digest = (growth_tables.REFERENCE / "who_growth.tsv.sha256").read_text("ascii").split()[0]
    with pytest.raises(growth_tables.GrowthTablesError, match="checksum"):
        growth_tables.parse_tables(content.replace(b"9.6460", b"9.6461", 1), sha256=digest)


def test_the_file_is_small_and_quick_to_load() -> None:
    assert (growth_tables.REFERENCE / "who_growth.tsv").stat().st_size <= LARGEST_FILE_BYTES
    seconds = []
    for _ in range(3):
        started = perf_counter()
        growth_tables.growth_tables.__wrapped__()
        seconds.append(perf_counter() - started)
    assert min(seconds) <= LOAD_BUDGET_SECONDS
