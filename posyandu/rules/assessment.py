"""One visit of a balita, judged as a whole: indices, classes, N/T/O/B, what to say, and the columns to keep.

Puts together the rules of growth, nutrition, kms and advice. Source: domain file 02 §6.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple

from ilp.base.dates import age_days, completed_months, period_of
from posyandu.rules.advice import Finding, findings
from posyandu.rules.growth import HEIGHT_FROM_DAY, Growth, Number, assess
from posyandu.rules.growth_index import Position
from posyandu.rules.kms import POSYANDU, MonthStatus, Weighing, is_below_red_line, month_status
from posyandu.rules.nutrition import Classes, classify
from posyandu.rules.ruleset import DEFAULT, RuleSet

# Bits of `Visit.implausible`, in the order of the indices that have one.
FLAG_BITS = {
    "weight_for_age": 1,
    "length_for_age": 2,
    "weight_for_length": 4,
    "bmi_for_age": 8,
    "head_for_age": 16,
}


class Taken(NamedTuple):
    """What was measured, kg and cm; None is "not measured"."""

    weight_kg: Number | None = None
    length_cm: Number | None = None
    position: str | None = None
    head_cm: Number | None = None
    muac_cm: Number | None = None
    has_oedema: bool | None = None


class Assessment(NamedTuple):
    """What follows from one visit on its day."""

    age_days: int
    age_months: int
    growth: Growth
    classes: Classes
    kbm_g: int | None
    is_below_red_line: bool
    month: MonthStatus | None
    findings: list[Finding]
    rule_version: str

    @property
    def implausible(self) -> int:
        """The WHO flags as one number (`Visit.implausible`)."""
        indices = self.growth.indices
        return sum(bit for name, bit in FLAG_BITS.items() if indices[name].is_flagged)

    def columns(self) -> dict[str, Any]:
        """The computed columns of a visit: z with two decimals, class codes, flags, version of the rules."""
        growth, classes = self.growth, self.classes
        return {
            "age_days": self.age_days,
            "age_months": self.age_months,
            "wfa_z": growth.weight_for_age.z_rounded,
            "lhfa_z": growth.length_for_age.z_rounded,
            "wflh_z": growth.weight_for_length.z_rounded,
            "bmifa_z": growth.bmi_for_age.z_rounded,
            "hcfa_z": growth.head_for_age.z_rounded,
            "wfa_class": str(classes.weight_for_age or ""),
            "lhfa_class": str(classes.length_for_age or ""),
            "wflh_class": str(classes.proportion or ""),
            "hc_class": str(classes.head_for_age or ""),
            "muac_class": str(classes.muac or ""),
            "kbm_g": self.kbm_g,
            "is_bgm": self.is_below_red_line,
            "implausible": self.implausible,
            "position_assumed": growth.position_assumed,
            "rule_version": self.rule_version,
        }


def expected_position(born_on: date, on: date) -> Position:
    """Lying before 731 days, standing from then on (02 §6.2).

    >>> expected_position(date(2024, 11, 22), date(2026, 11, 22)).value
    'TELENTANG'
    """
    return Position.STANDING if age_days(born_on, on) >= HEIGHT_FROM_DAY else Position.LYING


def assess_visit(
    sex: str,
    born_on: date,
    on: date,
    taken: Taken,
    *,
    others: Iterable[Weighing] = (),
    place: str = POSYANDU,
    birth_weight_kg: Number | None = None,
    ruleset: RuleSet = DEFAULT,
) -> Assessment:
    """Judge what was taken on one day. ``others``: every other valid weighing of the child.

    Raises ValueError for an unknown sex or position, or a day before the birth.
    """
    days, months = age_days(born_on, on), completed_months(born_on, on)
    oedema = bool(taken.has_oedema)
    growth = assess(
        sex,
        days,
        weight_kg=taken.weight_kg,
        length_cm=taken.length_cm,
        position=taken.position or None,
        head_cm=taken.head_cm,
        muac_cm=taken.muac_cm,
        oedema=oedema,
        ruleset=ruleset,
    )
    classes = classify(growth, age_months=months, muac_cm=taken.muac_cm, oedema=oedema, ruleset=ruleset)
    month = None
    if taken.weight_kg is not None:
        month = month_status(
            sex,
            born_on,
            [*others, Weighing(on, taken.weight_kg, place)],
            period_of(on),
            birth_weight_kg=birth_weight_kg,
            ruleset=ruleset,
        )
    return Assessment(
        days,
        months,
        growth,
        classes,
        ruleset.kbm_g(sex, months) if taken.weight_kg is not None else None,
        is_below_red_line(growth.weight_for_age.z_rounded, ruleset),
        month,
        findings(growth, classes, month=month, oedema=oedema, ruleset=ruleset),
        ruleset.version,
    )
