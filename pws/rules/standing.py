"""Where a rate stands: against its target, against last month, in people, in rank (04 §1.1, §3.1, §4, §9).

Numbers stay whole or exact fractions until they are shown; comparisons use them unrounded. Percent targets
are Decimals. A rate is `(numerator, denominator)`; without a denominator there is no rate, which is not zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache

# 04 §9 rule 12: below this a desa's rate is read with care, and below the second it has no rank.
SMALL_S = 20
UNRANKED_S = 10
# 04 §5.3: a screening prevalence is ranked only from this share of sasaran weighed and this many children.
RANKED_DS = Fraction(60, 100)
RANKED_CHILDREN = 30


class Way(StrEnum):
    """Which way is better. The values are those of `pws.indicators.Direction`."""

    UP = "up"
    DOWN = "down"
    NONE = "none"


class Trend(StrEnum):
    """Against the month before; `NONE` when either month has no number."""

    UP = "up"
    DOWN = "down"
    SAME = "same"
    NONE = "none"


class Standing(StrEnum):
    """Target reached or not, and whether the month moved towards it (04 §1.1, type B)."""

    GOOD = "good"
    INFO = "info"
    WATCH = "watch"
    BAD = "bad"
    NONE = "none"


@lru_cache(maxsize=65536)  # of small counts; a board asks for the same pairs again and again
def rate(numerator: int | None, denominator: int | None) -> Fraction | None:
    """The exact share; None without a denominator (04 §2.1 rule 4).

    >>> rate(7, 8), rate(0, 0), rate(3, 2)
    (Fraction(7, 8), None, Fraction(3, 2))
    """
    if numerator is None or not denominator:
        return None
    return Fraction(numerator, denominator)


def in_percent(share: Fraction) -> float:
    """A share as charts draw it, without the slow product of fractions.

    >>> in_percent(Fraction(7, 8))
    87.5
    """
    return share.numerator * 100 / share.denominator


def trend(now: Fraction | int | None, before: Fraction | int | None) -> Trend:
    """How this month compares with the one before, unrounded.

    >>> trend(Fraction(1, 3), Fraction(333, 1000)).value, trend(5, 5).value, trend(5, None).value
    ('up', 'same', 'none')
    """
    if now is None or before is None:
        return Trend.NONE
    here = now.numerator * before.denominator
    there = before.numerator * now.denominator
    if here == there:
        return Trend.SAME
    return Trend.UP if here > there else Trend.DOWN


def at_least(value: Fraction, goal: Fraction) -> bool:
    """`value >= goal`, by whole numbers: a heat table asks a thousand times.

    >>> at_least(Fraction(2, 3), Fraction(2, 3)), at_least(Fraction(1, 3), Fraction(2, 3))
    (True, False)
    """
    return value.numerator * goal.denominator >= goal.numerator * value.denominator


def people_at(goal: Fraction, people: int) -> int:
    """The least number of people that reaches this share of them.

    >>> people_at(Fraction(17, 20), 50), people_at(Fraction(1, 2), 10)
    (43, 5)
    """
    return -(-goal.numerator * people // goal.denominator)


@lru_cache(maxsize=256)
def share_of(target: Decimal) -> Fraction:
    """A target in percent as an exact share.

    >>> share_of(Decimal("12.5"))
    Fraction(1, 8)
    """
    return Fraction(target) / 100


def reaches(value: Fraction | None, target: Decimal | None, way: Way) -> bool | None:
    """Whether the unrounded rate reaches its target; equality reaches it (04 §3.4). None: nothing to compare.

    >>> reaches(Fraction(849999, 1000000), Decimal(85), Way.UP)
    False
    >>> reaches(Fraction(85, 100), Decimal(85), Way.UP)
    True
    """
    if value is None or target is None or way is Way.NONE:
        return None
    goal = share_of(target)
    return at_least(value, goal) if way is Way.UP else at_least(goal, value)


def standing(value: Fraction | None, target: Decimal | None, way: Way, moved: Trend) -> Standing:
    """The colour of a cell: reached and kept, reached but slipping, missed but nearing, missed.

    >>> standing(Fraction(9, 10), Decimal(85), Way.UP, Trend.DOWN).value
    'info'
    >>> standing(Fraction(2, 100), Decimal(5), Way.DOWN, Trend.DOWN).value
    'good'
    """
    reached = reaches(value, target, way)
    if reached is None:
        return Standing.NONE
    nearing = moved is (Trend.UP if way is Way.UP else Trend.DOWN)
    slipping = moved is (Trend.DOWN if way is Way.UP else Trend.UP)
    if reached:
        return Standing.INFO if slipping else Standing.GOOD
    return Standing.WATCH if nearing else Standing.BAD


def gap_people(
    numerator: int | None, denominator: int | None, target: Decimal | None, way: Way
) -> int | None:
    """People still to reach (or, where fewer is better, too many) to be on target; never negative (04 §3.1).

    >>> gap_people(40, 50, Decimal(85), Way.UP), gap_people(5, 50, Decimal(5), Way.DOWN)
    (3, 3)
    """
    if numerator is None or not denominator or target is None or way is Way.NONE:
        return None
    goal = share_of(target)
    if way is Way.UP:
        return max(0, people_at(goal, denominator) - numerator)
    return max(0, numerator - goal.numerator * denominator // goal.denominator)


def is_small(sasaran: int | None) -> bool:
    """Sasaran kecil, baca dengan hati-hati (04 §9 rule 12)."""
    return sasaran is not None and 0 < sasaran < SMALL_S


def is_over(value: Fraction | None) -> bool:
    """More than everybody: the sasaran is too low. Shown and flagged, never capped (04 §2.1 rule 5)."""
    return value is not None and value.numerator > value.denominator


def is_ranked(
    value: Fraction | None,
    *,
    sasaran: int | None,
    denominator: int | None,
    is_prevalence: bool,
    weighed: Fraction | None,
) -> bool:
    """Whether a place takes part in the rank. `weighed` is its D/S, asked only for a screening prevalence."""
    if value is None or (sasaran or 0) < UNRANKED_S:
        return False
    if not is_prevalence:
        return True
    return weighed is not None and at_least(weighed, RANKED_DS) and (denominator or 0) >= RANKED_CHILDREN


@dataclass(frozen=True, slots=True)
class Candidate:
    """One place in a ranking; `value` None: not ranked."""

    key: int
    name: str
    value: Fraction | None
    gap: int | None


def ranking(places: Sequence[Candidate], way: Way) -> list[tuple[int, int | None]]:
    """`(key, rank)` from best to worst: rate, then the smaller gap, then the name; unranked places last.

    Places with the same rate share a rank (04 §3.1).
    """
    ranked = [place for place in places if place.value is not None]
    best_first = sorted(ranked, key=lambda p: (_better(p.value, way), p.gap or 0, p.name.lower()))
    rest = sorted((place for place in places if place.value is None), key=lambda p: p.name.lower())
    found: list[tuple[int, int | None]] = []
    for index, place in enumerate(best_first):
        tied = index and best_first[index - 1].value == place.value
        found.append((place.key, found[-1][1] if tied else index + 1))
    return found + [(place.key, None) for place in rest]


def _better(value: Fraction | None, way: Way) -> Fraction:
    known = value or Fraction(0)
    return known if way is Way.DOWN else -known
