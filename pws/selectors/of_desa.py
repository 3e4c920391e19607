"""Numbers of desa instead of people: desa whose year has reached a threshold, of all desa (04 §5.4, UCI)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from pws.indicators import CATALOGUE, Indicator
from pws.rules.standing import rate, share_of
from pws.selectors.series import YearLine


def measured_by(indicator: Indicator) -> Indicator:
    """The indicator whose coverage is read: of a number of desa another one, else itself."""
    return CATALOGUE[indicator.of_desa] if indicator.of_desa else indicator


def desa_lines(
    indicator: Indicator, lines: Mapping[int, YearLine], sasaran: Mapping[int, int | None]
) -> dict[int, YearLine]:
    """For every desa and month 1 of 1 when the sum since January reaches the threshold, else 0 of 1.

    A desa without report in the month, or without sasaran, is neither.

    :param lines: of `measured_by(indicator)`, whose target is the threshold.
    """
    threshold = measured_by(indicator).target
    if threshold is None:
        raise ValueError(f"{indicator.of_desa} has no target, so no desa can reach it.")
    goal = share_of(threshold)
    found = {}
    for desa, line in lines.items():
        shares = [rate(total, sasaran.get(desa)) for total in _since_january(line.numerators)]
        reached = tuple(None if share is None else int(share >= goal) for share in shares)
        ones = tuple(None if share is None else 1 for share in shares)
        found[desa] = YearLine(indicator, reached, ones, reached)
    return found


def _since_january(months: Sequence[int | None]) -> list[int | None]:
    total, found = 0, []
    for count in months:
        total += count or 0
        found.append(None if count is None else total)
    return found
