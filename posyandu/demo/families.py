"""Who lives with whom: families of a size as in life, however few people a posyandu has."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from posyandu.demo.plan import Ints, Plan

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]

CHILD_YEARS = 20
MOTHER_YEARS = (15, 50)
"""Age of a mother at the birth of a child in her family."""
SPACING_DAYS = 340
"""Two children of one mother are at least so far apart (childbed and pregnancy), or came on one day."""
# A family has at most two persons more than an average one has, and one in ten up to four more [M].
ROOM, MORE_ROOM, WITH_MORE_ROOM = 2, 4, 0.1


def make_families(
    plan: Plan, rng: np.random.Generator, posyandu: Ints, years: Floats, is_girl: Bools
) -> tuple[Ints, Ints]:
    """Family of each person, and the head of each family, ordered by posyandu and age of the head.

    posyandu, years, is_girl: one entry per person. A posyandu has as many families as the household size of
    the district gives, at least one.
    """
    heads = _heads(plan, rng, posyandu, years, is_girl)
    start = np.searchsorted(posyandu[heads], np.arange(len(plan.posyandu_ids)))
    end = np.searchsorted(posyandu[heads], np.arange(len(plan.posyandu_ids)), side="right")
    others = np.setdiff1d(np.arange(len(years)), heads)
    # Children go to a woman about 27 years older, men to one about three years younger, others anywhere.
    target = np.where(
        years < CHILD_YEARS,
        years + np.clip(rng.normal(27, 5, len(years)), 17, 44),
        years - rng.normal(3, 3, len(years)),
    )
    anywhere = (years >= 65) | (is_girl & (years >= CHILD_YEARS))
    target = np.where(anywhere, rng.uniform(20, 65, len(years)), target)
    key = posyandu[heads] * 1000.0 + years[heads]
    wished = np.searchsorted(key, posyandu[others] * 1000.0 + np.clip(target[others], 0, 999))
    wished = np.clip(wished, start[posyandu[others]], end[posyandu[others]] - 1)
    family = np.full(len(years), -1)
    family[heads] = np.arange(len(heads))
    family[others] = _seats(plan, rng, posyandu, heads, others, wished)
    return family, heads


def _heads(plan: Plan, rng: np.random.Generator, posyandu: Ints, years: Floats, is_girl: Bools) -> Ints:
    """Women of 20-64 first, then other grown-ups, then the oldest."""
    count = np.bincount(posyandu, minlength=len(plan.posyandu_ids))
    wanted = np.where(count > 0, np.maximum(1, np.rint(count / plan.district.household)), 0).astype(np.int64)
    grown = years >= CHILD_YEARS
    rank = np.select([is_girl & grown & (years < 65), grown], [0, 1], 2)
    luck = np.where(rank == 2, -years, rng.random(len(years)))
    order = np.lexsort((luck, rank, posyandu))
    place = np.arange(len(order)) - np.searchsorted(posyandu[order], posyandu[order])
    heads = order[place < wanted[posyandu[order]]]
    return heads[np.lexsort((years[heads], posyandu[heads]))]


def _seats(
    plan: Plan, rng: np.random.Generator, posyandu: Ints, heads: Ints, others: Ints, wished: Ints
) -> Ints:
    """The family of each of the others: the wished one, or the next with a free seat in the posyandu."""
    average = plan.district.household
    more = rng.random(len(heads)) < WITH_MORE_ROOM
    seats = np.where(more, round(average) + MORE_ROOM, round(average) + ROOM) - 1
    # A posyandu must seat everybody: where it does not, every family there gets the same seats more.
    short = _in_posyandu(plan, posyandu[others]) - _in_posyandu(plan, posyandu[heads], seats)
    families = np.maximum(_in_posyandu(plan, posyandu[heads]), 1)
    seats = seats + np.maximum(0, -(-short // families)).astype(np.int64)[posyandu[heads]]
    order = np.lexsort((rng.random(len(others)), wished))
    first = np.concatenate([[0], np.cumsum(seats)])
    begins = first[np.searchsorted(posyandu[heads], np.arange(len(plan.posyandu_ids) + 1))]
    where = posyandu[others][order]
    seat = _parked(first[wished[order]], begins[where])
    # Who finds nothing up to the end of the posyandu takes what is left from its beginning.
    left = seat >= begins[where + 1]
    seat[left] = _left_over(seat[~left], where[left], begins)
    found = np.empty(len(others), np.int64)
    found[order] = np.searchsorted(first, seat, side="right") - 1
    return found


def _in_posyandu(plan: Plan, posyandu: Ints, weights: Ints | None = None) -> Floats:
    return np.bincount(posyandu, weights=weights, minlength=len(plan.posyandu_ids)).astype(np.float64)


def _parked(wished: Ints, begins: Ints) -> Ints:
    """For ascending wishes the first free seat at or after each; a new posyandu (`begins`) starts afresh."""
    place = np.arange(len(wished))
    new = np.r_[True, begins[1:] != begins[:-1]] if len(begins) else np.zeros(0, bool)
    group = np.cumsum(new) - 1
    # Far apart, so that the running maximum of one posyandu never reaches into the next.
    lift = group * 10**9
    parked: Ints = np.maximum.accumulate(wished - place + lift) + place - lift
    return parked


def _left_over(taken: Ints, where: Ints, begins: Ints) -> Ints:
    """A free seat of its posyandu for each; `where` ascends."""
    free = np.ones(begins[-1], bool)
    free[taken] = False
    seats = np.flatnonzero(free)
    rank = np.arange(len(where)) - np.searchsorted(where, where)
    return seats[np.searchsorted(seats, begins[where]) + rank]


def mothers(family: Ints, heads: Ints, is_girl: Bools, born: Ints, years: Floats) -> Ints:
    """The mother of each child, or -1: the woman at the head of the family, where ages and spacing allow.

    born: day numbers; years: ages today. Grown-ups of the family have none here.
    """
    head = heads[family]
    age = (born - born[head]) / 365.25
    may = is_girl[head] & (age >= MOTHER_YEARS[0]) & (age < MOTHER_YEARS[1]) & (years < CHILD_YEARS)
    children = np.flatnonzero(may & (head != np.arange(len(family))))
    children = children[np.lexsort((born[children], head[children]))]
    mother = np.full(len(family), -1)
    last_head, last_born = -1, 0
    for child, its_head, day in zip(
        children.tolist(), head[children].tolist(), born[children].tolist(), strict=True
    ):
        if its_head != last_head or day - last_born >= SPACING_DAYS or day == last_born:
            mother[child] = its_head
            last_head, last_born = its_head, day
    return mother
