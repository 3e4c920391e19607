"""One desa: twelve months of its numbers, and this month by posyandu and by age."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connection

from pws.indicators import Subject
from pws.indicators.balita import BALITA
from pws.selectors.tallies import Counted, Tally, counted_of, summed

MONTHS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Post:
    """A posyandu of the desa in the month. `id` 0: children assigned to none."""

    id: int
    name: str
    is_open: bool
    is_active: bool


@dataclass(frozen=True, slots=True)
class DesaNumbers:
    """Tallies of the desa by month, by posyandu and month, and by age band (number) of the month."""

    by_month: dict[int, Tally]
    by_post: dict[tuple[int, int], Tally]
    by_age: dict[int, Tally]
    posts: tuple[Post, ...]


_ALL = counted_of(BALITA)
_WHOLE = [one for one in _ALL if not one[2]]
_POSTS: list[Counted] = [(Subject.POSYANDU, "is_open", ()), (Subject.POSYANDU, "is_active", ())]


def desa_numbers(
    desa_id: int, *, period: int, posts: tuple[Post, ...], posyandu_id: int | None = None
) -> DesaNumbers:
    """Everything the page of a desa counts; one statement."""
    numbers = DesaNumbers({}, {}, {}, posts)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select grouping(posyandu_id, age_band), period, posyandu_id, age_band,"  # noqa: S608
            f" {', '.join(map(summed, _ALL))} from pws_balitacell"
            " where desa_id = %s and period between %s and %s and (%s::integer is null or posyandu_id = %s)"
            " group by grouping sets ((period), (period, posyandu_id), (period, age_band))"
            " having grouping(posyandu_id, age_band) <> 2 or period = %s",
            [desa_id, period - MONTHS_SHOWN + 1, period, posyandu_id, posyandu_id, period],
        )
        for grouped, month, post, band, *sums in cursor.fetchall():
            tally = Tally(dict(zip(_ALL, sums, strict=True)))
            _keep(numbers, grouped, month, post, band, tally)
    return numbers


def _keep(numbers: DesaNumbers, grouped: int, month: int, post: int, band: int, tally: Tally) -> None:
    # grouping(posyandu_id, age_band): 3 neither is a key, 1 the posyandu is, 2 the age band is.
    if grouped == 3:
        numbers.by_month[month] = tally
    elif grouped == 1:
        numbers.by_post[(post, month)] = tally
    else:
        numbers.by_age[band] = tally


def posts_of(desa_id: int, period: int) -> tuple[Post, ...]:
    """The posyandu of the desa in the month, by name; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select f.id, f.name, m.is_open, m.is_active from pws_posyandumonth m"
            " join puskesmas_facility f on f.id = m.posyandu_id"
            " where m.desa_id = %s and m.period = %s order by lower(f.name), f.id",
            [desa_id, period],
        )
        return tuple(Post(*row) for row in cursor.fetchall())


def of_posts(posts: Sequence[Post]) -> Tally:
    """How many posyandu opened and were active, as a tally."""
    opened = sum(post.is_open for post in posts)
    active = sum(post.is_active for post in posts)
    return Tally(dict(zip(_POSTS, (opened, active), strict=True)))
