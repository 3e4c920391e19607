"""What is asked again every year."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("yearly"), ids=name_of)
def test_what_was_not_asked_for_a_year_is_due(case: dict[str, Any]) -> None:
    check(case)
