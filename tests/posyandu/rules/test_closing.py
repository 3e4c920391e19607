"""A month closes after a day of the next one; the day itself still belongs to it (04 §9 rule 9)."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from ilp.base.dates import period_of
from posyandu.rules.closing import NEVER, closes_on, is_closed, months_closed

OCTOBER = period_of(date(2026, 10, 1))
DECEMBER = period_of(date(2026, 12, 1))


@pytest.mark.parametrize(
    ("today", "closed"),
    [(date(2026, 10, 31), False), (date(2026, 11, 5), False), (date(2026, 11, 6), True)],
)
def test_the_closing_day_still_belongs_to_the_month(today: date, closed: bool) -> None:
    assert is_closed(OCTOBER, today, 5) is closed


def test_december_closes_in_january() -> None:
    assert closes_on(DECEMBER, 5) == date(2027, 1, 5)


def test_without_a_closing_day_no_month_is_ever_closed() -> None:
    assert closes_on(OCTOBER, NEVER) is None
    assert not is_closed(OCTOBER, date(2099, 1, 1), NEVER)


@pytest.mark.parametrize("closing_day", [NEVER, 1, 5, 28])
def test_the_newest_closed_month_is_the_last_of_those_that_are_closed(closing_day: int) -> None:
    for days in range(400):
        today = date(2026, 1, 1) + timedelta(days=days)
        newest = months_closed(today, closing_day)
        around = range(period_of(today) - 3, period_of(today) + 1)
        assert [p for p in around if is_closed(p, today, closing_day)] == [p for p in around if p <= newest]
