"""How far the records behind a number can be trusted: in time, complete, measured and not guessed.

Formulas are published ones where there is one; thresholds marked [project rule] say where a number becomes
worth a talk with the posyandu, and nothing more. Pure: counts in, judgements out.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction

from posyandu.rules.closing import NEVER, closes_on

DIGITS = 10
DEADLINE_DAY = 5
"""Of the next month, where no closing day is set (04 §5.8 `ILP-TEPAT`)."""


class Level(StrEnum):
    """How bad it is; the values are the kinds of badges."""

    GOOD = "good"
    WATCH = "watch"
    BAD = "bad"
    UNKNOWN = "none"


# --- in time and complete -----------------------------------------------------------------------------


class Report(StrEnum):
    """Where the month of one posyandu stands (02 §1.2 states; 04 §5.8 `ILP-TEPAT`)."""

    IN_TIME = "TEPAT"
    LATE = "TERLAMBAT"
    NOT_VALIDATED = "BELUM_VALIDASI"
    NOT_CLOSED = "BELUM_TUTUP"
    NOT_OPENED = "TIDAK_BUKA"


@dataclass(frozen=True, slots=True)
class Sessions:
    """The hari buka of one posyandu and month that began. `validated_on`: when the last one was."""

    opened: int = 0
    closed: int = 0
    validated: int = 0
    validated_on: date | None = None


def deadline(period: int, closing_day: int) -> date:
    """The last day on which the report of a month is in time.

    >>> deadline(24321, 5), deadline(24321, 0)
    (datetime.date(2026, 11, 5), datetime.date(2026, 11, 5))
    """
    day = closes_on(period, closing_day if closing_day != NEVER else DEADLINE_DAY)
    assert day is not None
    return day


def report_of(sessions: Sessions, until: date) -> Report:
    """In time when every session that began was closed and validated by the deadline (04 §5.8)."""
    if not sessions.opened:
        return Report.NOT_OPENED
    if sessions.closed < sessions.opened:
        return Report.NOT_CLOSED
    if sessions.validated < sessions.opened or sessions.validated_on is None:
        return Report.NOT_VALIDATED
    return Report.IN_TIME if sessions.validated_on <= until else Report.LATE


SILENT_MONTHS = 2
"""Months in a row without a hari buka after which a posyandu is called silent [project rule]."""


def silent_months(opened: Sequence[bool]) -> int:
    """How many months in a row, up to the last, had no hari buka.

    >>> silent_months([True, False, False]), silent_months([False, True]), silent_months([])
    (2, 0, 0)
    """
    silent = 0
    for is_open in reversed(opened):
        if is_open:
            break
        silent += 1
    return silent


# --- digits -------------------------------------------------------------------------------------------

FEWEST_DIGITS = 50
"""Fewer measures say nothing about digits [project rule]."""
CHI_SQUARE_1_PERCENT = Fraction("21.666")
"""Chi-square with 9 degrees of freedom is above this in one of a hundred honest series (standard table)."""
WATCH_MYERS, BAD_MYERS = 10, 20
"""Percent of measures on the wrong digit [project rule, after the classes of the SMART check]."""


def myers(counts: Sequence[int]) -> Fraction | None:
    """Least share of measures, in percent, that would have to end in another digit to make all ten equal.

    ½ Σ |share of digit − 10 %|: 0 for no preference, 90 when every measure ends in one digit. Source: Myers'
    index; the "index of dissimilarity" of WHO/UNICEF, Recommendations for anthropometric data (2019).

    >>> myers([10] * 10), myers([100, *[0] * 9]), myers([0] * 10)
    (Fraction(0, 1), Fraction(90, 1), None)
    """
    n = sum(counts)
    if not n:
        return None
    return Fraction(5 * sum(abs(DIGITS * count - n) for count in counts), n)


def heaping(counts: Sequence[int]) -> Fraction | None:
    """Measures that end in 0 or 5, in percent of what is expected: 100 for none, 500 when all do.

    Source: Whipple's index, applied to the last digit of a measure.

    >>> heaping([10] * 10), heaping([5, 0, 0, 0, 0, 5, 0, 0, 0, 0])
    (Fraction(100, 1), Fraction(500, 1))
    """
    n = sum(counts)
    return 500 * Fraction(counts[0] + counts[5], n) if n else None


def chi_square(counts: Sequence[int]) -> Fraction:
    """Pearson's statistic against ten equal digits."""
    n = sum(counts)
    return Fraction(sum((DIGITS * count - n) ** 2 for count in counts), DIGITS * n) if n else Fraction(0)


def digit_level(counts: Sequence[int]) -> Level:
    """Whether digits are preferred: only when chance alone would hardly do it."""
    index = myers(counts)
    if index is None or sum(counts) < FEWEST_DIGITS:
        return Level.UNKNOWN
    if chi_square(counts) <= CHI_SQUARE_1_PERCENT or index < WATCH_MYERS:
        return Level.GOOD
    return Level.BAD if index >= BAD_MYERS else Level.WATCH


# --- copied values ------------------------------------------------------------------------------------

FEWEST_PAIRS = 20
"""Fewer pairs say nothing about copying [project rule]."""
WATCH_COPIED, BAD_COPIED = 5, 10
"""Percent of pairs that are equal beyond expectation [project rule]."""
SURE_FROM = 9
"""Square of the number of standard deviations that chance is given: three [project rule]."""


@dataclass(frozen=True, slots=True)
class Pairs:
    """Children weighed in this and in the last month.

    `equal`: exactly the same weight twice. `near`: 0,1 kg more or less.
    """

    pairs: int = 0
    equal: int = 0
    near: int = 0

    @property
    def expected(self) -> Fraction:
        """How many equal weights there would be if none was copied: as many as rose, or fell, by 0,1 kg.

        Changes of weight spread smoothly around their mean, so no change at all is about as frequent as a
        change by the next step of the scale to either side [project rule]. It needs no other posyandu to
        compare with, and on a scale that reads finer than 0,1 kg it expects too many, so it accuses nobody.
        """
        return Fraction(self.near, 2)


def copied(found: Pairs) -> Fraction | None:
    """Copied-value index: percent of pairs that are equal beyond what is expected; never below 0.

    >>> copied(Pairs(pairs=40, equal=12, near=8)), copied(Pairs(pairs=40, equal=3, near=8)), copied(Pairs())
    (Fraction(20, 1), Fraction(0, 1), None)
    """
    if not found.pairs:
        return None
    return max(Fraction(0), 100 * (found.equal - found.expected) / found.pairs)


def copied_level(found: Pairs) -> Level:
    """Whether weights seem copied: the excess is large, and more than three standard deviations.

    Without copying, equal − expected varies with 3/2 of the expected number (Poisson counts).
    """
    index = copied(found)
    if index is None or found.pairs < FEWEST_PAIRS:
        return Level.UNKNOWN
    excess = found.equal - found.expected
    spread = max(Fraction(3, 2) * found.expected, Fraction(1))
    if index < WATCH_COPIED or excess**2 <= SURE_FROM * spread:
        return Level.GOOD
    return Level.BAD if index >= BAD_COPIED else Level.WATCH


# --- impossible values --------------------------------------------------------------------------------

MOST_FLAGGED = 1
"""Percent of children outside WHO's flags above which measuring is called poor (WHO/UNICEF 2019)."""


def flagged_level(flagged: int, measured: int, waiting: int) -> Level:
    """Implausible z-scores among the measured; `waiting`: those that nobody has confirmed or corrected."""
    if not measured:
        return Level.UNKNOWN
    if 100 * flagged <= MOST_FLAGGED * measured:
        return Level.WATCH if waiting else Level.GOOD
    return Level.BAD if waiting else Level.WATCH


# --- identity -----------------------------------------------------------------------------------------

NIK_TARGET = 95
"""Percent of people with a NIK (04 §5.8 `ILP-NIK`)."""


def nik_level(people: int, without: int) -> Level:
    """How complete the NIK are; half of what is missing to the target is a warning [project rule]."""
    if not people:
        return Level.UNKNOWN
    if 100 * (people - without) >= NIK_TARGET * people:
        return Level.GOOD
    return Level.WATCH if 100 * (people - without) >= (2 * NIK_TARGET - 100) * people else Level.BAD
