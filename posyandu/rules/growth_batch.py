"""Z-scores of many children at once: the rules of ``growth`` on numpy arrays, for surveys and rebuilds.

Every z, flag and reason equals that of ``growth.assess``; a test compares them. Source: 02a §2 and §2.1.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from posyandu.rules.growth import (
    CORRECTION_MCM,
    HEIGHT_FROM_DAY,
    INDEX_NAMES,
    LENGTH_TABLE_BELOW_MCM,
    MCM_PER_CM,
    SMALLEST_MEASURE,
    STANDING_FROM_DAYS,
    UNDER_FIVE_BEFORE_DAYS,
)
from posyandu.rules.growth_arrays import (
    AGE_OUTSIDE_TABLE,
    AGE_UNKNOWN,
    LENGTH_OUTSIDE_TABLE,
    NOT_MEASURED,
    NOT_POSITIVE,
    OEDEMA,
    Bools,
    Codes,
    Floats,
    IndexArrays,
    Places,
    index_arrays,
    rows_between,
    table_columns,
)
from posyandu.rules.growth_index import DAYS_PER_MONTH
from posyandu.rules.growth_tables import growth_tables
from posyandu.rules.ruleset import DEFAULT, Range, RuleSet

UNKNOWN, LYING, STANDING = 0, 1, 2
"""Codes of the ``position`` array."""

# Children taken at once: their columns stay in the processor's cache.
CHUNK = 8192


class GrowthArrays(NamedTuple):
    """Columns of n children; the meaning of each is that of ``growth.Growth``. NaN: no value."""

    corrected_length_cm: Floats
    bmi: Floats
    position_assumed: Bools
    standing_too_young: Bools
    weight_for_age: IndexArrays
    length_for_age: IndexArrays
    weight_for_length: IndexArrays
    bmi_for_age: IndexArrays
    head_for_age: IndexArrays
    muac_for_age: IndexArrays


class _Children(NamedTuple):
    """Part of the columns, read: measures as numbers, and the reason why one cannot be used (0: it can)."""

    girl: Bools
    age: Floats
    position: Codes
    weight: Floats
    mcm: Floats
    bmi: Floats
    head: Floats
    muac: Floats
    no_weight: Codes
    no_length: Codes
    no_bmi: Codes
    no_head: Codes
    no_muac: Codes

    def some(self, which: Places) -> "_Children":
        columns: Iterable[Any] = self
        return _Children(*(column[which] for column in columns))


def assess_batch(
    is_girl: Bools,
    age_days: Floats,
    *,
    weight_kg: Floats | None = None,
    length_cm: Floats | None = None,
    position: Codes | None = None,
    head_cm: Floats | None = None,
    muac_cm: Floats | None = None,
    oedema: Bools | None = None,
    ruleset: RuleSet = DEFAULT,
) -> GrowthArrays:
    """Every index of n children. All arrays have shape (n,); a column left out was not measured.

    age_days: days, NaN when unknown. weight in kg, lengths in cm, NaN when not measured.
    position: UNKNOWN, LYING or STANDING. Source: 02a §2 and §2.1.

    Raises ValueError for an age below zero, an unknown position or columns of different length.
    """
    count = len(age_days)
    nothing = np.full(count, np.nan)
    columns = [
        is_girl,
        np.asarray(age_days, np.float64),
        np.zeros(count, np.int8) if position is None else position,
        nothing if weight_kg is None else weight_kg,
        nothing if length_cm is None else length_cm,
        nothing if head_cm is None else head_cm,
        nothing if muac_cm is None else muac_cm,
        np.zeros(count, np.bool_) if oedema is None else oedema,
    ]
    _refuse_nonsense(columns)
    result = _empty(count)
    with np.errstate(invalid="ignore", divide="ignore", over="ignore"):
        for start in range(0, count, CHUNK):
            part = slice(start, start + CHUNK)
            _assess_part([column[part] for column in columns], result, start, ruleset)
    return result


def _refuse_nonsense(columns: list[Any]) -> None:
    age_days, position = columns[1], columns[2]
    if any(column.shape != age_days.shape for column in columns):
        raise ValueError("all columns must have the same length")
    if (age_days < 0).any():
        raise ValueError(f"age_days is below zero in row {int(np.argmax(age_days < 0))}")
    if not ((position >= UNKNOWN) & (position <= STANDING)).all():
        raise ValueError("position must be UNKNOWN (0), LYING (1) or STANDING (2)")


def _empty(count: int) -> GrowthArrays:
    def index() -> IndexArrays:
        return IndexArrays(
            np.empty(count), np.empty(count), np.empty(count, np.bool_), np.empty(count, np.int8)
        )

    marks = np.empty(count, np.bool_), np.empty(count, np.bool_)
    return GrowthArrays(np.empty(count), np.empty(count), *marks, *(index() for _ in INDEX_NAMES))


def _assess_part(columns: list[Any], result: GrowthArrays, start: int, ruleset: RuleSet) -> None:
    children = _read_children(*columns)
    part = slice(start, start + len(children.age))
    has_length = children.no_length == 0
    result.corrected_length_cm[part] = np.where(has_length, children.mcm / MCM_PER_CM, np.nan)
    result.bmi[part] = children.bmi
    result.position_assumed[part] = has_length & (children.position == UNKNOWN)
    too_young = (children.position == STANDING) & (children.age < STANDING_FROM_DAYS)
    result.standing_too_young[part] = has_length & too_young

    under_five = children.age < UNDER_FIVE_BEFORE_DAYS
    if under_five.all():
        _store(result, part, _under_five(children, ruleset))
        return
    groups = (
        (under_five, _under_five),
        (children.age >= UNDER_FIVE_BEFORE_DAYS, _five_to_nineteen),
        (np.isnan(children.age), _at_unknown_age),
    )
    for belongs, indices_of in groups:
        which = np.flatnonzero(belongs)
        if which.size:
            _store(result, start + which, indices_of(children.some(which), ruleset))


def _store(result: GrowthArrays, where: Any, indices: tuple[IndexArrays, ...]) -> None:
    targets: Iterable[Any] = result[4:]
    for target, index in zip(targets, indices, strict=True):
        for column, values in zip(target, index, strict=True):
            column[where] = values


def _reason(values: Floats) -> Codes:
    usable = (values >= SMALLEST_MEASURE) & (values < np.inf)
    if usable.all():
        return np.zeros(len(values), np.int8)
    return np.where(usable, 0, np.where(np.isnan(values), NOT_MEASURED, NOT_POSITIVE)).astype(np.int8)


def _read_children(
    girl: Bools,
    age: Floats,
    position: Codes,
    weight: Floats,
    length: Floats,
    head: Floats,
    muac: Floats,
    oedema: Bools,
) -> _Children:
    no_weight, no_length = _reason(weight), _reason(length)
    mcm = np.floor(length * MCM_PER_CM + 0.5)
    wants_height = age + 0.5 >= HEIGHT_FROM_DAY
    too_long = wants_height & (position == LYING)
    too_short = (age >= STANDING_FROM_DAYS) & ~wants_height & (position == STANDING)
    mcm += CORRECTION_MCM * (too_short.astype(np.float64) - too_long)
    no_length[(no_length == 0) & (mcm <= 0)] = NOT_POSITIVE

    # "Not measured" before "not positive": the smaller code of the two that is set.
    no_bmi = np.where((no_weight != 0) & (no_length != NOT_MEASURED), no_weight, no_length)
    metres = mcm / MCM_PER_CM / 100.0
    bmi = weight / (metres * metres)
    bmi[no_bmi != 0] = np.nan
    if oedema.any():
        no_weight[(no_weight == 0) & oedema] = OEDEMA
        no_bmi[(no_bmi == 0) & oedema] = OEDEMA
    no_head, no_muac = _reason(head), _reason(muac)
    return _Children(
        girl, age, position, weight, mcm, bmi, head, muac, no_weight, no_length, no_bmi, no_head, no_muac
    )


def _by_day(
    name: str,
    c: _Children,
    day: Places,
    y: Floats,
    plausible: Range,
    missing: Codes,
    *,
    is_linear: bool = False,
) -> IndexArrays:
    """An under-five index by day of age. Nothing measured at all costs nothing."""
    if missing.all():
        return _without_z(missing)
    table = growth_tables()._asdict()[name]
    if table.first:
        missing = np.where((missing == 0) & (day < table.first), AGE_OUTSIDE_TABLE, missing)
        day = np.maximum(day, table.first)
    places = day - table.first + c.girl * (table.last - table.first + 1)
    rows = table_columns(name).of(places)
    return index_arrays(y, rows, plausible, missing.astype(np.int8), is_linear=is_linear)


def _without_z(missing: Codes) -> IndexArrays:
    nothing = np.full(len(missing), np.nan)
    return IndexArrays(nothing, nothing, np.zeros(len(missing), np.bool_), missing)


def _under_five(c: _Children, ruleset: RuleSet) -> tuple[IndexArrays, ...]:
    plausible = ruleset.flags_under_five
    day = (c.age + 0.5).astype(np.int64)
    length = c.mcm / MCM_PER_CM
    return (
        _by_day("weight_for_age", c, day, c.weight, plausible.weight_for_age, c.no_weight),
        _by_day("length_for_age", c, day, length, plausible.length_for_age, c.no_length, is_linear=True),
        _weight_for_length(c, day < HEIGHT_FROM_DAY, ruleset),
        _by_day("bmi_for_age", c, day, c.bmi, plausible.bmi_for_age, c.no_bmi),
        _by_day("head_for_age", c, day, c.head, plausible.head_for_age, c.no_head, is_linear=True),
        _by_day("muac_for_age", c, day, c.muac, plausible.muac_for_age, c.no_muac),
    )


def _weight_for_length(c: _Children, by_length: Bools, ruleset: RuleSet) -> IndexArrays:
    tables = growth_tables()
    short, tall = tables.weight_for_length, tables.weight_for_height
    short_rows, tall_rows = short.last - short.first + 1, tall.last - tall.first + 1
    first = np.where(by_length, short.first * 100.0, tall.first * 100.0)
    last = np.where(by_length, short.last * 100.0, tall.last * 100.0)
    outside = ~((c.mcm >= first) & (c.mcm <= last))
    missing = np.where((c.no_bmi == 0) & outside, LENGTH_OUTSIDE_TABLE, c.no_bmi).astype(np.int8)

    from_first = np.where(outside, 0.0, c.mcm - first)
    whole = np.floor(from_first / 100.0)
    start = np.where(by_length, c.girl * short_rows, 2 * short_rows + c.girl * tall_rows)
    columns = table_columns("weight_for_length", "weight_for_height")
    rows = rows_between(columns, start + whole.astype(np.int64), (from_first - whole * 100.0) / 100.0)
    return index_arrays(c.weight, rows, ruleset.flags_under_five.weight_for_length, missing)


def _by_month(
    name: str, c: _Children, y: Floats, plausible: Range, missing: Codes, *, is_linear: bool = False
) -> IndexArrays:
    """An index of 5-19 years, interpolated between whole months."""
    table = growth_tables()._asdict()[name]
    months = c.age / DAYS_PER_MONTH
    missing = np.where((missing == 0) & (months > table.last), AGE_OUTSIDE_TABLE, missing).astype(np.int8)
    months = np.minimum(months, table.last)
    month = months.astype(np.int64)
    places = month - table.first + c.girl * (table.last - table.first + 1)
    rows = rows_between(table_columns(name), places, months - month)
    return index_arrays(y, rows, plausible, missing, is_linear=is_linear)


def _five_to_nineteen(c: _Children, ruleset: RuleSet) -> tuple[IndexArrays, ...]:
    plausible = ruleset.flags_5_19
    length = c.mcm / MCM_PER_CM
    return (
        _by_month("weight_for_age_5_10", c, c.weight, plausible.weight_for_age, c.no_weight),
        _by_month("height_for_age_5_19", c, length, plausible.height_for_age, c.no_length, is_linear=True),
        _without_z(_or(c.no_bmi, AGE_OUTSIDE_TABLE)),
        _by_month("bmi_for_age_5_19", c, c.bmi, plausible.bmi_for_age, c.no_bmi),
        _without_z(_or(c.no_head, AGE_OUTSIDE_TABLE)),
        _without_z(_or(c.no_muac, AGE_OUTSIDE_TABLE)),
    )


def _at_unknown_age(c: _Children, ruleset: RuleSet) -> tuple[IndexArrays, ...]:
    by_length = (c.position == LYING) | ((c.position == UNKNOWN) & (c.mcm < LENGTH_TABLE_BELOW_MCM))
    return (
        _without_z(_or(c.no_weight, AGE_UNKNOWN)),
        _without_z(_or(c.no_length, AGE_UNKNOWN)),
        _weight_for_length(c, by_length, ruleset),
        _without_z(_or(c.no_bmi, AGE_UNKNOWN)),
        _without_z(_or(c.no_head, AGE_UNKNOWN)),
        _without_z(_or(c.no_muac, AGE_UNKNOWN)),
    )


def _or(missing: Codes, otherwise: int) -> Codes:
    return np.where(missing == 0, otherwise, missing).astype(np.int8)
