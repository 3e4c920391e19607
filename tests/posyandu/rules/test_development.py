"""Checklist, KPSP and the other instruments: 02 §6.9, §6.10, RJK-BALITA-KEMBANG of §12."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posyandu.rules.clinical import shipped
from posyandu.rules.development import FINDINGS, development, kpsp_age, kpsp_class, times_a_year, tools_for
from posyandu.rules.judging import Subject

CASES = json.loads((Path(__file__).parents[2] / "golden/rules/development.json").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES["judged"], ids=lambda case: case["why"])
def test_development_is_judged(case: dict[str, Any]) -> None:
    subject = Subject("L", date.fromisoformat(case["born_on"]), date.fromisoformat(case["on"]))
    said = development(subject, case["answers"], shipped())
    assert said.classes == case["classes"]
    assert [raised.finding.code for raised in said.raised] == case["findings"]
    repeat_on = said.values.get("kpsp_repeat_on")
    assert (repeat_on and repeat_on.isoformat()) == case.get("repeat_on")


@pytest.mark.parametrize("case", CASES["ages"], ids=lambda case: case["why"])
def test_the_kpsp_form_is_the_largest_age_that_was_reached(case: dict[str, Any]) -> None:
    assert kpsp_age(case["months"], shipped()) == case["expect"]


@pytest.mark.parametrize("case", CASES["tools"], ids=lambda case: case["why"])
def test_the_other_instruments_have_their_ages(case: dict[str, Any]) -> None:
    assert list(tools_for(case["months"], shipped())) == case["expect"]


@pytest.mark.parametrize("case", CASES["times"], ids=lambda case: case["why"])
def test_how_often_in_a_year(case: dict[str, Any]) -> None:
    assert times_a_year(case["months"], shipped()) == case["expect"]


def test_a_referral_has_its_place_and_days() -> None:
    for code, place in (("CHECKLIST_TIDAK_LENGKAP", "PUSTU"), ("KPSP_PENYIMPANGAN", "PUSKESMAS")):
        finding = FINDINGS[code]
        assert (finding.rule, finding.refer_to, finding.within_days) == ("RJK-BALITA-KEMBANG", place, 14)
    assert not FINDINGS["KPSP_MERAGUKAN"].needs_referral


@pytest.mark.parametrize("yes", [-1, 11])
def test_ten_questions_have_no_other_number_of_answers(yes: int) -> None:
    with pytest.raises(ValueError, match="of 10 questions"):
        kpsp_class(yes, shipped())
