"""The people behind a number of a family or of residents, and those of the sasaran whom it did not reach."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db import connection

from ilp.base.dates import period_end
from pws.families import families
from pws.indicators import Indicator, Subject
from pws.selectors.places import Place


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One person (or pregnancy, or finding of a person) behind a number.

    `name` None: lives elsewhere now, where the reader may not look; the fact stays. `period`: the month it is
    counted in. `last_seen_on`: day of the last visit up to the end of the month.
    """

    person_id: UUID
    desa_id: int
    name: str | None
    sex: str
    born_on: date | None
    age_months: int | None
    rt: str
    posyandu: str
    desa: str
    period: int
    last_seen_on: date | None


_WHO = """f.person_id, f.desa_id, f.name, f.sex, f.born_on, %(period)s - period_of(f.born_on),
    coalesce(f.rt, ''), coalesce(p.name, ''), a.name, f.period, last.on"""
_AROUND = """
    join puskesmas_area a on a.id = f.desa_id
    left join puskesmas_facility p on p.id = f.posyandu_id
    left join lateral (
        select max(x.measured_on) as on from posyandu_visit x
        where x.person_id = f.person_id and x.voided_at is null and x.measured_on <= %(end)s) last on true
"""


def is_listable(indicator: Indicator) -> bool:
    """Whether a list of people can be as long as the number: a difference of two counts is no list."""
    return indicator.is_known and not indicator.minus and not indicator.of_desa


def source(subject: Subject, column: str) -> str:
    """The rows that a count counted, as SQL: `subject`, person_id, desa_id, posyandu_id, sex, period.

    For residents `period` is the month asked for: they are counted in each month.
    """
    if subject is Subject.PENDUDUK:
        return (
            f"(select person_id as subject, person_id, desa_id, posyandu_id, sex, %(period)s as period"  # noqa: S608
            f" from pws_penduduk_people(%(desa)s, %(period)s, '{column}'))"
        )
    facts = families()[subject.value].facts
    return (
        f"(select subject, person_id, desa_id, posyandu_id, sex, period from {facts}"  # noqa: S608
        f' where desa_id = any(%(desa)s) and period between %(first)s and %(period)s and "{column}")'
    )


def listed(
    place: Place,
    *,
    subject: Subject,
    column: str,
    period: int,
    first: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[int, list[PersonRow]]:
    """How many rows hold the condition from month `first` (None: this month) on, and some of them by name."""
    return _read(place, source(subject, column), "lower(f.name), f.subject", period, first, limit, offset)


def unreached(
    place: Place,
    *,
    indicator: Indicator,
    period: int,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[int, list[PersonRow]]:
    """Who is counted below the line and not above it; longest without a visit first.

    Of the types A and S all of the real sasaran whom nobody reached since January, of the others those of the
    month.

    :raises ValueError: when the indicator has no real count to compare with.
    """
    column = indicator.month_numerator or indicator.numerator
    if indicator.denominator is None or column is None or not is_listable(indicator):
        raise ValueError(f"{indicator.code} has no list of those it did not reach.")
    of_year = indicator.kind.is_cumulative and not indicator.is_chronic
    first = period // 12 * 12 if of_year else period
    owed = source(indicator.counted_of, indicator.denominator)
    done = source(indicator.subject, column)
    key = "subject" if indicator.counted_of is indicator.subject else "person_id"
    rows = f"(select * from {owed} o where o.{key} not in (select d.{key} from {done} d))"  # noqa: S608
    return _read(place, rows, "last.on nulls first, lower(f.name), f.subject", period, first, limit, offset)


def _read(
    place: Place, rows: str, order: str, period: int, first: int | None, limit: int | None, offset: int
) -> tuple[int, list[PersonRow]]:
    held = "where r.posyandu_id = %(posyandu)s" if place.posyandu_id is not None else ""
    values: dict[str, Any] = {
        "desa": place.desa_ids, "posyandu": place.posyandu_id, "period": period,
        "first": period if first is None else first, "end": period_end(period), "limit": limit,
        "offset": offset,
    }  # fmt: skip
    # A list by name is cut before the last visits are looked up; one by last visit cannot be.
    cut = "" if "last.on" in order else f" order by {order} limit %(limit)s offset %(offset)s"
    cut_late = " limit %(limit)s offset %(offset)s" if "last.on" in order else ""
    with connection.cursor() as cursor:
        cursor.execute(
            "with f as materialized (select f.*, count(*) over () as of_all from ("  # noqa: S608
            f"select r.*, t.name, t.born_on, t.rt from {rows} r"
            f" left join puskesmas_person t on t.id = r.person_id {held}) f{cut})"
            f" select f.of_all, {_WHO} from f {_AROUND} order by {order}{cut_late}",
            values,
        )
        found = cursor.fetchall()
    return (found[0][0] if found else 0), [PersonRow(*row[1:]) for row in found]
