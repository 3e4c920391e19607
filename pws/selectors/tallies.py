"""Sums over cells. A number of a page is one of these sums, at any level: counts add up, percents never."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from typing import Any

from django.db import connection

from pws.indicators import Indicator, Subject

# A column of the cells of a subject, held to age bands (empty: all).
Counted = tuple[Subject, str, tuple[int, ...]]


def counted_of(indicators: Iterable[Indicator]) -> list[Counted]:
    """Every column these indicators need, each once."""
    wanted: dict[Counted, None] = {}
    for indicator in indicators:
        for one in (*_numerators(indicator), denominator_of(indicator)):
            if one is not None:
                wanted[one] = None
    return list(wanted)


def _numerators(indicator: Indicator) -> Iterable[Counted]:
    for column in (indicator.numerator, indicator.minus, indicator.month_numerator):
        if column is not None:
            yield (indicator.subject, column, indicator.bands)


def denominator_of(indicator: Indicator) -> Counted | None:
    """The real count that divides the indicator, or stands beside its sasaran; None: neither."""
    if indicator.denominator is None:
        return None
    return (indicator.counted_of, indicator.denominator, indicator.bands)


@dataclass(slots=True)
class Tally:
    """Counts of one place and month by column."""

    counts: dict[Counted, int] = field(default_factory=dict)

    def of(self, indicator: Indicator) -> tuple[int | None, int | None]:
        """(numerator, denominator) of the month; None where nothing was counted yet."""
        column, taken_away, divided_by = _read(indicator)
        numerator = None if column is None else self.counts.get(column)
        if taken_away is not None and numerator is not None:
            numerator -= self.counts.get(taken_away, 0)
        return numerator, None if divided_by is None else self.counts.get(divided_by)


@cache
def _read(indicator: Indicator) -> tuple[Counted | None, Counted | None, Counted | None]:
    """What a month reads: the numerator, what is taken from it, the denominator."""

    def key(column: str | None) -> Counted | None:
        return None if column is None else (indicator.subject, column, indicator.bands)

    return (
        key(indicator.month_numerator or indicator.numerator),
        key(indicator.minus),
        denominator_of(indicator),
    )


def total(tallies: Iterable[Tally]) -> Tally:
    """The tally of several places together."""
    counts: dict[Counted, int] = {}
    for tally in tallies:
        for key, count in tally.counts.items():
            counts[key] = counts.get(key, 0) + count
    return Tally(counts)


def summed(one: Counted) -> str:
    """The SQL of one column of cells (balita) or facts (posyandu).

    Column names and bands come from the declarations, which checked them; no text of a request gets here.
    """
    subject, column, bands = one
    if subject is Subject.POSYANDU:
        return f'count(*) filter (where "{column}")::integer'
    held = f" filter (where age_band in ({', '.join(map(str, bands))}))" if bands else ""
    return f'coalesce(sum("{column}"){held}, 0)::integer'


def table_of(subject: Subject) -> str:
    """Where the counts of a subject lie: its cells, or for posyandu the facts themselves."""
    return "pws_posyandumonth" if subject is Subject.POSYANDU else f"pws_{subject.value}cell"


def tallies(
    counted: Sequence[Counted],
    *,
    desa_ids: Sequence[int],
    first: int,
    last: int,
    groups: Mapping[int, int] | None = None,
) -> dict[tuple[int, int], Tally]:
    """Tallies by (desa number, period), for the months from `first` to `last`; one statement.

    :param groups: desa number to the number of what it is added to (its puskesmas); then the keys are these.
    """
    found = _tallies(counted, "0", list(desa_ids), first, last, groups)
    return {(key, period): tally for (key, _post, period), tally in found.items()}


def tallies_of_posts(
    counted: Sequence[Counted], *, desa_ids: Sequence[int], first: int, last: int
) -> dict[tuple[int, int, int], Tally]:
    """The same by (desa number, posyandu number, period). Posyandu 0: people assigned to none."""
    return _tallies(counted, "posyandu_id", list(desa_ids), first, last, None)


def _tallies(
    counted: Sequence[Counted],
    post: str,
    desa_ids: list[int],
    first: int,
    last: int,
    groups: Mapping[int, int] | None,
) -> dict[tuple[int, int, int], Tally]:
    by_subject: dict[Subject, list[Counted]] = {}
    for one in counted:
        by_subject.setdefault(one[0], []).append(one)
    if not by_subject:
        return {}
    key, joined = "desa_id", ""
    if groups is not None:
        key, joined = "g.key", "join unnest(%(desa)s, %(keys)s) g(desa_id, key) using (desa_id)"
    # Subjects have different columns; an array of each row's sums lets one statement answer all of them.
    parts = [
        f"select '{subject.value}', {key}, {post}, period, array[{', '.join(map(summed, columns))}]"  # noqa: S608
        f" from {table_of(subject)} {joined} where desa_id = any(%(desa)s)"
        " and period between %(first)s and %(last)s group by 2, 3, 4"
        for subject, columns in by_subject.items()
    ]
    asked: dict[str, Any] = {"desa": desa_ids, "first": first, "last": last}
    if groups is not None:
        asked["keys"] = [groups[desa_id] for desa_id in desa_ids]
    found: dict[tuple[int, int, int], Tally] = {}
    with connection.cursor() as cursor:
        cursor.execute(" union all ".join(parts), asked)
        for subject, one, posyandu_id, period, sums in cursor.fetchall():
            tally = found.setdefault((one, posyandu_id, period), Tally())
            tally.counts.update(zip(by_subject[Subject(subject)], sums, strict=True))
    return found


@dataclass(frozen=True, slots=True)
class Freshness:
    """`until`: every record saved before this instant is counted; None when the month was never counted.

    `changed_at`: when the numbers were last worked out. `not_closed`: active posyandu of the month that have
    closed no hari buka with somebody present yet. `stamp`: another one whenever any of the numbers may be.
    `alarms`: invariants of these desa that are broken (`pws.services.trust`). `signed`: desa whose month a
    puskesmas has signed. `months`: a stamp of each month with numbers.
    """

    until: datetime | None
    changed_at: datetime | None
    not_closed: int
    stamp: str = ""
    alarms: int = 0
    signed: int = 0
    months: Mapping[int, str] = field(default_factory=dict)

    @property
    def version(self) -> str:
        """Changes when a page made from these numbers would."""
        until = self.until.timestamp() // 60 if self.until else 0
        return f"{self.stamp}.{until:.0f}"


# Nothing waits: everything saved until now is counted. Something waits: everything before the oldest of it.
# The stamp is a sum and no maximum: of two refreshes, the one that began first may be seen last.
_FRESH = """
select case when counted.at is not null then coalesce(waiting.at, now()) end, counted.at, posts.n,
    counted.stamp,
    (select count(*) from pws_alarm
     where ended_at is null and (desa_ids = '{}' or desa_ids && %(desa)s::integer[])),
    (select count(*) from pws_signature s join pws_signednumbers n on n.signature_id = s.id
     where s.level = 'PUSKESMAS' and s.period = %(period)s and s.reopened_at is null and n.posyandu_id = 0
        and n.desa_id = any(%(desa)s)),
    counted.months
from (select max(at) filter (where period = %(period)s) as at,
         coalesce(sum(n), 0) || '.' || coalesce(sum(epochs), 0) as stamp,
         coalesce(array_agg(period || ':' || n || '.' || epochs), '{}') as months
      from (select period, max(refreshed_at) as at, count(*) as n,
                sum(extract(epoch from refreshed_at)) as epochs
            from pws_desamonth where desa_id = any(%(desa)s) and period between %(first)s and %(period)s
            group by period) by_month) counted,
    (select min(changed_at) as at from base_change
     where desa_id = any(%(desa)s) and period = %(period)s) waiting,
    (select count(*) as n from pws_posyandumonth
     where desa_id = any(%(desa)s) and period = %(period)s and is_active and not is_open) posts
"""


def freshness(*, desa_ids: Sequence[int], period: int, months: int = 2) -> Freshness:
    """How fresh the numbers of these desa and this month are; one statement.

    :param months: how many, with this one, the page is made from; the stamp is about all of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(_FRESH, {"desa": list(desa_ids), "period": period, "first": period - months + 1})
        until, changed_at, not_closed, stamp, alarms, signed, by_month = cursor.fetchone()
    stamps = {int(month): of_month for month, of_month in (one.split(":") for one in by_month)}
    return Freshness(until, changed_at, not_closed, stamp, alarms, signed, stamps)
