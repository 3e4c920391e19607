"""Boards: places in rows, indicators in columns, for one month, in rank order, with their sum at the end."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from ilp.base.language import gettext as _
from pws.indicators import CATALOGUE, Indicator
from pws.rules.standing import Candidate, Way, ranking
from pws.selectors.figures import DS, MAIN, Figure, Reader, S, figure, needed
from pws.selectors.places import Place
from pws.selectors.tallies import Tally, counted_of, tallies, total

BY_NAME = "nama"


@dataclass(frozen=True, slots=True)
class BoardRow:
    """One place; `rank` None: too small or too few to rank. `not_closed`: posyandu still to close a day."""

    id: int
    code: str
    name: str
    rank: int | None
    sasaran: Figure
    figures: tuple[Figure, ...]
    not_closed: int
    posyandu: int


@dataclass(frozen=True, slots=True)
class Board:
    """`sort` is an indicator's code or "nama"; `reversed`: worst first (or Z to A)."""

    indicators: tuple[Indicator, ...]
    rows: tuple[BoardRow, ...]
    total: BoardRow
    sort: str
    reversed: bool


def read_sort(typed: str | None) -> tuple[str, bool]:
    """The column asked for, with a leading minus for the other direction; the first column when it is none.

    >>> read_sort("-GIZ-BGM"), read_sort("nama"), read_sort("drop table")
    (('GIZ-BGM', True), ('nama', False), ('GIZ-DS', False))
    """
    text = typed or DS.code
    backwards = text.startswith("-")
    code = text[1:] if backwards else text
    if code == BY_NAME or any(code == indicator.code for indicator in MAIN):
        return code, backwards
    return DS.code, False


def board_of_desa(place: Place, *, period: int, sort: str | None, reader: Reader) -> Board:
    """The desa of a place; two statements."""
    groups = [(desa.id, desa.code, desa.name, [desa.id]) for desa in place.desa]
    return _board(place, groups, period, sort, reader)


def board_of_puskesmas(place: Place, *, period: int, sort: str | None, reader: Reader) -> Board:
    """The puskesmas of a kabupaten, each the sum of its desa; two statements.

    Every desa of the kabupaten is in exactly one group, so that the groups add up to the kabupaten.
    """
    members: dict[tuple[int, str], list[int]] = {}
    for desa in place.desa:
        members.setdefault((desa.puskesmas_id, desa.puskesmas_name), []).append(desa.id)
    groups = [(number, "", name or _("Tanpa puskesmas"), desa) for (number, name), desa in members.items()]
    return _board(place, groups, period, sort, reader)


Group = tuple[int, str, str, Sequence[int]]
Found = dict[tuple[int, int], Tally]


def _board(place: Place, groups: Sequence[Group], period: int, sort: str | None, reader: Reader) -> Board:
    column, backwards = read_sort(sort)
    found = tallies(counted_of(needed(MAIN)), desa_ids=place.desa_ids, first=period - 1, last=period)
    rows = [_row(place, group, found, period, reader) for group in groups]
    everything: Group = (0, "", _("Jumlah"), place.desa_ids)
    return Board(
        indicators=MAIN,
        rows=tuple(_sorted(rows, column, backwards)),
        total=_row(place, everything, found, period, reader),
        sort=column,
        reversed=backwards,
    )


def _row(place: Place, group: Group, found: Found, period: int, reader: Reader) -> BoardRow:
    number, code, name, desa_ids = group
    now = total(found.get((desa, period), Tally()) for desa in desa_ids)
    before = total(found.get((desa, period - 1), Tally()) for desa in desa_ids)
    opened, active = now.of(CATALOGUE["ILP-BUKA"])
    return BoardRow(
        id=number,
        code=code,
        name=name,
        rank=None,
        sasaran=figure(S, now, before, target=None, reader=reader),
        figures=tuple(
            figure(indicator, now, before, target=place.target(indicator), reader=reader)
            for indicator in MAIN
        ),
        not_closed=(active or 0) - (opened or 0),
        posyandu=active or 0,
    )


def _sorted(rows: list[BoardRow], column: str, backwards: bool) -> list[BoardRow]:
    if column == BY_NAME:
        return sorted(rows, key=lambda row: row.name.lower(), reverse=backwards)
    index = next(i for i, indicator in enumerate(MAIN) if indicator.code == column)
    places = [
        Candidate(row.id, row.name, shown.value if shown.is_ranked else None, shown.gap)
        for row in rows
        for shown in (row.figures[index],)
    ]
    ranks = ranking(places, Way(MAIN[index].direction.value))
    by_id = {row.id: row for row in rows}
    ranked = [replace(by_id[key], rank=rank) for key, rank in ranks if rank is not None]
    unranked = [by_id[key] for key, rank in ranks if rank is None]
    return [*(reversed(ranked) if backwards else ranked), *unranked]
