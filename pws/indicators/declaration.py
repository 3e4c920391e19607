"""What an indicator is (04 §1, §5). A declaration over the columns of facts and cells, never a function."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from django.utils.functional import Promise

from pws.models.facts import AGE_BANDS, BALITA_CONDITIONS


class Kind(StrEnum):
    """Type of an indicator (04 §1.1): how its month, its year and its target line are read."""

    BULANAN = "B"
    TITIK_WAKTU = "C"
    ABSOLUT = "N"


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"
    NONE = "none"


class Subject(StrEnum):
    """Whose facts are counted."""

    BALITA = "balita"
    POSYANDU = "posyandu"


COLUMNS: dict[Subject, tuple[str, ...]] = {
    Subject.BALITA: BALITA_CONDITIONS,
    Subject.POSYANDU: ("is_active", "is_open", "is_validated"),
}


@dataclass(frozen=True, slots=True)
class Indicator:
    """One indicator in one version.

    `numerator` and `denominator` are columns of the subject's facts; no denominator: an absolute count.
    `ages` are completed months (from, to), both included, made of whole age bands. `target` is the default
    yearly target in percent, to be replaced by the Dinkes' own. `is_prevalence`: a screening prevalence of
    those who came, never ranked below 60 % D/S or 30 children (04 §5.3).
    """

    code: str
    title: str | Promise
    short: str
    definition: str | Promise
    kind: Kind
    subject: Subject
    numerator: str
    denominator: str | None
    source: str
    direction: Direction = Direction.NONE
    target: Decimal | None = None
    ages: tuple[int, int] | None = None
    owner: str = "K2"
    attribution: str = "DOM"
    is_prevalence: bool = False
    valid_from: date = date(2020, 1, 1)
    valid_to: date | None = None

    def __post_init__(self) -> None:
        for column in (self.numerator, self.denominator):
            if column is not None and column not in COLUMNS[self.subject]:
                raise ValueError(f"{self.code}: {column} is no column of the facts of {self.subject}.")
        if self.ages is not None and not self.bands:
            raise ValueError(f"{self.code}: ages {self.ages} are not made of whole age bands.")

    @property
    def bands(self) -> tuple[int, ...]:
        """Numbers of the age bands the indicator is held to; empty: all ages."""
        if self.ages is None:
            return ()
        first, last = self.ages
        inside = tuple(i for i, (low, high) in enumerate(AGE_BANDS) if low >= first and high <= last)
        whole = inside and AGE_BANDS[inside[0]][0] == first and AGE_BANDS[inside[-1]][1] == last
        return inside if whole else ()

    @property
    def is_rate(self) -> bool:
        return self.denominator is not None
