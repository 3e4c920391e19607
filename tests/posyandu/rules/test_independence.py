"""AKS: ten items, five classes, three groups."""

from __future__ import annotations

from typing import Any

import pytest

from posyandu.rules.clinical import shipped
from posyandu.rules.independence import aks_score, most_points
from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("independence"), ids=name_of)
def test_the_sum_and_its_class(case: dict[str, Any]) -> None:
    check(case)


def test_the_items_of_the_card_add_up_to_twenty() -> None:
    assert len(most_points(shipped())) == 10
    assert sum(most_points(shipped()).values()) == 20


@pytest.mark.parametrize(("item", "points"), [("aks_grooming", 2), ("aks_walking", 4), ("aks_bowel", -1)])
def test_points_that_an_item_does_not_have_are_refused(item: str, points: int) -> None:
    with pytest.raises(ValueError, match=item):
        aks_score({item: points}, shipped())
