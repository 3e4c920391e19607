"""How invented children grow: their own z-scores from month to month, and the measures that belong to them.

Height-for-age falls from -0.4 at birth to its lowest at 27 months and stays; weight-for-length is
N(-0.34, 1.15). Month-to-month correlation 0.95 and 0.85 [M]. The depth of the fall is found by bisection so
that the share below -2 SD is the routine figure of the district.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posyandu.demo.plan import Ints, Plan
from posyandu.rules.growth_arrays import Rows, table_columns
from posyandu.rules.growth_tables import growth_tables

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

HEIGHT_SD, HEIGHT_KEEPS = 1.2, 0.95
WEIGHT_MEAN, WEIGHT_SD, WEIGHT_KEEPS = -0.34, 1.15, 0.85
AT_BIRTH = -0.4
LOWEST_MONTH = 27.0
POSYANDU_SPREAD = 0.10
BIRTH_WEIGHT_KG, BIRTH_WEIGHT_SD = 3.10, 0.42
# Cut at the low end, so that 6.1 % are under 2.5 kg and not the 7.6 % of the whole normal.
BIRTH_WEIGHT_FROM_SD = -2.135
STUNTED_BELOW = -2.005  # z is rounded to two decimals before it is classified


def kept_series(
    rng: np.random.Generator, shape: tuple[int, int], keeps: float, sd: float, start: Floats | None = None
) -> NDArray[np.float32]:
    """A first-order series per child, shape (children, months), of constant standard deviation."""
    series = np.empty(shape, np.float32)
    now = rng.normal(0.0, sd, shape[0]) if start is None else start
    fresh = sd * (1 - keeps * keeps) ** 0.5
    for month in range(shape[1]):
        series[:, month] = now
        now = keeps * now + rng.normal(0.0, fresh, shape[0])
    return series


def height_deviation(
    plan: Plan, rng: np.random.Generator, posyandu: Ints, months: int
) -> NDArray[np.float32]:
    """What sets a child apart from the mean curve: kecamatan, posyandu, itself. Shape (children, months)."""
    codes = np.array([code[:8] for code in plan.desa_codes])
    kecamatan = np.unique(codes, return_inverse=True)[1][plan.posyandu_desa]
    spread = plan.district.kecamatan_spread
    place = rng.normal(0.0, spread, kecamatan.max() + 1)[kecamatan]
    place = place + rng.normal(0.0, POSYANDU_SPREAD, len(plan.posyandu_ids))
    own = (HEIGHT_SD**2 - spread**2 - POSYANDU_SPREAD**2) ** 0.5
    series = kept_series(rng, (len(posyandu), months), HEIGHT_KEEPS, own)
    shifted: NDArray[np.float32] = series + place[posyandu][:, None].astype(np.float32)
    return shifted


def fall(age_months: Floats) -> Floats:
    """Share of the whole fall reached at this age: 0 at birth, 1 from 27 months, a little less later."""
    reached = np.minimum(1.0, np.maximum(age_months, 0.0) / LOWEST_MONTH) ** 0.8
    recovered: Floats = np.clip((age_months - 36.0) / 240.0, 0.0, 0.1)
    return reached - recovered


def depth_for(share: float, deviation: Floats, age_months: Floats) -> float:
    """How deep the mean must fall for this share of the given children to lie below -2 SD.

    deviation, age_months: one entry per measured child.
    """
    if not len(deviation):
        return 0.5
    shape = fall(age_months)
    low, high = -3.0, 5.0
    for _ in range(40):
        middle = (low + high) / 2
        stunted = float(np.mean(AT_BIRTH - middle * shape + deviation < STUNTED_BELOW))
        low, high = (middle, high) if stunted < share else (low, middle)
    return (low + high) / 2


def birth_weights_g(rng: np.random.Generator, count: int) -> Ints:
    """Birth weights in grams, in steps of ten."""
    z = rng.normal(0.0, 1.0, count)
    while (low := z < BIRTH_WEIGHT_FROM_SD).any():
        z[low] = rng.normal(0.0, 1.0, int(low.sum()))
    grams = (BIRTH_WEIGHT_KG + BIRTH_WEIGHT_SD * z) * 1000
    written: Ints = np.clip(np.rint(grams / 10) * 10, 800, 5500).astype(np.int64)
    return written


def _rows(name: str, is_girl: Bools, place: Ints) -> Rows:
    tables = growth_tables()._asdict()
    length = len(tables[name].rows["L"])
    return table_columns(name).of(np.clip(place, 0, length - 1) + is_girl * length)


def _value(z: Floats, rows: Rows) -> Floats:
    inside = np.maximum(1.0 + rows.power * rows.variation * z, 0.05)
    value: Floats = rows.median * np.power(inside, 1.0 / np.where(rows.power == 0, 1.0, rows.power))
    return np.where(rows.power == 0, rows.median * np.exp(rows.variation * z), value)


def length_cm(is_girl: Bools, days: Ints, z: Floats) -> Floats:
    """True length (height from 731 days) of children with this height-for-age z."""
    return _value(z, _rows("length_for_age", is_girl, days))


def weight_kg(is_girl: Bools, days: Ints, length: Floats, z: Floats) -> Floats:
    """True weight of children with this weight-for-length z; below the table by the cube of the length."""
    tables = growth_tables()
    weights = np.empty(len(length))
    for name, chosen in (("weight_for_length", days < 731), ("weight_for_height", days >= 731)):
        table = tables._asdict()[name]
        mm = np.rint(length[chosen] * 10).astype(np.int64)
        known = np.clip(mm, table.first, table.last)
        value = _value(z[chosen], _rows(name, is_girl[chosen], known - table.first))
        weights[chosen] = value * (mm / known) ** 3
    return weights


def head_cm(is_girl: Bools, days: Ints, z: Floats) -> Floats:
    """Head circumference of children with this head-for-age z."""
    return _value(z, _rows("head_for_age", is_girl, days))


def muac_cm(is_girl: Bools, days: Ints, z: Floats) -> Floats:
    """Arm circumference of children with this arm-for-age z; the table begins at three months."""
    return _value(z, _rows("muac_for_age", is_girl, days - growth_tables().muac_for_age.first))
