"""Cancer screening by a nakes."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("cancer"), ids=name_of)
def test_a_positive_test_is_referred(case: dict[str, Any]) -> None:
    check(case)
