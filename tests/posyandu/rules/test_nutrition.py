"""Classes exactly on, just below and just above every cut-off; arm, oedema and the worst of all.

Rows: 02 §6.2, §6.3, §6.5, §6.6.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from posyandu.rules.growth import Growth, assess
from posyandu.rules.growth_index import NOT_MEASURED, Index, Standard
from posyandu.rules.nutrition import (
    AcuteMalnutrition,
    GrowthClass,
    HeadForAge,
    LengthForAge,
    Muac,
    Proportion,
    Severity,
    WeightForAge,
    acute_malnutrition,
    classify,
    muac_class,
)

CASES = json.loads((Path(__file__).parents[2] / "golden/rules/classes.json").read_text("utf-8"))
LONGEST_CODE = 24
PRINTED = {
    WeightForAge: [
        "Berat badan sangat kurang", "Berat badan kurang", "Berat badan normal", "Risiko berat badan lebih",
    ],
    LengthForAge: ["Sangat pendek", "Pendek", "Normal", "Tinggi"],
    Proportion: [
        "Gizi buruk", "Gizi kurang", "Gizi baik (normal)", "Berisiko gizi lebih", "Gizi lebih", "Obesitas",
    ],
    HeadForAge: ["Mikrosefali", "Normal", "Makrosefali"],
    Muac: ["Gizi buruk", "Gizi kurang", "Normal"],
}  # fmt: skip


def _with_z(index: str, z: float) -> tuple[str, Growth]:
    """A child of whom only this index is known."""
    from_five = index.endswith("_5_18")
    name = {"height_for_age_5_18": "length_for_age"}.get(index, index.removesuffix("_5_18"))
    standard = Standard.WHO_2007 if from_five else Standard.WHO_2006
    empty = Growth(standard, None, None, False, False, *[NOT_MEASURED] * 6)
    return name, Growth(**(empty._asdict() | {name: Index(z, z, False, None)}))


@pytest.mark.parametrize(
    "case", [case for case in CASES if "z" in case], ids=lambda c: f"{c['index']}_{c['z']}"
)
def test_a_bound_belongs_to_the_class_nearer_to_normal(case: dict[str, Any]) -> None:
    name, growth = _with_z(case["index"], case["z"])
    assert classify(growth, age_months=30)._asdict()[name] == case["code"]


@pytest.mark.parametrize(
    "case", [case for case in CASES if "cm" in case], ids=lambda c: f"{c['age_months']}_{c['cm']}"
)
def test_the_arm_band_is_read_from_six_to_59_months(case: dict[str, Any]) -> None:
    assert muac_class(case["cm"], age_months=case["age_months"]) == case["code"]


@pytest.mark.parametrize("group", PRINTED, ids=lambda group: group.__name__)
def test_the_labels_are_those_of_the_form(group: type[GrowthClass]) -> None:
    assert [member.printed for member in group] == PRINTED[group]


def growth_classes() -> list[type[GrowthClass]]:
    """Those of this chapter; other chapters have families of their own."""
    return [group for group in GrowthClass.__subclasses__() if group.__module__ == WeightForAge.__module__]


def test_codes_are_unique_short_and_upper_case() -> None:
    codes = [member.value for group in growth_classes() for member in group]
    assert len(codes) == len(set(codes))
    assert all(code == code.upper() and len(code) <= LONGEST_CODE for code in codes)


def test_only_normal_and_tall_need_no_referral() -> None:
    calm = {member for group in growth_classes() for member in group if member.severity is Severity.OK}
    assert calm == {
        WeightForAge.NORMAL, LengthForAge.NORMAL, LengthForAge.TALL, Proportion.NORMAL, HeadForAge.NORMAL,
        Muac.NORMAL, AcuteMalnutrition.NONE,
    }  # fmt: skip


def test_oedema_forces_gizi_buruk_and_leaves_length_alone() -> None:
    growth = assess("L", 500, weight_kg=11, length_cm=82, oedema=True)
    classes = classify(growth, age_months=16, oedema=True)
    assert classes.weight_for_age is None
    assert classes.bmi_for_age is None
    assert classes.proportion is Proportion.SEVERELY_WASTED
    assert classes.acute is AcuteMalnutrition.SEVERE
    assert classes.length_for_age is LengthForAge.NORMAL


@pytest.mark.parametrize(
    ("proportion", "arm", "oedema", "worst"),
    [
        (Proportion.NORMAL, Muac.NORMAL, False, AcuteMalnutrition.NONE),
        (Proportion.OBESE, None, False, AcuteMalnutrition.NONE),
        (Proportion.WASTED, Muac.NORMAL, False, AcuteMalnutrition.MODERATE),
        (Proportion.NORMAL, Muac.WASTED, False, AcuteMalnutrition.MODERATE),
        (Proportion.WASTED, Muac.SEVERELY_WASTED, False, AcuteMalnutrition.SEVERE),
        (Proportion.SEVERELY_WASTED, Muac.NORMAL, False, AcuteMalnutrition.SEVERE),
        (None, None, True, AcuteMalnutrition.SEVERE),
        (None, None, False, None),
    ],
)
def test_the_worst_of_three_decides(
    proportion: Proportion | None, arm: Muac | None, oedema: bool, worst: AcuteMalnutrition | None
) -> None:
    assert acute_malnutrition(proportion, arm, oedema=oedema) is worst


def test_beyond_the_length_table_bmi_speaks_for_weight() -> None:
    growth = assess("L", 1800, weight_kg=15.5, length_cm=121)
    classes = classify(growth, age_months=59)
    assert classes.weight_for_length is None
    assert classes.proportion is classes.bmi_for_age is Proportion.SEVERELY_WASTED
    assert classes.acute is AcuteMalnutrition.SEVERE


def test_a_pregnant_girl_has_no_bmi_class() -> None:
    growth = assess("P", 6105, weight_kg=38, length_cm=155)
    assert classify(growth, age_months=200).bmi_for_age is Proportion.WASTED
    assert classify(growth, age_months=200, is_pregnant=True).bmi_for_age is None


def test_weight_for_age_has_no_class_from_five_years() -> None:
    growth = assess("L", 2000, weight_kg=12)
    assert growth.weight_for_age.z is not None
    assert classify(growth, age_months=65).weight_for_age is None


def test_a_flagged_child_keeps_its_class_and_is_measured_again() -> None:
    classes = classify(assess("L", 365, weight_kg=3), age_months=12)
    assert classes.weight_for_age is WeightForAge.SEVERELY_UNDERWEIGHT
    assert classes.needs_remeasure
