"""The heat table: places in rows, indicators of every type in columns, read by the algorithm of each."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from puskesmas.rules.sasaran import SasaranKind
from puskesmas.selectors.sasaran import counts_of
from pws.indicators import CATALOGUE, CHAPTERS, Indicator, in_force
from pws.selectors.desa_counts import lines_of_desa_counts
from pws.selectors.figures import DS
from pws.selectors.graph import Column, Group, Sasaran, groups_of, read_column
from pws.selectors.of_desa import measured_by
from pws.selectors.places import Place
from pws.selectors.series import YearLine, of_places, series

# What a Kepala Dinas looks at first: one or two numbers of every stage of life.
MAIN = tuple(
    code
    for code in (
        "KIA-K1A", "KIA-K6", "KIA-PF", "KIA-KFL", "ANA-KNL", "IMU-IDL", "IMU-BL", "GIZ-DS", "GIZ-STUNT",
        "ANA-KBALITA", "USR-SKRIN", "PTM-SKRIN", "PTM-HTLAY", "PTM-DMLAY", "LAN-SKRIN", "ILP-BUKA",
    )
    if code in CATALOGUE
)  # fmt: skip
UTAMA = "utama"


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One place with what each indicator says of it, in the order of the columns."""

    group: Group
    columns: tuple[Column, ...]


@dataclass(frozen=True, slots=True)
class Matrix:
    """`total` is the place itself."""

    indicators: tuple[Indicator, ...]
    rows: tuple[MatrixRow, ...]
    total: MatrixRow


def indicators_of(chapter: str, period: int) -> tuple[Indicator, ...]:
    """The indicators of a chapter that are in force and have records; of "utama" the chosen ones."""
    codes = MAIN if chapter == UTAMA else tuple(one.code for one in CHAPTERS[chapter])
    found = (in_force(code, period) for code in dict.fromkeys(codes))
    return tuple(one for one in found if one.is_known)


def annual(place: Place, period: int, indicators: Iterable[Indicator]) -> Mapping[SasaranKind, Sasaran]:
    """The yearly sasaran of the kinds that these indicators are measured by, by desa; one statement."""
    kinds = {base.sp for base in map(measured_by, indicators) if base.sp is not None}
    return counts_of(place.desa_ids, period // 12, period, kinds)


def matrix(
    place: Place,
    indicators: Sequence[Indicator],
    *,
    period: int,
    by_puskesmas: bool,
    stamps: Mapping[int, str] | None = None,
) -> Matrix:
    """January to the month of every place, desa or puskesmas; two or three statements.

    :param stamps: see `pws.selectors.series.series`.
    """
    groups = groups_of(place, by_puskesmas=by_puskesmas)
    key_of = {one: group.key for group in groups for one in group.ids}
    wanted = dict.fromkeys([*indicators, DS])
    found = series(
        wanted, desa_ids=place.desa_ids, year=period // 12, month=period % 12 + 1,
        groups=key_of if by_puskesmas else None, stamps=stamps,
    )  # fmt: skip
    sasaran = annual(place, period, indicators)
    desa = lines_of_desa_counts(
        indicators, desa_ids=place.desa_ids, period=period, sasaran=sasaran, stamps=stamps
    )
    for group in groups:
        found[group.key] |= of_places(desa[one] for one in group.ids)
    parts = parts_of(indicators, sasaran)
    rows = [_row(place, one, indicators, found[one.key], parts) for one in groups]
    everything = Group(0, "", place.name, place.desa)
    total = _row(place, everything, indicators, of_places(found.values()), parts)
    return Matrix(tuple(indicators), tuple(rows), total)


def _row(
    place: Place,
    group: Group,
    indicators: Iterable[Indicator],
    lines: Mapping[str, YearLine],
    parts: Mapping[str, Sasaran],
) -> MatrixRow:
    return MatrixRow(group, tuple(read(place, group, one, lines, parts) for one in indicators))


def read(
    place: Place,
    group: Group,
    indicator: Indicator,
    lines: Mapping[str, YearLine],
    parts: Mapping[str, Sasaran],
) -> Column:
    """What one indicator says of one place. parts: of `parts_of`."""
    return read_column(group, indicator, lines, parts[indicator.code], place.target(indicator))


def parts_of(indicators: Iterable[Indicator], sasaran: Mapping[SasaranKind, Sasaran]) -> dict[str, Sasaran]:
    """The sasaran of each indicator by its code: that of its kind, or a part of it, empty without one."""
    return {one.code: {} if one.sp is None else _part(one, sasaran.get(one.sp, {})) for one in indicators}


def _part(indicator: Indicator, figures: Sasaran) -> Sasaran:
    """A part of a sasaran (20 % of pregnancies), each rounded half up, so that desa add up (04 §2.1)."""
    share = indicator.sp_share
    if share == 1:
        return figures
    up, down = 2 * share.numerator, 2 * share.denominator
    return {desa: None if n is None else (n * up + share.denominator) // down for desa, n in figures.items()}
