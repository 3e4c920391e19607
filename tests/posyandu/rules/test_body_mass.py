"""The index of adults, the letter of the card, and the waist, at every bound."""

from __future__ import annotations

from typing import Any

import pytest

from posyandu.rules.body_mass import body_mass_class, body_mass_class_who, body_mass_index
from posyandu.rules.clinical import shipped
from tests.posyandu.rules.screening_cases import cases, check, name_of


@pytest.mark.parametrize("case", cases("body_mass"), ids=name_of)
def test_the_class_follows_the_limits_of_kemenkes(case: dict[str, Any]) -> None:
    check(case)


@pytest.mark.parametrize(
    ("bmi", "code"),
    [
        (18.4, "KURUS"), (18.5, "NORMAL"), (18.6, "NORMAL"), (24.9, "NORMAL"), (25.0, "GEMUK"),
        (25.1, "GEMUK"), (29.9, "GEMUK"), (30.0, "OBESITAS"), (30.1, "OBESITAS"),
    ],
)  # fmt: skip
def test_the_antenatal_card_uses_the_limits_of_who(bmi: float, code: str) -> None:
    assert body_mass_class_who(bmi, shipped()) == code


def test_the_two_tables_disagree_where_the_domain_says_so() -> None:
    assert body_mass_class(25.0, shipped()) == "NORMAL"
    assert body_mass_class_who(25.0, shipped()) == "GEMUK"
    assert body_mass_class(27.1, shipped()) == "OBESITAS"
    assert body_mass_class_who(27.1, shipped()) == "GEMUK"


def test_no_height_has_no_index() -> None:
    with pytest.raises(ValueError, match="0 cm"):
        body_mass_index(60, 0)
