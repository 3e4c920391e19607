"""Who lives in a synthetic district: people with ages and families, births, deaths and moves."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posyandu.demo.district import age_shares
from posyandu.demo.families import make_families, mothers
from posyandu.demo.plan import Ints, Plan

Bools = NDArray[np.bool_]
Floats = NDArray[np.float64]
YEAR = 365.25
NEVER = 10**6  # a day number beyond any date: not dead, not moved

DEATHS_A_YEAR = 0.007
CHILD_DEATHS = 0.06  # share of them under five
MOVES_A_MONTH = 0.005
DUPLICATES = 0.005  # 0.3 to 1 % of persons are entered twice [M]


@dataclass(slots=True)
class People:
    """Columns of n people; dates are day numbers. `posyandu` is where they live today (or lived last)."""

    born: Ints
    is_girl: Bools
    posyandu: Ints
    died: Ints
    family: Ints
    since: Ints
    """First day at the first known home."""
    moved: Ints
    """Day of the move to the present home, or NEVER."""
    old_posyandu: Ints
    duplicate_of: Ints
    """The person this record repeats, or -1."""
    mother: Ints
    """The woman of the family who is old enough, or -1."""

    def __len__(self) -> int:
        return len(self.born)


@dataclass(slots=True)
class Families:
    """Columns of the families: where they live, and the RT counted from 1 (0: none known)."""

    posyandu: Ints
    rt: Ints


def make_people(plan: Plan) -> tuple[People, Families]:
    """All persons of the district, living, dead in the window, and entered twice."""
    rng = plan.rng("people")
    alive = max(1, round(plan.district.population * plan.scale))
    dead = round(alive * DEATHS_A_YEAR * plan.months / 12)
    posyandu = np.sort(_posyandu_of(plan, rng, alive))
    age = _ages(plan, rng, alive)
    died = np.full(alive, NEVER)
    born = plan.today_number - age
    if dead:
        born_dead, died_dead = _deaths(plan, rng, dead)
        born, died = np.concatenate([born, born_dead]), np.concatenate([died, died_dead])
        posyandu = np.concatenate([posyandu, rng.choice(posyandu, dead)])
    years = (plan.today_number - born) / YEAR
    is_girl = _sexes(plan, rng, years)
    rng = plan.rng("homes")
    family, heads = make_families(plan, rng, posyandu, years, is_girl)
    families = Families(posyandu[heads], _rts(plan, rng, posyandu[heads]))
    people = People(
        born, is_girl, posyandu, died, family,
        since=np.maximum(born, plan.first_day - rng.integers(30, 3000, len(heads))[family]),
        moved=np.full(len(born), NEVER), old_posyandu=np.full(len(born), -1),
        duplicate_of=np.full(len(born), -1), mother=mothers(family, heads, is_girl, born, years),
    )  # fmt: skip
    _move_families(plan, rng, people, len(heads))
    return _with_duplicates(rng, people), families


def _posyandu_of(plan: Plan, rng: np.random.Generator, count: int) -> Ints:
    size = np.exp(rng.normal(0.0, 0.2, len(plan.posyandu_ids)))
    inside = np.bincount(plan.posyandu_desa, weights=size, minlength=len(plan.desa_ids))
    share = plan.desa_share[plan.posyandu_desa] * size / inside[plan.posyandu_desa]
    return rng.choice(len(share), count, p=share / share.sum())


def _ages(plan: Plan, rng: np.random.Generator, count: int) -> Ints:
    """Ages in days today."""
    shares = np.array(age_shares(plan.district))
    band = rng.choice(len(shares), count, p=shares / shares.sum())
    years = band * 5 + rng.random(count) * 5
    old = band == len(shares) - 1
    years[old] = 75 + np.minimum(rng.exponential(5.0, int(old.sum())), 25)
    return np.floor(years * YEAR).astype(np.int64)


def _sexes(plan: Plan, rng: np.random.Generator, years: Floats) -> Bools:
    # 105 boys to 100 girls at birth, 92 men to 100 women from 65; between them what makes the total right.
    men = plan.district.male / plan.district.population
    young, old = years < 15, years >= 65
    middle = ~young & ~old
    need = men * len(years) - young.sum() * 105 / 205 - old.sum() * 92 / 192
    share = np.where(young, 105 / 205, np.where(old, 92 / 192, need / max(1, middle.sum())))
    return rng.random(len(years)) >= np.clip(share, 0.3, 0.7)


def _deaths(plan: Plan, rng: np.random.Generator, count: int) -> tuple[Ints, Ints]:
    died = rng.integers(plan.first_day, plan.today_number + 1, count)
    is_child = rng.random(count) < CHILD_DEATHS
    days = np.where(
        is_child,
        np.minimum(rng.exponential(120, count), 1800),
        np.clip(rng.normal(67, 14, count), 20, 100) * YEAR,
    )
    return died - days.astype(np.int64), died


def _rts(plan: Plan, rng: np.random.Generator, posyandu: Ints) -> Ints:
    count = plan.posyandu_rts[posyandu]
    return np.where(count > 0, 1 + np.floor(rng.random(len(posyandu)) * count).astype(np.int64), 0)


def _move_families(plan: Plan, rng: np.random.Generator, people: People, count: int) -> None:
    """Some families came from another posyandu during the window, half of them from the same desa."""
    moves = rng.random(count) < MOVES_A_MONTH * plan.months
    day = rng.integers(plan.first_day + 1, max(plan.first_day + 2, plan.today_number), count)
    family_posyandu = np.zeros(count, np.int64)
    family_posyandu[people.family] = people.posyandu
    old = rng.integers(0, len(plan.posyandu_ids), count)
    near = rng.random(count) < 0.5
    first = np.searchsorted(plan.posyandu_desa, plan.posyandu_desa[family_posyandu])
    last = np.searchsorted(plan.posyandu_desa, plan.posyandu_desa[family_posyandu], side="right")
    old[near] = (first + np.floor(rng.random(count) * (last - first)).astype(np.int64))[near]
    moves &= old != family_posyandu
    mine = people.family
    moved = moves[mine] & (day[mine] > people.since) & (people.died >= day[mine])
    people.moved[moved] = day[mine][moved]
    people.old_posyandu[moved] = old[mine][moved]


def _with_duplicates(rng: np.random.Generator, people: People) -> People:
    living = np.flatnonzero(people.died == NEVER)
    twice = np.sort(rng.choice(living, round(len(living) * DUPLICATES), replace=False))
    columns = {
        name: np.concatenate([getattr(people, name), getattr(people, name)[twice]])
        for name in People.__slots__
    }
    columns["duplicate_of"][len(people) :] = twice
    columns["moved"][len(people) :] = NEVER
    columns["since"][len(people) :] = np.maximum(columns["since"][len(people) :], people.born[twice])
    return People(**columns)
