"""Days as whole numbers, for rules that go over whole villages: one addition instead of a date.

A day is its `date.toordinal()`; a month is counted from January 1800.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from typing import NamedTuple

FIRST_YEAR, LAST_YEAR = 1800, 2300

_MONTHS = [(year, month) for year in range(FIRST_YEAR, LAST_YEAR + 1) for month in range(1, 13)]
_FIRST_DAY = [date(year, month, 1).toordinal() for year, month in _MONTHS]
_LENGTH = [monthrange(year, month)[1] for year, month in _MONTHS]


class CalendarDay(NamedTuple):
    """A day with its place in the calendar."""

    number: int
    month: int
    day: int

    def plus_months(self, months: int) -> int:
        """The day on which so many months are completed: in a shorter month its last day (02 §2).

        >>> date.fromordinal(calendar_day(date(2026, 1, 31)).plus_months(1))
        datetime.date(2026, 2, 28)
        """
        place = self.month + months
        length = _LENGTH[place]
        return _FIRST_DAY[place] + (self.day if self.day < length else length) - 1

    def completed_months(self, later: CalendarDay) -> int:
        """Whole months from this day to a later one, as `ilp.base.dates.completed_months`."""
        months = later.month - self.month
        if later.day >= self.day or later.day == _LENGTH[later.month]:
            return months
        return months - 1


def calendar_day(on: date) -> CalendarDay:
    """The day as numbers. Raises ValueError outside the years 1800 to 2299."""
    if not FIRST_YEAR <= on.year < LAST_YEAR:
        raise ValueError(f"{on} is outside the years {FIRST_YEAR} to {LAST_YEAR - 1}")
    return CalendarDay(on.toordinal(), (on.year - FIRST_YEAR) * 12 + on.month - 1, on.day)


def month_start(month: int) -> int:
    """The first day of a month counted as above."""
    return _FIRST_DAY[month]


def month_end(month: int) -> int:
    """The last day of a month counted as above."""
    return _FIRST_DAY[month] + _LENGTH[month] - 1


def month_called(month: int) -> int:
    """The number of the month in its year, 1 to 12."""
    return month % 12 + 1
