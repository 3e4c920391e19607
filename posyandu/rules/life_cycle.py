"""The groups a posyandu day serves, by age in completed months. Source: domain file 02 §2 and §1.3.

Every person is in exactly one of them on a day: the four paper cards, with balita and prasekolah apart,
because only balita are counted in SKDN.
"""

from bisect import bisect_right
from calendar import monthrange
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from ilp.base.dates import completed_months


class Group(StrEnum):
    """Ascending by age. The value stands in addresses; ``from_month`` is included."""

    printed: str
    from_month: int

    def __new__(cls, code: str, printed: str, from_month: int) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.printed = printed
        member.from_month = from_month
        return member

    BALITA = "balita", _("Balita"), 0
    PRASEKOLAH = "prasekolah", _("Prasekolah"), 60
    SEKOLAH_REMAJA = "sekolah-remaja", _("Usia sekolah & remaja"), 72
    DEWASA = "dewasa", _("Dewasa"), 228
    LANSIA = "lansia", _("Lansia"), 720

    @property
    def label(self) -> Promise:
        """The name of the group, translated when it is shown."""
        return gettext_lazy(self.printed)


_ASCENDING = tuple(Group)
_BOUNDS = [group.from_month for group in Group]


def group_of(born_on: date, on: date) -> Group:
    """The group of a person on a day.

    >>> born_on = date(2021, 11, 22)
    >>> group_of(born_on, date(2026, 11, 21)).value, group_of(born_on, date(2026, 11, 22)).value
    ('balita', 'prasekolah')

    Raises ValueError when ``on`` is before the birth.
    """
    return group_at(completed_months(born_on, on))


def group_called(code: str) -> Group:
    """The group with this code; balita for any other text."""
    return next((group for group in Group if group.value == code), Group.BALITA)


def group_at(months: int) -> Group:
    """The group at an age in completed months.

    >>> group_at(59).value, group_at(60).value
    ('balita', 'prasekolah')
    """
    return _ASCENDING[bisect_right(_BOUNDS, months) - 1]


def is_balita(born_on: date, on: date) -> bool:
    """Whether the person is 0-59 completed months old on that day; False before the birth."""
    return born_on <= on and completed_months(born_on, on) < Group.PRASEKOLAH.from_month


def latest_births(on: date) -> list[date]:
    """For every group but the first: the last day of birth that belongs to it or an older one on this day.

    >>> latest_births(date(2026, 2, 28))[0]
    datetime.date(2021, 2, 28)
    """
    return [_latest_birth(on, months) for months in _BOUNDS[1:]]


def _latest_birth(on: date, months: int) -> date:
    index = on.year * 12 + on.month - 1 - months
    year, month = divmod(index, 12)
    born_on = date(year, month + 1, min(on.day, monthrange(year, month + 1)[1]))
    # At the end of a short month, births on later days of a longer one are completed too.
    while completed_months(born_on + timedelta(days=1), on) >= months:
        born_on += timedelta(days=1)
    return born_on
