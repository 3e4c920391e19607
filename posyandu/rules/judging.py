"""What a rule of a chapter is given and what it gives back, the same for every form.

A *judge* is a pure function ``judge(subject, answers, clinical) -> Judged``. A form names the judges that
look at it; their results are joined in that order. A judge never complains about a missing answer:
unanswered is not "no", it only says nothing about it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple

from ilp.base.dates import age_days, completed_months
from posyandu.rules.advice import Finding
from posyandu.rules.clinical import Clinical

Answers = Mapping[str, Any]
"""By identifier of the field: float | int | str | bool | date | tuple[str, ...]; absent when unanswered."""


class Earlier(NamedTuple):
    """An earlier visit of the same person, with what was answered then."""

    on: date
    form: str
    answers: Answers
    by_nakes: bool = False


class PregnancyNow(NamedTuple):
    """The open pregnancy of the subject on the day."""

    lmp_on: date
    """First day of the last menstruation (HPHT), or what the ultrasound says it was."""
    pre_weight_kg: float | None = None
    height_cm: float | None = None
    gravida: int | None = None
    parity: int | None = None
    abortions: int | None = None
    spacing_months: int | None = None

    def weeks(self, on: date) -> int:
        """Completed weeks of gestation (02 §4.4).

        >>> PregnancyNow(date(2026, 1, 1)).weeks(date(2026, 1, 14))
        1
        """
        return (on - self.lmp_on) // timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Subject:
    """What the rules know of a person on the day of the visit."""

    sex: str
    born_on: date
    on: date
    pregnancy: PregnancyNow | None = None
    delivered_on: date | None = None
    """Day of the last delivery, for nifas; None when there is none within 42 days."""
    diagnoses: frozenset[str] = frozenset()
    """Active ICD-10 codes entered by a nakes."""
    earlier: tuple[Earlier, ...] = ()
    """Newest first."""

    @property
    def age_days(self) -> int:
        return age_days(self.born_on, self.on)

    @property
    def age_months(self) -> int:
        return completed_months(self.born_on, self.on)

    @property
    def age_years(self) -> int:
        return self.age_months // 12


class Raised(NamedTuple):
    """A finding with the values that raised it."""

    finding: Finding
    values: Mapping[str, Any]

    def is_sensitive(self, fields: Set[str]) -> bool:
        """Whether only a nakes is told. ``fields``: the sensitive ones of the form."""
        return self.finding.is_of_the_mind or not fields.isdisjoint(self.values)


@dataclass(frozen=True, slots=True)
class Judged:
    """What follows from the answers. Values and scores by identifier, classes as stored codes."""

    values: dict[str, Any] = field(default_factory=dict)
    classes: dict[str, str] = field(default_factory=dict)
    raised: list[Raised] = field(default_factory=list)

    def joined(self, other: Judged) -> Judged:
        """Both together."""
        return Judged(
            {**self.values, **other.values}, {**self.classes, **other.classes}, [*self.raised, *other.raised]
        )


Judge = Callable[[Subject, Answers, Clinical], Judged]


def judge_all(judges: Iterable[Judge], subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """The results of all judges, findings most urgent first, each finding once.

    A later judge sees what an earlier one computed: the values are laid under the answers.
    """
    result = Judged()
    for judge in judges:
        result = result.joined(judge(subject, {**result.values, **answers}, clinical))
    once = {raised.finding.code: raised for raised in reversed(result.raised)}
    order = {raised.finding.code: place for place, raised in enumerate(result.raised)}
    result.raised[:] = sorted(once.values(), key=lambda raised: (_days(raised), order[raised.finding.code]))
    return result


def _days(raised: Raised) -> int:
    within = raised.finding.within_days
    return 1_000 if within is None else within
