"""What an indicator says of a place, and what a stage of life is called, in the words of the tables."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

from ilp.base import words
from ilp.base.language import gettext as _
from ilp.base.templatetags.ilp import icon
from pws.indicators import Indicator, Kind
from pws.rules.diseases import BY_CODE, REST, Source
from pws.rules.small_cells import is_hidden
from pws.rules.standing import Trend
from pws.selectors.figures import HIDDEN
from pws.selectors.graph import Column
from pws.views import graph_words as say


def shown_words(
    column: Column, indicator: Indicator, *, hides_small: bool
) -> tuple[str, str, str, str, Trend]:
    """(number, counts, kind of colour and shape, word of the status, trend) of one place."""
    read, line = column.coverage, column.line
    if read is not None:
        if hides_small and is_hidden(read.total):
            return HIDDEN, "", "none", "", Trend.NONE
        counts = f"{words.number(read.total)}/{words.number(read.sasaran)}"
        word = say.status_word(read.status) if read.cumulative is not None else ""
        return say.percent(read.cumulative), counts, say.KINDS[read.status], word, read.trend
    if line is None:
        return words.NONE, "", "none", "", Trend.NONE
    if hides_small and is_hidden(line.shown.numerator):
        return HIDDEN, "", "none", "", Trend.NONE
    if indicator.kind is Kind.ABSOLUT:
        return words.number(line.shown.numerator), "", "none", "", line.trend
    counts = f"{words.number(line.shown.numerator)}/{words.number(line.shown.denominator)}"
    word = say.standing_word(line, indicator)
    return say.percent(line.shown.share), counts, line.standing.value, word, line.trend


def count_word(count: int, *, hides_small: bool) -> str:
    """So many, where the reader may know it."""
    return HIDDEN if hides_small and is_hidden(count) else words.number(count)


def shown_gap(column: Column, *, hides_small: bool) -> int | None:
    """The people missing from the target of the month; None where there are none, or they are hidden.

    They are hidden beside a hidden number as well: with target and sasaran they would tell it.
    """
    read, line = column.coverage, column.line
    if read is not None:
        gap, counted = read.gap, read.total
    elif line is not None:
        gap, counted = line.gap, line.shown.numerator
    else:
        return None
    if not gap or (hides_small and (is_hidden(gap) or is_hidden(counted))):
        return None
    return gap


def stage_title(code: str) -> str:
    """The words of a stage of life."""
    return {
        "maternal": _("Ibu hamil & nifas"),
        "balita": _("Bayi & balita"),
        "preschool": _("Prasekolah"),
        "school": _("Usia sekolah & remaja"),
        "adult": _("Dewasa"),
        "elderly": _("Lansia"),
    }[code]


def disease_title(code: str) -> str:
    """The name of a group.

    >>> disease_title("LAIN")
    'Penyakit lain'
    """
    return _("Penyakit lain") if code == REST or code not in BY_CODE else _(BY_CODE[code].title)


def source_title(source: Source) -> str:
    """The two sources, which are never mixed."""
    return {Source.DIAGNOSA: _("Diagnosis nakes (ICD-10)"), Source.SKRINING: _("Skrining positif")}[source]


def arrow(moved: Trend) -> SafeString:
    """Where a count went, as shape and word; nothing where there is nothing to compare."""
    cell = say.moved(moved)
    return mark_safe(f"{icon(cell.icon)}{escape(cell.text)}" if cell.icon else "")  # noqa: S308 (escaped)
