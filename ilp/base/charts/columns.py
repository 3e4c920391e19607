"""Upright bars in the cells of a table, each over its own numbers, with one target line through all.

A cell is as wide as the table makes it, so across everything is a percent of the cell and down it is pixels.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ilp.base import words
from ilp.base.charts.ranks import Bar
from ilp.base.charts.shapes import short, ticks, with_unit

COLUMN_TOP, COLUMN_FLOOR, COLUMN_HEIGHT = 22.0, 222.0, 226
# A number of the axis so near the target's would lie upon it.
TOO_NEAR = 15.0


@dataclass(frozen=True, slots=True)
class Upright:
    """One bar with its number above it; no `height` where there is no number."""

    bar: Bar
    y: str
    height: str
    text: str
    text_y: str
    fill: str


@dataclass(frozen=True, slots=True)
class Level:
    """A line of the axis; `share` of the height of the drawing. No `text` where the target's stands."""

    share: float
    y: str
    text: str


@dataclass(frozen=True, slots=True)
class Columns:
    """The bars from left to right, the lines behind them and the target in front."""

    height: int
    bars: tuple[Upright, ...]
    grid: tuple[Level, ...]
    target: float | None
    target_y: str
    target_text: str
    target_text_y: str
    top: float


def columns(
    bars: Sequence[Bar],
    *,
    target: float | None = None,
    high: float | None = 100.0,
    unit: str = "%",
    places: int = 1,
) -> Columns:
    """Draw the bars; the axis goes to `high`, or 5 beyond the highest bar (04 §3.3).

    :param high: None: as high as the numbers, for counts.
    """
    top = axis_top([bar.value for bar in bars], target, high)
    target_y = None if target is None else _down(target, top)
    return Columns(
        height=COLUMN_HEIGHT,
        bars=tuple(_upright(bar, top, unit, places) for bar in bars),
        grid=tuple(_line(tick, top, target_y, unit) for tick in ticks(top) if tick <= top),
        target=target,
        target_y="" if target_y is None else short(target_y),
        target_text=with_unit(target, unit, places) if target is not None else "",
        target_text_y="" if target_y is None else short(target_y + 4),
        top=top,
    )


def axis_top(values: Sequence[float | None], target: float | None, high: float | None) -> float:
    """Where the axis ends.

    >>> axis_top([53.6, None], 50.0, 100.0), axis_top([112.5], 50.0, 100.0), axis_top([3, 9], None, None)
    (100.0, 117.5, 10.0)
    """
    highest = max((value for value in (*values, target) if value is not None), default=0.0)
    if high is None:
        return ticks(max(highest, 1.0))[-1]
    return high if highest <= high else highest + 5


def _down(value: float, top: float) -> float:
    return COLUMN_FLOOR - value / top * (COLUMN_FLOOR - COLUMN_TOP)


def _upright(bar: Bar, top: float, unit: str, places: int) -> Upright:
    y = _down(max(bar.value or 0.0, 0.0), top)
    return Upright(
        bar=bar,
        y=short(y),
        height=short(COLUMN_FLOOR - y) if bar.value is not None else "",
        text=with_unit(bar.value, unit, places) if bar.value is not None else words.NONE,
        text_y=short(y - 6),
        fill="url(#p-total)" if bar.is_total else f"url(#p-{bar.kind})",
    )


def _line(tick: float, top: float, target_y: float | None, unit: str) -> Level:
    y = _down(tick, top)
    is_taken = target_y is not None and abs(y - target_y) < TOO_NEAR
    text = "" if is_taken else with_unit(tick, unit, 0 if tick == int(tick) else 1)
    return Level(tick / top, short(y), text)
