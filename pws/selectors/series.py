"""A year of numbers, month by month: what the algorithm of PWS (04 §3) is worked out from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from typing import NamedTuple, Self

from pws.indicators import CATALOGUE, Indicator, Subject
from pws.selectors.kept_months import KEPT, Row, sums
from pws.selectors.tallies import Counted, counted_of, denominator_of

OPENED = CATALOGUE["ILP-BUKA"]
# A desa has reported when a posyandu there closed a hari buka in the month, or anybody was served.
_REPORTS: tuple[Counted, ...] = (
    *counted_of([OPENED])[:1],
    (Subject.WARGA, "was_recorded", ()),
)


class YearLine(NamedTuple):
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
    shown = [one for one in indicators if one.is_counted]
    periods = range(year * 12, year * 12 + month)
    counted = list(dict.fromkeys([*counted_of([*shown, OPENED]), *_REPORTS]))
    read = sums if stamps is None else partial(KEPT.sums, stamps=stamps)
    found = read(counted, desa_ids=desa_ids, first=periods[0], last=periods[-1], groups=groups)
    places = {column: place for place, column in enumerate(counted)}
    wanted = [_Places.of(one, places) for one in shown]
    reports = [places[one] for one in _REPORTS]
    nothing: Row = (None,) * len(counted)
    keys = desa_ids if groups is None else dict.fromkeys(groups[one] for one in desa_ids)
    return {key: _lines(wanted, [found.get((key, one), nothing) for one in periods], reports) for key in keys}


class _Places(NamedTuple):
    """Where in a row of sums an indicator finds what it counts; looked up once for all months."""

    indicator: Indicator
    counted: int
    minus: int | None
    of_month: int
    divided_by: int | None

    @classmethod
    def of(cls, one: Indicator, places: Mapping[Counted, int]) -> Self:
        def place(column: str) -> int:
            return places[one.subject, column, one.bands]

        numerator, divided_by = one.numerator or "", denominator_of(one)
        return cls(
            one, place(numerator), place(one.minus) if one.minus else None,
            place(one.month_numerator or numerator), None if divided_by is None else places[divided_by],
        )  # fmt: skip


def _lines(wanted: Sequence[_Places], months: Sequence[Row], reports: Sequence[int]) -> dict[str, YearLine]:
    # A desa that reported and has nobody of this family has counted none; else it is silent.
    nothing = [0 if any(row[place] for place in reports) else None for row in months]
    columns = list(zip(*months, strict=True))
    return {one.indicator.code: _line(one, columns, nothing) for one in wanted}


def _line(places: _Places, columns: Sequence[Row], nothing: Sequence[int | None]) -> YearLine:
    indicator, counted, minus, shown, divided_by = places
    numerators = tuple([n or none for n, none in zip(columns[counted], nothing, strict=True)])
    if minus is not None:
        taken = zip(numerators, columns[minus], strict=True)
        numerators = tuple([None if n is None else n - (less or 0) for n, less in taken])
    of_month = numerators
    if shown != counted:
        of_month = tuple([n or none for n, none in zip(columns[shown], nothing, strict=True)])
    denominators: Row = (None,) * len(nothing)
    if divided_by is not None:
        divisors = zip(columns[divided_by], nothing, strict=True)
        denominators = tuple([none if n is None else n for n, none in divisors])
    return YearLine(indicator, numerators, denominators, of_month)


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
