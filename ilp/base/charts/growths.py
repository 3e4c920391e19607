"""The growth chart (KMS): reference curves, soft areas between them, and the path of one child.

The curves come from the rules of the posyandu; nothing here knows a reference value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from ilp.base import words
from ilp.base.charts.shapes import LAYER, Mark, Point, Twin, key_of, path_of, ticks

TOP, FLOOR, HEIGHT = 14.0, 400.0, 424
MONTHS_PER_LABEL = 6


@dataclass(frozen=True, slots=True)
class Curve:
    """A reference line. `look`: median, near (±1, ±2), far (−3, +3) or edge (a line drawn by a rule)."""

    label: str
    points: Sequence[Point]
    look: str = "near"


@dataclass(frozen=True, slots=True)
class Area:
    """The soft field between two curves. `look` is a status: good, watch, bad."""

    lower: Sequence[Point]
    upper: Sequence[Point]
    look: str


@dataclass(frozen=True, slots=True)
class Measured:
    """One point of the child: `x` in months, `y` in the unit of the chart; both as words for the table."""

    x: float
    y: float
    x_text: str
    y_text: str
    note: str = ""


@dataclass(frozen=True, slots=True)
class Drawn:
    path: str
    look: str
    label: Mark | None = None


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
    grid: tuple[Mark, ...]
    labels: tuple[Mark, ...]
    x_head: str
    y_head: str
    twin: Twin


def growth(
    *,
    title: str,
    curves: Sequence[Curve],
    measured: Sequence[Measured],
    areas: Sequence[Area] = (),
    x_head: str = "",
    y_head: str = "",
    x_span: tuple[float, float] | None = None,
) -> Growth:
    """Draw `measured` over `curves`. `x_span` in months; without it, all that the curves cover."""
    frame = _frame(curves, measured, x_span)
    clip = frame.clip
    return Growth(
        key=key_of(title),
        title=title,
        description=_in_words(measured),
        height=HEIGHT,
        floor=str(int(FLOOR)),
        areas=tuple(Drawn(_closed(frame, clip(area.lower), clip(area.upper)), area.look) for area in areas),
        curves=tuple(
            Drawn(path_of([frame.place(p) for p in clip(curve.points)]), curve.look, _end_label(frame, curve))
            for curve in curves
        ),
        child=path_of([frame.place((spot.x, spot.y)) for spot in measured]),
        dots=tuple(_dot(frame, spot, spot is measured[-1]) for spot in measured),
        grid=tuple(Mark("0", f"{frame.down(tick):.1f}", words.number(tick, 0)) for tick in frame.scale),
        labels=_month_labels(frame),
        x_head=x_head or _("Umur (bulan)"),
        y_head=y_head or _("Berat (kg)"),
        twin=Twin(
            (_("Umur"), y_head or _("Berat (kg)"), _("Keterangan")),
            tuple((spot.x_text, spot.y_text, spot.note or words.NONE) for spot in measured),
        ),
    )


@dataclass(frozen=True, slots=True)
class _Frame:
    left: float
    right: float
    scale: list[float]

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
    return _Frame(left, max(right, left + 1), ticks(max(seen, default=1.0), min(seen, default=0.0), most=8))


def _closed(frame: _Frame, lower: Sequence[Point], upper: Sequence[Point]) -> str:
    round_trip = [*lower, *reversed(upper)]
    return f"{path_of([frame.place(point) for point in round_trip])}Z" if round_trip else ""


def _end_label(frame: _Frame, curve: Curve) -> Mark | None:
    inside = frame.clip(curve.points)
    if not inside or not curve.label:
        return None
    return Mark("100%", f"{frame.down(inside[-1][1]) - 3:.1f}", curve.label, "end")


def _dot(frame: _Frame, spot: Measured, is_last: bool) -> Mark:
    share = frame.across(spot.x)
    anchor = "end" if share > 0.85 else "start" if share < 0.15 else "middle"
    return Mark(
        f"{share * 100:.2f}%", f"{frame.down(spot.y):.1f}", spot.y_text, anchor, "last" if is_last else ""
    )


def _month_labels(frame: _Frame) -> tuple[Mark, ...]:
    first = -(-int(frame.left) // MONTHS_PER_LABEL) * MONTHS_PER_LABEL
    step = MONTHS_PER_LABEL if frame.right - frame.left > MONTHS_PER_LABEL else 1
    marks = []
    for month in range(first if step > 1 else int(frame.left), int(frame.right) + 1, step):
        share = frame.across(month)
        anchor = "start" if share < 0.03 else "end" if share > 0.97 else "middle"
        marks.append(Mark(f"{share * 100:.2f}%", str(int(FLOOR) + 18), str(month), anchor))
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
