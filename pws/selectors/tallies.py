"""Sums over cells. A number of a page is one of these sums, at any level: counts add up, percents never."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from pws.indicators import Indicator, Subject

# A column of the cells of a subject, held to age bands (empty: all).
Counted = tuple[Subject, str, tuple[int, ...]]


def counted_of(indicators: Iterable[Indicator]) -> list[Counted]:
    """Every column these indicators need, each once."""
    wanted: dict[Counted, None] = {}
    for indicator in indicators:
        for column in (indicator.numerator, indicator.denominator):
            if column is not None:
                wanted[(indicator.subject, column, indicator.bands)] = None
    return list(wanted)


@dataclass(slots=True)
class Tally:
    """Counts of one place and month by column."""

    counts: dict[Counted, int] = field(default_factory=dict)

    def of(self, indicator: Indicator) -> tuple[int | None, int | None]:
        """(numerator, denominator); None where nothing was counted yet."""
        numerator = self.counts.get((indicator.subject, indicator.numerator, indicator.bands))
        if indicator.denominator is None:
            return numerator, None
        return numerator, self.counts.get((indicator.subject, indicator.denominator, indicator.bands))


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
        return f"count(*) filter (where {column})::integer"
    held = f" filter (where age_band in ({', '.join(map(str, bands))}))" if bands else ""
    return f"coalesce(sum({column}){held}, 0)::integer"


TABLES = {Subject.BALITA: "pws_balitacell", Subject.POSYANDU: "pws_posyandumonth"}


def tallies(
    counted: Sequence[Counted], *, desa_ids: Sequence[int], first: int, last: int
) -> dict[tuple[int, int], Tally]:
    """Tallies by (desa number, period), for the months from `first` to `last`; one statement a subject."""
    found: dict[tuple[int, int], Tally] = {}
    for subject, table in TABLES.items():
        columns = [one for one in counted if one[0] is subject]
        if not columns:
            continue
        with connection.cursor() as cursor:
            cursor.execute(
                f"select desa_id, period, {', '.join(map(summed, columns))} from {table}"  # noqa: S608
                " where desa_id = any(%s) and period between %s and %s group by 1, 2",
                [list(desa_ids), first, last],
            )
            for desa_id, period, *sums in cursor.fetchall():
                tally = found.setdefault((desa_id, period), Tally())
                tally.counts.update(zip(columns, sums, strict=True))
    return found


@dataclass(frozen=True, slots=True)
class Freshness:
    """`until`: every record saved before this instant is counted; None when the month was never counted.

    `changed_at`: when the numbers were last worked out. `not_closed`: active posyandu of the month that have
    closed no hari buka with somebody present yet. `stamp`: another one whenever any of the numbers may be.
    """

    until: datetime | None
    changed_at: datetime | None
    not_closed: int
    stamp: str = ""

    @property
    def version(self) -> str:
        """Changes when a page made from these numbers would."""
        until = self.until.timestamp() // 60 if self.until else 0
        return f"{self.stamp}.{until:.0f}"


# Nothing waits: everything saved until now is counted. Something waits: everything before the oldest of it.
# The stamp is a sum and no maximum: of two refreshes, the one that began first may be seen last.
_FRESH = """
select case when counted.at is not null then coalesce(waiting.at, now()) end, counted.at, posts.n,
    counted.stamp
from (select max(refreshed_at) filter (where period = %(period)s) as at,
         count(*) || '.' || coalesce(sum(extract(epoch from refreshed_at)), 0) as stamp from pws_desamonth
     where desa_id = any(%(desa)s) and period between %(first)s and %(period)s) counted,
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
        return Freshness(*cursor.fetchone())
