"""Screening of the mind, and what is urgent whatever the score."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("mental"), ids=name_of)
def test_the_score_and_what_follows(case: dict[str, Any]) -> None:
    check(case)
