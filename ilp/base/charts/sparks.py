"""A trend without axes, for tiles and table cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from django.utils.safestring import SafeString, mark_safe

from ilp.base.charts.shapes import LAYER, Mark, across, path_of, percent_x, short

SPARK_TOP, SPARK_FLOOR, SPARK_HEIGHT = 4.0, 32.0, 36


@dataclass(frozen=True, slots=True)
class Spark:
    """A trend without axes; its numbers stand elsewhere on the page, and in `label`."""

    label: str
    line: str
    target_y: str = ""
    dot: Mark | None = None


def sparkline(values: Sequence[float | None], *, target: float | None = None, label: str = "") -> Spark:
    """A small line of `values`; None breaks it. `label` says in words what it shows."""
    numbers = [value for value in (*values, target) if value is not None]
    high, low = max(numbers, default=1.0), min(numbers, default=0.0)
    span = (high - low) or 1.0

    def down(value: float) -> float:
        return SPARK_FLOOR - (value - low) / span * (SPARK_FLOOR - SPARK_TOP)

    spots = [
        None if value is None else (across(index, len(values)) * LAYER, down(value))
        for index, value in enumerate(values)
    ]
    last = next((spot for spot in reversed(spots) if spot), None)
    return Spark(
        label=label,
        line=path_of(spots),
        target_y=short(down(target)) if target is not None else "",
        dot=Mark(percent_x(last[0] / LAYER), short(last[1])) if last else None,
    )


def sparkline_svg(spark: Spark) -> SafeString:
    """The sparkline as SVG, for tiles and table cells."""
    y = spark.target_y
    goal = f'<line class="target-line" x1="0" x2="100%" y1="{y}" y2="{y}"/>' if y else ""
    dot = f'<circle cx="{spark.dot.x}" cy="{spark.dot.y}" r="3.5"/>' if spark.dot else ""
    said = f'role="img" aria-label="{escape(spark.label)}"' if spark.label else 'aria-hidden="true"'
    # All but the label are numbers.
    return mark_safe(  # noqa: S308
        f'<svg class="spark" height="{SPARK_HEIGHT}" {said}>{goal}<svg width="100%" height="{SPARK_HEIGHT}"'
        f' viewBox="0 0 {LAYER} {SPARK_HEIGHT}" preserveAspectRatio="none"><path d="{spark.line}"'
        f' vector-effect="non-scaling-stroke"/></svg>{dot}</svg>'
    )
