"""The PWS algorithm: a numerator that grows over the year against its annual sasaran (04 §3, types A and S).

All shares are exact fractions, compared unrounded; only a page rounds. `months` are b_1 … b_m of one place,
where None is BELUM_LAPOR: no report is no number, neither zero nor the number of the month before. How the
other types read their year stands in `pws.rules.years`.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from functools import lru_cache
from math import sqrt

from pws.rules.standing import (
    UNRANKED_S,
    Trend,
    at_least,
    is_over,
    is_small,
    people_at,
    rate,
    share_of,
    trend,
)
from pws.rules.years import Count

MONTHS = 12
# The year's end is estimated from the mean of so many months (04 §8).
PACE_MONTHS = 3
Z95 = 1.959963984540054  # two-sided 95 % of the normal distribution


class Status(StrEnum):
    """Status desa (04 §3.2). `ABOVE` and `BELOW`: without a month before, the target alone speaks."""

    BAIK = "baik"
    KURANG = "kurang"
    CUKUP = "cukup"
    JELEK = "jelek"
    ABOVE = "above"
    BELOW = "below"
    NONE = "none"


class Flag(StrEnum):
    """What a reader must know beside the number."""

    NOT_REPORTED = "belum_lapor"
    MONTHS_MISSING = "bulan_tanpa_laporan"
    NO_SASARAN = "tanpa_sasaran"
    SMALL = "sasaran_kecil"
    UNRANKED = "tanpa_peringkat"
    FEW_MEASURED = "sedikit_diukur"
    TOO_LOW = "sasaran_terlalu_rendah"


@lru_cache(maxsize=1024)
def target_at(target: Decimal, month: int) -> Fraction:
    """The target line at month m: T × m ÷ 12, multiplied before it is divided (04 §3.4).

    >>> target_at(Decimal(80), 9)  # and not 9 × 6,6 % = 59,4 %
    Fraction(3, 5)
    """
    return share_of(target) * month / MONTHS


def status_of(cumulative: Fraction | None, goal: Fraction | None, moved: Trend) -> Status:
    """The quadrant: on target or not, and where the month went. Equality is on target.

    >>> status_of(Fraction(1, 2), Fraction(1, 2), Trend.DOWN).value  # above target, yet a falling month
    'kurang'
    >>> status_of(Fraction(1, 3), Fraction(1, 2), Trend.UP).value
    'cukup'
    """
    if cumulative is None or goal is None:
        return Status.NONE
    reached = at_least(cumulative, goal)
    if moved is Trend.NONE:
        return Status.ABOVE if reached else Status.BELOW
    if reached:
        return Status.KURANG if moved is Trend.DOWN else Status.BAIK
    return Status.CUKUP if moved is Trend.UP else Status.JELEK


def wilson(count: int, sasaran: int) -> tuple[float, float] | None:
    """The 95 % Wilson interval of a share; None where the count is no part of the sasaran.

    >>> [round(end, 3) for end in wilson(10, 33)]
    [0.174, 0.473]
    """
    if sasaran <= 0 or not 0 <= count <= sasaran:
        return None
    share, square = count / sasaran, Z95 * Z95
    middle = (share + square / (2 * sasaran)) / (1 + square / sasaran)
    half = Z95 / (1 + square / sasaran) * sqrt(share * (1 - share) / sasaran + square / (4 * sasaran**2))
    # At 0 and at all the end is exact; floats miss it by a hair.
    low = 0.0 if count == 0 else middle - half
    return low, 1.0 if count == sasaran else middle + half


@dataclass(frozen=True, slots=True)
class Coverage:
    """One place at month m. What only a graph shows is worked out there: a heat table reads hundreds.

    Shares are fractions of one (1/2 is 50 %), None where there is none.

    `count` and `previous_count` are b_m and b_(m−1), `total` is Σ b_1…b_m. `gap`: people still to reach to be
    on target now. `pace_needed`: people a month to reach the year's target; in December those that remain.
    `least_monthly`: T ÷ 12. `projection`: the year's end at the pace of the last three months, an estimate.
    """

    month: int
    sasaran: int | None
    count: int | None
    previous_count: int | None
    total: int | None
    cumulative: Fraction | None
    monthly: Fraction | None
    previous: Fraction | None
    goal: Fraction | None
    trend: Trend
    status: Status
    is_year_reached: bool
    gap: int | None
    flags: tuple[Flag, ...]
    months: tuple[int | None, ...]
    target: Decimal | None

    @property
    def pace_needed(self) -> Fraction | None:
        left = None if self.target is None else _gap(self.total, self.sasaran, share_of(self.target))
        return None if left is None else Fraction(left, max(1, MONTHS - self.month))

    @property
    def least_monthly(self) -> Fraction | None:
        return None if self.target is None else share_of(self.target) / MONTHS

    @property
    def projection(self) -> Fraction | None:
        return _projection(self.months, self.sasaran, self.cumulative)

    @property
    def interval(self) -> tuple[float, float] | None:
        return wilson(self.total, self.sasaran) if self.total is not None and self.sasaran else None

    @property
    def is_ranked(self) -> bool:
        return self.cumulative is not None and (self.sasaran or 0) >= UNRANKED_S


def coverage(
    months: Sequence[int | None],
    sasaran: int | None,
    target: Decimal | None,
    *,
    served: Sequence[Count] | None = None,
) -> Coverage:
    """Read the year of one place up to its last month.

    :param months: b_1 … b_m, so that m is their number; None is BELUM_LAPOR.
    :param sasaran: the annual one; None: there is no figure; 0: nobody, so no share (04 §2.1 rule 4).
    :param target: T, the year's target in percent.
    :param served: of A* (04 §5.5.1) what each month shows beside the year: served and real sasaran. The trend
        follows them, because first services must become fewer from month to month.
    :raises ValueError: for no month, or more than twelve.
    """
    if not 1 <= len(months) <= MONTHS:
        raise ValueError(f"A year has 1 to {MONTHS} months, not {len(months)}.")
    month = len(months)
    by_month = [(count, sasaran) for count in months] if served is None else served
    (count, all_now), (before, all_before) = by_month[-1], by_month[-2] if month > 1 else (None, None)
    # Without this month's report there is no cumulative number: the old one would pass for a new one.
    total = None if months[-1] is None else sum(known for known in months if known is not None)
    reached = rate(total, sasaran)
    goal = None if target is None else target_at(target, month)
    moved = trend(count, before)
    return Coverage(
        month=month,
        sasaran=sasaran,
        count=count,
        previous_count=before,
        total=total,
        cumulative=reached,
        monthly=rate(count, all_now),
        previous=rate(before, all_before),
        goal=goal,
        trend=moved,
        status=status_of(reached, goal, moved),
        is_year_reached=target is not None
        and reached is not None
        and moved is Trend.DOWN
        and at_least(reached, share_of(target)),
        gap=_gap(total, sasaran, goal),
        flags=tuple(_flags(months, sasaran, reached)),
        months=tuple(months),
        target=target,
    )


def _gap(total: int | None, sasaran: int | None, goal: Fraction | None) -> int | None:
    if total is None or not sasaran or goal is None:
        return None
    return max(0, people_at(goal, sasaran) - total)


def _projection(
    months: Sequence[int | None], sasaran: int | None, reached: Fraction | None
) -> Fraction | None:
    lately = [count for count in months[-PACE_MONTHS:] if count is not None]
    if reached is None or not sasaran:
        return None
    return reached + Fraction(sum(lately), len(lately) * sasaran) * (MONTHS - len(months))


def _flags(months: Sequence[int | None], sasaran: int | None, reached: Fraction | None) -> Iterable[Flag]:
    if months[-1] is None:
        yield Flag.NOT_REPORTED
    elif None in months:
        yield Flag.MONTHS_MISSING
    if sasaran is None:
        yield Flag.NO_SASARAN
    if is_over(reached):
        yield Flag.TOO_LOW
    if is_small(sasaran):
        yield Flag.SMALL
        if (sasaran or 0) < UNRANKED_S:
            yield Flag.UNRANKED


@dataclass(frozen=True, slots=True)
class Runner:
    """A place that may take part in the rank."""

    key: int
    name: str
    coverage: Coverage


def rank(places: Iterable[Runner]) -> list[tuple[int, int | None]]:
    """`(key, rank)` from best to worst: cumulative, then this month, then the smaller gap, then the name.

    Places without a number, or with a sasaran below 10, come last without a rank, by name. The sum of all
    places is not one of them: it stands at the end of the graph (04 §3.1, §3.3).
    """
    runners = sorted(places, key=lambda one: (one.name.casefold(), one.key))
    ranked = [one for one in runners if one.coverage.is_ranked]
    ranked.sort(key=_order)
    rest = [(one.key, None) for one in runners if not one.coverage.is_ranked]
    return [*((one.key, place) for place, one in enumerate(ranked, start=1)), *rest]


def _order(one: Runner) -> tuple[Fraction, Fraction, int]:
    found = one.coverage
    return -(found.cumulative or Fraction(0)), -(found.monthly or Fraction(0)), found.gap or 0


def added(years: Iterable[Sequence[int | None]]) -> tuple[int | None, ...]:
    """The months of several places together: the sum of those that reported, None where nobody did.

    Counts add up and percentages never do: the share of a puskesmas is this sum over the sum of sasaran (04
    §1).

    >>> added([(8, 7, None), (4, None, None)])
    (12, 7, None)
    """
    return tuple(
        sum(known) if (known := [count for count in column if count is not None]) else None
        for column in zip(*years, strict=True)
    )


def sasaran_of_all(figures: Iterable[int | None]) -> int | None:
    """The sum of sasaran; None when one of them is not known, because the share would be too high.

    >>> sasaran_of_all([84, 64]), sasaran_of_all([84, None]), sasaran_of_all([])
    (148, None, 0)
    """
    total = 0
    for figure in figures:
        if figure is None:
            return None
        total += figure
    return total
