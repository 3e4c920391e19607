"""What a kader typed for one child, and the ways a visit is not kept."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from posyandu import words
from posyandu.history import Past
from posyandu.rules.assessment import Taken
from posyandu.rules.measures import Measured as Measures
from posyandu.rules.measures import Problem
from posyandu.services.refusing import NotWritten


@dataclass(frozen=True, slots=True)
class Measured:
    """Raw values, named like the columns of `Visit`. None (position: "") means "not measured"."""

    weight_kg: Decimal | None = None
    length_height_cm: Decimal | None = None
    position: str = ""
    head_circumference_cm: Decimal | None = None
    muac_cm: Decimal | None = None
    has_oedema: bool | None = None

    def columns(self) -> dict[str, Any]:
        """The columns of a visit; a position without a length says nothing."""
        columns = {name: getattr(self, name) for name in self.__slots__}
        if self.length_height_cm is None:
            columns["position"] = ""
        return columns

    def is_empty(self) -> bool:
        """Nothing was measured."""
        return all(value in (None, "") for value in self.columns().values())

    def same_as(self, kept: Past) -> bool:
        """Whether the kept visit says the same; 9.8 and 9.80 are the same weight."""
        return all(value == getattr(kept, name) for name, value in self.columns().items())

    def taken(self) -> Taken:
        """For `rules.assessment`."""
        return Taken(
            self.weight_kg,
            self.length_height_cm,
            self.columns()["position"] or None,
            self.head_circumference_cm,
            self.muac_cm,
            self.has_oedema,
        )

    def measures(self, on: date) -> Measures:
        """For `rules.measures`."""
        taken = self.taken()
        return Measures(on, taken.weight_kg, taken.length_cm, taken.position, taken.head_cm, taken.muac_cm)


class LookTwice(NotWritten):
    """Nothing was written: these values are possible but unlikely.

    Sent again with `sure=token`, they are kept.
    """

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("; ".join(problem.code for problem in problems))
        self.problems = list(problems)
        self.token = words.token(problems)

    @property
    def questions(self) -> list[tuple[str, str]]:
        """Column of the visit and question for the kader."""
        return [(words.COLUMN[problem.field], words.sentence(problem)) for problem in self.problems]


class Conflict(NotWritten):
    """Nothing was written: another visit stands where this one wanted to.

    `kept` is None when that one is not ours to see.
    """

    def __init__(self, kept: Past | None, sent: Measured) -> None:
        super().__init__("conflict")
        self.kept = kept
        self.sent = sent
