"""Two readings side by side: two months, two years, or two desa."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from pws.indicators import Indicator
from pws.selectors.graph import Column
from pws.selectors.matrix import indicators_of, matrix
from pws.selectors.places import Place


@dataclass(frozen=True, slots=True)
class Pair:
    """One indicator on both sides. `difference`: right minus left in shares; None where one is unknown."""

    indicator: Indicator
    left: Column
    right: Column
    difference: Fraction | None


def compared(left: tuple[Place, int], right: tuple[Place, int], *, chapter: str) -> list[Pair]:
    """The indicators of a chapter that are in force on both sides; four to six statements."""
    first = {one.code: one for one in indicators_of(chapter, left[1])}
    codes = [one.code for one in indicators_of(chapter, right[1]) if one.code in first]
    sides = []
    for place, period in (left, right):
        wanted = [one for one in indicators_of(chapter, period) if one.code in codes]
        found = matrix(place, wanted, period=period, by_puskesmas=False)
        sides.append(dict(zip([one.code for one in found.indicators], found.total.columns, strict=True)))
    return [
        Pair(first[code], sides[0][code], sides[1][code], _difference(sides[0][code], sides[1][code]))
        for code in codes
    ]


def share(column: Column) -> Fraction | None:
    """The number that a table shows: of the year for cumulative types, else of the month."""
    if column.coverage is not None:
        return column.coverage.cumulative
    return column.line.shown.share if column.line is not None else None


def _difference(left: Column, right: Column) -> Fraction | None:
    before, after = share(left), share(right)
    return None if before is None or after is None else after - before
