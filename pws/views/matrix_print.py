"""The recap on paper: of a puskesmas for its lokmin, of a kabupaten for the Dinkes."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.http import HttpResponse

from ilp.base import words
from ilp.base.language import gettext as _
from ilp.base.printing import pdf
from pws.selectors.matrix import Matrix, MatrixRow
from pws.selectors.places import Place
from pws.selectors.tallies import Freshness
from pws.views.asked import Month
from pws.views.said import shown_gap, shown_words

TEMPLATE = Path(__file__).parent.parent / "print" / "matrix.typ"
WORST = 8


def matrix_pdf(
    place: Place, month: Month, fresh: Freshness, found: Matrix, *, by_puskesmas: bool, hides_small: bool
) -> HttpResponse:
    """The heat table and the places that lag most."""
    rows = sorted(found.rows, key=lambda row: row.group.name.casefold())
    kind = _("Rekap PWS kabupaten/kota") if by_puskesmas else _("Rekap PWS untuk lokakarya mini")
    data: dict[str, Any] = {
        "title": f"{kind}: {place.name}",
        "subtitle": words.month(month.period),
        "legend": _("● baik  ◐ kurang (di atas target, turun)  △ cukup (di bawah target, naik)  ■ jelek"),
        "head": _("Puskesmas") if by_puskesmas else _("Desa/kelurahan"),
        "heads": [
            {"short": one.short, "target": words.percent_of(place.target(one), 0)} for one in found.indicators
        ],
        "rows": [
            *(_row(row, found, hides_small=hides_small) for row in rows),
            _row(found.total, found, hides_small=hides_small) | {"name": _("Jumlah"), "total": True},
        ],
        "worst_title": _("Paling tertinggal, dan di mana terbanyak"),
        "worst": _worst(rows, found, hides_small=hides_small),
        "footer": _("Data sampai %(at)s. %(n)s posyandu belum menutup hari buka.") % {
            "at": words.clock(fresh.until) if fresh.until else words.NONE, "n": fresh.not_closed},
    }  # fmt: skip
    response = HttpResponse(pdf(TEMPLATE, data), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="rekap-{month.param}.pdf"'
    return response


def _row(row: MatrixRow, found: Matrix, *, hides_small: bool) -> dict[str, Any]:
    cells = []
    for column, one in zip(row.columns, found.indicators, strict=True):
        text, counts, kind, _word, _moved = shown_words(column, one, hides_small=hides_small)
        cells.append({"text": text, "counts": counts, "kind": kind})
    return {"name": row.group.name or _("Tanpa puskesmas"), "cells": cells, "total": False}


def _worst(rows: list[MatrixRow], found: Matrix, *, hides_small: bool) -> list[list[str]]:
    """Indicator, people missing in all, and the place with most of them; the furthest behind first."""
    told = []
    for number, (whole, one) in enumerate(zip(found.total.columns, found.indicators, strict=True)):
        read = whole.coverage
        gap = shown_gap(whole, hides_small=hides_small)
        if read is None or not gap or not read.sasaran:
            continue
        gaps = [
            (shown_gap(row.columns[number], hides_small=hides_small) or 0, row.group.name) for row in rows
        ]
        most, name = max(gaps, key=lambda gap: (gap[0], gap[1]))
        where = f"{name}: {words.number(most)}" if most else ""
        missing = _("kurang %(n)s orang") % {"n": words.number(gap)}
        told.append((gap / read.sasaran, [str(one.title), missing, where]))
    told.sort(key=lambda line: (-line[0], line[1][0]))
    return [line for _share, line in told[:WORST]]
