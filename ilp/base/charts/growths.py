"""A growth chart: reference curves, soft areas between them, and the path of one child with its letters.

The curves come from the rules of the posyandu; nothing here knows a reference value.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from ilp.base import words
from ilp.base.charts.shapes import LAYER, Mark, Point, Twin, key_of, path_of, ticks
from ilp.base.language import gettext as _

TOP, FLOOR, HEIGHT = 14.0, 400.0, 424
STEP = 6.0
MOST_LETTERS = 24  # more would lie upon each other; then only what asks for attention has its letter
FEW_LETTERS = 12  # so many a telephone has room for
FEW_LABELS = 8
LABEL_HEIGHT = 12.0


@dataclass(frozen=True, slots=True)
class Curve:
    """A reference line. `look`: median, near (±2), far (±3), red or orange. `name`: for the legend."""

    label: str
    points: Sequence[Point]
    look: str = "near"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Area:
    """The soft field between two curves. `look` is a status: good, watch, bad."""

    lower: Sequence[Point]
    upper: Sequence[Point]
    look: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One point of the child; `x` and `y` also as words for the table. `letter` stands beside the point.

    `is_alert`: drawn open and in the colour of attention.
    """

    x: float
    y: float
    x_text: str
    y_text: str
    note: str = ""
    letter: str = ""
    is_alert: bool = False


@dataclass(frozen=True, slots=True)
class Axis:
    """What is written below a chart: every `step`, divided by `unit` (12 writes months as years).

    `word` heads the first column of the table; "" is the age.
    """

    head: str
    step: float = STEP
    unit: float = 1.0
    word: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    """A path with its look; a label at its end, and a name in the legend."""

    path: str
    look: str
    label: Mark | None = None
    name: str = ""


@dataclass(frozen=True, slots=True)
class Growth:
    """A growth chart, ready to draw."""

    key: str
    title: str
    description: str
    height: int
    floor: str
    areas: tuple[Drawn, ...]
    curves: tuple[Drawn, ...]
    child: str
    dots: tuple[Mark, ...]
    """`look` is the class of each; the last one stands apart in `last`."""
    last: Mark | None
    letters: tuple[Mark, ...]
    grid: tuple[Mark, ...]
    labels: tuple[Mark, ...]
    x_head: str
    y_head: str
    tone: str
    twin: Twin

    @property
    def has_alert(self) -> bool:
        """Whether a point asks for attention."""
        return any("alert" in dot.look for dot in (*self.dots, *([self.last] if self.last else [])))

    @property
    def has_legend(self) -> bool:
        """Whether there is something to explain below the chart."""
        return self.has_alert or any(curve.name for curve in self.curves)


def growth(
    *,
    title: str,
    curves: Sequence[Curve],
    measured: Sequence[Measured],
    areas: Sequence[Area] = (),
    x_axis: Axis | None = None,
    y_head: str = "",
    x_span: tuple[float, float] | None = None,
    tone: str = "",
) -> Growth:
    """Draw `measured` over `curves`. Without `x_span`, all that the curves cover. `tone`: "boy" or "girl"."""
    frame = _frame(curves, measured, x_span)
    axis = x_axis or Axis(_("Umur (bulan)"))
    y_head = y_head or _("Berat (kg)")
    return Growth(
        key=key_of(title),
        title=title,
        description=_in_words(measured),
        height=HEIGHT,
        floor=str(int(FLOOR)),
        areas=tuple(Drawn(_closed(frame, tuple(a.lower), tuple(a.upper)), a.look) for a in areas),
        curves=tuple(
            Drawn(_path(frame, tuple(curve.points)), curve.look, label, curve.name)
            for curve, label in zip(curves, _end_labels(frame, curves), strict=True)
        ),
        child=path_of([frame.place((spot.x, spot.y)) for spot in measured]),
        dots=tuple(_dot(frame, spot) for spot in measured[:-1]),
        last=_dot(frame, measured[-1], "dot dot-last") if measured else None,
        letters=_letters(frame, measured),
        grid=_grid(frame),
        labels=_axis_labels(frame, axis),
        x_head=axis.head,
        y_head=y_head,
        tone=tone,
        twin=Twin(
            (axis.word or _("Umur"), y_head, _("Keterangan")),
            tuple((spot.x_text, spot.y_text, spot.note or words.NONE) for spot in measured),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    right: float
    scale: tuple[float, ...]

    def across(self, x: float) -> float:
        return (x - self.left) / (self.right - self.left)

    def down(self, y: float) -> float:
        return FLOOR - (y - self.scale[0]) / (self.scale[-1] - self.scale[0]) * (FLOOR - TOP)

    def place(self, point: Point) -> Point:
        return self.across(point[0]) * LAYER, self.down(point[1])

    def clip(self, points: Sequence[Point]) -> list[Point]:
        return [point for point in points if self.left <= point[0] <= self.right]


def _frame(
    curves: Sequence[Curve], measured: Sequence[Measured], x_span: tuple[float, float] | None
) -> _Frame:
    xs = [x for curve in curves for x, _y in curve.points] or [spot.x for spot in measured] or [0.0, 1.0]
    left, right = x_span or (min(xs), max(xs))
    seen = [y for curve in curves for x, y in curve.points if left <= x <= right]
    seen += [spot.y for spot in measured]
    scale = ticks(max(seen, default=1.0), min(seen, default=0.0), most=8)
    return _Frame(left, max(right, left + 1), tuple(scale))


# The same curves in the same few frames are drawn for child after child.
@lru_cache(maxsize=512)
def _path(frame: _Frame, points: tuple[Point, ...]) -> str:
    return path_of([frame.place(point) for point in frame.clip(points)])


@lru_cache(maxsize=512)
def _closed(frame: _Frame, lower: tuple[Point, ...], upper: tuple[Point, ...]) -> str:
    round_trip = [*frame.clip(lower), *reversed(frame.clip(upper))]
    return f"{path_of([frame.place(point) for point in round_trip])}Z" if round_trip else ""


def _grid(frame: _Frame) -> tuple[Mark, ...]:
    places = 0 if all(tick == int(tick) for tick in frame.scale) else 1
    return tuple(Mark("0", f"{frame.down(tick):.1f}", words.number(tick, places)) for tick in frame.scale)


def _end_labels(frame: _Frame, curves: Sequence[Curve]) -> list[Mark | None]:
    """The label at the right end of each curve: the lowest in its place, the others never upon each other."""
    ends = [(frame.clip(curve.points), curve.label) for curve in curves]
    heights = [frame.down(inside[-1][1]) - 3 if inside and label else None for inside, label in ends]
    lowest = FLOOR + LABEL_HEIGHT
    for place in sorted(range(len(ends)), key=lambda place: -(heights[place] or 0.0)):
        height = heights[place]
        if height is not None:
            lowest = min(height, lowest - LABEL_HEIGHT)
            heights[place] = lowest
    return [
        None if height is None else Mark("100%", f"{height:.1f}", label, "end")
        for height, (_inside, label) in zip(heights, ends, strict=True)
    ]


def _dot(frame: _Frame, spot: Measured, look: str = "dot") -> Mark:
    share = frame.across(spot.x)
    anchor = "end" if share > 0.85 else "start" if share < 0.15 else "middle"
    look = f"{look} dot-alert" if spot.is_alert else look
    return Mark(f"{share * 100:.2f}%", f"{frame.down(spot.y):.1f}", spot.y_text, anchor, look)


def _letters(frame: _Frame, measured: Sequence[Measured]) -> tuple[Mark, ...]:
    """The letter below each point; the look is its class, and says which a telephone leaves out."""
    lettered = [spot for spot in measured if spot.letter]
    if len(lettered) > MOST_LETTERS:
        lettered = [spot for spot in lettered if spot.is_alert]
    is_tight = len(lettered) > FEW_LETTERS
    alerts = sum(spot.is_alert for spot in lettered)
    return tuple(
        Mark(
            f"{frame.across(spot.x) * 100:.2f}%",
            f"{frame.down(spot.y) + 17:.1f}",
            spot.letter,
            look=_letter_look(spot.is_alert, is_tight and (alerts > FEW_LETTERS or not spot.is_alert)),
        )
        for spot in lettered
    )


def _letter_look(is_alert: bool, is_spare: bool) -> str:
    return f"letter halo{' letter-alert' if is_alert else ''}{' letter-spare' if is_spare else ''}"


def _axis_labels(frame: _Frame, axis: Axis) -> tuple[Mark, ...]:
    """Every other label is spare where there are many: a telephone leaves it out."""
    first, last = math.ceil(frame.left / axis.step), math.floor(frame.right / axis.step)
    is_tight = last - first > FEW_LABELS
    marks = []
    for place in range(first, last + 1):
        share = frame.across(place * axis.step)
        anchor = "start" if share < 0.03 else "end" if share > 0.97 else "middle"
        look = "spare" if is_tight and (place - first) % 2 else ""
        text = words.number(place * axis.step / axis.unit, 0)
        marks.append(Mark(f"{share * 100:.2f}%", str(int(FLOOR) + 18), text, anchor, look))
    return tuple(marks)


def _in_words(measured: Sequence[Measured]) -> str:
    if not measured:
        return _("Belum ada pengukuran.")
    last = measured[-1]
    return _("%(count)s pengukuran. Terakhir pada umur %(age)s: %(value)s. %(note)s") % {
        "count": len(measured),
        "age": last.x_text,
        "value": last.y_text,
        "note": last.note,
    }
