"""Impossible values are refused, unlikely ones are asked again, and slips are recognised. Rows: 02 §6.2."""

from datetime import date, timedelta
from typing import Any

import pytest

from posyandu.rules.measures import Measured, Problem, problems

BORN_ON = date(2024, 1, 15)
ON = date(2025, 1, 15)
USUAL = Measured(ON, weight_kg=8.9, length_cm=74.0, position="TELENTANG", head_cm=44.9, muac_cm=14.0)


def _said(found: list[Problem]) -> list[tuple[str, str, str]]:
    return [(problem.field, problem.code, problem.severity.value) for problem in found]


def _alone(field: str, value: float) -> Measured:
    measures: dict[str, Any] = {field: value}
    return Measured(ON, **measures)


def _problems(previous: Measured | None = None, **changes: Any) -> list[Problem]:
    return problems("P", BORN_ON, USUAL._replace(**changes), previous=previous)


def test_a_usual_girl_of_one_year_gives_no_remark() -> None:
    assert _problems() == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("weight_kg", 0.29), ("weight_kg", 60.01), ("length_cm", 24.9), ("length_cm", 150.1),
     ("head_cm", 19.9), ("head_cm", 65.1), ("muac_cm", 4.9), ("muac_cm", 35.1)],
)  # fmt: skip
def test_outside_the_hard_limits_is_refused(field: str, value: float) -> None:
    assert [problem.severity for problem in problems("P", BORN_ON, _alone(field, value))] == ["refuse"]


@pytest.mark.parametrize(
    ("field", "value"),
    [("weight_kg", 0.3), ("weight_kg", 60), ("length_cm", 25), ("length_cm", 150),
     ("head_cm", 20), ("head_cm", 65), ("muac_cm", 5), ("muac_cm", 35)],
)  # fmt: skip
def test_on_the_hard_limit_is_only_asked(field: str, value: float) -> None:
    assert [problem.severity for problem in problems("P", BORN_ON, _alone(field, value))] == ["ask"]


@pytest.mark.parametrize(
    ("changes", "field", "code", "severity", "meant"),
    [
        ({"weight_kg": 89}, "weight_kg", "KOMA_BERGESER", "refuse", 8.9),
        ({"weight_kg": 0.89}, "weight_kg", "KOMA_BERGESER", "ask", 8.9),
        ({"weight_kg": 8900}, "weight_kg", "GRAM_BUKAN_KG", "refuse", 8.9),
        ({"length_cm": 740}, "length_cm", "KOMA_BERGESER", "refuse", 74.0),
        ({"length_cm": 7.4}, "length_cm", "KOMA_BERGESER", "refuse", 74.0),
        ({"head_cm": 449}, "head_cm", "KOMA_BERGESER", "refuse", 44.9),
        ({"muac_cm": 140}, "muac_cm", "KOMA_BERGESER", "refuse", 14.0),
    ],
)
def test_a_likely_slip_carries_what_was_meant(
    changes: dict[str, Any], field: str, code: str, severity: str, meant: float
) -> None:
    found = [problem for problem in _problems(**changes) if problem.field == field]
    assert _said(found) == [(field, code, severity)]
    assert found[0].params["meant"] == meant


def test_weight_and_length_in_each_others_field() -> None:
    found = _problems(weight_kg=74.0, length_cm=8.9)
    assert _said(found) == [("weight_kg", "TERTUKAR", "refuse"), ("length_cm", "TERTUKAR", "refuse")]
    assert [problem.params["meant"] for problem in found] == [8.9, 74.0]


@pytest.mark.parametrize(("weight", "asked"), [(3.3, True), (6.0, False), (13.0, False), (17.0, True)])
def test_a_z_beyond_the_who_flag_is_asked_again(weight: float, asked: bool) -> None:
    found = problems("P", BORN_ON, Measured(ON, weight_kg=weight))
    assert _said(found) == ([("weight_kg", "PERLU_UKUR_ULANG", "ask")] if asked else [])


def test_an_odd_length_is_asked_and_not_the_weight_with_it() -> None:
    assert _said(_problems(length_cm=95.0)) == [("length_cm", "PERLU_UKUR_ULANG", "ask")]


def test_standing_under_nine_months_is_asked() -> None:
    early = Measured(BORN_ON + timedelta(days=200), length_cm=65.0, position="BERDIRI")
    assert _said(problems("P", BORN_ON, early)) == [("position", "POSISI_TIDAK_MUNGKIN", "ask")]


@pytest.mark.parametrize(
    ("before", "code"),
    [
        ({"length_cm": 75.0}, None),
        ({"length_cm": 75.1}, "TINGGI_TURUN"),
        ({"head_cm": 44.9}, None),
        ({"head_cm": 45.0}, "KEPALA_MENGECIL"),
        ({"weight_kg": 11.125}, None),
        ({"weight_kg": 11.13}, "BERAT_TURUN_BANYAK"),
    ],
)
def test_what_cannot_shrink_is_asked_when_it_does(before: dict[str, Any], code: str | None) -> None:
    found = _problems(previous=Measured(ON - timedelta(days=31), **before))
    assert [problem.code for problem in found] == ([code] if code else [])


def test_a_loss_over_more_than_a_month_is_not_a_slip() -> None:
    assert _problems(previous=Measured(ON - timedelta(days=32), weight_kg=12.0)) == []


def test_a_day_before_birth_is_refused() -> None:
    assert _said(problems("P", BORN_ON, Measured(date(2024, 1, 14), weight_kg=3))) == [
        ("on", "TANGGAL_SEBELUM_LAHIR", "refuse")
    ]
