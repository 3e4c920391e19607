"""The names behind a number, and the people behind its gap. Exactly the facts the number counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any
from uuid import UUID

from django.db import connection

from ilp.base.dates import period_end, period_of, period_start
from pws.indicators import Indicator, Subject
from pws.rules.urgency import urgency
from pws.selectors import people
from pws.selectors.people import PersonRow
from pws.selectors.places import Place


class Part(StrEnum):
    """Which of the two counts of a rate is listed."""

    NUMERATOR = "pembilang"
    DENOMINATOR = "penyebut"


@dataclass(frozen=True, slots=True)
class NameRow:
    """One child of a list. `name` None: lives elsewhere now, where the reader may not look; the fact stays.

    `states`: columns of the fact that are true, in the order of `STATES`. The visit is the deciding weighing
    of the month, or for stunting the last measured length.
    """

    person_id: UUID
    desa_id: int
    name: str | None
    sex: str
    born_on: date | None
    age_months: int
    rt: str
    posyandu: str
    desa: str
    measured_on: date | None
    weight_kg: Decimal | None
    length_cm: Decimal | None
    classes: tuple[str, ...]
    states: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class MissedRow:
    """One child of the gap. `last_weighed_on` None: never weighed."""

    person_id: UUID
    desa_id: int
    name: str | None
    sex: str
    born_on: date | None
    age_months: int
    rt: str
    posyandu: str
    desa: str
    last_weighed_on: date | None
    months: int


@dataclass(frozen=True, slots=True)
class PostRow:
    """A posyandu behind a number about posyandu."""

    posyandu_id: int
    name: str
    desa: str
    is_open: bool
    is_validated: bool


STATES = ("is_n", "is_t", "is_o", "is_b", "is_2t", "is_bgm")
_STUNTING = {"is_stunted", "has_lhfa"}

_VISIT = "left join posyandu_visit v on v.id = f.visit_id"
# Stunting looks at the last valid length of three months, which may be older than the month's weighing.
_LENGTH = """left join lateral (
    select * from posyandu_visit x
    where x.person_id = f.person_id and x.voided_at is null and x.measured_on between %(window)s and %(end)s
        and pws_valid(x.lhfa_z, x.implausible, 2, x.is_confirmed, f.birth_is_estimated)
    order by x.measured_on desc, x.lhfa_z limit 1) v on true"""

_WHO = """f.person_id, f.desa_id, t.name, f.sex, t.born_on, f.age_months, coalesce(t.rt, ''),
    coalesce(p.name, ''), a.name"""
_PEOPLE = "from pws_balitamonth f left join puskesmas_person t on t.id = f.person_id"
_PLACES = """join puskesmas_area a on a.id = f.desa_id
left join puskesmas_facility p on p.id = f.posyandu_id
"""


def condition(indicator: Indicator, part: Part) -> str:
    """The column of the facts that is true for everybody in this part of the number.

    :raises ValueError: when the indicator has no such part, or no list can be as long as its number.
    """
    column = indicator.month_numerator or indicator.numerator
    if part is Part.DENOMINATOR:
        column = indicator.denominator
    if column is None or not people.is_listable(indicator):
        raise ValueError(f"{indicator.code} has no list of its {part}.")
    return column


def subject_of(indicator: Indicator, part: Part) -> Subject:
    """Whose facts this part of the number counts."""
    return indicator.subject if part is Part.NUMERATOR else indicator.counted_of


def _where(place: Place, indicator: Indicator) -> str:
    held = " and f.posyandu_id = %(posyandu)s" if place.posyandu_id is not None else ""
    if indicator.bands:
        held += f" and f.age_band in ({', '.join(map(str, indicator.bands))})"
    return f"f.desa_id = any(%(desa)s) and f.period = %(period)s{held}"


def _values(place: Place, period: int, **more: object) -> dict[str, Any]:
    return {
        "desa": place.desa_ids,
        "posyandu": place.posyandu_id,
        "period": period,
        "window": period_start(period - 2),
        "end": period_end(period),
        **more,
    }


def names(
    place: Place,
    *,
    indicator: Indicator,
    part: Part,
    period: int,
    first: int | None = None,
    limit: int | None = None,
    offset: int = 0,
) -> tuple[int, list[NameRow] | list[PersonRow]]:
    """How many there are, and those of one page by name; one statement.

    :param first: of others than balita also the months from this one on; None: the month alone.
    """
    column, subject = condition(indicator, part), subject_of(indicator, part)
    if subject is Subject.BALITA:
        return _balita(place, indicator, column, period, limit, offset)
    return people.listed(
        place, subject=subject, column=column, period=period, first=first, limit=limit, offset=offset
    )


def _balita(
    place: Place, indicator: Indicator, column: str, period: int, limit: int | None, offset: int
) -> tuple[int, list[NameRow]]:
    # The page is cut before the visits are fetched, so that a long list costs no more than its page.
    with connection.cursor() as cursor:
        cursor.execute(
            f"with f as materialized (select f.*, t.name, t.born_on, t.rt, t.birth_is_estimated,"  # noqa: S608
            f" count(*) over () as of_all {_PEOPLE} where {_where(place, indicator)} and f.{column}"
            " order by lower(t.name), f.person_id limit %(limit)s offset %(offset)s)"
            f" select f.of_all, {_WHO.replace('t.', 'f.')}, v.measured_on, v.weight_kg, v.length_height_cm,"
            f" v.wfa_class, v.lhfa_class, v.wflh_class, {', '.join('f.' + state for state in STATES)}"
            f" from f {_PLACES} {_LENGTH if column in _STUNTING else _VISIT}"
            " order by lower(f.name), f.person_id",
            _values(place, period, limit=limit, offset=offset),
        )
        rows = cursor.fetchall()
    return (rows[0][0] if rows else 0), [_name_row(row[1:]) for row in rows]


def _name_row(row: tuple[Any, ...]) -> NameRow:
    # Person and measures, three classes, then one boolean a state.
    classes = tuple(one or "" for one in row[12:15])
    states = tuple(name for name, is_true in zip(STATES, row[15:], strict=True) if is_true)
    values = (*row[:12], classes, states)
    return NameRow(*values)


def missed(place: Place, *, indicator: Indicator, period: int) -> list[MissedRow]:
    """Denominator true and numerator false, the most urgent first; one statement.

    :raises ValueError: when the indicator has no denominator.
    """
    denominator = condition(indicator, Part.DENOMINATOR)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select {_WHO}, last.on {_PEOPLE} {_PLACES}"  # noqa: S608
            " left join lateral (select max(x.measured_on) as on from posyandu_visit x"
            " where x.person_id = f.person_id and x.voided_at is null and x.weight_kg is not null"
            " and x.measured_on <= %(end)s) last on true"
            f" where {_where(place, indicator)} and f.{denominator} and not f.{indicator.numerator}",
            _values(place, period),
        )
        return sorted(
            (missed_row(row, period) for row in cursor.fetchall()), key=lambda row: missed_first(row, period)
        )


def missed_first(row: MissedRow, period: int) -> tuple[tuple[int, int], str, str]:
    last = period_of(row.last_weighed_on) if row.last_weighed_on else None
    return urgency(period, last, period - row.age_months), (row.name or "").lower(), str(row.person_id)


def missed_row(row: tuple[Any, ...], period: int) -> MissedRow:
    last_on, age_months = row[9], row[5]
    last = period_of(last_on) if last_on else None
    values = (*row[:9], last_on, -urgency(period, last, period - age_months)[0])
    return MissedRow(*values)


def posts(
    place: Place, *, indicator: Indicator, period: int, served: bool | None, part: Part
) -> list[PostRow]:
    """The posyandu behind a number about posyandu; `served` False: those behind its gap."""
    if indicator.subject is not Subject.POSYANDU:
        raise ValueError(f"{indicator.code} does not count posyandu.")
    wanted = f"f.{condition(indicator, part)}"
    if served is False:
        wanted = f"f.{condition(indicator, Part.DENOMINATOR)} and not f.{indicator.numerator}"
    with connection.cursor() as cursor:
        cursor.execute(
            "select p.id, p.name, a.name, f.is_open, f.is_validated from pws_posyandumonth f"  # noqa: S608
            " join puskesmas_facility p on p.id = f.posyandu_id join puskesmas_area a on a.id = f.desa_id"
            f" where {_where(place, indicator)} and {wanted} order by lower(a.name), lower(p.name), p.id",
            _values(place, period),
        )
        return [PostRow(*row) for row in cursor.fetchall()]
