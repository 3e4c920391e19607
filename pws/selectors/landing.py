"""What a kader or a bidan needs first: the days of the week, the month's numbers, whom to look for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from ilp.access.scope import Scope
from ilp.base.dates import period_end, period_of
from pws.selectors.names import MissedRow, missed_first, missed_row
from pws.selectors.places import Place, my_place_and
from pws.selectors.tallies import Freshness

# A closed hari buka waits for its validation until somebody does it; a look back this far finds it.
LOOK_BACK_DAYS = 62
LOOK_AHEAD_DAYS = 35


@dataclass(frozen=True, slots=True)
class Day:
    """A hari buka around today. `served`: people with a live visit on it."""

    id: UUID
    posyandu_id: int
    posyandu: str
    held_on: date
    state: str
    served: int
    expected: int


@dataclass(frozen=True, slots=True)
class Landing:
    """The place of the user with its hari buka, latest first."""

    place: Place
    days: tuple[Day, ...]
    fresh: Freshness


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Who has not come this month, and who came and is not well. A child may be in both of the last two."""

    missed: tuple[MissedRow, ...]
    watched: tuple[tuple[MissedRow, tuple[str, ...]], ...]


_MORE = """jsonb_build_object(
    'days', (
        select jsonb_agg(jsonb_build_array(h.id, h.posyandu_id, f.name, h.held_on, h.state,
            (select count(*) from posyandu_visit v where v.hari_buka_id = h.id and v.voided_at is null),
            coalesce(h.sasaran_balita, 0)) order by h.held_on desc, lower(f.name))
        from posyandu_haribuka h join puskesmas_facility f on f.id = h.posyandu_id
        where h.desa_id = any(p.desa_ids) and (p.posyandu_id is null or h.posyandu_id = p.posyandu_id)
            and h.held_on between %(from)s and %(to)s and h.state <> 'DIBATALKAN'),
    'waiting', (select min(changed_at) from base_change
        where desa_id = any(p.desa_ids) and period = %(period)s),
    'counted', (select max(refreshed_at) from pws_desamonth
        where desa_id = any(p.desa_ids) and period = %(period)s),
    'now', now(),
    'open', (select count(*) from pws_posyandumonth m
        where m.desa_id = any(p.desa_ids) and m.period = %(period)s
        and (p.posyandu_id is null or m.posyandu_id = p.posyandu_id) and m.is_active and not m.is_open)
)"""


def landing(*, scope: Scope, today: date) -> Landing:
    """Place, hari buka around today, and freshness of the month; one statement.

    :raises PlaceNotFound: when the user has no place yet.
    """
    place, more = my_place_and(
        scope=scope,
        today=today,
        year=today.year,
        more=_MORE,
        period=period_of(today),
        **{"from": today - timedelta(days=LOOK_BACK_DAYS), "to": today + timedelta(days=LOOK_AHEAD_DAYS)},
    )
    counted = _instant(more["counted"])
    until = _instant(more["waiting"] or more["now"]) if counted else None
    return Landing(
        place, tuple(_day(one) for one in more["days"] or []), Freshness(until, counted, more["open"])
    )


def _instant(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _day(one: list[Any]) -> Day:
    return Day(UUID(one[0]), one[1], one[2], date.fromisoformat(one[3]), one[4], one[5], one[6])


def day_to_show(days: Sequence[Day], today: date) -> Day | None:
    """The one a kader wants: today's, else one left open, else the next, else the last."""
    by_date = sorted(days, key=lambda day: day.held_on)
    for wanted in (
        [day for day in by_date if day.held_on == today],
        [day for day in by_date if day.state == "DIBUKA"],
        [day for day in by_date if day.held_on > today],
        list(reversed(by_date)),
    ):
        if wanted:
            return wanted[0]
    return None


# What makes a child one to watch, the gravest first.
WATCHED = ("is_bgm", "is_wasted", "is_2t", "is_t")


def follow_up(place: Place, *, period: int) -> FollowUp:
    """Names for the month, from its facts; one statement."""
    held = " and f.posyandu_id = %(posyandu)s" if place.posyandu_id is not None else ""
    with connection.cursor() as cursor:
        cursor.execute(
            _FOLLOW_UP.format(held=held, watched=", ".join(f"f.{state}" for state in WATCHED)),
            {
                "desa": place.desa_ids,
                "posyandu": place.posyandu_id,
                "period": period,
                "end": period_end(period),
            },
        )
        rows = cursor.fetchall()
    away = [missed_row(row, period) for row in rows if row[10]]
    watched = [
        (missed_row(row, period), tuple(s for s, true in zip(WATCHED, row[11:], strict=True) if true))
        for row in rows
        if any(row[11:])
    ]
    watched.sort(key=lambda one: (WATCHED.index(one[1][0]), (one[0].name or "").lower()))
    return FollowUp(tuple(sorted(away, key=lambda row: missed_first(row, period))), tuple(watched))


_FOLLOW_UP = """
select f.person_id, f.desa_id, t.name, f.sex, t.born_on, f.age_months, coalesce(t.rt, ''),
    coalesce(p.name, ''), a.name, last.on, f.is_s and not f.is_d, {watched}
from pws_balitamonth f
join puskesmas_area a on a.id = f.desa_id
left join puskesmas_person t on t.id = f.person_id
left join puskesmas_facility p on p.id = f.posyandu_id
left join lateral (
    select max(x.measured_on) as on from posyandu_visit x
    where x.person_id = f.person_id and x.voided_at is null and x.weight_kg is not null
        and x.measured_on <= %(end)s) last on true
where f.desa_id = any(%(desa)s) and f.period = %(period)s{held}
    and ((f.is_s and not f.is_d) or f.is_t or f.is_bgm or f.is_wasted)
"""
