"""SKILAS: eleven items, and two columns that are never counted."""

from __future__ import annotations

from typing import Any

import pytest

from posyandu.rules.skilas import ITEMS
from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("skilas"), ids=name_of)
def test_one_sign_is_enough(case: dict[str, Any]) -> None:
    check(case)


def test_eleven_items_are_a_risk_and_the_immunisation_is_none() -> None:
    assert len(ITEMS) == len(set(ITEMS)) == 11
    assert not [item for item in ITEMS if "covid" in item]
