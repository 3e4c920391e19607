"""Maps of areas as inline SVG: from outlines where they are known, else as a grid of tiles.

Coordinates are whole numbers of a canvas 1000 wide, so that an outline is short. Colour is never alone: what
is below target is hatched, and every place is in the table beside.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, cos, radians, sqrt
from typing import Any

from django.utils.safestring import SafeString, mark_safe

WIDTH = 1000
TALLEST = 1400
TILE_GAP = 6
MARGIN = 6

Ring = Sequence[Sequence[float]]


@dataclass(frozen=True, slots=True)
class Shape:
    """One place drawn: an SVG path, and where its name stands."""

    path: str
    x: int
    y: int


@dataclass(frozen=True, slots=True)
class Canvas:
    """All places of a map. `is_grid`: tiles without geography."""

    height: int
    shapes: Mapping[int, Shape]
    is_grid: bool


@dataclass(frozen=True, slots=True)
class Marked:
    """What a map says of one place. `kind`: good, info, watch, bad or none; `text`: the number."""

    key: int
    name: str
    kind: str
    text: str
    word: str
    href: str


def outlines(geometries: Mapping[int, Mapping[str, Any]]) -> Canvas:
    """GeoJSON polygons (WGS 84) on one canvas, north up; places too small to see keep a dot of a path.

    :raises ValueError: when there is no geometry.
    """
    rings = {key: list(_rings(one)) for key, one in geometries.items()}
    points = [point for parts in rings.values() for ring in parts for point in ring]
    if not points:
        raise ValueError("there is nothing to draw")
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    narrow = cos(radians((south + north) / 2))
    wide, high = max((east - west) * narrow, 1e-9), max(north - south, 1e-9)
    scale = min((WIDTH - 2 * MARGIN) / wide, (TALLEST - 2 * MARGIN) / high)
    left = (WIDTH - wide * scale) / 2

    def place(point: Sequence[float]) -> tuple[int, int]:
        x = left + (point[0] - west) * narrow * scale
        return round(x), round(MARGIN + (north - point[1]) * scale)

    shapes = {
        key: _shape([[place(point) for point in ring] for ring in parts]) for key, parts in rings.items()
    }
    return Canvas(round(high * scale) + 2 * MARGIN, shapes, is_grid=False)


def _rings(geometry: Mapping[str, Any]) -> Iterator[Ring]:
    kind, coordinates = geometry.get("type"), geometry.get("coordinates") or []
    if kind == "Polygon":
        yield from coordinates
    elif kind == "MultiPolygon":
        for polygon in coordinates:
            yield from polygon


def _shape(rings: Iterable[Sequence[tuple[int, int]]]) -> Shape:
    drawn = [_without_repeats(ring) for ring in rings]
    largest = max(drawn, key=_area, default=[(0, 0)])
    path = "".join(
        f"M{ring[0][0]} {ring[0][1]}" + "".join(f"L{x} {y}" for x, y in ring[1:]) + "Z"
        for ring in drawn
        if ring
    )
    xs, ys = [x for x, _y in largest], [y for _x, y in largest]
    return Shape(path, (min(xs) + max(xs)) // 2, (min(ys) + max(ys)) // 2)


def _without_repeats(ring: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    return [point for place, point in enumerate(ring) if not place or point != ring[place - 1]]


def _area(ring: Sequence[tuple[int, int]]) -> float:
    pairs = zip(ring, [*ring[1:], ring[0]], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def grid(keys: Sequence[int]) -> Canvas:
    """A tile for each place in the order given, where no outlines are known.

    >>> grid([7, 8, 9]).shapes[7].path
    'M6 6h488v488h-488Z'
    """
    columns = max(1, ceil(sqrt(len(keys))))
    side = (WIDTH - TILE_GAP * (columns + 1)) // columns
    shapes = {}
    for place, key in enumerate(keys):
        x = TILE_GAP + place % columns * (side + TILE_GAP)
        y = TILE_GAP + place // columns * (side + TILE_GAP)
        shapes[key] = Shape(f"M{x} {y}h{side}v{side}h-{side}Z", x + side // 2, y + side // 2)
    rows = ceil(len(keys) / columns)
    return Canvas(rows * (side + TILE_GAP) + TILE_GAP, shapes, is_grid=True)


# Names are written on a map of so many places; on a larger one they stand in the table and under the pointer.
NAMED = 25
_HATCH = (
    '<defs><pattern id="map-watch" width="14" height="14" patternUnits="userSpaceOnUse">'
    '<path d="M0 14L14 0" class="map-line"/></pattern>'
    '<pattern id="map-bad" width="11" height="11" patternUnits="userSpaceOnUse">'
    '<path d="M0 11L11 0M0 0L11 11" class="map-line"/></pattern>'
    '<pattern id="map-info" width="12" height="12" patternUnits="userSpaceOnUse">'
    '<circle cx="4" cy="4" r="2" class="map-dot"/></pattern></defs>'
)
_HATCHED = {"watch", "bad", "info"}


def map_html(title: str, canvas: Canvas, places: Sequence[Marked]) -> SafeString:
    """The map: each place a link with its name, number and status in words."""
    areas = "".join(_place(one, canvas.shapes[one.key]) for one in places if one.key in canvas.shapes)
    names = ""
    if len(places) <= NAMED:
        names = "".join(_name(one, canvas.shapes[one.key]) for one in places if one.key in canvas.shapes)
    return mark_safe(  # noqa: S308 (escaped)
        f'<svg class="map" viewBox="0 0 {WIDTH} {canvas.height}" role="group" aria-label="{escape(title)}">'
        f"{_HATCH}{areas}{names}</svg>"
    )


def _place(one: Marked, shape: Shape) -> str:
    said = escape(", ".join(part for part in (one.name, one.text, one.word) if part))
    over = f'<path d="{shape.path}" fill="url(#map-{one.kind})"/>' if one.kind in _HATCHED else ""
    inside = f'<path class="map-{escape(one.kind)}" d="{shape.path}"/>{over}<title>{said}</title>'
    return f'<a href="{escape(one.href)}" aria-label="{said}">{inside}</a>'


def _name(one: Marked, shape: Shape) -> str:
    return (
        f'<text class="map-name" x="{shape.x}" y="{shape.y}" aria-hidden="true">{escape(one.name)}'
        f'<tspan x="{shape.x}" dy="1.1em">{escape(one.text)}</tspan></text>'
    )
