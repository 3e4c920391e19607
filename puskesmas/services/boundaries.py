"""Outlines of areas from GeoJSON (RFC 7946, WGS 84), checked before they are kept."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from ilp.base.language import gettext as _
from puskesmas.models import Area, Boundary
from puskesmas.services.refusal import one_transaction

# Indonesia lies within; degrees, longitude then latitude as GeoJSON writes them.
LONGITUDE = (94.0, 142.0)
LATITUDE = (-12.0, 7.0)
SMALLEST_RING = 4


def geometry_problem(geometry: Any) -> str | None:
    """What is wrong with a Polygon or MultiPolygon, in a sentence; None when it can be drawn."""
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in {"Polygon", "MultiPolygon"}:
        return _("Bentuk %(kind)s tidak dipakai. Kirim Polygon atau MultiPolygon.") % {"kind": kind or "–"}
    try:
        polygons = geometry["coordinates"] if kind == "MultiPolygon" else [geometry["coordinates"]]
        rings = [ring for polygon in polygons for ring in polygon]
        return _rings_problem(rings)
    except (KeyError, TypeError, ValueError, IndexError):
        return _("Koordinatnya tidak dapat dibaca. Ekspor lagi sebagai GeoJSON.")


def _rings_problem(rings: list[list[list[float]]]) -> str | None:
    if not rings:
        return _("Tidak ada koordinat. Ekspor lagi sebagai GeoJSON.")
    for ring in rings:
        if len(ring) < SMALLEST_RING or ring[0] != ring[-1]:
            return _("Garis batas tidak tertutup. Titik terakhir harus sama dengan titik pertama.")
        for longitude, latitude, *_height in ring:
            if not (LONGITUDE[0] <= longitude <= LONGITUDE[1] and LATITUDE[0] <= latitude <= LATITUDE[1]):
                return _(
                    "Titik %(longitude)s, %(latitude)s di luar Indonesia. Tulis bujur, lalu lintang (WGS 84)."
                ) % {"longitude": longitude, "latitude": latitude}
    return None


@one_transaction()
def load_boundaries(outlines: Iterable[tuple[Area, dict[str, Any]]], *, source: str) -> int:
    """Keep the outlines of these areas, replacing older ones; returns how many."""
    made = [Boundary(area=area, geometry=geometry, source=source) for area, geometry in outlines]
    Boundary.objects.bulk_create(
        made,
        update_conflicts=True,
        unique_fields=["area"],
        update_fields=["geometry", "source"],
        batch_size=500,
    )
    return len(made)
