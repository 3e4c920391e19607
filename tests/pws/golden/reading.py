"""What the boards would show of a golden case: the number and how many names stand behind it."""

from __future__ import annotations

from ilp.access import scope
from ilp.access.models import User
from ilp.base.dates import period_end
from puskesmas.models import Area
from pws.indicators import Indicator, Subject
from pws.selectors.desa_counts import lines_of_desa_counts
from pws.selectors.matrix import annual
from pws.selectors.names import Part, names, posts
from pws.selectors.people import is_listable
from pws.selectors.places import PlaceKind, find_place
from pws.selectors.tallies import Tally, counted_of, tallies

Numbers = tuple[int, int | None]


def shown_to(reader: User, indicator: Indicator, desa: Area, period: int) -> tuple[Numbers, Numbers]:
    """Numerator and denominator of one desa and month, and how many names each of them lists.

    A difference of two counts has no list; it answers with its number.
    """
    with scope.of(reader):
        number = _number(indicator, desa, period)
        return number, _listed(indicator, desa, period) if is_listable(indicator) else number


def _number(indicator: Indicator, desa: Area, period: int) -> Numbers:
    """Nothing counted is 0."""
    if indicator.of_desa:
        return _of_desa(indicator, desa, period)
    counted = counted_of([indicator])
    found = tallies(counted, desa_ids=[desa.pk], first=period, last=period)
    numerator, denominator = found.get((desa.pk, period), Tally()).of(indicator)
    return numerator or 0, None if indicator.denominator is None else denominator or 0


def _of_desa(indicator: Indicator, desa: Area, period: int) -> Numbers:
    today = period_end(period)
    place = find_place(PlaceKind.DESA, desa.code, scope=scope.current(), today=today, year=today.year)
    lines = lines_of_desa_counts(
        [indicator], desa_ids=[desa.pk], period=period, sasaran=annual(place, period, [indicator])
    )[desa.pk][indicator.code]  # fmt: skip
    return lines.numerators[-1] or 0, lines.denominators[-1] or 0


def _listed(indicator: Indicator, desa: Area, period: int) -> Numbers:
    today = period_end(period)
    place = find_place(PlaceKind.DESA, desa.code, scope=scope.current(), today=today, year=today.year)
    counts: list[int] = []
    for part in Part:
        if part is Part.DENOMINATOR and indicator.denominator is None:
            return counts[0], None
        if indicator.subject is Subject.POSYANDU:
            counts.append(len(posts(place, indicator=indicator, period=period, served=None, part=part)))
            continue
        count, rows = names(place, indicator=indicator, part=part, period=period)
        assert count == len(rows)
        counts.append(count)
    return counts[0], counts[1]
