"""Ages and months: every case of the shared file, and the edges of a period."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ilp.base import dates

CASES = json.loads((Path(__file__).parents[1] / "golden/rules/completed_months.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['born_on']}_{case['on']}")
def test_it_counts_completed_months(case: dict[str, Any]) -> None:
    born_on, on = date.fromisoformat(case["born_on"]), date.fromisoformat(case["on"])
    assert dates.completed_months(born_on, on) == case["expect"], case["why"]
    assert dates.completed_years(born_on, on) == case["expect"] // 12


def test_it_counts_days_as_the_difference_of_dates() -> None:
    assert dates.age_days(date(2024, 1, 15), date(2025, 1, 15)) == 366
    assert dates.age_days(date(2024, 1, 15), date(2024, 1, 15)) == 0


@pytest.mark.parametrize("age", [dates.age_days, dates.completed_months, dates.completed_years])
def test_it_refuses_a_day_before_birth(age: Callable[[date, date], int]) -> None:
    with pytest.raises(ValueError, match="before the birth"):
        age(date(2025, 1, 2), date(2025, 1, 1))


def test_a_month_is_written_as_its_first_day() -> None:
    assert dates.month_of(date(2026, 2, 28)) == date(2026, 2, 1)


def test_the_period_before_january_is_december() -> None:
    assert dates.period_of(date(2026, 1, 31)) - 1 == dates.period_of(date(2025, 12, 1))


@pytest.mark.parametrize("year", [2024, 2025, 2100])
def test_a_period_begins_and_ends_where_its_month_does(year: int) -> None:
    for month in range(1, 13):
        period = dates.period_of(date(year, month, 15))
        first, last = dates.period_start(period), dates.period_end(period)
        assert (first.year, first.month, first.day) == (year, month, 1)
        assert dates.period_start(period + 1).toordinal() - last.toordinal() == 1
