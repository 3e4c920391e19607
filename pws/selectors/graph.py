"""The graph of PWS: one indicator and month, a column for every place in rank order, their sum at the end."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from pws.indicators import Indicator, Kind, Subject
from pws.rules import years
from pws.rules.coverage import Coverage, Flag, Runner, coverage, rank, sasaran_of_all
from pws.rules.small_cells import hidden_parts, is_hidden
from pws.rules.standing import UNRANKED_S, Candidate, Way, is_over, is_ranked, is_small, ranking
from pws.rules.years import Line, Reading
from pws.selectors.figures import DS, RESTS
from pws.selectors.of_desa import desa_lines, measured_by
from pws.selectors.places import Desa, Place
from pws.selectors.series import YearLine, of_places, series

# Of these the month's denominator is a stock of people; of the others it is what began in the month.
_STOCKS = {Subject.PENDUDUK, Subject.KRONIS, Subject.BALITA, Subject.POSYANDU}
# Whoever has one of these takes no part in the rank.
_OUT = {Flag.UNRANKED, Flag.FEW_MEASURED}
Lines = Mapping[str, YearLine]
# Yearly sasaran by desa; None: no figure.
Sasaran = Mapping[int, int | None]


@dataclass(frozen=True, slots=True)
class Group:
    """A column to be: a desa, or a puskesmas with its desa."""

    key: int
    code: str
    name: str
    desa: tuple[Desa, ...]

    @property
    def ids(self) -> list[int]:
        return [one.id for one in self.desa]


class Column(NamedTuple):
    """One place. Exactly one of `coverage` (types A, S) and `line` (the others) is set.

    `real`: the same numerator over the real sasaran. `silent`: its desa without report in the month.
    `is_hidden`, `hides_now`, `hides_before`: too few people to be shown to this reader, in the bar, in this
    month, in the one before.
    """

    group: Group
    coverage: Coverage | None
    line: Line | None
    real: Reading | None
    silent: int
    flags: tuple[Flag, ...] = ()
    rank: int | None = None
    is_total: bool = False
    is_hidden: bool = False
    hides_now: bool = False
    hides_before: bool = False


@dataclass(frozen=True, slots=True)
class Graph:
    """Columns in rank order; the last is the sum, unless there is only one place."""

    indicator: Indicator
    month: int
    target: Decimal | None
    columns: tuple[Column, ...]


def groups_of(place: Place, *, by_puskesmas: bool) -> list[Group]:
    """The columns of a place: its desa, or its puskesmas with the desa of each."""
    if not by_puskesmas:
        return [Group(one.id, one.code, one.name, (one,)) for one in place.desa]
    members: dict[tuple[int, str], list[Desa]] = {}
    for one in place.desa:
        members.setdefault((one.puskesmas_id, one.puskesmas_name), []).append(one)
    return [Group(key, "", name, tuple(desa)) for (key, name), desa in members.items()]


def graph(
    place: Place,
    indicator: Indicator,
    *,
    period: int,
    by_puskesmas: bool,
    sasaran: Sasaran,
    hides_small: bool = False,
    stamps: Mapping[int, str] | None = None,
) -> Graph:
    """Read January to the month for every column; one statement.

    :param sasaran: of the indicator's kind, by desa; empty for types without a yearly sasaran.
    :param stamps: see `pws.selectors.series.series`.
    """
    month, target = period % 12 + 1, place.target(indicator)
    base = measured_by(indicator)
    wanted = [base, DS] if indicator.subject is Subject.BALITA else [base]
    found = series(wanted, desa_ids=place.desa_ids, year=period // 12, month=month, stamps=stamps)
    if indicator.of_desa:
        of_base = {desa: lines[base.code] for desa, lines in found.items()}
        found = {desa: {indicator.code: one} for desa, one in desa_lines(indicator, of_base, sasaran).items()}
    groups = groups_of(place, by_puskesmas=by_puskesmas)
    read = [_column(one, indicator, found, sasaran, target) for one in groups]
    ordered = _ranked(read, indicator)
    if len(groups) > 1:
        whole = Group(0, "", place.name, place.desa)
        ordered.append(_column(whole, indicator, found, sasaran, target)._replace(is_total=True))
    if hides_small and indicator.subject is not Subject.POSYANDU:
        ordered = _hiding(ordered, indicator)
    return Graph(indicator, month, target, tuple(ordered))


def _column(
    group: Group,
    indicator: Indicator,
    found: Mapping[int, Lines],
    sasaran: Sasaran,
    target: Decimal | None,
) -> Column:
    lines = of_places(found[one] for one in group.ids)
    silent = sum(found[one][indicator.code].numerators[-1] is None for one in group.ids)
    return read_column(group, indicator, lines, sasaran, target, silent=silent)


def read_column(
    group: Group,
    indicator: Indicator,
    lines: Lines,
    sasaran: Sasaran,
    target: Decimal | None,
    *,
    silent: int = 0,
) -> Column:
    """One place from its lines of the year, by the algorithm of the indicator's type.

    :param lines: those of the group together; of balita with the line of D/S.
    :param sasaran: of the indicator's kind, by desa.
    """
    line = lines[indicator.code]
    if not indicator.kind.is_cumulative:
        read_line = _line_of(line, target)
        return Column(group, None, read_line, None, silent, tuple(_flags(read_line, line, lines)))
    projected = sasaran_of_all(sasaran.get(one) for one in group.ids)
    # Without a projection the year is meant for the people known by name (04 §1).
    annual = _real(line) if indicator.sp is None else projected
    served = list(zip(line.of_month, line.denominators, strict=True)) if indicator.is_chronic else None
    read = coverage(line.numerators, annual, target, served=served)
    is_beside = indicator.sp is not None and indicator.denominator is not None
    real = Reading(read.total, _real(line)) if is_beside else None
    return Column(group, read, None, real, silent, read.flags)


def _real(line: YearLine) -> int | None:
    if line.indicator.counted_of in _STOCKS:
        return line.denominators[-1]
    return years.counted(line.denominators)


def _line_of(line: YearLine, target: Decimal | None) -> Line:
    indicator = line.indicator
    months: Sequence[years.Count] = list(zip(line.of_month, line.denominators, strict=True))
    nothing, way = Reading(None, None), Way(indicator.direction.value)
    if indicator.of_year:
        months = years.running(months)
    shown = years.last(months)
    before = years.last(months[:-1])
    whole = years.summed(months)
    if indicator.kind is Kind.TITIK_WAKTU or indicator.of_year:
        whole = shown
    elif indicator.kind is Kind.KAMPANYE:
        held = years.campaign(months, indicator.months or range(1, 13))
        shown = whole = held[1] if held else nothing
        before = nothing
    elif indicator.kind is Kind.ABSOLUT:
        whole = Reading(years.counted(line.numerators), None)
    return years.line(shown, before, whole, target=target, way=way)


def _flags(line: Line, of: YearLine, lines: Lines) -> Iterable[Flag]:
    """What must be known beside a rate of the month, and why it has no rank (04 §5.3, §9 rule 12)."""
    indicator, value = of.indicator, line.shown.share
    if line.shown.numerator is None:
        yield Flag.NOT_REPORTED
    if indicator.kind is Kind.ABSOLUT or indicator.subject is Subject.POSYANDU:
        return  # counts have no rank; posyandu are not people, so their few are not too few
    weighed, sasaran = None, line.shown.denominator
    if indicator.subject is Subject.BALITA:
        weighed = Reading(lines[DS.code].of_month[-1], lines[DS.code].denominators[-1])
        sasaran = weighed.denominator
    if is_over(value):
        yield Flag.TOO_LOW
    if is_small(sasaran):
        yield Flag.SMALL
        if (sasaran or 0) < UNRANKED_S:
            yield Flag.UNRANKED
    if (
        indicator.is_prevalence
        and value is not None
        and not is_ranked(
            value,
            sasaran=UNRANKED_S,
            denominator=line.shown.denominator,
            is_prevalence=True,
            weighed=weighed.share if weighed else None,
        )
    ):
        yield Flag.FEW_MEASURED


def _ranked(read: Sequence[Column], indicator: Indicator) -> list[Column]:
    by_key = {one.group.key: one for one in read}
    if indicator.kind.is_cumulative:
        places = rank([Runner(one.group.key, one.group.name, one.coverage) for one in read if one.coverage])
    else:
        places = ranking([_candidate(one, indicator) for one in read], Way(indicator.direction.value))
    return [by_key[key]._replace(rank=number) for key, number in places]


def _candidate(one: Column, indicator: Indicator) -> Candidate:
    line = one.line
    is_out = indicator.kind is Kind.ABSOLUT or not _OUT.isdisjoint(one.flags)
    if line is None or is_out:
        return Candidate(one.group.key, one.group.name, None, None)
    return Candidate(one.group.key, one.group.name, line.shown.share, line.gap)


def _hiding(columns: Sequence[Column], indicator: Indicator) -> list[Column]:
    """Mark numbers of few people; where one alone would be hidden the next is too, or the sum tells it."""
    of_bar = _small(columns, [_count_of_bar(one, indicator) for one in columns])
    now = _small(columns, [_count_of_month(one) for one in columns]) | of_bar
    before = _small(columns, [_count_before(one) for one in columns]) | of_bar
    return [
        one._replace(is_hidden=place in of_bar, hides_now=place in now, hides_before=place in before)
        for place, one in enumerate(columns)
    ]


def _small(columns: Sequence[Column], counts: Sequence[int | None]) -> set[int]:
    parts = [place for place, one in enumerate(columns) if not one.is_total and counts[place] is not None]
    hidden = {parts[place] for place in hidden_parts([counts[place] or 0 for place in parts])}
    return hidden | {place for place, one in enumerate(columns) if one.is_total and is_hidden(counts[place])}


def _count_of_bar(one: Column, indicator: Indicator) -> int | None:
    if one.coverage is not None:
        return one.coverage.total
    shown = one.line.shown if one.line is not None else Reading(None, None)
    if indicator.kind is Kind.ABSOLUT:
        return one.line.year.numerator if one.line is not None else None
    if shown.numerator is None or indicator.code not in RESTS:
        return shown.numerator
    # N/D′ and T/D′ are each other's rest: a small rest is a small cell too.
    return min(shown.numerator, (shown.denominator or 0) - shown.numerator)


def _count_of_month(one: Column) -> int | None:
    if one.coverage is not None:
        return one.coverage.count
    return None if one.line is None else one.line.shown.numerator


def _count_before(one: Column) -> int | None:
    if one.coverage is not None:
        return one.coverage.previous_count
    return None if one.line is None else one.line.previous.numerator
