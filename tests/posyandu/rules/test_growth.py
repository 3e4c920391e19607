"""Z-scores of one child: the vectors of 02a §3 to §5, and each row of 02a §2.1. Rows: 02 §6.2."""

import json
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from ilp.base.dates import age_days
from posyandu.rules.growth import Growth, assess, days_of_months
from posyandu.rules.growth_index import Missing, Standard
from posyandu.rules.nutrition import classify

CASES = json.loads((Path(__file__).parents[2] / "golden/rules/growth.json").read_text("utf-8"))
TOLERANCE = 0.01  # 02a §3


def _grown(case: dict[str, Any]) -> Growth:
    measures: dict[str, Any] = {
        name: case.get(name) for name in ("weight_kg", "length_cm", "position", "head_cm")
    }
    return assess(case["sex"], case["age_days"], **measures)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_it_gives_the_golden_z_scores_and_labels(case: dict[str, Any]) -> None:
    growth = _grown(case)
    for name, z in case["expect"].items():
        assert growth.indices[name].z_rounded == pytest.approx(z, abs=TOLERANCE), name
    classes = classify(growth, age_months=int(case["age_days"] / 30.4375))._asdict()
    for name, label in case["labels"].items():
        assert classes[name].printed.removesuffix(" (normal)") == label.removesuffix(" (normal)"), name


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_it_corrects_the_length_and_gives_the_bmi(case: dict[str, Any]) -> None:
    growth = _grown(case)
    assert growth.corrected_length_cm == case.get("corrected_length_cm")
    if "bmi" in case:
        assert growth.bmi == pytest.approx(case["bmi"], abs=0.005)
    if case.get("born_on"):
        born_on, on = date.fromisoformat(case["born_on"]), date.fromisoformat(case["on"])
        assert age_days(born_on, on) == case["age_days"]


def _length(days: float, cm: float, position: str | None, sex: str = "L") -> Growth:
    return assess(sex, days, weight_kg=10, length_cm=cm, position=position)


def test_lying_from_day_731_loses_seven_millimetres_even_where_floats_would_not() -> None:
    growth = _length(731, 103.1, "TELENTANG")
    assert growth.corrected_length_cm == 102.4
    assert growth == _length(731, 102.4, "BERDIRI")


def test_the_day_before_731_keeps_the_length() -> None:
    assert _length(730, 80.0, "TELENTANG").corrected_length_cm == 80.0
    assert _length(730, 80.0, "BERDIRI").corrected_length_cm == 80.7
    assert _length(731, 80.0, "BERDIRI").corrected_length_cm == 80.0


def test_standing_under_nine_months_is_marked_and_not_corrected() -> None:
    young, older = _length(273, 70.0, "BERDIRI"), _length(274, 70.0, "BERDIRI")
    assert (young.corrected_length_cm, young.standing_too_young) == (70.0, True)
    assert (older.corrected_length_cm, older.standing_too_young) == (70.7, False)


def test_a_missing_position_is_the_expected_one_and_says_so() -> None:
    growth = _length(400, 75.0, None)
    assert growth.position_assumed
    assert growth.corrected_length_cm == 75.0
    assert growth.weight_for_length == _length(400, 75.0, "TELENTANG").weight_for_length


def test_day_1826_is_the_last_of_one_standard_and_1827_the_first_of_the_other() -> None:
    last = assess("P", 1826, weight_kg=18, length_cm=109, head_cm=50, muac_cm=16, position="BERDIRI")
    first = assess("P", 1827, weight_kg=18, length_cm=109, head_cm=50, muac_cm=16, position="BERDIRI")
    assert (last.standard, first.standard) == (Standard.WHO_2006, Standard.WHO_2007)
    assert all(index.missing is None for index in last.indices.values())
    for name in ("weight_for_length", "head_for_age", "muac_for_age"):
        assert first.indices[name].missing is Missing.AGE_OUTSIDE_TABLE
    assert first.bmi_for_age.z is not None


def test_sixty_months_are_judged_before_the_days_are_rounded() -> None:
    assert assess("L", days_of_months(59.99), weight_kg=18).standard is Standard.WHO_2006
    assert assess("L", days_of_months(60), weight_kg=18).standard is Standard.WHO_2007


def test_an_age_in_months_is_rounded_half_up_to_days() -> None:
    assert (
        assess("L", days_of_months(2), weight_kg=5).weight_for_age
        == assess("L", 61, weight_kg=5).weight_for_age
    )
    assert assess("L", 100.5, weight_kg=5).weight_for_age == assess("L", 101, weight_kg=5).weight_for_age


def test_weight_for_age_ends_at_120_months_and_the_rest_at_228() -> None:
    at_120, after = (
        assess("L", days_of_months(months), weight_kg=31, length_cm=138) for months in (120, 120.01)
    )
    assert at_120.weight_for_age.z is not None
    assert after.weight_for_age.missing is Missing.AGE_OUTSIDE_TABLE
    at_228, adult = (
        assess("L", days_of_months(months), weight_kg=60, length_cm=170) for months in (228, 228.01)
    )
    assert at_228.bmi_for_age.z is not None
    assert adult.standard is None
    assert {index.missing for name, index in adult.indices.items() if name[0] in "lb"} == {
        Missing.AGE_OUTSIDE_TABLE
    }


def test_arm_for_age_begins_on_day_91() -> None:
    assert assess("L", 90, muac_cm=13).muac_for_age.missing is Missing.AGE_OUTSIDE_TABLE
    assert assess("L", 91, muac_cm=13).muac_for_age.z is not None


@pytest.mark.parametrize(
    ("days", "cm", "has_z"),
    [(300, 44.9, False), (300, 45.0, True), (700, 110.0, True), (700, 110.1, False),
     (800, 64.9, False), (800, 65.0, True), (1800, 120.0, True), (1800, 120.1, False)],
)  # fmt: skip
def test_weight_for_length_ends_where_its_table_ends(days: float, cm: float, has_z: bool) -> None:
    growth = _length(days, cm, "TELENTANG" if days < 731 else "BERDIRI")
    assert (growth.weight_for_length.z is not None) == has_z
    assert growth.weight_for_length.missing is (None if has_z else Missing.LENGTH_OUTSIDE_TABLE)
    assert growth.bmi_for_age.z is not None


def test_oedema_takes_the_indices_with_weight_and_leaves_the_others() -> None:
    growth = assess("L", 500, weight_kg=10, length_cm=80, head_cm=47, muac_cm=13, oedema=True)
    with_weight = ("weight_for_age", "weight_for_length", "bmi_for_age")
    assert {growth.indices[name].missing for name in with_weight} == {Missing.OEDEMA}
    assert all(
        growth.indices[name].z is not None for name in ("length_for_age", "head_for_age", "muac_for_age")
    )


@pytest.mark.parametrize(
    ("cm", "position", "as_if_age"),
    [(86.9, None, 700), (87.0, None, 800), (90.0, "TELENTANG", 700), (80.0, "BERDIRI", 800)],
)
def test_without_an_age_the_position_chooses_the_table_and_then_87_cm(
    cm: float, position: str | None, as_if_age: int
) -> None:
    growth = assess("P", None, weight_kg=11, length_cm=cm, position=position)
    expected = assess("P", as_if_age, weight_kg=11, length_cm=cm, position=None)
    assert growth.weight_for_length == expected.weight_for_length
    assert growth.corrected_length_cm == cm
    assert growth.weight_for_age.missing is Missing.AGE_UNKNOWN


@pytest.mark.parametrize("nothing", [0, -1, float("nan"), float("inf"), Decimal("0")])
def test_a_zero_is_an_input_error_and_not_a_measure(nothing: float | Decimal) -> None:
    growth = assess("L", 500, weight_kg=nothing, length_cm=80)
    assert growth.weight_for_age.missing is growth.bmi_for_age.missing is Missing.NOT_POSITIVE
    assert growth.length_for_age.z is not None


def test_a_measure_as_decimal_gives_the_same_as_a_float() -> None:
    assert assess("L", 500, weight_kg=Decimal("9.85"), length_cm=Decimal("80.5")) == assess(
        "L", 500, weight_kg=9.85, length_cm=80.5
    )


@pytest.mark.parametrize(("weight", "flagged"), [(2.4, True), (6.6, False), (30.0, True)])
def test_a_z_beyond_the_who_flag_is_shown_and_flagged(weight: float, flagged: bool) -> None:
    growth = assess("L", 365, weight_kg=weight)
    assert growth.weight_for_age.z is not None
    assert growth.weight_for_age.is_flagged is growth.is_flagged is flagged


def test_length_is_never_extended_and_weight_is() -> None:
    assert assess("L", 365, length_cm=40).length_for_age.z == pytest.approx(
        (40 / 75.7391 - 1) / 0.03137, abs=1e-3
    )
    assert assess("L", 365, weight_kg=20).weight_for_age.z_rounded != pytest.approx(6.9, abs=0.05)


@pytest.mark.parametrize(
    ("sex", "days", "position"),
    [("X", 10, None), ("L", -1, None), ("L", 10, "DUDUK"), ("L", float("nan"), None)],
)
def test_it_refuses_what_cannot_be(sex: str, days: float, position: str | None) -> None:
    with pytest.raises(ValueError, match="expected"):
        assess(sex, days, weight_kg=5, position=position)
