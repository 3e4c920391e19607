"""Instruments of the nakes for older people."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("follow_up"), ids=name_of)
def test_the_total_and_its_class(case: dict[str, Any]) -> None:
    check(case)
