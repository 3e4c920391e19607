"""What the page of data quality shows: each posyandu's records of a month, its measurers, its people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.models import Q

from pws.models import Alarm
from pws.rules.quality import Pairs, Report, Sessions, report_of

MONTHS_OF_MEASURES = 3
MONTHS_OF_REPORTS = 12
MOST_PAIRS_SHOWN = 200
TOOLS = ("W", "L", "H")

Digits = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class PostQuality:
    """The records of one posyandu. Measures are those of three months, so that there are enough of them.

    `in_time`, `reports`: months of the year so far whose report was in time, and months there were.
    """

    desa_id: int
    posyandu_id: int
    name: str
    sessions: Sessions
    report: Report
    silent: int
    in_time: int
    reports: int
    measured: int
    flagged: int
    waiting: int
    pairs: Pairs


# In time says `pws.rules.quality.report_of`; here for a year of months at once (tests compare the two).
_POSTS = """
select m.desa_id, m.posyandu_id, f.name,
    coalesce(max(q.opened) filter (where m.period = %(last)s), 0),
    coalesce(max(q.closed) filter (where m.period = %(last)s), 0),
    coalesce(max(q.validated) filter (where m.period = %(last)s), 0),
    max(q.validated_on) filter (where m.period = %(last)s),
    %(last)s - coalesce(max(m.period) filter (where m.is_open), min(m.period) - 1),
    count(*) filter (where q.validated = q.opened and q.closed = q.opened and q.validated_on <= due.day),
    count(*),
    coalesce(sum(q.measured) filter (where m.period > %(last)s - %(few)s), 0)::integer,
    coalesce(sum(q.flagged) filter (where m.period > %(last)s - %(few)s), 0)::integer,
    coalesce(sum(q.waiting) filter (where m.period > %(last)s - %(few)s), 0)::integer,
    coalesce(sum(q.pairs) filter (where m.period > %(last)s - %(few)s), 0)::integer,
    coalesce(sum(q.equal) filter (where m.period > %(last)s - %(few)s), 0)::integer,
    coalesce(sum(q.near) filter (where m.period > %(last)s - %(few)s), 0)::integer
from pws_posyandumonth m
join puskesmas_facility f on f.id = m.posyandu_id
join unnest(%(periods)s::integer[], %(days)s::date[]) due (period, day) on due.period = m.period
left join (
    select *, (validated_at at time zone %(zone)s)::date as validated_on from pws_qualitymonth) q
    on q.desa_id = m.desa_id and q.period = m.period and q.posyandu_id = m.posyandu_id
where m.desa_id = any (%(desa)s) and m.period = any (%(periods)s) and m.is_active
group by m.desa_id, m.posyandu_id, f.name
having bool_or(m.period = %(last)s)
order by lower(f.name), m.posyandu_id
"""


def posts_quality(desa_ids: Sequence[int], period: int, deadlines: Mapping[int, date]) -> list[PostQuality]:
    """Every active posyandu of the desa, by name; one statement.

    :param deadlines: last day in time, by month, for the months of the year up to this one.
    """
    asked: dict[str, Any] = {
        "desa": list(desa_ids), "last": period, "few": MONTHS_OF_MEASURES, "periods": list(deadlines),
        "days": list(deadlines.values()), "zone": settings.TIME_ZONE,
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_POSTS, asked)
        rows = cursor.fetchall()
    found = []
    for desa, post, name, opened, closed, validated, on, silent, in_time, months, *counts in rows:
        sessions = Sessions(opened, closed, validated, on)
        report = report_of(sessions, deadlines[period])
        measured, flagged, waiting, pairs, equal, near = counts
        found.append(
            PostQuality(
                desa, post, name, sessions, report, silent, in_time, months, measured, flagged, waiting,
                Pairs(pairs, equal, near),
            )
        )  # fmt: skip
    return found


_SUMMED = ", ".join(f"sum(digits[{place}])::integer" for place in range(1, 11))


def digits_of_posts(desa_ids: Sequence[int], period: int) -> dict[tuple[int, str], Digits]:
    """Last digits of three months by posyandu and tool; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select posyandu_id, tool, {_SUMMED} from pws_qualitydigit"  # noqa: S608 (numbers only)
            " where desa_id = any (%s) and period between %s and %s group by 1, 2",
            [list(desa_ids), period - MONTHS_OF_MEASURES + 1, period],
        )
        return {(posyandu, tool): tuple(digits) for posyandu, tool, *digits in cursor.fetchall()}


@dataclass(frozen=True, slots=True)
class Measurer:
    """What one person measured at one posyandu with one kind of tool in three months."""

    posyandu: str
    who: str
    tool: str
    digits: Digits


def measurers(desa_ids: Sequence[int], period: int) -> list[Measurer]:
    """By posyandu, person and tool; who wrote a measure down is taken for who measured. One statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"select f.name, coalesce(nullif(u.full_name, ''), u.username, ''), q.tool, {_SUMMED}"  # noqa: S608
            " from pws_qualitydigit q join puskesmas_facility f on f.id = q.posyandu_id"
            " left join access_user u on u.id = q.recorder_id"
            " where q.desa_id = any (%s) and q.period between %s and %s"
            " group by f.name, f.id, u.full_name, u.username, q.recorder_id, q.tool"
            " order by lower(f.name), f.id, 2, array_position(array['W', 'L', 'H'], q.tool::text)",
            [list(desa_ids), period - MONTHS_OF_MEASURES + 1, period],
        )
        return [
            Measurer(posyandu, who, tool, tuple(digits)) for posyandu, who, tool, *digits in cursor.fetchall()
        ]


@dataclass(frozen=True, slots=True)
class Identities:
    """People of a place as records, as counted last night."""

    people: int = 0
    without_nik: int = 0
    duplicates: int = 0
    counted_at: datetime | None = None

    def plus(self, other: Identities) -> Identities:
        ats = [at for at in (self.counted_at, other.counted_at) if at is not None]
        return Identities(
            self.people + other.people, self.without_nik + other.without_nik,
            self.duplicates + other.duplicates, min(ats, default=None),
        )  # fmt: skip


def identities(desa_ids: Sequence[int]) -> dict[tuple[int, int], Identities]:
    """By desa and posyandu (0: people of none); one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select desa_id, posyandu_id, people, without_nik, duplicates, counted_at from pws_qualityplace"
            " where desa_id = any (%s)",
            [list(desa_ids)],
        )
        return {(desa, post): Identities(*found) for desa, post, *found in cursor.fetchall()}


def together(found: Iterable[Identities]) -> Identities:
    """Several places as one."""
    whole = Identities()
    for one in found:
        whole = whole.plus(one)
    return whole


@dataclass(frozen=True, slots=True)
class Twin:
    """Two records that may be one person."""

    likeness: str
    born_on: date
    person_id: UUID
    name: str
    desa_id: int
    other_id: UUID
    other_name: str
    other_desa_id: int
    mother_name: str
    other_mother_name: str


def twins(desa_ids: Sequence[int]) -> list[Twin]:
    """Likely pairs that touch these desa, the surest first; who may not name both sees none.

    One statement.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "select d.likeness, p.born_on, p.id, p.name, p.desa_id, o.id, o.name, o.desa_id, p.mother_name,"
            " o.mother_name from pws_likelyduplicate d"
            " join puskesmas_person p on p.id = d.person_id join puskesmas_person o on o.id = d.other_id"
            " where (d.desa_id = any (%s) or d.other_desa_id = any (%s))"
            " and p.voided_at is null and o.voided_at is null"
            " order by d.score desc, lower(p.name), p.id, o.id limit %s",
            [list(desa_ids), list(desa_ids), MOST_PAIRS_SHOWN],
        )
        return [Twin(*row) for row in cursor.fetchall()]


def alarms_of(desa_ids: Sequence[int]) -> list[Alarm]:
    """Broken invariants that touch these desa, or all; one statement."""
    rows = Alarm.objects.filter(ended_at=None).filter(Q(desa_ids=[]) | Q(desa_ids__overlap=list(desa_ids)))
    return list(rows.order_by("-raised_at", "pk"))
