"""`load_boundaries FILE.geojson`: outlines by the Kemendagri code in `properties.code` or `id`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from ilp.base.language import gettext as _
from puskesmas.importing import ListCommand, Row, Sheet
from puskesmas.models import Area
from puskesmas.services.boundaries import geometry_problem, load_boundaries

HEADER = ["nomor", "code", "name"]


class Command(ListCommand):
    help = "Muat batas wilayah dari GeoJSON (WGS 84, properties.code = kode Kemendagri)."
    what = "boundary"
    action = "boundaries.loaded"

    def read(self, path: Path) -> Sheet:
        features = _features(path)
        rows = []
        self.geometries: dict[int, Any] = {}
        for number, item in enumerate(features, 1):
            feature = item if isinstance(item, dict) else {}
            properties = feature.get("properties") or {}
            code = str(properties.get("code") or feature.get("id") or "")
            name = str(properties.get("name") or "")
            self.geometries[number] = feature.get("geometry")
            rows.append(Row(number, {"code": code, "name": name}, [str(number), code, name]))
        return Sheet(HEADER, rows)

    def keep(self, sheet: Sheet, options: Mapping[str, Any]) -> str:
        areas = Area.objects.in_bulk([row.get("code") for row in sheet.rows], field_name="code")
        seen: set[str] = set()
        for row in sheet.rows:
            code = row.get("code")
            if code not in areas:
                row.refuse(
                    _("Wilayah %(code)s belum ada. Muat dulu: manage.py load_areas %(district)s.")
                    % {"code": code or "(kosong)", "district": code[:5] or "…"}
                )
            elif code in seen:
                row.refuse(_("Wilayah %(code)s muncul dua kali. Hapus salah satu.") % {"code": code})
            seen.add(code)
            problem = geometry_problem(self.geometries[row.line])
            if problem:
                row.refuse(problem)
        outlines = [(areas[row.get("code")], self.geometries[row.line]) for row in sheet.good]
        count = load_boundaries(outlines, source=options["file"].name)
        return _("%(count)s batas wilayah dimuat.") % {"count": count}


def _features(path: Path) -> list[Any]:
    try:
        content = json.loads(path.read_text("utf-8-sig"))
    except OSError as error:
        raise CommandError(
            _("%(path)s tidak dapat dibuka: %(why)s.") % {"path": path, "why": error.strerror}
        ) from None
    except (ValueError, UnicodeDecodeError):
        raise CommandError(
            _("%(path)s bukan GeoJSON. Ekspor lagi dari aplikasi petanya.") % {"path": path}
        ) from None
    features = content.get("features") if isinstance(content, dict) else None
    if not isinstance(features, list) or not features:
        raise CommandError(_("%(path)s tidak berisi FeatureCollection.") % {"path": path})
    return features
