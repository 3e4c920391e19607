"""One number as a page shows it: percent, counts, standing, trend and the words that explain them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction

from ilp.base import words
from pws.indicators import CATALOGUE, Direction, Indicator, Subject
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
from pws.selectors.phrases import Phrases, percent_text, phrases
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
# N/D′ and T/D′ are each other's rest, so a small rest is a small cell too.
RESTS = {"GIZ-ND", "GIZ-ND0", "GIZ-TD"}
_WAYS = {direction: Way(direction.value) for direction in Direction}
HIDDEN = f"<{words.NBSP}{small_cells.SMALLEST_SHOWN}"


@dataclass(frozen=True, slots=True)
class Reader:
    """Who reads: whether small cells are hidden, and the words of the language."""

    hides_small: bool = False
    say: Phrases = field(default_factory=phrases)


@dataclass(frozen=True, slots=True)
class Figure:
    """A number in words. `value` is what sorting and charts use: None when it is unknown or hidden.

    `marks`: signs a reader must see, with what they mean; the pages explain them again below their tables.
    """

    indicator: Indicator
    numerator: int | None
    denominator: int | None
    value: Fraction | None
    text: str
    counts: str
    note: str
    standing: Standing = Standing.NONE
    status: str = ""
    trend: Trend = Trend.NONE
    moved: str = words.NONE
    gap: int | None = None
    marks: tuple[tuple[str, str], ...] = ()
    is_ranked: bool = False
    is_hidden: bool = False


def needed(indicators: Sequence[Indicator]) -> list[Indicator]:
    """The indicators of a page, and those that say how to read them."""
    return list(dict.fromkeys([*indicators, S, DS]))


def shown_value(indicator: Indicator, now: Tally, reader: Reader) -> Fraction | None:
    """The rate alone, for charts; None when it is unknown or hidden from this reader."""
    numerator, denominator = now.of(indicator)
    if reader.hides_small and _is_small_part(indicator, numerator, denominator):
        return None
    return rate(numerator, denominator)


def figure(
    indicator: Indicator, now: Tally, before: Tally, *, target: Decimal | None, reader: Reader
) -> Figure:
    """The number of one place and month beside the month before."""
    numerator, denominator = now.of(indicator)
    if indicator.denominator is None:
        return _count(indicator, numerator, before.of(indicator)[0], reader)
    if reader.hides_small and _is_small_part(indicator, numerator, denominator):
        return hidden(indicator, reader)
    way = _WAYS[indicator.direction]
    value = rate(numerator, denominator)
    moved = trend(value, rate(*before.of(indicator)))
    found = standing(value, target, way, moved)
    gap = gap_people(numerator, denominator, target, way)
    ranked = _takes_part(indicator, value, denominator, now)
    counts = (
        f"{words.number(numerator)}/{words.number(denominator)}" if denominator is not None else words.NONE
    )
    return Figure(
        indicator=indicator,
        numerator=numerator,
        denominator=denominator,
        value=value,
        text=percent_text(reader.say.language, numerator, denominator),
        counts=counts,
        note=_note(indicator, counts, gap, moved, before, reader.say)
        if denominator
        else _nothing(indicator, reader),
        standing=found,
        status=reader.say.standing(indicator, found),
        trend=moved,
        moved=reader.say.moved[moved],
        gap=gap,
        marks=_marks(indicator, value, ranked, now, reader.say),
        is_ranked=ranked,
    )  # fmt: skip


def hidden(indicator: Indicator, reader: Reader) -> Figure:
    """A number this reader must not see."""
    return Figure(indicator, None, None, None, HIDDEN, "", reader.say.hidden, is_hidden=True)


def _count(indicator: Indicator, now: int | None, before: int | None, reader: Reader) -> Figure:
    if reader.hides_small and small_cells.is_hidden(now):
        return hidden(indicator, reader)
    text = words.number(now)
    moved = trend(now, before)
    return Figure(
        indicator=indicator,
        numerator=now,
        denominator=None,
        value=None if now is None else Fraction(now),
        text=text,
        counts="",
        note=f"{reader.say.titles[indicator.code]}: {text}",
        trend=moved,
        moved=reader.say.moved[moved],
    )


def _is_small_part(indicator: Indicator, numerator: int | None, denominator: int | None) -> bool:
    if indicator.subject is not Subject.BALITA or numerator is None:
        return False
    if indicator.denominator is None:
        return small_cells.is_hidden(numerator)
    if not denominator:
        return False
    rest = denominator - numerator if indicator.code in RESTS else numerator
    return small_cells.is_hidden(numerator) or small_cells.is_hidden(rest)


def _takes_part(indicator: Indicator, value: Fraction | None, denominator: int | None, now: Tally) -> bool:
    return is_ranked(
        value,
        # Posyandu are not people: their few are not too few.
        sasaran=now.of(S)[0] if indicator.subject is Subject.BALITA else UNRANKED_S,
        denominator=denominator,
        is_prevalence=indicator.is_prevalence,
        weighed=rate(*now.of(DS)) if indicator.is_prevalence else None,
    )


def _marks(
    indicator: Indicator, value: Fraction | None, ranked: bool, now: Tally, say: Phrases
) -> tuple[tuple[str, str], ...]:
    marks = []
    if is_over(value):
        marks.append(("!", say.over))
    if indicator.subject is Subject.BALITA and is_small(now.of(S)[0]):
        marks.append(("*", say.small))
    if indicator.is_prevalence and value is not None and not ranked:
        marks.append(("†", say.unranked))
    return tuple(marks)


def _note(
    indicator: Indicator, counts: str, gap: int | None, moved: Trend, before: Tally, say: Phrases
) -> str:
    numerator, _slash, denominator = counts.partition("/")
    parts = [f"{say.titles[indicator.code]}: {say.of % {'n': numerator, 'd': denominator}}"]
    if gap:
        parts.append(say.gap(indicator, gap))
    if moved is not Trend.NONE:
        parts.append(
            f"{say.moved[moved]} ({say.last_month} {percent_text(say.language, *before.of(indicator))})"
        )
    return "; ".join(parts)


def _nothing(indicator: Indicator, reader: Reader) -> str:
    return f"{reader.say.titles[indicator.code]}: {reader.say.no_denominator}"
