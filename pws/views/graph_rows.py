"""The table under the bars of the graph of PWS: one row a question, one cell a place (04 §3.3)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ilp.base import words
from ilp.base.language import gettext as _
from pws.indicators import Kind
from pws.rules.coverage import Coverage
from pws.rules.years import Line, Reading
from pws.selectors.figures import HIDDEN
from pws.selectors.graph import Column, Graph
from pws.views import graph_words as say
from pws.views.graph_words import Cell


@dataclass(frozen=True, slots=True)
class Links:
    """Where the people behind a place's numbers stand: of this month, of the one before, missed, of the year.

    Each answers "" where there is no such list, or the reader may not read it.
    """

    now: Callable[[Column], str]
    before: Callable[[Column], str]
    missed: Callable[[Column], str]
    since_january: Callable[[Column], str]


# Whether the number of a place is too small for this reader.
Few = Callable[[Column], bool]


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table. `is_added`: not in the classical table of PWS."""

    label: str
    cells: tuple[Cell, ...]
    is_added: bool = False


def rows(shown: Graph, links: Links) -> list[Row]:
    """Rank, shares, trend, status, people."""
    if shown.indicator.kind.is_cumulative:
        found = [_rank(shown), *_of_coverage(shown, links)]
    elif shown.indicator.kind is Kind.ABSOLUT:
        found = _of_counts(shown, links)
    else:
        found = [_rank(shown), *_of_rates(shown, links)]
    return [*found, *_notes(shown)]


def _rank(shown: Graph) -> Row:
    cells = tuple(Cell(words.NONE if one.rank is None else str(one.rank)) for one in shown.columns)
    return Row(_("Peringkat"), cells)


def _notes(shown: Graph) -> list[Row]:
    said = [say.notes(one) for one in shown.columns]
    cells = tuple(Cell("; ".join(one) or words.NONE) for one in said)
    return [Row(_("Catatan"), cells, is_added=True)] if any(said) else []


def _cells(shown: Graph, cell: Callable[[Column], Cell], is_few: Few) -> tuple[Cell, ...]:
    return tuple(Cell(HIDDEN) if is_few(one) else cell(one) for one in shown.columns)


def _bar(one: Column) -> bool:
    return one.is_hidden


def _now(one: Column) -> bool:
    return one.hides_now


def _before(one: Column) -> bool:
    return one.hides_before


def _both(one: Column) -> bool:
    return one.hides_now or one.hides_before


def _of_coverage(shown: Graph, links: Links) -> list[Row]:
    def row(label: str, cell: Callable[[Coverage], Cell], few: Few = _bar, *, added: bool = False) -> Row:
        def of(one: Column) -> Cell:
            return cell(one.coverage) if one.coverage else Cell()

        return Row(label, _cells(shown, of, few), is_added=added)

    def now(one: Column) -> Cell:
        read = one.coverage
        return Cell() if read is None else say.of_month(read.monthly, read.count, links.now(one))

    def before(one: Column) -> Cell:
        read = one.coverage
        return Cell() if read is None else say.of_month(read.previous, read.previous_count, links.before(one))

    def absolute(one: Column) -> Cell:
        return (
            Cell()
            if one.coverage is None
            else say.absolute(one.coverage, links.missed(one), links.since_january(one))
        )

    has_sp = shown.indicator.sp is not None
    real = Row(_("Sasaran riil (SR)"), _cells(shown, lambda one: say.real(one.real), _bar), is_added=True)
    return [
        row(_("% kumulatif"), lambda read: Cell(say.percent(read.cumulative))),
        Row(_("% bulan ini"), _cells(shown, now, _now)),
        Row(_("% bulan lalu"), _cells(shown, before, _before)),
        row(_("Tren"), lambda read: say.moved(read.trend), _both),
        row(_("Status"), say.status),
        Row(
            _("Kumulatif / sasaran (SP)") if has_sp else _("Kumulatif / sasaran (SR)"),
            _cells(shown, absolute, _bar),
        ),
        *([real] if has_sp and shown.indicator.denominator else []),
        row(_("Perlu per bulan (orang)"), say.pace, added=True),
        row(_("Akhir tahun (perkiraan)"), say.projection, _both, added=True),
        row(_("Selang kepercayaan 95 %"), say.interval, added=True),
    ]


def _line_row(shown: Graph, label: str, cell: Callable[[Line, Column], Cell], few: Few = _bar) -> Row:
    return Row(label, _cells(shown, lambda one: cell(one.line, one) if one.line else Cell(), few))


def _of_rates(shown: Graph, links: Links) -> list[Row]:
    indicator = shown.indicator

    row = partial(_line_row, shown)

    ends = [
        row(_("Status"), lambda line, _one: say.standing(line, indicator)),
        row(_("Pembilang / penyebut"), lambda line, one: say.gap(line, indicator, links.missed(one))),
    ]
    if indicator.kind is Kind.KAMPANYE:
        return [
            row(_("% bulan kampanye terakhir"), lambda line, _one: Cell(say.percent(line.shown.share))),
            *ends,
        ]
    # A state has no sum, and what is read from January on is its own.
    year = row(_("% Januari sampai bulan ini"), lambda line, _one: say.share_and_counts(line.year))
    is_of_year = indicator.kind is Kind.TITIK_WAKTU or indicator.of_year
    return [
        row(_("% bulan ini"), lambda line, one: _linked(line.shown, links.now(one))),
        row(_("% bulan lalu"), lambda line, one: _linked(line.previous, links.before(one)), _before),
        *([] if is_of_year else [year]),
        row(_("Tren"), lambda line, _one: say.moved(line.trend), _both),
        *ends,
    ]


def _linked(found: Reading, href: str) -> Cell:
    return Cell(say.percent(found.share), href=href if found.numerator is not None else "")


def _of_counts(shown: Graph, links: Links) -> list[Row]:
    row = partial(_line_row, shown)

    def count(found: Reading, href: str = "") -> Cell:
        return Cell(words.number(found.numerator), href=href if found.numerator is not None else "")

    return [
        row(_("Januari sampai bulan ini"), lambda line, _one: count(line.year)),
        row(_("Bulan ini"), lambda line, one: count(line.shown, links.now(one)), _now),
        row(_("Bulan lalu"), lambda line, one: count(line.previous, links.before(one)), _before),
    ]
