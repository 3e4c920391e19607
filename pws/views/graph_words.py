"""Cells of the graph of PWS in words: what one place says to one question (04 §3.3)."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from math import floor
from typing import NamedTuple

from django.utils.translation import ngettext

from ilp.base import charts, words
from ilp.base.language import gettext as _
from ilp.base.language import spoken
from pws.indicators import Indicator, Kind
from pws.rules.coverage import MONTHS, Coverage, Flag, Status
from pws.rules.standing import Standing, Trend, Way, in_percent
from pws.rules.years import Line, Reading
from pws.selectors.graph import Column
from pws.selectors.phrases import phrases

# Colour and shape of each status (04 §3.2); the word stands beside them.
KINDS = {
    Status.BAIK: "good", Status.KURANG: "info", Status.CUKUP: "watch", Status.JELEK: "bad",
    Status.ABOVE: "good", Status.BELOW: "watch", Status.NONE: "none",
}  # fmt: skip


class Cell(NamedTuple):
    """One number in words. `kind`: a status with its colour; `icon`: an arrow before the text.

    `href` is where the text leads, `detail_href` where the small words below it do.
    """

    text: str = words.NONE
    detail: str = ""
    href: str = ""
    detail_href: str = ""
    kind: str = ""
    icon: str = ""


def percent(share: Fraction | None) -> str:
    """An exact share, rounded only here.

    >>> percent(Fraction(45, 84)), percent(None)
    ('53,6\\xa0%', '–')
    """
    return words.NONE if share is None else words.percent(share.numerator, share.denominator)


def people_word(count: int) -> str:
    """So many people."""
    return _people_word(spoken(), count)


@lru_cache(maxsize=4096)
def _people_word(language: str, count: int) -> str:
    return ngettext("%(n)s orang", "%(n)s orang", count) % {"n": words.number(count)}


def status_word(status: Status) -> str:
    """The word of the programme."""
    return phrases().statuses[status]


def flag_word(flag: Flag) -> str:
    return phrases().flags[flag]


def bar(column: Column, indicator: Indicator) -> charts.Bar:
    """The bar of one place: the year's coverage, the month's rate, or of a count the year's sum."""
    read, line = column.coverage, column.line
    value, kind = None, "none"
    if column.is_hidden:
        pass
    elif read is not None:
        value, kind = _hundred(read.cumulative), KINDS[read.status]
    elif line is not None and indicator.kind is Kind.ABSOLUT:
        value = None if line.year.numerator is None else float(line.year.numerator)
    elif line is not None:
        value, kind = _hundred(line.shown.share), line.standing.value
    return charts.Bar(column.group.name, value, kind, is_total=column.is_total)


def _hundred(share: Fraction | None) -> float | None:
    return None if share is None else in_percent(share)


def of_month(share: Fraction | None, count: int | None, href: str = "") -> Cell:
    """A month's share with its people."""
    if count is None:
        return Cell(percent(share), "", "")
    people = people_word(count)
    return Cell(percent(share), people, href)


def moved(trend: Trend) -> Cell:
    return Cell() if trend is Trend.NONE else Cell(phrases().moved[trend], icon=trend.value)


def status(read: Coverage) -> Cell:
    reached = _("target tahun tercapai") if read.is_year_reached else ""
    return Cell(status_word(read.status), reached, kind=KINDS[read.status])


def standing(line: Line, indicator: Indicator) -> Cell:
    """As `standing_word`, with its colour."""
    said = standing_word(line, indicator)
    return Cell(said, kind=line.standing.value) if said else Cell()


def standing_word(line: Line, indicator: Indicator) -> str:
    """On target or not (04 §1.1, type B); where the month went stands in the row above."""
    if line.standing is Standing.NONE:
        return ""
    reached = line.standing is Standing.GOOD or line.standing is Standing.INFO
    return phrases().standing(indicator, Standing.GOOD if reached else Standing.BAD)


def absolute(read: Coverage, missed_href: str, href: str = "") -> Cell:
    """Σ over the annual sasaran, and how many people are missing now."""
    text = f"{words.number(read.total)}/{words.number(read.sasaran)}"
    if not read.gap:
        return Cell(text, _("sesuai target") if read.gap == 0 else "", href)
    return Cell(text, _("kurang %(n)s orang") % {"n": words.number(read.gap)}, href, missed_href)


def share_and_counts(found: Reading) -> Cell:
    if found.denominator is None:
        return Cell(percent(found.share))
    return Cell(percent(found.share), _counts(found))


def real(found: Reading | None) -> Cell:
    """Beside the sasaran by projection, the same people over those who are known by name."""
    if found is None or found.denominator is None:
        return Cell()
    return Cell(_counts(found), percent(found.share))


def gap(line: Line, indicator: Indicator, missed_href: str) -> Cell:
    if not line.gap:
        return Cell(_counts(line.shown))
    return Cell(_counts(line.shown), gap_words(indicator, line.gap), detail_href=missed_href)


def gap_words(indicator: Indicator, count: int) -> str:
    """How many people, posyandu or desa are away from the target."""
    say = phrases()
    unit = _("desa") if indicator.of_desa else say.units.get(indicator.subject, _("orang"))
    said = say.too_many if indicator.direction.value == Way.DOWN else say.too_few
    return said % {"gap": words.number(count), "unit": unit}


def _counts(found: Reading) -> str:
    return f"{words.number(found.numerator)}/{words.number(found.denominator)}"


def pace(read: Coverage) -> Cell:
    """People a month to the year's target; in December those who remain."""
    if read.pace_needed is None:
        return Cell()
    tenths = floor(read.pace_needed * 10 + Fraction(1, 2))
    left = _("sisa sampai akhir tahun") if read.month == MONTHS else ""
    return Cell(words.number(tenths / 10, 1), left)


def projection(read: Coverage) -> Cell:
    year_end = read.projection
    return Cell() if year_end is None else Cell(f"± {percent(year_end)}")


def interval(read: Coverage) -> Cell:
    if read.interval is None:
        return Cell()
    low, high = (words.number(end * 100, 1) for end in read.interval)
    return Cell(f"{low}–{high}{words.NBSP}%")


def notes(one: Column) -> list[str]:
    """What must be known beside the numbers of a place."""
    if one.is_hidden:
        return [_("kurang dari 5 orang, tidak ditampilkan")]
    # Too small for a rank says that it is small.
    said = [flag for flag in one.flags if flag is not Flag.SMALL or Flag.UNRANKED not in one.flags]
    found = [flag_word(flag) for flag in said]
    if 0 < one.silent < len(one.group.desa):
        found.append(_("%(n)s desa belum lapor") % {"n": one.silent})
    return found


def target_word(indicator: Indicator) -> str:
    """What the line of the graph is called."""
    return _("Batas") if indicator.direction.value == Way.DOWN else _("Target")
