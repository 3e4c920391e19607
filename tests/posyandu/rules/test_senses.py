"""Eyes, ears and teeth: one side is enough."""

from __future__ import annotations

from typing import Any

import pytest

from posyandu.rules.senses import visus
from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("senses"), ids=name_of)
def test_one_impaired_side_is_enough(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize("written", ["", "6", "6/", "/9", "6/0", "0/6", "6/9/1", "enam/9", "6,9"])
def test_a_visus_is_two_whole_numbers(written: str) -> None:
    with pytest.raises(ValueError, match="is not a visus"):
        visus(written)
