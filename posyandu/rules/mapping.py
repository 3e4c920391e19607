"""Reading hand-written reference data: every complaint names the place and what is wrong there."""

from collections.abc import Mapping, Set
from itertools import pairwise
from math import isfinite
from typing import Any


class RuleSetError(ValueError):
    """Reference data that cannot be used. ``path`` is where, for example ``bounds.muac_cm.below``."""

    def __init__(self, path: str, problem: str) -> None:
        super().__init__(f"{path or 'rule set'}: {problem}")
        self.path = path
        self.problem = problem


def section(
    value: object, path: str, *, required: Set[str], optional: Set[str] = frozenset()
) -> Mapping[str, Any]:
    """The value as a mapping with exactly these names.

    Raises RuleSetError for something else, a missing name or an unknown one (most often a slip of the pen).
    """
    if not isinstance(value, Mapping):
        raise RuleSetError(path, "must be a group of values")
    missing = required - value.keys()
    unknown = value.keys() - required - optional
    if missing:
        raise RuleSetError(path, f"lacks {', '.join(sorted(missing))}")
    if unknown:
        raise RuleSetError(path, f"does not know {', '.join(sorted(map(str, unknown)))}")
    return value


def as_number(value: object, path: str, *, low: float | None = None) -> float:
    """The value as a finite number, at least ``low``. Raises RuleSetError."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not isfinite(value):
        raise RuleSetError(path, f"{value!r} is not a number")
    if low is not None and value < low:
        raise RuleSetError(path, f"{value!r} is less than {low}")
    return float(value)


def as_numbers(value: object, path: str, *, count: int) -> tuple[float, ...]:
    """The value as ``count`` numbers in ascending order. Raises RuleSetError."""
    if not isinstance(value, list | tuple) or len(value) != count:
        raise RuleSetError(path, f"must be a list of {count}")
    numbers = tuple(as_number(item, f"{path}[{place}]") for place, item in enumerate(value))
    if any(later <= earlier for earlier, later in pairwise(numbers)):
        raise RuleSetError(path, "must be in ascending order")
    return numbers


def as_range(value: object, path: str) -> tuple[float, float]:
    """The value as (lowest, highest). Raises RuleSetError."""
    low, high = as_numbers(value, path, count=2)
    return low, high
