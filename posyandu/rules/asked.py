"""What the judges of mothers and newborns share: ticked options, class by bound, earlier visits."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from datetime import date, timedelta
from typing import TypeVar

from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Earlier, Subject
from posyandu.rules.nutrition import GrowthClass

NOTHING = "TIDAK_ADA"
"""The option that says: asked, and there is none."""

Class = TypeVar("Class", bound=GrowthClass)


def chosen(answers: Answers, field: str) -> tuple[str, ...] | None:
    """The options that were ticked, without the answer "none of them"; None when it was not answered.

    >>> chosen({"danger_signs": ("TIDAK_ADA",)}, "danger_signs"), chosen({}, "danger_signs")
    ((), None)
    """
    value = answers.get(field)
    if not isinstance(value, list | tuple | set | frozenset):
        return None
    return tuple(str(option) for option in value if option != NOTHING)


def class_from(classes: type[Class], from_bounds: Sequence[float], value: float) -> Class:
    """The class of a value; a bound is the lowest value of the next class. Classes ascend with the value.

    Raises ValueError when the number of bounds does not fit the classes.
    """
    members = _members(classes, from_bounds)
    return members[bisect_right(from_bounds, value)]


def class_up_to(classes: type[Class], last_values: Sequence[float], value: float) -> Class:
    """As `class_from`, but a bound is the highest value that still belongs to the lower class."""
    members = _members(classes, last_values)
    return members[bisect_left(last_values, value)]


def _members(classes: type[Class], bounds: Sequence[float]) -> list[Class]:
    members = list(classes)
    if len(bounds) != len(members) - 1:
        raise ValueError(f"{classes.__name__} has {len(members)} classes, but {len(bounds)} bounds")
    return members


def words(clinical: Clinical, code: str) -> tuple[str, ...]:
    """A list of codes in the reference data. Raises KeyError for an unknown code."""
    value = clinical.entries[code].value
    return tuple(map(str, value)) if isinstance(value, list | tuple) else ()


def since(subject: Subject, first_on: date | None) -> list[Earlier]:
    """The earlier visits from this day on, oldest first; none when the day is not known."""
    if first_on is None:
        return []
    return sorted((visit for visit in subject.earlier if first_on <= visit.on <= subject.on), key=_day)


def _day(visit: Earlier) -> date:
    return visit.on


def weeks_between(first: date, second: date) -> float:
    """Weeks from one day to another, with their fraction."""
    return (second - first) / timedelta(days=7)


def labels(classes: type[GrowthClass]) -> dict[str, str]:
    """Printed label by stored code."""
    return {member.value: member.printed for member in classes}
