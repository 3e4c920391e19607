"""T1 to T5: intervals to the day, protection, and doses in any order."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posyandu.rules.clinical import shipped
from posyandu.rules.td_status import td_status
from tests.posyandu.rules import judged_cases

DAYS = st.lists(st.dates(date(1996, 1, 1), date(2026, 1, 1)), max_size=9)


@pytest.mark.parametrize("case", judged_cases.cases("td_status"), ids=judged_cases.name_of)
def test_the_status_follows_the_intervals(case: dict[str, Any]) -> None:
    found = td_status(map(date.fromisoformat, case["doses"]), shipped())
    status, until, next_from = case["expect"]
    assert found.status == status
    assert found.protected_until == (until and date.fromisoformat(until))
    assert found.next_from == (next_from and date.fromisoformat(next_from))
    assert found.doses == int(status[1])


@given(DAYS, st.randoms(use_true_random=False))
def test_the_order_of_the_doses_does_not_matter(days: list[date], random: Any) -> None:
    shuffled = list(days)
    random.shuffle(shuffled)
    assert td_status(shuffled, shipped()) == td_status(days, shipped())


@given(DAYS, st.dates(date(1996, 1, 1), date(2026, 1, 1)))
def test_a_further_dose_never_lowers_the_status(days: list[date], more: date) -> None:
    assert td_status([*days, more], shipped()).doses >= td_status(days, shipped()).doses
