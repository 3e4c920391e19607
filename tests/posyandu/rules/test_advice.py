"""What is said, in which order, and where the child is sent."""

from datetime import date
from typing import Any

import pytest

from posyandu.rules.advice import FINDINGS, Finding, findings
from posyandu.rules.growth import assess
from posyandu.rules.kms import KmsStatus, MonthStatus, Weighing
from posyandu.rules.nutrition import classify
from posyandu.rules.ruleset import DEFAULT, RuleSet

LONGEST_SENTENCE = 130


def _month(status: KmsStatus, times: int = 0) -> MonthStatus:
    return MonthStatus(status, Weighing(date(2025, 1, 15), 9.0), None, 200, False, times)


def _advice(
    sex: str = "L",
    days: int = 366,
    month: MonthStatus | None = None,
    ruleset: RuleSet = DEFAULT,
    oedema: bool = False,
    **measures: Any,
) -> list[Finding]:
    growth = assess(sex, days, oedema=oedema, ruleset=ruleset, **measures)
    classes = classify(
        growth,
        age_months=int(days / 30.4375),
        muac_cm=measures.get("muac_cm"),
        oedema=oedema,
        ruleset=ruleset,
    )
    return findings(growth, classes, month=month, oedema=oedema, ruleset=ruleset)


def _codes(found: list[Finding]) -> list[str]:
    return [finding.code for finding in found]


def test_a_healthy_child_is_praised_and_sent_nowhere() -> None:
    found = _advice(weight_kg=9.6, length_cm=75.7, head_cm=46, muac_cm=14, month=_month(KmsStatus.GAINED))
    assert _codes(found) == ["NAIK"]
    assert not found[0].needs_referral


def test_the_most_urgent_comes_first() -> None:
    found = _advice(
        days=1568,
        weight_kg=11.0,
        length_cm=95.0,
        muac_cm=12.0,
        head_cm=40,
        month=_month(KmsStatus.NOT_GAINED, 2),
    )
    assert [finding.within_days for finding in found if finding.needs_referral] == [1, 3, 7, 7, 7, 14]
    assert _codes(found) == [
        "GIZI_BURUK", "LILA_GIZI_KURANG", "BGM", "TIDAK_NAIK_2X", "KEPALA_KECIL", "PENDEK",
        "PERLU_UKUR_ULANG",
    ]  # fmt: skip


def test_oedema_is_said_once_and_today() -> None:
    found = _advice(weight_kg=9.6, length_cm=75.7, oedema=True)
    assert _codes(found) == ["EDEMA"]
    assert (found[0].within_days, found[0].refer_to) == (1, "PUSKESMAS")


@pytest.mark.parametrize(
    ("times", "code", "to"),
    [(1, "TIDAK_NAIK", "PUSTU"), (2, "TIDAK_NAIK_2X", "PUSKESMAS"), (3, "TIDAK_NAIK_2X", "PUSKESMAS")],
)
def test_one_month_without_gain_goes_to_the_pustu_two_to_the_puskesmas(
    times: int, code: str, to: str
) -> None:
    found = _advice(weight_kg=9.6, month=_month(KmsStatus.NOT_GAINED, times))
    assert [(finding.code, finding.refer_to, finding.rule) for finding in found] == [
        (code, to, "RJK-BALITA-T")
    ]


def test_below_minus_two_is_referred_whichever_red_line_is_set() -> None:
    # z = -2.66
    assert _codes(_advice(weight_kg=7.2)) == ["BB_KURANG"]
    mapping = DEFAULT.to_mapping()
    mapping["lines"]["red_line_z"] = -2
    assert _codes(_advice(weight_kg=7.2, ruleset=RuleSet.from_mapping(mapping))) == ["BGM"]


def test_above_the_orange_line_is_referred() -> None:
    assert "DI_ATAS_GARIS_ORANYE" in _codes(_advice(weight_kg=11.0))


@pytest.mark.parametrize(("head", "code"), [(41, "KEPALA_KECIL"), (50, "KEPALA_BESAR")])
def test_an_unusual_head_is_referred(head: float, code: str) -> None:
    assert _codes(_advice(head_cm=head)) == [code]


def test_nothing_measured_gives_nothing_to_say() -> None:
    assert _advice() == []


@pytest.mark.parametrize("finding", FINDINGS.values(), ids=FINDINGS)
def test_every_sentence_is_short_and_says_what_to_do(finding: Finding) -> None:
    assert len(finding.text) <= LONGEST_SENTENCE
    assert finding.source.startswith("02 §")
    verbs = ("Antar", "Bawa", "bawa", "Ukur", "Ajak", "ajak")
    assert any(verb in finding.text for verb in verbs)
    if finding.needs_referral:
        days = "hari ini" if finding.within_days == 1 else f"dalam {finding.within_days} hari"
        assert days in finding.text
        assert finding.refer_to is not None
        assert finding.refer_to.lower() in finding.text
