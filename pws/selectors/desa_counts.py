"""Numbers of desa (UCI) beside the numbers of people, for pages that show many indicators at once."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from puskesmas.rules.sasaran import SasaranKind
from pws.indicators import Indicator
from pws.selectors.graph import Sasaran
from pws.selectors.of_desa import desa_lines, measured_by
from pws.selectors.series import YearLine, series


def lines_of_desa_counts(
    indicators: Iterable[Indicator],
    *,
    desa_ids: Sequence[int],
    period: int,
    sasaran: Mapping[SasaranKind, Sasaran],
    read: Mapping[int, Mapping[str, YearLine]] | None = None,
    stamps: Mapping[int, str] | None = None,
) -> dict[int, dict[str, YearLine]]:
    """The lines of those indicators that count desa, for each desa; no statement where there are none.

    :param sasaran: yearly figures by kind and desa.
    :param read: lines of each desa that are there already, with those the counts are measured by.
    :param stamps: see `pws.selectors.series.series`.
    """
    found: dict[int, dict[str, YearLine]] = {desa_id: {} for desa_id in desa_ids}
    counted = [one for one in indicators if one.of_desa]
    if not counted:
        return found
    bases = [measured_by(one) for one in counted]
    if read is None:
        read = series(bases, desa_ids=desa_ids, year=period // 12, month=period % 12 + 1, stamps=stamps)
    for one, base in zip(counted, bases, strict=True):
        of_base = {desa_id: read[desa_id][base.code] for desa_id in desa_ids}
        figures = sasaran.get(base.sp, {}) if base.sp is not None else {}
        for desa_id, line in desa_lines(one, of_base, figures).items():
            found[desa_id][one.code] = line
    return found
