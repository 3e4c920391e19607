"""A line over months with its target."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from ilp.base import words
from ilp.base.charts.shapes import (
    LAYER,
    Mark,
    Point,
    Twin,
    across,
    key_of,
    path_of,
    percent_x,
    short,
    ticks,
    with_unit,
)
from ilp.base.language import gettext as _

# More labels than this do not fit beside each other; at 360 px every second one is left out above eight.
MOST_LABELS = 12
MOST_LABELS_ON_A_PHONE = 8
TREND_TOP, TREND_FLOOR, TREND_HEIGHT = 26.0, 206.0, 232


@dataclass(frozen=True, slots=True)
class Trend:
    """A line over months with its target."""

    key: str
    title: str
    description: str
    height: int
    floor: str
    line: str
    target_line: str
    grid: tuple[Mark, ...]
    labels: tuple[Mark, ...]
    dots: tuple[Mark, ...]
    twin: Twin
    target_text: str = ""


def trend(
    *,
    title: str,
    points: Sequence[tuple[str, float | None]],
    target: float | Sequence[float | None] | None = None,
    unit: str = "%",
    places: int = 1,
    head: str = "",
    value_head: str = "",
) -> Trend:
    """A trend of `(label, value)`; a None is a month without report and breaks the line.

    `target`: one number for all months, or one per point.
    """
    values = [value for _label, value in points]
    targets = list(target) if isinstance(target, Sequence) else [target] * len(points)
    numbers = [value for value in (*values, *targets) if value is not None]
    scale = ticks(max(numbers, default=0) or 1)

    def place(index: int, value: float | None) -> Point | None:
        return None if value is None else (across(index, len(points)) * LAYER, _down(value, scale))

    texts = [with_unit(value, unit, places) for value in values]
    goals = {value: with_unit(value, unit, places) for value in set(targets)}  # mostly one for all months
    target_texts = [goals[value] for value in targets]
    has_target = any(value is not None for value in targets)
    return Trend(
        key=key_of(title),
        title=title,
        description=_trend_in_words([label for label, _value in points], values, texts),
        height=TREND_HEIGHT,
        floor=short(TREND_FLOOR),
        line=path_of([place(index, value) for index, value in enumerate(values)]),
        target_line=path_of([place(index, value) for index, value in enumerate(targets)]),
        grid=tuple(
            Mark("0", short(_down(tick, scale)), with_unit(tick, unit, 0 if tick == int(tick) else 1))
            for tick in scale
        ),
        labels=_labels([label for label, _value in points]),
        dots=_trend_dots(values, texts, scale),
        twin=Twin(
            (head or _("Bulan"), value_head or _("Nilai"), *([_("Target")] if has_target else [])),
            tuple(
                (label, text, *([goal] if has_target else []))
                for (label, _value), text, goal in zip(points, texts, target_texts, strict=True)
            ),
        ),
        target_text=next((text for text in reversed(target_texts) if text != words.NONE), "")
        if has_target
        else "",
    )


def _down(value: float, scale: Sequence[float]) -> float:
    share = (value - scale[0]) / (scale[-1] - scale[0])
    return TREND_FLOOR - share * (TREND_FLOOR - TREND_TOP)


def _labels(labels: Sequence[str]) -> tuple[Mark, ...]:
    step = math.ceil(len(labels) / MOST_LABELS) or 1
    crowded = len(labels) > MOST_LABELS_ON_A_PHONE
    last = len(labels) - 1
    return tuple(
        Mark(
            percent_x(across(index, len(labels))),
            short(TREND_FLOOR + 19),
            label,
            look="spare" if crowded and (last - index) // step % 2 else "",
        )
        for index, label in enumerate(labels)
        if (last - index) % step == 0
    )


def _trend_dots(
    values: Sequence[float | None], texts: Sequence[str], scale: Sequence[float]
) -> tuple[Mark, ...]:
    last = max((index for index, value in enumerate(values) if value is not None), default=-1)
    dots = []
    for index, value in enumerate(values):
        if value is not None:
            share = across(index, len(values))
            look = "last" if index == last else ""
            anchor = "end" if share > 0.9 else "start" if share < 0.1 else "middle"
            dots.append(Mark(percent_x(share), short(_down(value, scale)), texts[index], anchor, look))
    return tuple(dots)


def _trend_in_words(labels: Sequence[str], values: Sequence[float | None], texts: Sequence[str]) -> str:
    known = [index for index, value in enumerate(values) if value is not None]
    if not known:
        return _("Belum ada angka.")
    last = known[-1]
    high = max(known, key=lambda index: values[index] or 0)
    low = min(known, key=lambda index: values[index] or 0)
    return _(
        "Terakhir %(last)s: %(value)s. Tertinggi %(high)s (%(high_value)s), terendah %(low)s (%(low_value)s)."
    ) % {
        "last": labels[last],
        "value": texts[last],
        "high": labels[high],
        "high_value": texts[high],
        "low": labels[low],
        "low_value": texts[low],
    }
