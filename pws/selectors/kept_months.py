"""Sums of cells that were read before, kept in the process by month.

A page of a year reads twelve months, of which most are as they were for the page before. A month is read
again when its stamp (`pws.selectors.tallies.Freshness.months`) is another one.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ilp.access import scope
from ilp.base.lately import Lately
from pws.selectors.tallies import Counted, Tally, tallies

# Of so many questions (a place and its columns) the months are kept: about 8 kB a month of a kabupaten.
MOST = 24
Sums = Mapping[int, tuple[int | None, ...]]


class KeptMonths:
    """Sums by month of the last questions; a sum is None where nothing of its family was counted."""

    def __init__(self, most: int = MOST) -> None:
        self._kept = Lately[dict[int, tuple[str, Sums]]](most)

    def tallies(
        self,
        counted: Sequence[Counted],
        *,
        desa_ids: Sequence[int],
        first: int,
        last: int,
        groups: Mapping[int, int] | None,
        stamps: Mapping[int, str],
    ) -> dict[tuple[int, int], Tally]:
        """As `pws.selectors.tallies.tallies`; months whose stamp is known are not read again."""
        who = scope.current()
        grouped = None if groups is None else tuple(groups[one] for one in desa_ids)
        key = (tuple(counted), tuple(desa_ids), grouped, who.desa_ids, who.posyandu_ids)
        months = dict(self._kept.get(key) or {})
        wanted = range(first, last + 1)
        unknown = [one for one in wanted if one not in months or months[one][0] != stamps.get(one)]
        if unknown:
            read = tallies(counted, desa_ids=desa_ids, first=unknown[0], last=unknown[-1], groups=groups)
            fresh: dict[int, dict[int, tuple[int | None, ...]]] = {}
            for (place, period), tally in read.items():
                fresh.setdefault(period, {})[place] = tuple(map(tally.counts.get, counted))
            for one in range(unknown[0], unknown[-1] + 1):
                months[one] = (stamps.get(one, ""), fresh.get(one, {}))
            self._kept.keep(key, months)
        return {
            (place, one): Tally({column: n for column, n in zip(counted, sums, strict=True) if n is not None})
            for one in wanted
            for place, sums in months[one][1].items()
        }


KEPT = KeptMonths()
