"""When a pregnant woman, a mother and a newborn met a nakes or a kader. Days are day numbers."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posyandu.demo.answers import AT_HOME, AT_POSYANDU, AT_PUSKESMAS, AT_PUSTU, Sheet
from posyandu.demo.calendar import OPEN as DAY_OPEN
from posyandu.demo.calendar import Calendar
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import NEVER, People
from posyandu.demo.pregnancies import Pregnancies
from posyandu.demo.turnout import home_at_hari_buka, lives_there

Bools = NDArray[np.bool_]

# Share with at least six and at least four contacts, and with the first one in the first trimester [A].
SIX, FOUR = 0.74, 0.88
EARLY = {6: 0.95, 4: 0.75, 2: 0.40}
# First and last week of each contact, by how many there are; the first row of a pair begins early.
WEEKS = {
    (6, True): ((5, 12), (13, 18), (19, 24), (25, 29), (30, 33), (34, 37)),
    (6, False): ((13, 15), (16, 19), (20, 24), (25, 29), (30, 33), (34, 37)),
    (4, True): ((6, 12), (14, 23), (25, 30), (31, 36)),
    (4, False): ((13, 17), (18, 24), (25, 30), (31, 36)),
    (2, True): ((6, 12), (20, 34)),
    (2, False): ((15, 26), (27, 36)),
}
AT_THE_PUSTU = 0.6
KADER_SEES = 0.5  # of the pregnant and post-partum women of a posyandu at each hari buka: about 5 [M]
NIFAS_DAYS = 42
ALL_AFTER_BIRTH, ALL_OF_THE_NEWBORN = 0.82, 0.91  # [A]
SOME = 0.45  # of the others, each contact [M]
# Days after the birth of KF2, KF3, KF4; KF1 and KN1 are on the day after the birth.
LAST_NEWBORN_DAY = 27  # the next day a child of February is a month old
KF_DAYS = ((3, 7), (8, 28), (29, 42))
CLOCK = 10 * 60  # the nakes comes at ten


@dataclass(frozen=True, slots=True)
class Contacts:
    """One entry per contact, of any form."""

    pregnancy: Ints
    person: Ints
    day: Ints
    posyandu: Ints
    month: Ints
    """Month of the hari buka, -1 elsewhere."""
    place: Ints
    number: Ints
    """Of a nakes: 0, 1, … in order; of a kader: -1."""

    def some(self, places: Ints) -> Contacts:
        return Contacts(*(getattr(self, name)[places] for name in self.__slots__))

    def sheet(self, form: str) -> Sheet:
        """Visits without answers; those elsewhere are by a nakes."""
        return Sheet(
            form, self.person, self.day, self.posyandu, self.month, self.place, self.number >= 0,
            self.pregnancy,
        )  # fmt: skip


def homes(plan: Plan, people: People, person: Ints, day: Ints) -> tuple[Ints, Bools]:
    """Posyandu where each person lives on its day, and whether they live in the district at all."""
    moved = people.moved[person]
    old = (moved != NEVER) & (day < moved)
    posyandu = np.where(old, people.old_posyandu[person], people.posyandu[person])
    return posyandu, lives_there(people, person, posyandu, day) & (day <= plan.today_number)


def _once_a_day(contacts: Contacts) -> Contacts:
    """One a day for each person, before a kader's that with a nakes; by person and day."""
    order = np.lexsort((-contacts.number, contacts.day, contacts.person))
    person, day = contacts.person[order], contacts.day[order]
    new = np.r_[True, (person[1:] != person[:-1]) | (day[1:] != day[:-1])][: len(order)]
    return contacts.some(order[new])


def antenatal(plan: Plan, people: People, calendar: Calendar, pregnancies: Pregnancies) -> Contacts:
    """Contacts while pregnant: those with a nakes, and weighings by kader at the hari buka."""
    rng = plan.rng("contacts")
    luck = rng.random(len(pregnancies))
    planned = np.select([luck < SIX, luck < FOUR], [6, 4], 2)
    early = rng.random(len(pregnancies)) < np.select(
        [planned == 6, planned == 4], [EARLY[6], EARLY[4]], EARLY[2]
    )
    whole = 40 * 7
    length = np.where(pregnancies.delivered, pregnancies.ended - pregnancies.lmp, whole)
    parts = []
    for (many, is_early), weeks in WEEKS.items():
        mine = np.flatnonzero((planned == many) & (early == is_early))
        for number, (first, last) in enumerate(weeks):
            days = 7 * rng.integers(first, last + 1, len(mine)) + rng.integers(0, 7, len(mine))
            # A short pregnancy has its last contacts sooner, within its third trimester.
            late = 25 * 7
            short = late + (days - late) * (length[mine] - 4 - late) // (38 * 7 - late)
            days = np.where((days > late) & (length[mine] < 38 * 7), np.maximum(short, late), days)
            parts.append((mine, pregnancies.lmp[mine] + days, np.full(len(mine), number)))
    pregnancy, day, numbers = (np.concatenate(column) for column in zip(*parts, strict=True))
    person = pregnancies.woman[pregnancy]
    posyandu, here = homes(plan, people, person, day)
    place = np.where(rng.random(len(day)) < AT_THE_PUSTU, AT_PUSTU, AT_PUSKESMAS)
    nakes = Contacts(pregnancy, person, day, posyandu, np.full(len(day), -1), place, numbers)
    nakes = nakes.some(np.flatnonzero(here & (day < pregnancies.ended[pregnancy])))
    kader = _at_hari_buka(plan, people, calendar, pregnancies, rng, after=False)
    return _renumbered(_once_a_day(_stacked(nakes, kader)))


def _renumbered(contacts: Contacts) -> Contacts:
    """Nakes contacts counted in the order of their days."""
    is_nakes = contacts.number >= 0
    counted = np.cumsum(is_nakes)
    new = np.r_[True, contacts.pregnancy[1:] != contacts.pregnancy[:-1]][: len(counted)]
    before = np.maximum.accumulate(np.where(new, counted - is_nakes, 0))
    number = np.where(is_nakes, counted - before - 1, -1)
    columns = {name: getattr(contacts, name) for name in contacts.__slots__}
    return Contacts(**{**columns, "number": number})


def _stacked(*parts: Contacts) -> Contacts:
    return Contacts(*(np.concatenate([getattr(part, name) for part in parts]) for name in Contacts.__slots__))


def _at_hari_buka(
    plan: Plan, people: People, calendar: Calendar, pregnancies: Pregnancies, rng: np.random.Generator,
    *, after: bool,
) -> Contacts:  # fmt: skip
    """Who came to a hari buka while pregnant (from the eighth week on) or in the 42 days after a birth."""
    woman = pregnancies.woman
    took_place = calendar.took_place(plan)
    found = []
    for month in range(plan.months):
        posyandu, day = home_at_hari_buka(people, calendar, woman, month)
        if after:
            due = pregnancies.delivered & (day > pregnancies.ended) & (day <= pregnancies.ended + NIFAS_DAYS)
        else:
            due = (day >= pregnancies.lmp + 8 * 7) & (day < pregnancies.ended)
            due &= day < pregnancies.lmp + 42 * 7
        share = np.where(calendar.state[posyandu, month] == DAY_OPEN, KADER_SEES / 2, KADER_SEES)
        came = due & took_place[posyandu, month] & (rng.random(len(woman)) < share)
        places = np.flatnonzero(came & lives_there(people, woman, posyandu, day))
        found.append((places, np.full(len(places), month), day[places], posyandu[places]))
    pregnancy, months, day, posyandu = (np.concatenate(column) for column in zip(*found, strict=True))
    count = len(day)
    return Contacts(
        pregnancy, woman[pregnancy], day, posyandu, months, np.full(count, AT_POSYANDU), np.full(count, -1),
    )  # fmt: skip


def hours_of_first_visit(pregnancies: Pregnancies, pregnancy: Ints) -> Ints:
    """Hours from the birth to KF1 and KN1, which are at ten in the morning of the next day."""
    hours: Ints = (24 * 60 + CLOCK - pregnancies.born_minute[pregnancy]) // 60
    return hours


def postnatal(
    plan: Plan, people: People, calendar: Calendar, pregnancies: Pregnancies
) -> tuple[Contacts, Contacts]:
    """Contacts of the mothers after the birth (KF and kader), and of the newborns (KN)."""
    rng = plan.rng("nifas")
    born = np.flatnonzero(pregnancies.delivered)
    days = _days_after(rng, born)
    mothers = _series(plan, people, rng, pregnancies, born, pregnancies.woman[born], days, ALL_AFTER_BIRTH)
    kader = _at_hari_buka(plan, people, calendar, pregnancies, rng, after=True)
    both = _stacked(mothers, kader)
    babies = []
    for child in (pregnancies.first_child, pregnancies.twin):
        mine = born[child[born] >= 0]
        place = np.searchsorted(born, mine)
        its_days = np.minimum(days[place, :3], LAST_NEWBORN_DAY)
        babies.append(
            _series(plan, people, rng, pregnancies, mine, child[mine], its_days, ALL_OF_THE_NEWBORN)
        )
    newborns = _stacked(*babies)
    return _once_a_day(both), _once_a_day(newborns)


def _days_after(rng: np.random.Generator, born: Ints) -> Ints:
    """Days after the birth of the four contacts, shape (births, 4)."""
    later = [rng.integers(low, high + 1, len(born)) for low, high in KF_DAYS]
    return np.stack([np.ones(len(born), np.int64), *later], axis=1)


def _series(
    plan: Plan, people: People, rng: np.random.Generator, pregnancies: Pregnancies, pregnancy: Ints,
    person: Ints, days: Ints, complete: float,
) -> Contacts:  # fmt: skip
    """The contacts of a series that took place; `complete` is the share with all of them."""
    count, many = days.shape
    luck = rng.random((count, many))
    came = (rng.random((count, 1)) < complete) | (luck < SOME)
    which = np.repeat(np.arange(count), many)
    day = (pregnancies.ended[pregnancy][:, None] + days).ravel()
    posyandu, here = homes(plan, people, person[which], day)
    number = np.tile(np.arange(many), count)
    place = np.select([number == 0, rng.random(len(day)) < 0.4], [AT_PUSKESMAS, AT_HOME], AT_PUSTU)
    kept = np.flatnonzero(here & came.ravel())
    whole = Contacts(
        pregnancy[which], person[which], day, posyandu, np.full(len(day), -1), place, number,
    )  # fmt: skip
    return whole.some(kept)
