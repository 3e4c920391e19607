"""What the printed card shows in red."""

from __future__ import annotations

import pytest

from posyandu.rules.forms.declaration import Computed
from posyandu.selectors.card_print import computed


@pytest.mark.parametrize(
    ("word", "is_red"), [("N", False), ("T", True), ("2T", True), ("O", False), ("B", False), ("", False)]
)
def test_a_weight_that_does_not_rise_is_red_also_the_second_time(word: str, is_red: bool) -> None:
    column = Computed(card=4, short="N/T", langkah=3, family="month")
    assert computed(column, {"id": "kunjungan"}, {"kunjungan": word}) == (word, is_red)
