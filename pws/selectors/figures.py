"""One number as a page shows it: percent, counts, standing, trend and the words that explain them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from django.utils.translation import gettext as _

from ilp.base import words
from pws.indicators import CATALOGUE, Indicator, Subject
from pws.rules import small_cells
from pws.rules.standing import (
    UNRANKED_S,
    Standing,
    Trend,
    Way,
    gap_people,
    is_over,
    is_ranked,
    is_small,
    rate,
    standing,
    trend,
)
from pws.selectors.tallies import Tally

S = CATALOGUE["SKDN-S"]
DS = CATALOGUE["GIZ-DS"]
# Columns of the boards, in the order of the programme: came, grew, stays in danger, how it stands, posyandu.
MAIN: tuple[Indicator, ...] = tuple(
    CATALOGUE[code]
    for code in (
        "GIZ-DS", "GIZ-ND", "GIZ-KS", "GIZ-TD", "GIZ-2T", "GIZ-BGM", "GIZ-STUNT", "GIZ-WAST", "GIZ-UNDER",
        "GIZ-UKUR", "ILP-BUKA",
    )
)  # fmt: skip
# Shown to who must not recognise anybody: N/D′ and T/D′ are each other's rest.
RESTS = {"GIZ-ND", "GIZ-ND0", "GIZ-TD"}
HIDDEN = f"<{words.NBSP}{small_cells.SMALLEST_SHOWN}"


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in words. `value` is what sorting and charts use: None when it is unknown or hidden."""

    indicator: Indicator
    numerator: int | None
    denominator: int | None
    value: Fraction | None
    text: str
    counts: str
    standing: Standing
    trend: Trend
    gap: int | None
    note: str
    marks: tuple[tuple[str, str], ...] = ()
    is_ranked: bool = False
    is_hidden: bool = False


@dataclass(frozen=True, slots=True)
class Reader:
    """How the reader's role changes what is shown."""

    hides_small: bool = False


def needed(indicators: Sequence[Indicator]) -> list[Indicator]:
    """The indicators of a page, and those that say how to read them."""
    return list(dict.fromkeys([*indicators, S, DS]))


def figure(
    indicator: Indicator, now: Tally, before: Tally, *, target: Decimal | None, reader: Reader
) -> Figure:
    """The number of one place and month beside the month before."""
    numerator, denominator = now.of(indicator)
    if indicator.denominator is None:
        return _count(indicator, numerator, before.of(indicator)[0], reader)
    way = Way(indicator.direction.value)
    value = rate(numerator, denominator)
    if reader.hides_small and _is_small_part(indicator, numerator, denominator):
        return hidden(indicator)
    moved = trend(value, rate(*before.of(indicator)))
    sasaran = now.of(S)[0]
    return Figure(
        indicator=indicator,
        numerator=numerator,
        denominator=denominator,
        value=value,
        text=words.percent(numerator, denominator),
        counts=f"{words.number(numerator)}/{words.number(denominator)}"
        if denominator is not None
        else words.NONE,
        standing=standing(value, target, way, moved),
        trend=moved,
        gap=gap_people(numerator, denominator, target, way),
        note=_note(indicator, (numerator, denominator), before, target, moved),
        marks=_marks(indicator, value, sasaran, denominator, now),
        is_ranked=is_ranked(
            value,
            sasaran=sasaran if indicator.subject is Subject.BALITA else UNRANKED_S,
            denominator=denominator,
            is_prevalence=indicator.is_prevalence,
            weighed=rate(*now.of(DS)),
        ),
    )


def _count(indicator: Indicator, now: int | None, before: int | None, reader: Reader) -> Figure:
    if reader.hides_small and small_cells.is_hidden(now):
        return hidden(indicator)
    text = words.number(now)
    note = f"{indicator.title}: {text}"
    return Figure(
        indicator, now, None, None if now is None else Fraction(now), text, "", Standing.NONE, trend(now, before),
        None, note,
    )  # fmt: skip


def hidden(indicator: Indicator) -> Figure:
    note = _("Kurang dari %(least)s orang; tidak ditampilkan agar tidak ada yang dikenali.") % {
        "least": small_cells.SMALLEST_SHOWN
    }
    return Figure(
        indicator, None, None, None, HIDDEN, "", Standing.NONE, Trend.NONE, None, note, is_hidden=True
    )


def _is_small_part(indicator: Indicator, numerator: int | None, denominator: int | None) -> bool:
    if indicator.subject is not Subject.BALITA or not denominator or numerator is None:
        return False
    rest = denominator - numerator if indicator.code in RESTS else numerator
    return small_cells.is_hidden(numerator) or small_cells.is_hidden(rest)


def _marks(
    indicator: Indicator, value: Fraction | None, sasaran: int | None, denominator: int | None, now: Tally
) -> tuple[tuple[str, str], ...]:
    """Signs a reader must see, with what they mean; the pages explain them again below their tables."""
    marks = []
    if is_over(value):
        marks.append(("!", _("Lebih dari 100 %: sasaran terlalu rendah")))
    if indicator.subject is Subject.BALITA and is_small(sasaran):
        marks.append(("*", _("Sasaran kecil, baca dengan hati-hati")))
    if indicator.is_prevalence and value is not None and not is_ranked(
        value, sasaran=sasaran, denominator=denominator, is_prevalence=True, weighed=rate(*now.of(DS))
    ):  # fmt: skip
        marks.append(("†", _("Tanpa peringkat: D/S di bawah 60 % atau kurang dari 30 anak")))
    return tuple(marks)


def _note(
    indicator: Indicator,
    counts: tuple[int | None, int | None],
    before: Tally,
    target: Decimal | None,
    moved: Trend,
) -> str:
    numerator, denominator = counts
    if not denominator:
        return f"{indicator.title}: {_('belum ada penyebut')}"
    parts = [
        f"{indicator.title}: "
        + _("%(n)s dari %(d)s") % {"n": words.number(numerator), "d": words.number(denominator)}
    ]
    if target is not None:
        parts.append(_("target %(target)s") % {"target": words.percent_of(target, 0)})
        gap = gap_people(numerator, denominator, target, Way(indicator.direction.value))
        if gap:
            parts.append(gap_words(indicator, gap))
    if moved is not Trend.NONE:
        parts.append(f"{trend_word(moved)} ({_('bulan lalu')} {words.percent(*before.of(indicator))})")
    return "; ".join(parts)


def gap_words(indicator: Indicator, gap: int) -> str:
    unit = _("anak") if indicator.subject is Subject.BALITA else _("posyandu")
    if indicator.direction.value == Way.DOWN:
        return _("%(gap)s %(unit)s di atas batas") % {"gap": gap, "unit": unit}
    return _("kurang %(gap)s %(unit)s") % {"gap": gap, "unit": unit}


def trend_word(moved: Trend) -> str:
    return {Trend.UP: _("naik"), Trend.DOWN: _("turun"), Trend.SAME: _("tetap"), Trend.NONE: words.NONE}[
        moved
    ]


def standing_word(shown: Figure) -> str:
    """The status in words; the arrow beside it says which way the month went."""
    if shown.standing is Standing.NONE:
        return ""
    if shown.indicator.direction.value == Way.DOWN:
        return {
            Standing.GOOD: _("Tidak melebihi batas"),
            Standing.INFO: _("Tidak melebihi batas, tetapi naik"),
            Standing.WATCH: _("Di atas batas, membaik"),
            Standing.BAD: _("Di atas batas"),
        }[shown.standing]
    return {
        Standing.GOOD: _("Mencapai target"),
        Standing.INFO: _("Mencapai target, tetapi turun"),
        Standing.WATCH: _("Di bawah target, membaik"),
        Standing.BAD: _("Di bawah target"),
    }[shown.standing]
