"""What all charts share: marks, paths, round axis numbers.

Across, positions are percents of the width; down, they are pixels. So a chart fills a phone and a projector
without ever stretching a letter. Paths live in a layer 1000 units wide that alone is stretched.
Every coordinate is a finished string, because templates would write a decimal comma into it.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

from ilp.base import words

LAYER = 1000
Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Mark:
    """Something at a place: a label, a dot, a grid line. `x` like "12.5%", `y` like "40"."""

    x: str
    y: str
    text: str = ""
    anchor: str = "middle"
    look: str = ""


@dataclass(frozen=True, slots=True)
class Twin:
    """The same numbers as a table."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def key_of(title: str) -> str:
    """A name for the ids of one chart; two charts of one page need two titles."""
    return f"g{crc32(title.encode()):x}"


def ticks(high: float, low: float = 0.0, most: int = 5) -> list[float]:
    """Round numbers from at or below `low` to at or above `high`, about `most` steps of 1, 2, 2.5 or 5.

    >>> ticks(100), ticks(7)
    ([0.0, 20.0, 40.0, 60.0, 80.0, 100.0], [0.0, 2.0, 4.0, 6.0, 8.0])
    """
    span = max(high - low, 1e-9)
    rough = span / most
    scale = 10.0 ** math.floor(math.log10(rough))
    step = next(scale * factor for factor in (1, 2, 2.5, 5, 10) if scale * factor >= rough * 0.999999)
    first = math.floor(low / step + 1e-9)
    last = math.ceil(high / step - 1e-9)
    return [round(index * step, 10) for index in range(first, max(last, first + 1) + 1)]


def short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def percent_x(share: float) -> str:
    return f"{short(share * 100)}%"


def path_of(points: Sequence[Point | None]) -> str:
    """The path through points of the stretched layer; a None lifts the pen.

    >>> path_of([(0, 10), (500, 5.5), None, (1000, 1)])
    'M0 10L500 5.5M1000 1'
    """
    parts: list[str] = []
    pen = "M"
    for point in points:
        if point is None:
            pen = "M"
            continue
        parts.append(f"{pen}{short(point[0])} {short(point[1])}")
        pen = "L"
    return "".join(parts)


def across(index: int, count: int) -> float:
    # Half a step of room on both sides, so that the first and last label stand under their points.
    return (index + 0.5) / count if count else 0.5


def with_unit(value: float | None, unit: str, places: int) -> str:
    text = words.number(value, places)
    return text if value is None or not unit else f"{text}{words.NBSP}{unit}"
