"""The word of the card, the class of the nakes, and school age by sex and year, at every bound."""

from __future__ import annotations

from typing import Any

import pytest

from posyandu.rules.blood_pressure import Reading, mean_of_last_two
from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("blood_pressure"), ids=name_of)
def test_a_reading_gets_its_class(case: dict[str, Any]) -> None:
    check(case)


def test_one_reading_is_its_own_mean() -> None:
    assert mean_of_last_two([Reading(131, 82)]) == Reading(131, 82)


def test_no_reading_has_no_mean() -> None:
    with pytest.raises(ValueError, match="no reading"):
        mean_of_last_two([])
