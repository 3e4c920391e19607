"""How the types without an annual sasaran read their year (04 §1.1): B, P, C, K and N.

A month is `(numerator, denominator)`; numerator None is BELUM_LAPOR. A month without report adds nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import NamedTuple

from pws.rules.standing import Standing, Trend, Way, gap_people, rate, standing, trend

Count = tuple[int | None, int | None]


class Reading(NamedTuple):
    """Numerator over denominator, with their exact share; None where there is none."""

    numerator: int | None
    denominator: int | None

    @property
    def share(self) -> Fraction | None:
        return rate(self.numerator, self.denominator)


def summed(months: Sequence[Count]) -> Reading:
    """B and P: Σ numerators ÷ Σ denominators of the months that reported, which weighs large months more.

    >>> summed([(1, 10), (9, 10), (None, None), (80, 80)]).share  # the mean of the three shares is 2/3
    Fraction(9, 10)
    """
    known = [(up, down) for up, down in months if up is not None]
    if not known:
        return Reading(None, None)
    return Reading(sum(up for up, _down in known), sum(down or 0 for _up, down in known))


def last(months: Sequence[Count]) -> Reading:
    """C: a state has no sum; the year stands where its last month stands.

    >>> last([(5, 10), (7, 10)]).share, last([(5, 10), (None, None)]).share
    (Fraction(7, 10), None)
    """
    return Reading(*months[-1]) if months else Reading(None, None)


def campaign(months: Sequence[Count], campaign_months: Collection[int]) -> tuple[int, Reading] | None:
    """K: the last campaign month (1 to 12) that has come, with its reading; None before the first one.

    >>> campaign([(0, 9), (6, 9), (0, 9)], {2, 8})
    (2, Reading(numerator=6, denominator=9))
    >>> campaign([(0, 9)], {2, 8}) is None
    True
    """
    held = [month for month in campaign_months if month <= len(months)]
    return (max(held), Reading(*months[max(held) - 1])) if held else None


def counted(months: Sequence[int | None]) -> int | None:
    """N: the sum of cases, with neither target nor percentage; None when no month reported.

    >>> counted([1, None, 2]), counted([None])
    (3, None)
    """
    known = [count for count in months if count is not None]
    return sum(known) if known else None


def running(months: Sequence[Count]) -> list[Count]:
    """Each month as the sum from January on, for what is only read so (drop-out: K1 less K4 of K1).

    >>> running([(2, 10), (-1, 4), (None, None)])
    [(2, 10), (1, 14), (None, None)]
    """
    found: list[Count] = []
    ups = downs = 0
    for up, down in months:
        if up is not None:
            ups, downs = ups + up, downs + (down or 0)
        found.append((None, None) if up is None else (ups, downs))
    return found


class Line(NamedTuple):
    """One place at a month against a flat target: `shown` is the bar, `year` what the months make together.

    `gap`: people away from the target, in either direction.
    """

    shown: Reading
    previous: Reading
    year: Reading
    trend: Trend
    standing: Standing
    gap: int | None


def line(shown: Reading, previous: Reading, year: Reading, *, target: Decimal | None, way: Way) -> Line:
    """Judge a reading by its target and by the one before it (04 §1.1: above or below, and the trend)."""
    moved = trend(shown.share, previous.share)
    return Line(
        shown,
        previous,
        year,
        moved,
        standing(shown.share, target, way, moved),
        gap_people(shown.numerator, shown.denominator, target, way),
    )
