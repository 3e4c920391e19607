"""Breast milk and complementary food: 02 §6.7."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posyandu.rules.clinical import shipped
from posyandu.rules.feeding import Exclusive, exclusive_months, feeding, passed_exclusive
from posyandu.rules.judging import Earlier, Judged, Subject

CASES = json.loads((Path(__file__).parents[2] / "golden/rules/feeding.json").read_text("utf-8"))


def judged(case: dict[str, Any]) -> Judged:
    earlier = tuple(
        Earlier(date.fromisoformat(on), "balita-1", {"exclusive_breastfeeding": answer})
        for on, answer in case.get("earlier", [])
    )
    subject = Subject(
        "P", date.fromisoformat(case["born_on"]), date.fromisoformat(case["on"]), earlier=earlier
    )
    answers = {
        name: tuple(value) if isinstance(value, list) else value for name, value in case["answers"].items()
    }
    return feeding(subject, answers, shipped())


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_feeding_is_judged(case: dict[str, Any]) -> None:
    said = judged(case)
    assert said.classes == case["classes"]
    assert [raised.finding.code for raised in said.raised] == case["findings"]
    for name, value in case.get("values", {}).items():
        assert said.values.get(name) == value, name


def test_a_no_in_a_month_is_not_washed_away_by_a_yes() -> None:
    born = date(2025, 1, 10)
    days = [(date(2025, 3, 11), False), (date(2025, 3, 25), True), (date(2025, 7, 10), False)]
    assert exclusive_months(born, days, shipped()) == {2: False}
    assert exclusive_months(born, days[::-1], shipped()) == {2: False}


def test_six_months_are_needed_and_a_gap_leaves_it_open() -> None:
    all_six = dict.fromkeys(range(6), True)
    assert passed_exclusive(all_six, 5, shipped()) is None
    assert passed_exclusive(all_six, 6, shipped()) is Exclusive.PASSED
    assert passed_exclusive({**all_six, 3: False}, 6, shipped()) is Exclusive.FAILED
    del all_six[3]
    assert passed_exclusive(all_six, 6, shipped()) is Exclusive.UNKNOWN
    assert passed_exclusive({0: False}, 7, shipped()) is Exclusive.FAILED
