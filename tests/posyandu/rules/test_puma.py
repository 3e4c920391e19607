"""PUMA: seven items, nine points, who is asked, and both tables of pack-years."""

from __future__ import annotations

from typing import Any

import pytest

from posyandu.rules.clinical import shipped
from posyandu.rules.puma import CLASSES, FINDINGS, smoking_points
from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("puma"), ids=name_of)
def test_the_score_and_what_follows(case: dict[str, Any]) -> None:
    check(case)


def test_nine_points_are_the_most() -> None:
    """A public program once scored the symptoms 5, 4, 4 and 5 (02 §10.5)."""
    highest = max(case["score"] for case in cases("puma") if case.get("score") is not None)
    assert highest == 9
    assert smoking_points(1_000, shipped()) == 2


def test_the_disease_is_only_named_as_a_risk() -> None:
    texts = [finding.text for finding in FINDINGS.values()] + list(CLASSES["puma"].values())
    assert all("PPOK" not in text or "Risiko PPOK" in text for text in texts)
