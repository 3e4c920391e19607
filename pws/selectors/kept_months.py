"""Sums of cells that were read before, kept in the process by month.

A page of a year reads twelve months, of which most are as they were for the page before. A month is read
again when its stamp (`pws.selectors.tallies.Freshness.months`) is another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ilp.access import scope
from ilp.base.lately import Lately
from pws.selectors.tallies import Counted, tallies

# Of so many questions (a place and its columns) the months are kept: about 8 kB a month of a kabupaten.
MOST = 24
Row = tuple[int | None, ...]
"""The sums of a place and month in the order that was asked; None where nothing of its family was counted."""


def sums(
    counted: Sequence[Counted],
    *,
    desa_ids: Sequence[int],
    first: int,
    last: int,
    groups: Mapping[int, int] | None = None,
) -> dict[tuple[int, int], Row]:
    """As `pws.selectors.tallies.tallies`, by (place, month); a place without any count has no row."""
    found = tallies(counted, desa_ids=desa_ids, first=first, last=last, groups=groups)
    return {key: tuple(map(tally.counts.get, counted)) for key, tally in found.items()}


class KeptMonths:
    """The sums by month of the last questions."""

    def __init__(self, most: int = MOST) -> None:
        self._kept = Lately[dict[int, tuple[str, dict[int, Row]]]](most)

    def sums(
        self,
        counted: Sequence[Counted],
        *,
        desa_ids: Sequence[int],
        first: int,
        last: int,
        groups: Mapping[int, int] | None,
        stamps: Mapping[int, str],
    ) -> dict[tuple[int, int], Row]:
        """As `sums`; months whose stamp is known are not read again."""
        who = scope.current()
        grouped = None if groups is None else tuple(groups[one] for one in desa_ids)
        key = (tuple(counted), tuple(desa_ids), grouped, who.desa_ids, who.posyandu_ids)
        months = dict(self._kept.get(key) or {})
        wanted = range(first, last + 1)
        unknown = [one for one in wanted if one not in months or months[one][0] != stamps.get(one)]
        if unknown:
            fresh: dict[int, dict[int, Row]] = {}
            span = {"first": unknown[0], "last": unknown[-1]}
            for (place, period), row in sums(counted, desa_ids=desa_ids, groups=groups, **span).items():
                fresh.setdefault(period, {})[place] = row
            for one in range(unknown[0], unknown[-1] + 1):
                months[one] = (stamps.get(one, ""), fresh.get(one, {}))
            self._kept.keep(key, months)
        return {(place, one): row for one in wanted for place, row in months[one][1].items()}


KEPT = KeptMonths()
