"""The printed class of each index of many children: ``nutrition.classify`` on the columns of a batch.

Source: domain file 02 §6.3 to §6.6 and §7; 02a §2.1 (oedema). A test compares
every label with the single rule.
"""

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from posyandu.rules.growth import UNDER_FIVE_BEFORE_DAYS
from posyandu.rules.growth_arrays import Bools, Floats, IndexArrays
from posyandu.rules.growth_batch import GrowthArrays
from posyandu.rules.nutrition import (
    FROM_FIVE,
    HEIGHT_FROM_FIVE,
    GrowthClass,
    HeadForAge,
    LengthForAge,
    Muac,
    Proportion,
    WeightForAge,
)
from posyandu.rules.ruleset import DEFAULT, Bounds, RuleSet


class Labels(NamedTuple):
    """Printed labels of n children, "" where there is no class. The last two are those of 5-18 years."""

    weight_for_age: list[str]
    length_for_age: list[str]
    weight_for_length: list[str]
    bmi_for_age: list[str]
    head_for_age: list[str]
    muac: list[str]
    height_for_age_5_18: list[str]
    bmi_for_age_5_18: list[str]


def labels_of(
    growth: GrowthArrays,
    *,
    age_days: Floats,
    age_months: Floats,
    muac_cm: Floats,
    oedema: Bools,
    ruleset: RuleSet = DEFAULT,
) -> Labels:
    """The labels of n children; all arrays have shape (n,).

    age_days, age_months (completed) and muac_cm: NaN where unknown or not measured.
    """
    bounds = ruleset.bounds
    young = age_days < UNDER_FIVE_BEFORE_DAYS
    older = age_days >= UNDER_FIVE_BEFORE_DAYS
    proportion = _labels(Proportion, _z(growth.weight_for_length), bounds.weight_for_length)
    severe = Proportion.SEVERELY_WASTED.printed
    for place in np.flatnonzero(oedema & young):
        proportion[place] = severe
    banded = (age_months >= ruleset.muac_from_month) & (age_months < ruleset.muac_to_month) & (muac_cm > 0)
    length, bmi = _z(growth.length_for_age), _z(growth.bmi_for_age)
    return Labels(
        _labels(WeightForAge, _where(young, _z(growth.weight_for_age)), bounds.weight_for_age),
        _labels(LengthForAge, _where(young, length), bounds.length_for_age),
        proportion,
        _labels(Proportion, _where(young, bmi), bounds.weight_for_length),
        _labels(HeadForAge, _z(growth.head_for_age), bounds.head_for_age),
        _labels(Muac, _where(banded, muac_cm), bounds.muac_cm),
        _labels(HEIGHT_FROM_FIVE, _where(older, length), bounds.height_for_age_5_18),
        _labels(FROM_FIVE, _where(older, bmi), bounds.bmi_for_age_5_18),
    )


def _z(index: IndexArrays) -> Floats:
    return index.z_rounded


def _where(belongs: Bools, values: Floats) -> Floats:
    return np.where(belongs, values, np.nan)


def _labels(classes: Iterable[GrowthClass], values: Floats, bounds: Bounds) -> list[str]:
    """A value on a bound belongs to the class nearer to normal, as ``Bounds.position`` says."""
    printed = np.array([*(item.printed for item in classes), ""], dtype=object)
    places = np.zeros(len(values), np.int64)
    for bound in bounds.below:
        places += values >= bound
    for bound in bounds.above:
        places += values > bound
    places[~np.isfinite(values)] = len(printed) - 1
    found: Any = printed[places]
    return list(found)
