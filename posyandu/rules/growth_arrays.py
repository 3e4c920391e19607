"""The formulas of ``growth_index`` on numpy arrays, step by step in the same order, so results are equal."""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ilp.base.numbers import LARGEST_FAST, NEAR_TIE, half_up
from posyandu.rules.growth_index import Missing
from posyandu.rules.growth_tables import growth_tables
from posyandu.rules.ruleset import Range

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Codes = NDArray[np.int8]
Places = NDArray[np.int64]

# A code of a ``missing`` array is the place of its reason in this tuple; 0 means that there is a z.
REASONS: tuple[Missing | None, ...] = (None, *Missing)
NOT_MEASURED, NOT_POSITIVE, OEDEMA, AGE_UNKNOWN, AGE_OUTSIDE_TABLE, LENGTH_OUTSIDE_TABLE = range(
    1, len(REASONS)
)


class IndexArrays(NamedTuple):
    """One index of n children. NaN in ``z`` and ``z_rounded`` where ``missing`` is not 0."""

    z: Floats
    z_rounded: Floats
    is_flagged: Bools
    missing: Codes
    """Place in ``REASONS``."""


class Rows(NamedTuple):
    """L, M and S of n children."""

    power: Floats
    median: Floats
    variation: Floats

    def of(self, rows: Places) -> "Rows":
        """The same for some of the children."""
        return Rows(self.power[rows], self.median[rows], self.variation[rows])


@cache
def table_columns(*names: str) -> Rows:
    """The rows of these tables one after the other, in each table boys before girls."""
    tables = growth_tables()._asdict()
    cells = np.array([row for name in names for sex in "LP" for row in tables[name].rows[sex]])
    return Rows(*(np.ascontiguousarray(column) for column in cells.T))


def rows_between(columns: Rows, places: Places, fraction: Floats) -> Rows:
    """L, M and S interpolated between a row and the next; a fraction of zero never looks at the next one."""
    here = columns.of(places)
    if not fraction.any():
        return here
    above = columns.of(places + (fraction > 0))
    return Rows(*(low + (high - low) * fraction for low, high in zip(here, above, strict=True)))


def index_arrays(
    y: Floats, rows: Rows, plausible: Range, missing: Codes, *, is_linear: bool = False
) -> IndexArrays:
    """z, rounded z and flag of n measures; where ``missing`` is set, y and rows may hold anything.

    is_linear: L is 1 in the whole table (length and head), so power and extension change nothing or are
    not wanted (02a §2.1).
    """
    ratio = y / rows.median
    if is_linear:
        z = (ratio - 1.0) / rows.variation
    else:
        z = (np.power(ratio, rows.power) - 1.0) / (rows.power * rows.variation)
        flat = np.flatnonzero(rows.power == 0)
        z[flat] = np.log(ratio[flat]) / rows.variation[flat]
    if missing.any():
        z[missing != 0] = np.nan
    if not is_linear:
        _extend(z, y, rows)
    rounded = round_half_up(z)
    return IndexArrays(z, rounded, (rounded < plausible[0]) | (rounded > plausible[1]), missing)


def _extend(z: Floats, y: Floats, rows: Rows) -> None:
    for side in (1.0, -1.0):
        far = np.flatnonzero(z * side > 3.0)
        if far.size:
            there = rows.of(far)
            at_3, at_2 = _value_at(3.0 * side, there), _value_at(2.0 * side, there)
            step = at_3 - at_2 if side > 0 else at_2 - at_3
            z[far] = 3.0 * side + (y[far] - at_3) / step


def _value_at(z: float, rows: Rows) -> Floats:
    value: Floats = rows.median * np.power(1.0 + rows.power * rows.variation * z, 1.0 / rows.power)
    flat = np.flatnonzero(rows.power == 0)
    value[flat] = rows.median[flat] * np.exp(rows.variation[flat] * z)
    return value


def round_half_up(z: Floats) -> Floats:
    """Two decimals, a tie away from zero, as ``ilp.base.numbers.half_up``; NaN stays NaN."""
    hundredths = np.abs(z) * 100.0
    rounded: Floats = np.copysign(np.floor(hundredths + 0.5) / 100.0, z) + 0.0
    near_tie = np.abs(hundredths - np.rint(hundredths)) > 0.5 - NEAR_TIE
    for place in np.flatnonzero(near_tie | (hundredths > LARGEST_FAST)):
        rounded[place] = half_up(float(z[place]), 2)
    return rounded
