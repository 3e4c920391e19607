"""The graph of PWS on A4, landscape, in black and white."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ilp.base import charts, words
from ilp.base.language import gettext as _
from ilp.base.printing import pdf
from pws.selectors.places import PlaceKind
from pws.views.graph_drawn import About, Drawn
from pws.views.graph_rows import Row

TEMPLATE = Path(__file__).parent.parent / "print" / "graph.typ"


def graph_pdf(about: About, drawn: Drawn) -> bytes:
    """The same bars, columns and rows as the page shows."""
    chart = drawn.chart
    data: dict[str, Any] = {
        "title": str(about.indicator.title),
        "subtitle": _("Grafik PWS · %(place)s · %(span)s") % {"place": about.place.name, "span": about.span},
        "code": about.indicator.code,
        "goal": drawn.goal,
        "head": _("Puskesmas") if about.place.kind is PlaceKind.KABUPATEN else _("Desa/kelurahan"),
        "ticks": [{"share": line.share, "text": line.text} for line in chart.grid],
        "target": _target(chart),
        "columns": [_column(chart, head.name, head.bar) for head in drawn.heads],
        "rows": [_row(row) for row in drawn.rows],
        "definition": " ".join(
            (str(about.indicator.definition), _("Sumber") + ":", about.indicator.source + ".")
        ),
        "footer": _footer(about),
    }
    return pdf(TEMPLATE, data)


def _target(chart: charts.Columns) -> dict[str, object] | None:
    if chart.target is None:
        return None
    return {"share": chart.target / chart.top, "text": chart.target_text}


def _column(chart: charts.Columns, name: str, drawn: charts.Upright) -> dict[str, object]:
    value = drawn.bar.value
    return {
        "name": name,
        "share": None if value is None else value / chart.top,
        "text": drawn.text,
        "kind": "total" if drawn.bar.is_total else drawn.bar.kind,
    }


def _row(row: Row) -> dict[str, object]:
    return {
        "label": row.label,
        "added": row.is_added,
        "cells": [
            {"text": cell.text, "detail": cell.detail, "kind": "" if cell.kind == "none" else cell.kind}
            for cell in row.cells
        ],
    }


def _footer(about: About) -> str:
    fresh = about.fresh
    if fresh.until is None:
        return _("Bulan ini belum dihitung.")
    return _("Data sampai %(at)s. %(posts)s posyandu belum menutup hari buka. Dicetak %(on)s.") % {
        "at": words.clock(fresh.until), "posts": fresh.not_closed, "on": words.day(about.month.today),
    }  # fmt: skip
