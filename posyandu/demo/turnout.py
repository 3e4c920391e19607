"""Who of the school-age, grown-up and elderly people comes to which hari buka."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posyandu.demo.attendance import completed_months
from posyandu.demo.calendar import OPEN, Calendar
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import NEVER, YEAR, People
from posyandu.rules.life_cycle import Group

# A posyandu day in Maros brings about 10 school-age people, 20 adults and 25 elderly [M]; by the age
# structure it has 192, 541 and 109 of them. Of the 15 prasekolah children one in five comes along [M].
SHARE = {
    Group.PRASEKOLAH: 0.20,
    Group.SEKOLAH_REMAJA: 10 / 192,
    Group.DEWASA: 20 / 541,
    Group.LANSIA: 25 / 109,
}
REGULARS = 2.0  # shape of the gamma that makes some come often and others hardly ever [M]


@dataclass(frozen=True, slots=True)
class Turnout:
    """One entry per visit of somebody older than five, by person and month."""

    person: Ints
    month: Ints
    day: Ints
    posyandu: Ints
    age_months: Ints

    def some(self, places: Ints) -> Turnout:
        return Turnout(*(getattr(self, name)[places] for name in self.__slots__))

    def of(self, group: Group) -> Turnout:
        """The visits of one group, by the age on the day."""
        first = group.from_month
        later = [other.from_month for other in Group if other.from_month > first]
        end = min(later, default=10**6)
        return self.some(np.flatnonzero((self.age_months >= first) & (self.age_months < end)))


def make_turnout(plan: Plan, people: People, calendar: Calendar) -> Turnout:
    """Everybody over five who came, whatever card they get."""
    rng = plan.rng("turnout")
    who = np.flatnonzero((people.duplicate_of < 0) & (people.died >= plan.first_day))
    habit = rng.gamma(REGULARS, 1 / REGULARS, len(who))
    took_place = calendar.took_place(plan)
    found: list[tuple[Ints, Ints, Ints, Ints]] = []
    for month in range(plan.months):
        luck = rng.random(len(who))
        posyandu, day = home_at_hari_buka(people, calendar, who, month)
        # A day that is still open is half written down.
        share = habit * _share((day - people.born[who]) / YEAR * 12)
        share = share * np.where(calendar.state[posyandu, month] == OPEN, 0.5, 1.0)
        came = (luck < share) & took_place[posyandu, month] & lives_there(people, who, posyandu, day)
        places = np.flatnonzero(came)
        found.append((who[places], np.full(len(places), month), day[places], posyandu[places]))
    person, months, day, posyandu = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.lexsort((months, person))
    ages = completed_months(people.born[person], day)
    return Turnout(person, months, day, posyandu, ages).some(order)


def home_at_hari_buka(people: People, calendar: Calendar, who: Ints, month: int) -> tuple[Ints, Ints]:
    """Posyandu at home when it opens in this month, and the day."""
    new = people.posyandu[who]
    moved = people.moved[who]
    old = np.where(moved == NEVER, new, people.old_posyandu[who])
    held = calendar.held[:, month]
    at_old = (moved != NEVER) & (held[old] < moved)
    posyandu = np.where(at_old, old, new)
    return posyandu, held[posyandu]


def lives_there(people: People, who: Ints, posyandu: Ints, day: Ints) -> np.ndarray:
    """Whether the person lives at this posyandu on this day."""
    moved = people.moved[who]
    new = (posyandu == people.posyandu[who]) & ((moved == NEVER) | (day >= moved))
    old = (posyandu == people.old_posyandu[who]) & (moved != NEVER) & (day < moved)
    here: np.ndarray = (new | old) & (day >= people.since[who]) & (day <= people.died[who])
    return here


def _share(age_months: np.ndarray) -> np.ndarray:
    groups = list(SHARE)
    bounds = np.array([group.from_month for group in groups])
    shares = np.array([0.0, *(SHARE[group] for group in groups)])
    found: np.ndarray = shares[np.searchsorted(bounds, age_months, side="right")]
    return found
