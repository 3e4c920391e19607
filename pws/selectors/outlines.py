"""Outlines of desa for a map, as they were imported."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from django.db import connection


def geometries(desa_ids: Sequence[int]) -> dict[int, dict[str, Any]]:
    """GeoJSON geometry by desa number; only those that are loaded. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select area_id, geometry from puskesmas_boundary where area_id = any(%s)", [list(desa_ids)]
        )
        return {
            area_id: json.loads(one) if isinstance(one, str) else one for area_id, one in cursor.fetchall()
        }
