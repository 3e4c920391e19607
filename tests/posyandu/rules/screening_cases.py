"""Runs the case files of the screenings from six years on: answers of one day, and all that follows.

A case names its table row ("row") and its reason ("why"). Classes and findings must be exactly those of the
case; "values" too when they are given; "score" and "count" are the stored total.
"""

from __future__ import annotations

import json
from calendar import monthrange
from datetime import date
from pathlib import Path
from typing import Any

from posyandu.rules.clinical import Change, Clinical, shipped
from posyandu.rules.from_six import JUDGES
from posyandu.rules.judging import Answers, Earlier, Judged, PregnancyNow, Subject, judge_all

GOLDEN = Path(__file__).parents[2] / "golden/rules"
ON = date(2026, 11, 22)


def cases(name: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    return found


def name_of(case: dict[str, Any]) -> str:
    return f"{case['row']}: {case['why']}"


def months_ago(months: int) -> date:
    """The same day so many months before."""
    year, month = divmod(ON.year * 12 + ON.month - 1 - months, 12)
    return date(year, month + 1, min(ON.day, monthrange(year, month + 1)[1]))


def subject(case: dict[str, Any]) -> Subject:
    return Subject(
        case["sex"],
        months_ago(case["age_months"]),
        ON,
        pregnancy=PregnancyNow(months_ago(5)) if case.get("pregnant") else None,
        earlier=tuple(
            Earlier(months_ago(visit["months_ago"]), "", visit["answers"])
            for visit in case.get("earlier", [])
        ),
    )


def judged(case: dict[str, Any], clinical: Clinical | None = None) -> Judged:
    """What the judge of the case says, by the shipped numbers unless others are given."""
    changes = [Change(code, value, ON, None, 1) for code, value in case.get("clinical", {}).items()]
    numbers = (clinical or shipped()).overlay(changes, ON)
    answers: Answers = case["answers"]
    return judge_all([JUDGES[case["judge"]]], subject(case), answers, numbers)


def check(case: dict[str, Any]) -> None:
    found = judged(case)
    assert found.classes == case["classes"]
    assert sorted(raised.finding.code for raised in found.raised) == sorted(case["findings"])
    assert all(raised.values for raised in found.raised)
    if "values" in case:
        assert found.values == case["values"]
    if "score" in case:
        assert found.values[f"{case['judge']}_score"] == case["score"]
        assert sum(found.values[f"{case['judge']}_items"].values()) == case["score"]
    if "count" in case:
        assert found.values["skilas_count"] == case["count"]
        assert sum(found.values["skilas_items"].values()) == case["count"]
