"""Sasaran as they were in force in a month, their history, and the numbers they are projected with."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import connection

from puskesmas.models import Sasaran, SasaranParameter
from puskesmas.rules.sasaran import PARAMETERS, SasaranKind


@dataclass(frozen=True, slots=True)
class SasaranFigure:
    """What counts in the month. `source`: RESMI, PROYEKSI or MANUAL."""

    n: int
    source: str
    letter_no: str
    version: int
    valid_from_period: int

    @property
    def count(self) -> int:
        """The same as `n`."""
        return self.n


# Row policies hold a user to the own desa; no name of a person is near.
_IN_FORCE = """
select distinct on (desa_id, kind) desa_id, kind, n, source, letter_no, version, valid_from_period
from puskesmas_sasaran
where desa_id = any(%s) and year = %s and valid_from_period <= %s
order by desa_id, kind, version desc
"""


def sasaran_of(
    desa_ids: Sequence[int], year: int, period: int
) -> dict[tuple[int, SasaranKind], SasaranFigure]:
    """The figures of a year as they count in one of its months, by desa and kind; one statement.

    What begins later in the year is not there yet. Kinds that are no longer known are left out.
    """
    with connection.cursor() as cursor:
        cursor.execute(_IN_FORCE, [list(desa_ids), year, period])
        rows = cursor.fetchall()
    known = SasaranKind.__members__
    return {
        (desa_id, known[kind]): SasaranFigure(*figure) for desa_id, kind, *figure in rows if kind in known
    }


_COUNTS = """
select kind, array_agg(desa_id), array_agg(n)
from (select distinct on (desa_id, kind) desa_id, kind, n from puskesmas_sasaran
      where kind = any(%s) and desa_id = any(%s) and year = %s and valid_from_period <= %s
      order by desa_id, kind, version desc) in_force
group by kind
"""


def counts_of(
    desa_ids: Sequence[int], year: int, period: int, kinds: Collection[SasaranKind]
) -> dict[SasaranKind, dict[int, int]]:
    """The same figures as bare counts by kind and desa, for tables of many desa; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNTS, [[kind.value for kind in kinds], list(desa_ids), year, period])
        return {
            SasaranKind(kind): dict(zip(desas, counts, strict=True))
            for kind, desas, counts in cursor.fetchall()
        }


@dataclass(frozen=True, slots=True)
class ParameterRow:
    """A number of a kabupaten and year. `is_default`: nobody set it. `value` None: there is no default."""

    code: str
    value: Decimal | None
    source: str
    is_default: bool


def parameters_of(regency_code: str, year: int) -> dict[str, ParameterRow]:
    """Every parameter as it counts, in the order of the formulas; one statement."""
    rows = SasaranParameter.objects.filter(regency_code=regency_code, year=year).order_by("pk")
    kept = {row.code: row for row in rows}
    found = {}
    for code, default in PARAMETERS.items():
        row = kept.get(code)
        found[code] = (
            ParameterRow(code, default.value, default.source, True)
            if row is None
            else ParameterRow(code, row.value.normalize(), row.source, False)
        )
    return found


def numbers_of(regency_code: str, year: int) -> dict[str, Decimal | None]:
    """The same as the formulas take them."""
    return {code: row.value for code, row in parameters_of(regency_code, year).items()}


def history(*, desa_id: int, year: int, kind: SasaranKind) -> list[Sasaran]:
    """All versions of one figure, the newest first; one statement."""
    return list(Sasaran.objects.filter(desa_id=desa_id, year=year, kind=kind.value).order_by("-version"))


def population_of(desa_ids: Sequence[int], on: date) -> dict[int, int]:
    """Registered residents of each desa on a day; one statement. A desa outside the scope has none."""
    with connection.cursor() as cursor:
        cursor.execute("select desa_id, n from puskesmas_population(%s, %s)", [list(desa_ids), on])
        return dict.fromkeys(desa_ids, 0) | dict(cursor.fetchall())
