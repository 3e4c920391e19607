"""Running a case file of judged answers: who, what was answered, and all that must follow."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from posyandu.rules.clinical import shipped
from posyandu.rules.judges import JUDGES
from posyandu.rules.judging import Earlier, PregnancyNow, Subject, judge_all

ON = date(2026, 6, 1)
GOLDEN = Path(__file__).parents[2] / "golden/rules"


def cases(name: str) -> list[dict[str, Any]]:
    """The cases of one file."""
    found: list[dict[str, Any]] = json.loads((GOLDEN / f"{name}.json").read_text("utf-8"))
    return found


def name_of(case: dict[str, Any]) -> str:
    """How a case is called in the list of tests."""
    return f"{case['row']}: {case['why']}"


def subject(about: dict[str, Any]) -> Subject:
    """The person of a case on 1 June 2026; a woman of 30 years where nothing else is said."""
    return Subject(
        sex="P",
        born_on=_born_on(about),
        on=ON,
        pregnancy=_pregnancy(about.get("pregnancy")),
        delivered_on=_days_ago(about.get("delivered_days_ago")),
        earlier=tuple(
            Earlier(
                ON - timedelta(days=visit["days_ago"]),
                visit.get("form", ""),
                visit["answers"],
                visit.get("by_nakes", False),
            )
            for visit in about.get("earlier", ())
        ),
    )


def _born_on(about: dict[str, Any]) -> date:
    if "born_on" in about:
        return date.fromisoformat(about["born_on"])
    if "age_days" in about:
        return ON - timedelta(days=about["age_days"])
    years, months = divmod(about.get("age_months", 360), 12)
    return date(ON.year - years - (months >= ON.month), (ON.month - months - 1) % 12 + 1, ON.day)


def _pregnancy(about: dict[str, Any] | None) -> PregnancyNow | None:
    if about is None:
        return None
    facts = {name: value for name, value in about.items() if name not in ("weeks", "days")}
    return PregnancyNow(ON - timedelta(weeks=about["weeks"], days=about["days"]), **facts)


def _days_ago(days: int | None) -> date | None:
    return None if days is None else ON - timedelta(days=days)


def check(case: dict[str, Any]) -> None:
    """All findings in their order, all classes, and the values that the case names."""
    person = subject(case["subject"])
    answers: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in case["answers"].items()
    }
    if "hb0_on" in answers:
        answers["hb0_on"] = person.born_on + timedelta(days=answers["hb0_on"])
    found = judge_all([JUDGES[case["judge"]]], person, answers, shipped())
    assert [raised.finding.code for raised in found.raised] == case["codes"]
    if case["classes"]:
        assert found.classes == case["classes"]
    wanted = case.get("values", {})
    assert {name: found.values.get(name) for name in wanted} == wanted
