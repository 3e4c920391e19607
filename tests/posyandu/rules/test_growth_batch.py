"""Twenty thousand random children: single, batch and a slow obvious computation agree on every number."""

import math
from collections.abc import Iterable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import numpy as np
import pytest

from posyandu.rules.growth import INDEX_NAMES, Growth, assess
from posyandu.rules.growth_arrays import REASONS, Floats
from posyandu.rules.growth_batch import assess_batch
from posyandu.rules.growth_tables import Row, growth_tables

COUNT = 20_000
SLOW_COUNT = 3_000
POSITIONS = (None, "TELENTANG", "BERDIRI")

# The arguments of assess_batch by name; their dtypes differ.
Columns = dict[str, Any]


def _sometimes(
    chance: np.random.Generator, values: Floats, share: float = 0.1, otherwise: float = np.nan
) -> Floats:
    return np.where(chance.random(COUNT) < share, otherwise, values)


@pytest.fixture(scope="module")
def children() -> Columns:
    """Ages to 19.5 years in days or months, measures from absurd to usual, and gaps in every column."""
    chance = np.random.default_rng(731)
    age = np.where(
        chance.random(COUNT) < 0.75, chance.integers(0, 1840, COUNT), chance.integers(0, 7100, COUNT)
    )
    age = np.where(chance.random(COUNT) < 0.1, chance.uniform(0, 234, COUNT).round(2) * 30.4375, age)
    years = np.nan_to_num(age) / 365.25
    length = (50 + 25 * years**0.6 + 2.5 * years) * chance.normal(1, 0.08, COUNT)
    weight = 3.3 * (length / 50) ** 2.4 * chance.normal(1, 0.2, COUNT)
    return {
        "is_girl": chance.random(COUNT) < 0.5,
        "age_days": _sometimes(chance, age, 0.03),
        "weight_kg": _sometimes(chance, _sometimes(chance, weight.round(2), 0.01, 0.0)),
        "length_cm": _sometimes(chance, _sometimes(chance, length.round(1), 0.01, -1.0)),
        "position": chance.integers(0, 3, COUNT).astype(np.int8),
        "head_cm": _sometimes(chance, chance.normal(45, 5, COUNT).round(1), 0.3),
        "muac_cm": _sometimes(chance, chance.normal(14, 2, COUNT).round(1), 0.3),
        "oedema": chance.random(COUNT) < 0.03,
    }


@pytest.fixture(scope="module")
def single(children: Columns) -> list[Growth]:
    def optional(value: float) -> float | None:
        return None if math.isnan(value) else value

    columns = zip(*(column.tolist() for column in children.values()), strict=True)
    return [
        assess(
            "P" if girl else "L",
            optional(age),
            weight_kg=optional(weight),
            length_cm=optional(length),
            position=POSITIONS[position],
            head_cm=optional(head),
            muac_cm=optional(muac),
            oedema=oedema,
        )
        for girl, age, weight, length, position, head, muac, oedema in columns
    ]


def test_the_batch_equals_the_single_rule_in_every_z_flag_and_reason(
    children: Columns, single: list[Growth]
) -> None:
    batch = assess_batch(**children)
    for name in INDEX_NAMES:
        arrays, expected = getattr(batch, name), [growth.indices[name] for growth in single]
        assert [REASONS[code] for code in arrays.missing] == [index.missing for index in expected], name
        assert arrays.is_flagged.tolist() == [index.is_flagged for index in expected], name
        np.testing.assert_array_equal(arrays.z_rounded, _floats(index.z_rounded for index in expected))
        np.testing.assert_allclose(arrays.z, _floats(index.z for index in expected), rtol=1e-10, atol=1e-10)
    for name in ("position_assumed", "standing_too_young"):
        assert getattr(batch, name).tolist() == [getattr(growth, name) for growth in single]
    for name in ("corrected_length_cm", "bmi"):
        np.testing.assert_array_equal(
            getattr(batch, name), _floats(getattr(growth, name) for growth in single)
        )


def test_the_random_children_reach_every_reason_and_both_extensions(single: list[Growth]) -> None:
    indices = [index for growth in single for index in growth.indices.values()]
    assert {index.missing for index in indices} == set(REASONS)
    assert any(index.z is not None and index.z > 3 for index in indices)
    assert any(index.z is not None and index.z < -3 for index in indices)
    assert any(index.is_flagged for index in indices)


def _floats(values: Iterable[float | None]) -> Floats:
    return np.array([math.nan if value is None else value for value in values])


# The second computation: Decimal, straight from 02a §2 and §2.1, sharing nothing but the published rows.


def _slow_z(y: Decimal, rows: Sequence[Row], at: Decimal, extends: bool) -> Decimal:
    """LMS at a Decimal key, interpolated, with 28 digits."""
    low = int(at)
    share = at - low
    here = [Decimal(repr(cell)) for cell in rows[low]]
    if share:
        here = [a + (Decimal(repr(b)) - a) * share for a, b in zip(here, rows[low + 1], strict=True)]
    power, median, variation = here

    def sd(k: int) -> Decimal:
        return median * (1 + power * variation * k) ** (1 / power)

    z = ((y / median) ** power - 1) / (power * variation)
    if extends and z > 3:
        return 3 + (y - sd(3)) / (sd(3) - sd(2))
    if extends and z < -3:
        return -3 + (y - sd(-3)) / (sd(-2) - sd(-3))
    return z


def _slow_under_five(
    girl: bool, days: int, weight: Decimal, length: Decimal, position: int, head: Decimal
) -> dict[str, Decimal | None]:
    sex, tables = "P" if girl else "L", growth_tables()
    if position == 2 and 274 <= days < 731:
        length += Decimal("0.7")
    if position == 1 and days >= 731:
        length -= Decimal("0.7")
    bmi = weight / (length / 100) ** 2
    day = Decimal(days)
    table = tables.weight_for_length if days < 731 else tables.weight_for_height
    millimetre = length * 10 - table.first
    inside = 0 <= millimetre <= table.last - table.first
    return {
        "weight_for_age": _slow_z(weight, tables.weight_for_age.rows[sex], day, True),
        "length_for_age": _slow_z(length, tables.length_for_age.rows[sex], day, False),
        "weight_for_length": _slow_z(weight, table.rows[sex], millimetre, True) if inside else None,
        "bmi_for_age": _slow_z(bmi, tables.bmi_for_age.rows[sex], day, True),
        "head_for_age": _slow_z(head, tables.head_for_age.rows[sex], day, True),
    }


def test_a_slow_decimal_computation_agrees() -> None:
    chance = np.random.default_rng(87)
    for _ in range(SLOW_COUNT):
        girl, days, position = (
            bool(chance.random() < 0.5),
            int(chance.integers(0, 1827)),
            int(chance.integers(0, 3)),
        )
        length = Decimal(f"{chance.uniform(44, 122):.2f}")
        weight, head = Decimal(f"{chance.uniform(1.5, 30):.2f}"), Decimal(f"{chance.uniform(30, 55):.1f}")
        growth = assess(
            "P" if girl else "L",
            days,
            weight_kg=weight,
            length_cm=length,
            position=POSITIONS[position],
            head_cm=head,
        )
        for name, slow in _slow_under_five(girl, days, weight, length, position, head).items():
            index = growth.indices[name]
            assert (index.z is None) == (slow is None), name
            if slow is not None:
                assert index.z == pytest.approx(float(slow), abs=1e-9), name
                paper = slow.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
                assert index.z_rounded == float(paper), name


def test_it_refuses_a_negative_age_and_columns_of_different_length() -> None:
    girls = np.array([True, False])
    with pytest.raises(ValueError, match="row 1"):
        assess_batch(girls, np.array([3.0, -1.0]))
    with pytest.raises(ValueError, match="same length"):
        assess_batch(girls, np.array([3.0, 4.0]), weight_kg=np.array([3.0]))
    with pytest.raises(ValueError, match="position"):
        assess_batch(girls, np.array([3.0, 4.0]), position=np.array([0, 3], np.int8))
