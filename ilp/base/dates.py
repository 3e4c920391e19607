"""Ages and months as the guideline counts them.

Age is given in *completed* units on the day of service: years and months by the calendar, days as the
difference of dates; it is never rounded up. Source: domain rules 02 §2 (posyandu life-cycle cut-offs).

A *period* is a calendar month as one integer, ``year * 12 + month - 1``: a key that can be compared,
subtracted and stored. The previous month is ``period - 1``, also in January.
"""

from calendar import monthrange
from datetime import date


def age_days(born_on: date, on: date) -> int:
    """Days lived; 0 on the day of birth. Z-scores use this unit (02 §2).

    >>> age_days(date(2024, 1, 15), date(2025, 1, 15))
    366

    Raises ValueError when ``on`` is before ``born_on``.
    """
    days = (on - born_on).days
    if days < 0:
        raise ValueError(f"{on} is before the birth on {born_on}")
    return days


def completed_months(born_on: date, on: date) -> int:
    """Whole calendar months lived. Born on the 29th to 31st: the last day of a shorter month completes it.

    >>> completed_months(date(2026, 1, 31), date(2026, 2, 28))
    1
    >>> completed_months(date(2026, 1, 31), date(2026, 3, 30))
    1

    Raises ValueError when ``on`` is before ``born_on``. Source: 02 §2.
    """
    if on < born_on:
        raise ValueError(f"{on} is before the birth on {born_on}")
    months = period_of(on) - period_of(born_on)
    if on.day >= born_on.day:
        return months
    return months - (on.day < monthrange(on.year, on.month)[1])


def completed_years(born_on: date, on: date) -> int:
    """Whole years lived; a child of 29 February has its birthday on 28 February of a common year.

    >>> completed_years(date(2024, 2, 29), date(2025, 2, 28))
    1

    Raises ValueError when ``on`` is before ``born_on``. Source: 02 §2.
    """
    return completed_months(born_on, on) // 12


def month_of(on: date) -> date:
    """The first day of the month: how a month is written in a date column.

    >>> month_of(date(2026, 11, 22))
    datetime.date(2026, 11, 1)
    """
    return on.replace(day=1)


def period_of(on: date) -> int:
    """The month as one integer.

    >>> period_of(date(2026, 11, 22))
    24322
    >>> period_of(date(2026, 1, 1)) - period_of(date(2025, 12, 31))
    1
    """
    return on.year * 12 + on.month - 1


def period_start(period: int) -> date:
    """The first day of the period.

    >>> period_start(24322)
    datetime.date(2026, 11, 1)
    """
    year, month0 = divmod(period, 12)
    return date(year, month0 + 1, 1)


def period_end(period: int) -> date:
    """The last day of the period (inclusive).

    >>> period_end(period_of(date(2028, 2, 3)))
    datetime.date(2028, 2, 29)
    """
    year, month0 = divmod(period, 12)
    return date(year, month0 + 1, monthrange(year, month0 + 1)[1])
