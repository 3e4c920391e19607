"""How many children per second the growth rules assess, on one core."""

from time import process_time
from typing import Any

import numpy as np

from posyandu.rules.growth import assess
from posyandu.rules.growth_batch import assess_batch

SINGLE_CHILDREN, SINGLE_ROUNDS = 10_000, 20
BATCH_CHILDREN, BATCH_ROUNDS = 1_000_000, 3


def measure_zscore() -> dict[str, float]:
    """Children per second of processor time with weight, length and position, best of several rounds.

    Returns ``batch_per_second`` (numpy, one million children) and ``single_per_second`` (plain Python).
    """
    batch = _children(BATCH_CHILDREN)
    rows = list(_rows(_children(SINGLE_CHILDREN)))
    return {
        "batch_per_second": BATCH_CHILDREN / min(_batch_seconds(batch) for _ in range(BATCH_ROUNDS)),
        "single_per_second": SINGLE_CHILDREN / min(_single_seconds(rows) for _ in range(SINGLE_ROUNDS)),
    }


def _children(count: int) -> dict[str, Any]:
    """Children under five near the median: the z-scores spread like those of a real village."""
    chance = np.random.default_rng(2020)
    days = chance.integers(0, 1827, count)
    length = 50 + 58 * np.sqrt(days / 1826) + chance.normal(0, 3, count)
    weight = 3.4 + 14.5 * (days / 1826) ** 0.6 + chance.normal(0, 1.0, count)
    return {
        "is_girl": chance.random(count) < 0.5,
        "age_days": days.astype(float),
        "weight_kg": np.round(np.maximum(weight, 1.5), 2),
        "length_cm": np.round(length, 1),
        "position": np.where(days < 731, 1, 2).astype(np.int8),
    }


def _rows(children: dict[str, Any]) -> Any:
    positions = [None, "TELENTANG", "BERDIRI"]
    for girl, days, weight, length, position in zip(
        *(column.tolist() for column in children.values()), strict=True
    ):
        yield "P" if girl else "L", int(days), weight, length, positions[position]


def _single_seconds(rows: list[tuple[str, int, float, float, str | None]]) -> float:
    started = process_time()
    for sex, days, weight, length, position in rows:
        assess(sex, days, weight_kg=weight, length_cm=length, position=position)
    return process_time() - started


def _batch_seconds(children: dict[str, Any]) -> float:
    started = process_time()
    assess_batch(**children)
    return process_time() - started


if __name__ == "__main__":
    for name, value in measure_zscore().items():
        print(f"{name}: {value:,.0f}")
