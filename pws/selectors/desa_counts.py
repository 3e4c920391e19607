"""Indicators that count desa, not people: in how many another one has reached its target (UCI, 04 §5.4)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from puskesmas.rules.sasaran import SasaranKind
from pws.indicators import Indicator, in_force
from pws.rules.coverage import coverage, sasaran_of_all
from pws.rules.standing import share_of
from pws.selectors.series import YearLine, series

Sasaran = Mapping[int, int | None]


def lines_of_desa_counts(
    indicators: Iterable[Indicator],
    *,
    desa_ids: Sequence[int],
    period: int,
    sasaran: Mapping[SasaranKind, Sasaran],
) -> dict[int, dict[str, YearLine]]:
    """For each desa a line whose months are 1 (reached), 0, or None (no report or no sasaran), over 1.

    :param sasaran: yearly figures by kind and desa.
    """
    counted = [one for one in indicators if one.of_desa]
    if not counted:
        return {desa_id: {} for desa_id in desa_ids}
    bases = [in_force(one.of_desa, period) for one in counted]
    found = series(bases, desa_ids=desa_ids, year=period // 12, month=period % 12 + 1)
    return {
        desa_id: {
            one.code: _line(one, found[desa_id][base.code], base, _figure(sasaran, base, desa_id))
            for one, base in zip(counted, bases, strict=True)
        }
        for desa_id in desa_ids
    }


def _figure(sasaran: Mapping[SasaranKind, Sasaran], base: Indicator, desa_id: int) -> int | None:
    return None if base.sp is None else sasaran.get(base.sp, {}).get(desa_id)


def _line(indicator: Indicator, line: YearLine, base: Indicator, figure: int | None) -> YearLine:
    months = tuple(_reached(line.numerators[: m + 1], figure, base) for m in range(len(line.numerators)))
    ones = tuple(None if month is None else 1 for month in months)
    return YearLine(indicator, months, ones, months)


def _reached(months: Sequence[int | None], figure: int | None, base: Indicator) -> int | None:
    read = coverage(months, sasaran_of_all([figure]), base.target)
    if read.cumulative is None or base.target is None:
        return None
    return int(read.cumulative >= share_of(base.target))
