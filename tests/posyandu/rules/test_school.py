"""School age: growth with the letters of the card, arm, tablets, tobacco."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("school"), ids=name_of)
def test_what_is_said_at_school_age(case: dict[str, Any]) -> None:
    check(case)
