"""The lists as files that a spreadsheet opens: UTF-8 with mark, semicolons, decimal commas."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from datetime import date

from django.http import HttpResponse

from ilp.base import words
from ilp.base.language import gettext as _
from posyandu.selectors.sheet_words import due_words
from pws.indicators import Indicator
from pws.selectors.gaps import GapRow
from pws.selectors.names import MissedRow, NameRow
from pws.selectors.people import PersonRow
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


def _who(one: NameRow | MissedRow | PersonRow) -> list[object]:
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


def people_file(indicator: Indicator, month: Month, rows: Sequence[PersonRow]) -> HttpResponse:
    """Everybody behind a number of any family."""
    return _file(
        f"{indicator.code}-{month.param}",
        [*_who_head(), _("Dihitung pada"), _("Kunjungan terakhir")],
        ([*_who(one), words.month_param(one.period), _day(one.last_seen_on)] for one in rows),
    )


def gap_file(indicator: Indicator, month: Month, rows: Sequence[GapRow]) -> HttpResponse:
    """Everybody whom the indicator did not reach, with what is due."""
    head = [_("Layanan"), _("Jatuh tempo"), _("Hari terlambat"), _("Kunjungan terakhir")]
    return _file(
        f"belum-{indicator.code}-{month.param}",
        [*_who_head(), *head],
        (
            [
                *_who(one.person),
                due_words([one.due]) if one.due else "",
                _day(one.due.due_on if one.due else None),
                one.days_late or "",
                _day(one.person.last_seen_on),
            ]
            for one in rows
        ),
    )


def _day(on: date | None) -> str:
    return on.isoformat() if on else ""
