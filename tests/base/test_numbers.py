"""Numbers as typed at the weighing table, and rounding as on paper."""

import json
import random
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from ilp.base.numbers import NumberError, half_up, parse_decimal

GOLDEN = Path(__file__).parents[1] / "golden/rules"
TYPED = json.loads((GOLDEN / "parse_decimal.json").read_text("utf-8"))
ROUNDED = json.loads((GOLDEN / "half_up.json").read_text("utf-8"))


@pytest.mark.parametrize(
    "case", [case for case in TYPED if "expect" in case], ids=lambda case: repr(case["text"])
)
def test_it_understands(case: dict[str, Any]) -> None:
    value = parse_decimal(case["text"])
    assert value == Decimal(case["expect"])
    assert isinstance(value, Decimal)


@pytest.mark.parametrize(
    "case", [case for case in TYPED if "code" in case], ids=lambda case: repr(case["text"])
)
def test_it_refuses_and_says_why(case: dict[str, Any]) -> None:
    with pytest.raises(NumberError) as refused:
        parse_decimal(case["text"])
    assert refused.value.code == case["code"]
    assert refused.value.text == case["text"]


def test_it_keeps_to_the_asked_number_of_decimals() -> None:
    assert parse_decimal("9,85", max_places=2) == Decimal("9.85")
    with pytest.raises(NumberError) as refused:
        parse_decimal("9,853", max_places=2)
    assert refused.value.code == "TERLALU_RINCI"


@pytest.mark.parametrize("case", ROUNDED, ids=lambda case: f"{case['value']}")
def test_it_rounds_half_away_from_zero(case: dict[str, Any]) -> None:
    assert half_up(case["value"], case["places"]) == case["expect"]


def test_it_rounds_like_decimal_on_paper() -> None:
    chance = random.Random(2)
    for _ in range(50_000):
        value = round(chance.uniform(-20, 20), chance.choice((2, 3, 4, 12)))
        paper = Decimal(repr(value)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
        assert half_up(value, 2) == float(paper), value


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_it_does_not_round_what_is_no_number(value: float) -> None:
    with pytest.raises((ValueError, OverflowError)):
        half_up(value, 2)
