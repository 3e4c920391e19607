"""The numbers of the growth and nutrition rules, as versioned reference data.

A threshold changes by decree, and a Dinkes may fix an open point (the red line of the KMS). So no rule
holds a number: it takes a RuleSet, and what was decided stays explainable by its version. The shipped
set lies in ``posyandu/reference/rulesets/``; each number there carries its source.
"""

import tomllib
from bisect import bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from posyandu.rules.mapping import RuleSetError, as_number, as_numbers, as_range, section

RULESETS = Path(__file__).parent.parent / "reference" / "rulesets"

Range = tuple[float, float]


class Bounds(NamedTuple):
    """Ascending cut-offs. A value on a bound belongs to the class nearer to normal."""

    below: tuple[float, ...]
    above: tuple[float, ...]

    def position(self, value: float) -> int:
        """How many bounds the value has reached: 0 is the lowest class, the last one the highest.

        >>> Bounds((-3, -2), (1,)).position(-3), Bounds((-3, -2), (1,)).position(1)
        (1, 2)
        """
        return bisect_right(self.below, value) + sum(value > bound for bound in self.above)


class NutritionBounds(NamedTuple):
    """Cut-offs in z, but ``muac_cm`` in cm (02 §6.3, §6.5, §6.6, §7)."""

    weight_for_age: Bounds
    length_for_age: Bounds
    weight_for_length: Bounds
    bmi_for_age_5_18: Bounds
    height_for_age_5_18: Bounds
    head_for_age: Bounds
    muac_cm: Bounds


class FlagsUnderFive(NamedTuple):
    """Plausible z per index, both ends included, never narrower than ±3 (02 §6.2)."""

    weight_for_age: Range
    length_for_age: Range
    weight_for_length: Range
    bmi_for_age: Range
    head_for_age: Range
    muac_for_age: Range


class Flags5To19(NamedTuple):
    """Plausible z per index, both ends included, never narrower than ±3 (02a §2.1)."""

    weight_for_age: Range
    height_for_age: Range
    bmi_for_age: Range


class HardLimits(NamedTuple):
    """Possible measures of a child under six, both ends included (02 §6.2)."""

    weight_kg: Range
    length_cm: Range
    head_cm: Range
    muac_cm: Range


class KbmStep(NamedTuple):
    """Least monthly gain in grams, boys (L) and girls (P), from this completed month on."""

    from_month: int
    L: int
    P: int


@dataclass(frozen=True, slots=True)
class RuleSet:
    """All numbers that the growth rules of one time need. Both ends of its validity are included."""

    version: str
    valid_from: date
    valid_to: date | None
    source: str
    kbm: tuple[KbmStep, ...]
    red_line_z: float
    orange_line_z: float
    refer_below_z: float
    bounds: NutritionBounds
    muac_from_month: int
    muac_to_month: int
    flags_under_five: FlagsUnderFive
    flags_5_19: Flags5To19
    hard_limits: HardLimits
    length_drop_cm: float
    weight_loss_fraction: float
    weight_loss_days: int
    birth_weight_from_days: int

    def kbm_g(self, sex: str, age_months: int) -> int | None:
        """Least gain in grams for the weighing at this completed month; None in the month of birth.

        Source: 02 §6.4. Raises ValueError for a sex other than "L" and "P".
        """
        if sex not in ("L", "P"):
            raise ValueError(f"sex is {sex!r}, expected 'L' or 'P'")
        found = None
        for step in self.kbm:
            if step.from_month > age_months:
                break
            found = step.L if sex == "L" else step.P
        return found

    def is_valid_on(self, on: date) -> bool:
        """Whether the set applies on this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)

    @classmethod
    def from_mapping(cls, data: Mapping[str, Any]) -> "RuleSet":
        """Build and check a set from TOML or JSON data (dates may be ISO texts).

        Raises RuleSetError naming the place, for example ``bounds.muac_cm.below``.
        """
        top = section(data, "", required=REQUIRED, optional={"valid_to"})
        lines = section(top["lines"], "lines", required={"red_line_z", "orange_line_z", "refer_below_z"})
        ages = section(top["muac_age"], "muac_age", required={"from_month", "to_month"})
        changes = section(
            top["changes"], "changes", required={"length_drop_cm", "weight_loss_fraction", "weight_loss_days"}
        )
        birth = section(top["birth_weight"], "birth_weight", required={"from_days"})
        ruleset = cls(
            version=_text(top["version"], "version"),
            valid_from=_day(top["valid_from"], "valid_from"),
            valid_to=None if top.get("valid_to") is None else _day(top["valid_to"], "valid_to"),
            source=_text(top["source"], "source"),
            kbm=_kbm(top["kbm"]),
            red_line_z=as_number(lines["red_line_z"], "lines.red_line_z"),
            orange_line_z=as_number(lines["orange_line_z"], "lines.orange_line_z"),
            refer_below_z=as_number(lines["refer_below_z"], "lines.refer_below_z"),
            bounds=_bounds(top["bounds"]),
            muac_from_month=_whole(ages["from_month"], "muac_age.from_month"),
            muac_to_month=_whole(ages["to_month"], "muac_age.to_month"),
            flags_under_five=FlagsUnderFive(**_flags(top, "flags_under_five", FlagsUnderFive._fields)),
            flags_5_19=Flags5To19(**_flags(top, "flags_5_19", Flags5To19._fields)),
            hard_limits=HardLimits(**_ranges(top, "hard_limits", HardLimits._fields)),
            length_drop_cm=as_number(changes["length_drop_cm"], "changes.length_drop_cm", low=0),
            weight_loss_fraction=as_number(
                changes["weight_loss_fraction"], "changes.weight_loss_fraction", low=0
            ),
            weight_loss_days=_whole(changes["weight_loss_days"], "changes.weight_loss_days"),
            birth_weight_from_days=_whole(birth["from_days"], "birth_weight.from_days"),
        )
        if ruleset.valid_to is not None and ruleset.valid_to < ruleset.valid_from:
            raise RuleSetError("valid_to", "is before valid_from")
        if not ruleset.red_line_z < ruleset.orange_line_z:
            raise RuleSetError("lines.red_line_z", "must lie below lines.orange_line_z")
        return ruleset

    def to_mapping(self) -> dict[str, Any]:
        """The set as plain JSON data; ``RuleSet.from_mapping`` gives the same set back."""
        return {
            "version": self.version,
            "valid_from": self.valid_from.isoformat(),
            "valid_to": self.valid_to and self.valid_to.isoformat(),
            "source": self.source,
            "lines": {
                "red_line_z": self.red_line_z,
                "orange_line_z": self.orange_line_z,
                "refer_below_z": self.refer_below_z,
            },
            "kbm": [step._asdict() for step in self.kbm],
            "bounds": {
                name: {"below": list(bounds.below), "above": list(bounds.above)}
                for name, bounds in self.bounds._asdict().items()
            },
            "muac_age": {"from_month": self.muac_from_month, "to_month": self.muac_to_month},
            "flags_under_five": _as_lists(self.flags_under_five._asdict()),
            "flags_5_19": _as_lists(self.flags_5_19._asdict()),
            "hard_limits": _as_lists(self.hard_limits._asdict()),
            "changes": {
                "length_drop_cm": self.length_drop_cm,
                "weight_loss_fraction": self.weight_loss_fraction,
                "weight_loss_days": self.weight_loss_days,
            },
            "birth_weight": {"from_days": self.birth_weight_from_days},
        }


REQUIRED = {
    "version", "valid_from", "source", "lines", "kbm", "bounds", "muac_age", "flags_under_five",
    "flags_5_19", "hard_limits", "changes", "birth_weight",
}  # fmt: skip

# How many cut-offs lie below and above normal: as many as the labels of nutrition.py need.
BOUND_COUNTS = {
    "weight_for_age": (2, 1), "length_for_age": (2, 1), "weight_for_length": (2, 3),
    "bmi_for_age_5_18": (2, 2), "height_for_age_5_18": (1, 0), "head_for_age": (1, 1), "muac_cm": (2, 0),
}  # fmt: skip


def _as_lists(ranges: Mapping[str, Range]) -> dict[str, list[float]]:
    return {name: list(limits) for name, limits in ranges.items()}


def _text(value: object, path: str) -> str:
    if not isinstance(value, str) or not value.strip():
        raise RuleSetError(path, "must be a text")
    return value


def _day(value: object, path: str) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise RuleSetError(path, f"{value!r} is not a date (YYYY-MM-DD)") from None


def _whole(value: object, path: str) -> int:
    number = as_number(value, path, low=0)
    if number != int(number):
        raise RuleSetError(path, f"{value!r} is not a whole number")
    return int(number)


def _ranges(top: Mapping[str, Any], path: str, names: Iterable[str]) -> dict[str, Range]:
    data = section(top[path], path, required=set(names))
    return {name: as_range(data[name], f"{path}.{name}") for name in names}


def _flags(top: Mapping[str, Any], path: str, names: Iterable[str]) -> dict[str, Range]:
    found = _ranges(top, path, names)
    for name, (low, high) in found.items():
        if low > -3 or high < 3:
            raise RuleSetError(f"{path}.{name}", "must reach from -3 or less to 3 or more")
    return found


def _bounds(value: object) -> NutritionBounds:
    data = section(value, "bounds", required=set(BOUND_COUNTS))
    found = {}
    for name, (below, above) in BOUND_COUNTS.items():
        path = f"bounds.{name}"
        cuts = section(data[name], path, required={"below", "above"})
        found[name] = Bounds(
            as_numbers(cuts["below"], f"{path}.below", count=below),
            as_numbers(cuts["above"], f"{path}.above", count=above),
        )
        if below and above and found[name].below[-1] >= found[name].above[0]:
            raise RuleSetError(path, "the bounds below normal must lie under those above it")
    return NutritionBounds(**found)


def _kbm(value: object) -> tuple[KbmStep, ...]:
    if not isinstance(value, list) or not value:
        raise RuleSetError("kbm", "must be a list of steps")
    steps = []
    for number, item in enumerate(value):
        path = f"kbm[{number}]"
        step = section(item, path, required={"from_month", "L", "P"})
        steps.append(KbmStep(**{name: _whole(step[name], f"{path}.{name}") for name in KbmStep._fields}))
        if number and steps[-1].from_month <= steps[-2].from_month:
            raise RuleSetError(f"{path}.from_month", "must be later than in the step before")
    if steps[0].from_month != 1:
        raise RuleSetError("kbm[0].from_month", "must be 1: the month of birth has no least gain")
    return tuple(steps)


@cache
def shipped_rulesets() -> tuple[RuleSet, ...]:
    """The rule sets that come with the product, oldest first."""
    files = sorted(RULESETS.glob("*.toml"))
    found = [RuleSet.from_mapping(tomllib.loads(file.read_text("utf-8"))) for file in files]
    return tuple(sorted(found, key=lambda ruleset: ruleset.valid_from))


def ruleset_on(on: date, rulesets: Iterable[RuleSet]) -> RuleSet:
    """The set that applies on this day; of several, the one that began last.

    Raises LookupError when no set applies.
    """
    valid = [ruleset for ruleset in rulesets if ruleset.is_valid_on(on)]
    if not valid:
        raise LookupError(f"no rule set applies on {on}")
    return max(valid, key=lambda ruleset: ruleset.valid_from)


DEFAULT = shipped_rulesets()[-1]
"""What every rule uses when no other set is given."""
