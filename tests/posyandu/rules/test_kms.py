"""N, T, O and B: the vectors of 02a §6 and the edges around them. Rows: 02 §6.4."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posyandu.rules.kms import (
    KmsStatus,
    Weighing,
    deciding_weighing,
    is_above_orange_line,
    is_below_red_line,
    month_status,
    month_statuses,
)

CASES = json.loads((Path(__file__).parents[2] / "golden/rules/kms.json").read_text("utf-8"))


def _weighings(case: dict[str, Any]) -> list[Weighing]:
    return [Weighing(date.fromisoformat(on), kg, place) for on, kg, place in case["weighings"]]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_the_month_gets_its_letter(case: dict[str, Any]) -> None:
    year, month = map(int, case["month"].split("-"))
    born_on = date.fromisoformat(case["born_on"])
    found = month_status(
        case["sex"], born_on, _weighings(case), year * 12 + month - 1, birth_weight_kg=case["birth_weight_kg"]
    )
    assert (found and found.status) == case["expect"]
    for name in case.keys() & {"gain_g", "kbm_g", "by_birth_weight", "times_not_gained"}:
        assert getattr(found, name) == case[name], name


def test_2t_and_3t_count_months_without_a_break() -> None:
    case = next(case for case in CASES if case.get("times_not_gained") == 3)
    months = list(month_statuses("L", date(2023, 9, 5), _weighings(case)).values())
    assert [month.status for month in months] == ["B", "T", "T", "T"]
    assert [(month.is_2t, month.is_3t) for month in months[1:]] == [
        (False, False),
        (True, False),
        (True, True),
    ]


def test_a_missed_month_breaks_the_count() -> None:
    weighings = [
        Weighing(date(2025, month, 10), kg) for month, kg in ((1, 10.0), (2, 10.1), (4, 10.2), (5, 10.3))
    ]
    months = list(month_statuses("L", date(2023, 9, 5), weighings).values())
    assert [month.status for month in months] == ["B", "T", "O", "T"]
    assert not months[-1].is_2t


def test_the_first_posyandu_weighing_decides_and_else_the_last_other_one() -> None:
    first = Weighing(date(2025, 4, 8), 9.9)
    second = Weighing(date(2025, 4, 22), 10.0)
    pustu, home = (
        Weighing(date(2025, 4, day), 10.1, place) for day, place in ((2, "PUSTU"), (29, "KUNJUNGAN_RUMAH"))
    )
    assert deciding_weighing([home, second, first, pustu]) is first
    assert deciding_weighing([home, pustu]) is home
    assert deciding_weighing([]) is None


def test_the_order_of_the_weighings_does_not_matter() -> None:
    weighings = [Weighing(date(2025, month, 10), 9 + month / 10) for month in range(1, 7)]
    assert month_statuses("L", date(2024, 1, 5), weighings) == month_statuses(
        "L", date(2024, 1, 5), weighings[::-1]
    )


def test_every_weighed_month_has_exactly_one_letter() -> None:
    weighings = [Weighing(date(2025, month, 10), 9 + month / 10) for month in (1, 2, 4, 6, 7)]
    found = month_statuses("P", date(2024, 1, 5), weighings)
    assert len(found) == len(weighings)
    assert {month.status for month in found.values()} <= set(KmsStatus)


@pytest.mark.parametrize(("z", "below", "above"), [(-3.01, True, False), (-3.0, False, False),
                                                   (1.0, False, False),
                                                   (1.01, False, True), (None, False, False)])  # fmt: skip
def test_a_weight_on_a_line_is_not_beyond_it(z: float | None, below: bool, above: bool) -> None:
    assert (is_below_red_line(z), is_above_orange_line(z)) == (below, above)


def test_it_refuses_a_weighing_before_birth() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        month_statuses("L", date(2025, 5, 5), [Weighing(date(2025, 5, 4), 3.0)])
