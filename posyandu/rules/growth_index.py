"""What a growth result is made of, and the z-score formula of one index.

Source of the formulas: WHO Child Growth Standards, methods and development; domain file 02a §2 and §2.1.
"""

from enum import StrEnum
from math import exp, log
from typing import NamedTuple

from ilp.base.numbers import NEAR_TIE, half_up
from posyandu.rules.growth_tables import Row

DAYS_PER_MONTH = 30.4375
"""02a §2.1: an age in months is days / 30.4375."""


class Position(StrEnum):
    """How length was measured (`cara_ukur`)."""

    LYING = "TELENTANG"
    STANDING = "BERDIRI"


class Standard(StrEnum):
    """Which reference applies at an age (02a §2.1, row "Day 1826")."""

    WHO_2006 = "WHO_2006"
    WHO_2007 = "WHO_2007"


class Missing(StrEnum):
    """Why an index has no z. Where several hold, the first in this order is given."""

    NOT_MEASURED = "TIDAK_DIUKUR"
    NOT_POSITIVE = "UKURAN_TIDAK_SAH"
    OEDEMA = "EDEMA"
    AGE_UNKNOWN = "UMUR_TIDAK_DIKETAHUI"
    AGE_OUTSIDE_TABLE = "UMUR_DI_LUAR_TABEL"
    LENGTH_OUTSIDE_TABLE = "TINGGI_DI_LUAR_TABEL"


class Index(NamedTuple):
    """One z-score. ``z`` is stored, ``z_rounded`` (2 decimals, half up) is flagged and classified."""

    z: float | None
    z_rounded: float | None
    is_flagged: bool
    """Outside the WHO plausibility range: show, refer, but ask to measure again (02 §6.2)."""
    missing: Missing | None


# Indices without z are the same six objects every time. Names: a look-up by enum costs as much as a z.
NOT_MEASURED, NOT_POSITIVE, OEDEMA, AGE_UNKNOWN, AGE_OUTSIDE_TABLE, LENGTH_OUTSIDE_TABLE = (
    Index(None, None, False, reason) for reason in Missing
)


_new_tuple = tuple.__new__  # Index(...) by the shorter way; a third of the time of an index otherwise
CLEAR = 0.5 - NEAR_TIE  # so near to a whole number there is no tie to decide
WHOLE = 1.5 * 2.0**52  # added and taken away again it leaves the nearest whole number, sooner than a call


def z_score(y: float, row: Row) -> float:
    """z by the LMS formula, without extension: ((y/M)^L - 1) / (L·S), for L = 0 ln(y/M) / S. 02a §2.

    >>> round(z_score(9.6, (0.0645, 9.6460, 0.10925)), 3)
    -0.044
    """
    power, median, variation = row
    if power:
        return float(((y / median) ** power - 1.0) / (power * variation))
    return log(y / median) / variation


def value_at(z: float, row: Row) -> float:
    """The measure that lies z standard deviations from the median: M·(1 + L·S·z)^(1/L). 02a §2."""
    power, median, variation = row
    if power:
        return float(median * (1.0 + power * variation * z) ** (1.0 / power))
    return median * exp(variation * z)


def extended(z: float, y: float, row: Row) -> float:
    """Beyond ±3 SD: count on in steps as wide as the one from 2 to 3 SD. 02a §2 and §2.1.

    The formula itself is never used out there, because a skewed curve makes it grow without measure.
    """
    if z > 3.0:
        at_3 = value_at(3.0, row)
        return 3.0 + (y - at_3) / (at_3 - value_at(2.0, row))
    if z < -3.0:
        at_minus_3 = value_at(-3.0, row)
        return -3.0 + (y - at_minus_3) / (value_at(-2.0, row) - at_minus_3)
    return z


def index_of(y: float, row: Row, plausible: tuple[float, float], extends: bool = True) -> Index:
    """z, rounded z and WHO flag of one measure; ``plausible``, never narrower than ±3, is not flagged."""
    power, median, variation = row
    # z_score and half_up written out: this is the innermost step of every assessment.
    try:
        z = ((y / median) ** power - 1.0) / (power * variation)
    except ZeroDivisionError:
        z = log(y / median) / variation
    if -3.0 <= z <= 3.0:
        hundredths = z * 100.0
        whole = hundredths + WHOLE - WHOLE
        rounded = whole / 100.0 if abs(hundredths - whole) < CLEAR else half_up(z, 2)
        return _new_tuple(Index, (z, rounded, False, None))
    if extends:
        z = extended(z, y, row)
    rounded = half_up(z, 2)
    return Index(z, rounded, not plausible[0] <= rounded <= plausible[1], None)


def between(rows: list[Row], place: int, fraction: float) -> Row:
    """L, M and S linearly interpolated between two neighbouring rows (02a §2: lengths, 5-19 years)."""
    row = rows[place]
    if not fraction:
        return row
    (power, median, variation), (power_up, median_up, variation_up) = row, rows[place + 1]
    return (
        power + (power_up - power) * fraction,
        median + (median_up - median) * fraction,
        variation + (variation_up - variation) * fraction,
    )
