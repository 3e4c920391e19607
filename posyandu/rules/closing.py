"""When a month is closed: a fixed day of the next month, after which posyandu users no longer change it.

Source: 04 §9 rule 9 (day 5 of the next month, a setting). The same day is the deadline of the month's report
(04 §5.8, `ILP-TEPAT`).
"""

from __future__ import annotations

from datetime import date

from ilp.base.dates import period_of, period_start

NEVER = 0


def closes_on(period: int, closing_day: int) -> date | None:
    """The last day on which the month is open to everybody; None when months are not closed by date.

    :param closing_day: 1-28, a day of the next month, or `NEVER`.

    >>> closes_on(24321, 5)
    datetime.date(2026, 11, 5)
    """
    if closing_day == NEVER:
        return None
    return period_start(period + 1).replace(day=closing_day)


def is_closed(period: int, today: date, closing_day: int) -> bool:
    """Whether the month's closing day has passed.

    >>> is_closed(24321, date(2026, 11, 5), 5), is_closed(24321, date(2026, 11, 6), 5)
    (False, True)
    """
    last = closes_on(period, closing_day)
    return last is not None and today > last


def months_closed(today: date, closing_day: int) -> int:
    """The newest closed month; months up to it are closed. Before any other when none is closed by date.

    >>> months_closed(date(2026, 11, 6), 5), months_closed(date(2026, 11, 5), 5)
    (24321, 24320)
    """
    if closing_day == NEVER:
        return 0
    return period_of(today) - (1 if today.day > closing_day else 2)
