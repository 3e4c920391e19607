"""The computed columns of many visits at once, equal to `posyandu.rules.assessment` visit by visit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from posyandu.demo.visits import Measures
from posyandu.rules.assessment import FLAG_BITS
from posyandu.rules.growth_batch import assess_batch
from posyandu.rules.nutrition import GrowthClass, HeadForAge, LengthForAge, Muac, Proportion, WeightForAge
from posyandu.rules.ruleset import DEFAULT, Bounds, RuleSet

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Texts = NDArray[np.object_]


@dataclass(slots=True)
class Computed:
    """Columns of `posyandu_visit` that follow from the raw values. NaN in z: none; -1 in kbm: none."""

    z: dict[str, Floats]
    classes: dict[str, Texts]
    kbm_g: Ints
    is_bgm: NDArray[np.bool_]
    implausible: Ints
    position_assumed: NDArray[np.bool_]
    rule_version: str


def compute(measures: Measures, is_girl: NDArray[np.bool_], rules: RuleSet = DEFAULT) -> Computed:
    """z-scores, classes, KBM and flags of every visit; is_girl has one entry per visit."""
    oedema = measures.oedema == 1
    growth = assess_batch(
        is_girl,
        measures.age_days.astype(np.float64),
        weight_kg=measures.weight,
        length_cm=measures.length,
        position=measures.position,
        head_cm=measures.head,
        muac_cm=measures.muac,
        oedema=oedema,
        ruleset=rules,
    )
    indices = growth._asdict()
    bounds = rules.bounds
    proportion = classes_of(growth.weight_for_length.z_rounded, bounds.weight_for_length, Proportion)
    by_bmi = classes_of(growth.bmi_for_age.z_rounded, bounds.weight_for_length, Proportion)
    proportion = np.where(proportion == "", by_bmi, proportion)
    proportion[oedema] = str(Proportion.SEVERELY_WASTED)
    arm = classes_of(measures.muac, bounds.muac_cm, Muac)
    arm[(measures.age_months < rules.muac_from_month) | (measures.age_months >= rules.muac_to_month)] = ""
    kbm = np.array([[rules.kbm_g(sex, month) or -1 for month in range(61)] for sex in "LP"])
    wfa = growth.weight_for_age.z_rounded
    return Computed(
        z={
            "wfa_z": wfa,
            "lhfa_z": growth.length_for_age.z_rounded,
            "wflh_z": growth.weight_for_length.z_rounded,
            "bmifa_z": growth.bmi_for_age.z_rounded,
            "hcfa_z": growth.head_for_age.z_rounded,
        },
        classes={
            "wfa_class": classes_of(wfa, bounds.weight_for_age, WeightForAge),
            "lhfa_class": classes_of(growth.length_for_age.z_rounded, bounds.length_for_age, LengthForAge),
            "wflh_class": proportion,
            "hc_class": classes_of(growth.head_for_age.z_rounded, bounds.head_for_age, HeadForAge),
            "muac_class": arm,
        },
        kbm_g=np.where(np.isnan(measures.weight), -1, kbm[is_girl.astype(int), measures.age_months]),
        is_bgm=np.asarray(wfa < rules.red_line_z),
        implausible=np.sum([bit * indices[name].is_flagged for name, bit in FLAG_BITS.items()], axis=0),
        position_assumed=growth.position_assumed,
        rule_version=rules.version,
    )


def classes_of(values: Floats, bounds: Bounds, classes: type[GrowthClass]) -> Texts:
    """The code of the class of each value, as `Bounds.position` finds it; empty text for NaN."""
    codes = np.array([*(str(item) for item in classes), ""], dtype=object)
    place = np.searchsorted(bounds.below, values, side="right") + np.searchsorted(
        bounds.above, values, side="left"
    )
    return codes[np.where(np.isnan(values), len(codes) - 1, place)]
