"""Whom to look for first: the longer without a weighing the sooner, then the younger (04 §8.1)."""

from __future__ import annotations


def months_unweighed(period: int, last_weighed: int | None, born: int) -> int:
    """Months since the last weighing before or in `period`; since birth for a child never weighed.

    All arguments are period numbers (year * 12 + month - 1).

    >>> months_unweighed(24322, 24319, 24300), months_unweighed(24322, None, 24320)
    (3, 2)
    """
    return period - (born if last_weighed is None else last_weighed)


def urgency(period: int, last_weighed: int | None, born: int) -> tuple[int, int]:
    """Sort key, most urgent first.

    >>> sorted([urgency(10, 9, 1), urgency(10, 6, 1), urgency(10, 6, 4)])
    [(-4, -4), (-4, -1), (-1, -1)]
    """
    return -months_unweighed(period, last_weighed, born), -born
