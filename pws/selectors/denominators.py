"""The yearly sasaran of many places beside the people counted by name: every kind, for one page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from puskesmas.rules.sasaran import SasaranKind
from puskesmas.selectors.sasaran import SasaranFigure, sasaran_of
from pws.families.penduduk import quoted
from pws.indicators import CATALOGUE, Subject
from pws.selectors.places import Desa, Place
from pws.selectors.tallies import Counted, denominator_of, tallies


@dataclass(frozen=True, slots=True)
class Group:
    """A column: one desa, or the desa of one puskesmas. `code` of a desa, "" for a puskesmas."""

    key: int
    code: str
    name: str
    ids: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Denominator:
    """One kind in one column. `projected` None: no figure for any desa; `real` None: nothing counts it.

    `sources` and `letters` of all its desa, each once. `missing`: desa without a figure.
    """

    projected: int | None
    real: int | None
    sources: tuple[str, ...]
    letters: tuple[str, ...]
    missing: int


# Whom no yearly indicator divides by: counted among the residents of the month.
_RESIDENTS = {SasaranKind.PENDUDUK: "all", SasaranKind.BALITA: "balita"}


def _counting() -> dict[SasaranKind, Counted]:
    """The real count that stands beside each kind: that of the first indicator it divides."""
    found: dict[SasaranKind, Counted] = {}
    for one in CATALOGUE.values():
        counted = denominator_of(one)
        if one.sp is not None and one.sp_share == 1 and counted is not None:
            found.setdefault(one.sp, counted)
    return found


COUNTING = _counting()
# Counted again every month: of the year counts the last month. The others add up.
_STATES = {Subject.PENDUDUK, Subject.KRONIS}


def groups_of(place: Place) -> list[Group]:
    """Desa by desa; of several puskesmas each as one."""
    if len({one.puskesmas_id for one in place.desa}) < 2:
        return [_of_desa(one) for one in place.desa]
    by_puskesmas: dict[int, list[Desa]] = {}
    for one in place.desa:
        by_puskesmas.setdefault(one.puskesmas_id, []).append(one)
    named = sorted(by_puskesmas.values(), key=lambda desa: desa[0].puskesmas_name.casefold())
    return [
        Group(desa[0].puskesmas_id, "", desa[0].puskesmas_name, tuple(one.id for one in desa))
        for desa in named
    ]


def _of_desa(one: Desa) -> Group:
    return Group(one.id, one.code, one.name, (one.id,))


def denominators(groups: Sequence[Group], *, year: int, period: int) -> dict[SasaranKind, list[Denominator]]:
    """Every kind by column, and a last column for all of them; the same statements for any number of desa.

    :param period: the month of the year until which real people are counted.
    """
    ids = [one for group in groups for one in group.ids]
    figures = sasaran_of(ids, year, period)
    real = _real(ids, year, period)
    everything = Group(0, "", "", tuple(ids))
    return {
        kind: [_added(kind, group, figures, real.get(kind)) for group in (*groups, everything)]
        for kind in SasaranKind
    }


def _added(
    kind: SasaranKind,
    group: Group,
    figures: dict[tuple[int, SasaranKind], SasaranFigure],
    real: dict[int, int] | None,
) -> Denominator:
    found = [figures[one, kind] for one in group.ids if (one, kind) in figures]
    return Denominator(
        sum(one.n for one in found) if found else None,
        None if real is None else sum(real.get(one, 0) for one in group.ids),
        tuple(sorted({one.source for one in found})),
        tuple(sorted({one.letter_no for one in found if one.letter_no})),
        len(group.ids) - len(found),
    )


def _real(ids: Sequence[int], year: int, period: int) -> dict[SasaranKind, dict[int, int]]:
    found = tallies(list(COUNTING.values()), desa_ids=ids, first=year * 12, last=period)
    real: dict[SasaranKind, dict[int, int]] = {kind: {} for kind in COUNTING}
    for (desa_id, month), tally in found.items():
        for kind, counted in COUNTING.items():
            if counted[0] not in _STATES or month == period:
                real[kind][desa_id] = real[kind].get(desa_id, 0) + tally.counts.get(counted, 0)
    return real | _residents(ids, period)


def _residents(ids: Sequence[int], period: int) -> dict[SasaranKind, dict[int, int]]:
    sums = ", ".join(f"sum({quoted(column)})::integer" for column in _RESIDENTS.values())
    with connection.cursor() as cursor:
        cursor.execute(
            f"select desa_id, {sums} from pws_pendudukcell"  # noqa: S608 (columns of a declaration)
            " where desa_id = any(%s) and period = %s group by desa_id",
            [list(ids), period],
        )
        rows = cursor.fetchall()
    return {kind: {row[0]: row[1 + at] for row in rows} for at, kind in enumerate(_RESIDENTS)}
