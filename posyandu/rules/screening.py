"""What the screenings from school age on have in common: scores with their items, and findings.

A score is shown only when every item was answered. What is certain before that is still said: three items
of "Ya" reach a bound of three, whatever the missing ones are.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from posyandu.rules.advice import Finding
from posyandu.rules.answering import points
from posyandu.rules.judging import Answers, Raised
from posyandu.rules.nutrition import Severity

IGD = "IGD"


class Score(NamedTuple):
    """Points by item; None where an item was not answered."""

    items: Mapping[str, int | None]

    @property
    def total(self) -> int | None:
        """The sum; None while an item is missing.

        >>> Score({"a": 1, "b": 1}).total, Score({"a": 1, "b": None}).total
        (2, None)
        """
        found = list(self.items.values())
        return None if None in found else self.at_least

    @property
    def at_least(self) -> int:
        """The sum of what was answered: the total cannot be less."""
        return sum(value or 0 for value in self.items.values())

    @property
    def given(self) -> dict[str, int]:
        """The points that were given, to be kept beside the total."""
        return {name: value for name, value in self.items.items() if value is not None}


def score(answers: Answers, names: Iterable[str]) -> Score:
    """The points of these items."""
    return Score({name: points(answers, name) for name in names})


def numbered(prefix: str, count: float) -> tuple[str, ...]:
    """The identifiers of numbered items.

    >>> numbered("srq", 3)
    ('srq_1', 'srq_2', 'srq_3')
    """
    return tuple(f"{prefix}_{place}" for place in range(1, int(count) + 1))


def by_code(*found: Finding) -> dict[str, Finding]:
    """Findings by their code, in the order in which equally urgent ones are said."""
    return {finding.code: finding for finding in found}


def refer(
    code: str,
    rule: str | None,
    to: str,
    days: int,
    source: str,
    text: str,
    *,
    icd10: tuple[str, ...] = (),
    topics: tuple[str, ...] = (),
) -> Finding:
    """A finding that sends somebody on. ``days`` 0: at once."""
    return Finding(code, Severity.REFER, text, source, rule, to, days, icd10, topics)


def attention(
    code: str, source: str, text: str, *, icd10: tuple[str, ...] = (), topics: tuple[str, ...] = ()
) -> Finding:
    """A finding for education or for the nakes of the day; it sends nobody on by itself."""
    return Finding(code, Severity.ATTENTION, text, source, icd10=icd10, topics=topics)


def raised(finding: Finding, **values: Any) -> list[Raised]:
    """One finding with the values behind it."""
    return [Raised(finding, values)]
