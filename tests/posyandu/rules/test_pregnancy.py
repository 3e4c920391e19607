"""The episode of a pregnancy: what may be entered, HPL, the optional advice about weight, and its words."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest

from posyandu.rules import newborn, postnatal, postnatal_advice, pregnancy_advice, tbc
from posyandu.rules.clinical import Change, shipped
from posyandu.rules.judging import Earlier, PregnancyNow, Subject
from posyandu.rules.pregnancy import due_on, episode_problems, gain, gain_band
from posyandu.rules.pregnancy_classes import CLASSES, BmiBefore
from tests.posyandu.rules import judged_cases

ON = date(2026, 6, 1)
ALL_FINDINGS = [
    *tbc.FINDINGS.values(), *pregnancy_advice.FINDINGS.values(), *postnatal_advice.FINDINGS.values(),
    *newborn.FINDINGS.values(),
]  # fmt: skip


@pytest.mark.parametrize("case", judged_cases.cases("pregnancy_facts"), ids=judged_cases.name_of)
def test_an_impossible_pregnancy_is_refused_and_an_unusual_one_asked_again(case: dict[str, Any]) -> None:
    days = case.get("lmp_days_ago")
    lmp_on = None if days is None else ON - timedelta(days=days)
    found = episode_problems(case.get("facts", {}), lmp_on, ON, shipped())
    assert [[problem.field, problem.code] for problem in found] == case["expect"]


def test_hpl_is_280_days_after_hpht() -> None:
    assert due_on(date(2026, 1, 1), shipped()) == date(2026, 10, 8)


def _asked(weeks: int, kg: float, *earlier: tuple[int, float]) -> Any:
    lmp_on = ON - timedelta(weeks=weeks)
    visits = tuple(
        Earlier(lmp_on + timedelta(weeks=week), "bumil-1", {"weight_kg": before}) for week, before in earlier
    )
    subject = Subject("P", date(1996, 1, 1), ON, PregnancyNow(lmp_on, 55.0, 160.0), earlier=visits)
    clinical = shipped().overlay([Change("bumil.saran_naik", True, date(2026, 1, 1), None, 1)], ON)
    found = gain(subject, {"weight_kg": kg}, clinical)
    return found.classes.get("naik_bumil"), [raised.finding.code for raised in found.raised]


@pytest.mark.parametrize(
    ("before", "low", "high"),
    # 02 §4.3: 0,5-2,0 kg, then 0,51 / 0,42 / 0,28 / 0,22 kg a week; one kilogram looser on both sides.
    [("KURUS", 4.6, 8.1), ("NORMAL", 3.7, 7.2), ("GEMUK", 2.3, 5.8), ("OBESITAS", 1.7, 5.2)],
)
def test_the_advised_gain_in_week_23(before: str, low: float, high: float) -> None:
    found = next(item for item in BmiBefore if item.value == before)
    assert gain_band(23, found, shipped()) == (low, high)
    assert gain_band(13, found, shipped()) is None


def test_the_advice_speaks_after_two_visits_outside_and_never_before_week_14() -> None:
    assert _asked(13, 70) == (None, [])
    assert _asked(23, 58.7) == ("SESUAI", [])
    assert _asked(23, 58.6) == ("KURANG", [])
    assert _asked(23, 62.2) == ("SESUAI", [])
    assert _asked(23, 62.3) == ("LEBIH", [])
    assert _asked(23, 58.6, (19, 55)) == ("KURANG", ["BUMIL_NAIK_DI_LUAR_SARAN"])
    assert _asked(23, 58.6, (19, 58)) == ("KURANG", [])
    assert _asked(23, 59, (15, 50), (19, 50)) == ("SESUAI", [])


@pytest.mark.parametrize("finding", ALL_FINDINGS, ids=lambda finding: finding.code)
def test_a_sentence_is_short_says_a_next_step_and_names_no_disease(finding: Any) -> None:
    assert len(finding.text) <= 120
    assert finding.needs_referral == (finding.refer_to is not None)
    for word in ("preeklampsia", "hipertensi", "anemia", "diabetes", "depresi", "penderita", "sepsis"):
        assert word not in finding.text.lower()


def test_a_class_has_one_label_for_each_code() -> None:
    for family in (CLASSES, postnatal.CLASSES, newborn.CLASSES):
        for labels in family.values():
            assert len(set(labels.values())) == len(labels)
