"""Long-acting methods, and who is offered counselling."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("contraception"), ids=name_of)
def test_the_method_and_who_is_counselled(case: dict[str, Any]) -> None:
    check(case)
