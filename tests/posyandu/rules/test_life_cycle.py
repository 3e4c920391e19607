"""The groups of a posyandu day, and the days of birth that divide them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from posyandu.rules.life_cycle import Group, group_of, latest_births


@pytest.mark.parametrize(
    "on",
    [date(2026, 2, 28), date(2024, 2, 29), date(2026, 3, 1), date(2026, 3, 31), date(2026, 4, 30)],
)
def test_the_last_days_of_birth_divide_the_groups_as_the_ages_do(on: date) -> None:
    births = latest_births(on)
    assert len(births) == len(Group) - 1
    for birth, (younger, older) in zip(births, zip(Group, list(Group)[1:], strict=False), strict=True):
        assert group_of(birth, on) is older
        assert group_of(birth + timedelta(days=1), on) is younger
    for back in range(0, 366 * 65, 7):
        born_on = on - timedelta(days=back)
        assert list(Group)[sum(born_on <= birth for birth in births)] is group_of(born_on, on)
