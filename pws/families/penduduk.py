"""Sasaran riil by age: residents of a desa at the end of a month, counted from where people live (04 §2.3).

There are cells only, no facts: a person would be a fact in every month lived there. The same conditions make
the count of one desa-month, the rebuild and the names (pws/sql/44_penduduk.sql), so a list is as long as its
number.

Ages are completed months at the end of the month, or completed years on 31 December of its year. Whoever is
balita on any day of a month is balita in it, as in SKDN: a child turns prasekolah in the month after the
fifth birthday. With a NIK is who has one today, in every month.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

FIFTH_BIRTHDAY = 60  # months


class Age(StrEnum):
    """Which age is asked for: months at the end of the month, or years on 31 December."""

    MONTHS = "months"
    DECEMBER = "december"


@dataclass(frozen=True, slots=True)
class Residents:
    """A group of residents. `low` and `high` are included; `high` None: no upper age."""

    said: str
    low: int = 0
    high: int | None = None
    age: Age = Age.MONTHS
    are_women: bool = False
    have_nik: bool = False

    def where(self, month: str) -> str:
        """The condition in SQL, over `born` and `fifth` (periods), `sex` and `has_nik`; null without a month.

        >>> Residents("prasekolah", 60, 71).where("p")
        'p >= fifth and p - born <= 71'
        """
        parts = ["sex = 'P'"] if self.are_women else []
        parts += ["has_nik"] if self.have_nik else []
        months = self.age is Age.MONTHS
        age = f"{month} - born" if months else f"{month} / 12 - born / 12"
        if self.low:
            is_fifth = months and self.low == FIFTH_BIRTHDAY
            parts.append(f"{month} >= fifth" if is_fifth else f"{age} >= {self.low}")
        if self.high is not None:
            is_fifth = months and self.high == FIFTH_BIRTHDAY - 1
            parts.append(f"{month} < fifth" if is_fifth else f"{age} <= {self.high}")
        if not self.low and self.high is None:
            parts.append(f"{month} is not null")
        return " and ".join(parts)

    @property
    def turns(self) -> set[int]:
        """Ages at which somebody comes into the group or leaves it."""
        return {self.low, self.low if self.high is None else self.high + 1} - {0}

    def of_turns(self, turns: Sequence[int]) -> str:
        """The same over `months` or `years`: how many of these ages, ascending, are reached."""
        reached = "months" if self.age is Age.MONTHS else "years"
        parts = ["sex = 'P'"] if self.are_women else []
        parts += ["has_nik"] if self.have_nik else []
        if self.low:
            parts.append(f"{reached} > {turns.index(self.low)}")
        if self.high is not None:
            parts.append(f"{reached} <= {turns.index(self.high + 1)}")
        return " and ".join(parts) or "true"


_DECEMBER = "on 31 December of the year"

RESIDENTS: dict[str, Residents] = {
    "bayi_0_11": Residents("0-11 months", 0, 11),
    "infants_4_11": Residents("4-11 months", 4, 11),
    "baduta": Residents("0-23 months", 0, 23),
    "balita": Residents("0-59 months, as S of SKDN", 0, 59),
    "anak_balita": Residents("12-59 months", 12, 59),
    "apras": Residents("60-71 months", 60, 71),
    "sekolah": Residents("6-18 years, the card of school age and adolescence", 72, 227),
    "remaja": Residents("10-18 years", 120, 227),
    "dewasa": Residents("19-59 years", 228, 719),
    "lansia": Residents("60 years and over", 720),
    "all": Residents("everybody"),
    "with_nik": Residents("everybody with a NIK", have_nik=True),
    "women_pus": Residents("women of 15-49 years", 180, 599, are_women=True),
    "dec_baduta": Residents(f"12-23 months {_DECEMBER}", 1, 1, Age.DECEMBER),
    "dec_anak_balita": Residents(f"12-59 months {_DECEMBER}", 1, 4, Age.DECEMBER),
    "dec_dasar": Residents(f"7-15 years {_DECEMBER}", 7, 15, Age.DECEMBER),
    "dec_remaja": Residents(f"10-18 years {_DECEMBER}", 10, 18, Age.DECEMBER),
    "dec_rematri": Residents(f"girls of 12-18 years {_DECEMBER}", 12, 18, Age.DECEMBER, are_women=True),
    "dec_produktif": Residents(f"15-59 years {_DECEMBER}", 15, 59, Age.DECEMBER),
    "dec_15": Residents(f"15 years and over {_DECEMBER}", 15, None, Age.DECEMBER),
    "dec_women_30_50": Residents(f"women of 30-50 years {_DECEMBER}", 30, 50, Age.DECEMBER, are_women=True),
    "dec_lansia": Residents(f"60 years and over {_DECEMBER}", 60, None, Age.DECEMBER),
    "dec_40": Residents(f"40 years and over {_DECEMBER}", 40, None, Age.DECEMBER),
}
SUBJECT = "resident"
COLUMNS: dict[str, str] = {name: group.said for name, group in RESIDENTS.items()}


def quoted(name: str) -> str:
    """The column as SQL writes it; `all` is a word of SQL."""
    return f'"{name}"'


def _turns(age: Age) -> list[int]:
    ages: set[int] = set()
    for group in RESIDENTS.values():
        if group.age is age:
            ages |= group.turns
    return sorted(ages)


TURNS = {age: _turns(age) for age in Age}

# Lists for pws/sql/44_penduduk.sql (ilp.base.sql.expand).
SQL_LISTS: dict[str, tuple[str, ...]] = {
    "penduduk": tuple(map(quoted, RESIDENTS)),
    "penduduk_of_month": tuple(
        f"coalesce(sum(n) filter (where {group.of_turns(TURNS[group.age])}), 0)::integer as {quoted(name)}"
        for name, group in RESIDENTS.items()
    ),
    "penduduk_change": tuple(
        f"count(*) filter (where {group.where('came')}) - count(*) filter (where {group.where('went')})"
        f" as {quoted(name)}"
        for name, group in RESIDENTS.items()
    ),
    "penduduk_where": tuple(f"'{name}', $${group.where('p')}$$" for name, group in RESIDENTS.items()),
    "penduduk_said": tuple(f"'{name}', 'Residents: {group.said}.'" for name, group in RESIDENTS.items()),
    "penduduk_months": tuple(map(str, TURNS[Age.MONTHS])),
    "penduduk_years": tuple(map(str, TURNS[Age.DECEMBER])),
}
