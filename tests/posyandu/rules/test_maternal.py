"""Mother and newborn: every row of 02 §3.1, §4, §5 and 03 §5.1-§5.3, at, below and above its bound."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posyandu.rules import judged_cases

FILES = ("tbc", "pregnancy", "pregnancy_signs", "pregnancy_care", "postnatal", "newborn")
CASES = [case for name in FILES for case in judged_cases.cases(name)]


@pytest.mark.parametrize("case", CASES, ids=judged_cases.name_of)
def test_the_judge_says_what_the_row_says(case: dict[str, Any]) -> None:
    judged_cases.check(case)
