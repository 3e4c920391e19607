"""A year of numbers, month by month: what the algorithm of PWS (04 §3) is worked out from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from pws.indicators import CATALOGUE, Indicator
from pws.selectors.tallies import Tally, counted_of, tallies

OPENED = CATALOGUE["ILP-BUKA"]


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
    indicators: Iterable[Indicator], *, desa_ids: Sequence[int], year: int, month: int
) -> dict[int, dict[str, YearLine]]:
    """The lines of every desa by its number and the indicator's code; one statement.

    :param month: 1 to 12; the last month of the lines.
    """
    wanted = [one for one in indicators if one.is_known]
    periods = range(year * 12, year * 12 + month)
    found = tallies(counted_of([*wanted, OPENED]), desa_ids=desa_ids, first=periods[0], last=periods[-1])
    return {desa_id: _lines(wanted, [found.get((desa_id, one), Tally()) for one in periods])
            for desa_id in desa_ids}  # fmt: skip


def _lines(indicators: Sequence[Indicator], months: Sequence[Tally]) -> dict[str, YearLine]:
    return {one.code: _line(one, months) for one in indicators}


def _line(indicator: Indicator, months: Sequence[Tally]) -> YearLine:
    numerators, denominators, of_month = [], [], []
    for tally in months:
        counted, divided_by = tally.of(indicator)
        summed = tally.counted(indicator)
        if summed is None and has_report(tally):
            # The desa has reported; nobody of this family had anything to count.
            summed = counted = 0
        numerators.append(summed)
        of_month.append(counted)
        denominators.append(
            0 if divided_by is None and summed is not None and indicator.denominator else divided_by
        )
    return YearLine(indicator, tuple(numerators), tuple(denominators), tuple(of_month))


def has_report(tally: Tally) -> bool:
    """Whether any posyandu of the desa has closed a hari buka with somebody present in the month."""
    return bool(tally.of(OPENED)[0])


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
