"""Sugar and cholesterol, a device without a number, and what is urgent."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("glucose"), ids=name_of)
def test_a_value_gets_its_class(case: dict[str, Any]) -> None:
    check(case)
