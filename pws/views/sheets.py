"""The lists as files that a spreadsheet opens: UTF-8 with mark, semicolons, decimal commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from django.http import HttpResponse
from django.utils.translation import gettext as _

from ilp.base import words
from pws.indicators import Indicator
from pws.selectors.names import MissedRow, NameRow
from pws.views.asked import Month
from pws.views.markup import class_words, state_words

# A spreadsheet takes a text that begins so for a formula.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def plain(text: object) -> str:
    """A cell that stays a text.

    >>> plain("=1+1"), plain("Siti")
    ("'=1+1", 'Siti')
    """
    written = "" if text is None else str(text)
    return f"'{written}" if written.startswith(FORMULA_STARTS) else written


def _file(name: str, head: Sequence[str], rows: Iterable[Sequence[object]]) -> HttpResponse:
    paper = io.StringIO()
    writer = csv.writer(paper, delimiter=";")
    writer.writerow(head)
    writer.writerows([plain(cell) for cell in row] for row in rows)
    response = HttpResponse("\ufeff" + paper.getvalue(), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    response["Cache-Control"] = "no-store"
    return response


def _who(one: NameRow | MissedRow) -> list[object]:
    name = _("Sudah pindah dari wilayah Anda") if one.name is None else one.name
    born = one.born_on.isoformat() if one.born_on else ""
    return [name, born, one.age_months, one.sex, one.rt, one.posyandu, one.desa]


def _who_head() -> list[str]:
    return [_("Nama"), _("Tanggal lahir"), _("Umur (bulan)"), _("L/P"), _("RT"), _("Posyandu"), _("Desa")]


def names_file(indicator: Indicator, month: Month, rows: Sequence[NameRow]) -> HttpResponse:
    """Everybody behind a number."""
    head = [*_who_head(), _("Tanggal ukur"), _("Berat (kg)"), _("Panjang/tinggi (cm)"), _("Status")]
    return _file(
        f"{indicator.code}-{month.param}",
        head,
        (
            [
                *_who(one),
                one.measured_on.isoformat() if one.measured_on else "",
                words.number(one.weight_kg, 2) if one.weight_kg is not None else "",
                words.number(one.length_cm, 1) if one.length_cm is not None else "",
                ", ".join(word for _kind, word in state_words(one.states) + class_words(one.classes)),
            ]
            for one in rows
        ),
    )


def missed_file(indicator: Indicator, month: Month, rows: Sequence[MissedRow]) -> HttpResponse:
    """Everybody behind a gap."""
    head = [*_who_head(), _("Terakhir ditimbang"), _("Bulan tanpa timbang")]
    return _file(
        f"belum-{indicator.code}-{month.param}",
        head,
        (
            [*_who(one), one.last_weighed_on.isoformat() if one.last_weighed_on else "", one.months]
            for one in rows
        ),
    )
