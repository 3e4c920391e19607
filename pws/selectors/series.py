"""A year of numbers, month by month: what the algorithm of PWS (04 §3) is worked out from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import NamedTuple, Self

from pws.indicators import CATALOGUE, Indicator, Subject
from pws.selectors.kept_months import KEPT
from pws.selectors.tallies import Counted, Tally, counted_of, denominator_of, tallies

OPENED = CATALOGUE["ILP-BUKA"]
SERVED: Counted = (Subject.WARGA, "was_recorded", ())


@dataclass(frozen=True, slots=True)
class YearLine:
    """One indicator of one place from January to a month.

    `numerators` and `denominators` have one entry a month: None where the month has no report (04 §3.1
    BELUM_LAPOR). The denominator is the real count (SR), or of types B, C, K and P what divides the month.
    `of_month` are the numerators of the month's own reading, which differ from `numerators` for A* only.
    """

    indicator: Indicator
    numerators: tuple[int | None, ...]
    denominators: tuple[int | None, ...]
    of_month: tuple[int | None, ...]


Year = Mapping[int, Mapping[str, YearLine]]


def series(
    indicators: Iterable[Indicator],
    *,
    desa_ids: Sequence[int],
    year: int,
    month: int,
    groups: Mapping[int, int] | None = None,
    stamps: Mapping[int, str] | None = None,
) -> dict[int, dict[str, YearLine]]:
    """The lines of every desa by its number and the indicator's code; one statement.

    :param month: 1 to 12; the last month of the lines.
    :param groups: desa number to that of its puskesmas, whose lines are then answered, each added up.
    :param stamps: of the months (`Freshness.months`), so that those read before are not read again.
    """
    wanted = [_Keys.of(one) for one in indicators if one.is_counted]
    periods = range(year * 12, year * 12 + month)
    counted = list(dict.fromkeys([*counted_of([*(one.indicator for one in wanted), OPENED]), SERVED]))
    read = tallies if stamps is None else partial(KEPT.tallies, stamps=stamps)
    found = read(counted, desa_ids=desa_ids, first=periods[0], last=periods[-1], groups=groups)
    keys = desa_ids if groups is None else dict.fromkeys(groups[one] for one in desa_ids)
    return {key: _lines(wanted, [found.get((key, one), _NOTHING) for one in periods]) for key in keys}


_NOTHING = Tally()


class _Keys(NamedTuple):
    """What an indicator counts, as the keys of a tally; made once, because lines have many months."""

    indicator: Indicator
    counted: Counted
    minus: Counted | None
    of_month: Counted
    divided_by: Counted | None

    @classmethod
    def of(cls, one: Indicator) -> Self:
        def key(column: str) -> Counted:
            return (one.subject, column, one.bands)

        numerator = one.numerator or ""
        return cls(
            one, key(numerator), key(one.minus) if one.minus else None,
            key(one.month_numerator or numerator), denominator_of(one),
        )  # fmt: skip


def _lines(wanted: Sequence[_Keys], months: Sequence[Tally]) -> dict[str, YearLine]:
    counts = [(tally.counts, has_report(tally)) for tally in months]
    return {one.indicator.code: _line(one, counts) for one in wanted}


def _line(keys: _Keys, months: Sequence[tuple[Mapping[Counted, int], bool]]) -> YearLine:
    numerators: list[int | None] = []
    denominators: list[int | None] = []
    of_month: list[int | None] = []
    indicator, counted, minus, shown, divided_by = keys
    for counts, reported in months:
        # A desa that reported and has nobody of this family has counted none; else it is silent.
        nothing = 0 if reported else None
        number = counts.get(counted, nothing) or nothing
        less = counts.get(minus, 0) if minus is not None and number is not None else 0
        numerators.append(number if number is None else number - less)
        of_month.append(numerators[-1] if shown == counted else counts.get(shown, nothing) or nothing)
        denominators.append(None if divided_by is None else counts.get(divided_by, nothing))
    return YearLine(indicator, tuple(numerators), tuple(denominators), tuple(of_month))


def has_report(tally: Tally) -> bool:
    """Whether a posyandu of the desa has closed a hari buka in the month, or anybody there was served."""
    return bool(tally.of(OPENED)[0] or tally.counts.get(SERVED))


def of_places(lines: Iterable[Mapping[str, YearLine]]) -> dict[str, YearLine]:
    """Several desa together: counts added month by month. A month counts when any of them reported it."""
    together: dict[str, list[YearLine]] = {}
    for one in lines:
        for code, line in one.items():
            together.setdefault(code, []).append(line)
    return {code: _added(parts) for code, parts in together.items()}


def _added(parts: Sequence[YearLine]) -> YearLine:
    def added(columns: Iterable[Sequence[int | None]]) -> tuple[int | None, ...]:
        return tuple(_sum(month) for month in zip(*columns, strict=True))

    return YearLine(
        parts[0].indicator,
        added(part.numerators for part in parts),
        added(part.denominators for part in parts),
        added(part.of_month for part in parts),
    )


def _sum(values: Iterable[int | None]) -> int | None:
    known = [value for value in values if value is not None]
    return sum(known) if known else None
