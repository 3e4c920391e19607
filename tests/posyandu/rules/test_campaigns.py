"""Vitamin A, deworming and supplementary food: 02 §6.8."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from posyandu.rules.campaigns import (
    campaigns,
    codes_given,
    deworming_dose_mg,
    deworming_months,
    is_dewormed_as_balita,
    vitamin_a_campaign,
    vitamin_a_capsule,
)
from posyandu.rules.clinical import Change, Clinical, shipped
from posyandu.rules.judging import Earlier, Subject

CASES = json.loads((Path(__file__).parents[2] / "golden/rules/campaigns.json").read_text("utf-8"))


def with_prevalence(percent: float) -> Clinical:
    on = date(2026, 1, 1)
    return shipped().overlay([Change("balita.cacing_prevalensi", percent, on, None, 1)], on)


@pytest.mark.parametrize("case", CASES["capsules"], ids=lambda case: case["why"])
def test_the_capsule_follows_the_age_on_the_first_of_the_month(case: dict[str, Any]) -> None:
    campaign = vitamin_a_campaign(date.fromisoformat(case["on"]), shipped())
    capsule = campaign and vitamin_a_capsule(date.fromisoformat(case["born_on"]), campaign, shipped())
    assert capsule == case["expect"]


@pytest.mark.parametrize("case", CASES["campaigns"], ids=lambda case: case["why"])
def test_a_gift_counts_to_its_campaign(case: dict[str, Any]) -> None:
    campaign = vitamin_a_campaign(date.fromisoformat(case["on"]), shipped())
    assert (campaign and campaign.starts_on.isoformat()) == case["expect"]


@pytest.mark.parametrize("case", CASES["deworming"], ids=lambda case: case["why"])
def test_the_dose_against_worms(case: dict[str, Any]) -> None:
    assert deworming_dose_mg(case["months"], shipped()) == case["expect"]
    assert is_dewormed_as_balita(case["months"], shipped()) is case["is_balita"]


@pytest.mark.parametrize("case", CASES["prevalence"], ids=lambda case: case["why"])
def test_how_often_against_worms(case: dict[str, Any]) -> None:
    assert list(deworming_months(with_prevalence(case["percent"]))) == case["expect"]


@pytest.mark.parametrize("case", CASES["judged"], ids=lambda case: case["why"])
def test_what_is_said(case: dict[str, Any]) -> None:
    earlier = tuple(
        Earlier(date.fromisoformat(on), "balita-1", {"vitamin_a": capsule})
        for on, capsule in case.get("earlier", [])
    )
    subject = Subject(
        "P", date.fromisoformat(case["born_on"]), date.fromisoformat(case["on"]), earlier=earlier
    )
    said = campaigns(subject, case["answers"], shipped())
    assert [raised.finding.code for raised in said.raised] == case["findings"]
    assert said.values == case["values"]


def test_the_codes_of_the_records() -> None:
    assert codes_given({"vitamin_a": "BIRU"}) == ("VITA_BIRU",)
    assert codes_given({"deworming": False}) == ()
