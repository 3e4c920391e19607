"""Haemoglobin by age and sex outside pregnancy."""

from __future__ import annotations

from typing import Any

import pytest

from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("anaemia"), ids=name_of)
def test_haemoglobin_by_age_and_sex(case: dict[str, Any]) -> None:
    check(case)
