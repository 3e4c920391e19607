"""Doses of 02 §8.1 and §8.2: due, late, valid, complete; and that the order of entry never matters."""

from __future__ import annotations

import json
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posyandu.rules.clinical import Change, Clinical, shipped
from posyandu.rules.immunisation import Dose, DoseCard, DoseStatus, dose_card
from posyandu.rules.immunisation_advice import immunisation
from posyandu.rules.judging import Earlier, Subject
from posyandu.rules.mapping import RuleSetError
from posyandu.rules.vaccines import schedule_of

CASES = json.loads((Path(__file__).parents[2] / "golden/rules/immunisation.json").read_text("utf-8"))
BORN = date(2025, 1, 10)
CODES = ("HB0", "BCG", "OPV1", "OPV2", "DPT1", "DPT2", "DPT", "HEKSA1", "IPV1", "PCV2", "RV1", "MR1", "MR2")


def clinical_with(values: dict[str, Any]) -> Clinical:
    changes = [
        Change(code, value, date(2000, 1, 1), None, number)
        for number, (code, value) in enumerate(values.items())
    ]
    return shipped().overlay(changes, date(2026, 1, 1))


def card_of(case: dict[str, Any]) -> DoseCard:
    return dose_card(
        date.fromisoformat(case["born_on"]),
        [Dose(code, date.fromisoformat(on)) for code, on in case["doses"]],
        date.fromisoformat(case["on"]),
        clinical_with(case.get("set", {})),
        sex=case.get("sex", ""),
        contraindicated=case.get("contraindicated", ()),
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["why"])
def test_a_dose_has_its_status(case: dict[str, Any]) -> None:
    card = card_of(case)
    states = {state.code: state for state in card.doses}
    assert {code: states[code].status.value for code in case["expect"]} == case["expect"]
    assert {code: states[code].due_on.isoformat() for code in case.get("due", {})} == case.get("due", {})
    assert [[dose.given, dose.reason] for dose in card.invalid] == case.get("invalid", [])
    for code, day in case.get("complete", {}).items():
        assert card.complete[code] == (date.fromisoformat(day) if day else None), code


given_doses = st.lists(
    st.builds(
        Dose,
        st.sampled_from(CODES),
        st.integers(0, 700).map(lambda days: BORN + timedelta(days=days)),
        st.sampled_from(["DIBERIKAN", "BUKU_KIA", "PENGAKUAN"]),
    ),
    max_size=12,
)


@given(given_doses, st.randoms(use_true_random=False), st.integers(0, 800))
def test_the_order_of_entry_does_not_matter(doses: list[Dose], chance: Any, days: int) -> None:
    on = BORN + timedelta(days=days)
    shuffled = doses[:]
    chance.shuffle(shuffled)
    assert dose_card(BORN, shuffled, on, shipped()) == dose_card(BORN, doses, on, shipped())


@given(given_doses, st.integers(0, 800))
def test_every_dose_of_the_schedule_has_one_status_and_what_counts_keeps_its_interval(
    doses: list[Dose], days: int
) -> None:
    card = dose_card(BORN, doses, BORN + timedelta(days=days), shipped())
    assert [state.code for state in card.doses] == [slot.code for slot in schedule_of(shipped()).slots]
    for state in card.doses:
        assert (state.status is DoseStatus.DONE) == (state.given_on is not None)
        assert state.earliest_on <= state.due_on < state.overdue_from
    dpt = [state.given_on for state in card.doses if state.code.startswith("DPT") and state.given_on]
    assert all((later - first).days >= 28 for first, later in pairwise(dpt))


@given(st.integers(42, 700))
def test_where_a_dose_was_given_makes_no_difference_to_its_counting(days: int) -> None:
    on = BORN + timedelta(days=days)
    cards = [
        dose_card(BORN, [Dose("DPT1", on, source)], on, shipped())
        for source in ("DIBERIKAN", "BUKU_KIA", "PENGAKUAN")
    ]
    assert len({card.with_status(DoseStatus.DONE) for card in cards}) == 1
    assert [{s.code: s.source for s in card.doses}["DPT1"] for card in cards] == [
        "DIBERIKAN",
        "BUKU_KIA",
        "PENGAKUAN",
    ]


def test_it_refuses_a_day_before_birth_and_a_schedule_that_is_not_there() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        dose_card(BORN, [], date(2025, 1, 9), shipped())
    with pytest.raises(RuleSetError, match="jadwal_lama"):
        dose_card(BORN, [], BORN, clinical_with({"imunisasi.jadwal": "lama"}))
    with pytest.raises(RuleSetError, match="does not know"):
        schedule_of(clinical_with({"imunisasi.bias": [{"code": "X", "antigen": "X", "due_moths": 3}]}))


def subject(on: date, *earlier: Earlier) -> Subject:
    return Subject("P", BORN, on, earlier=earlier)


def test_nothing_is_said_before_any_dose_is_known() -> None:
    said = immunisation(subject(date(2025, 7, 10)), {}, shipped())
    assert (said.values, said.classes, said.raised) == ({}, {}, [])


def test_an_empty_card_that_was_looked_at_asks_for_the_late_doses() -> None:
    said = immunisation(subject(date(2025, 4, 10)), {"doses_before": ()}, shipped())
    assert said.values["doses_late"] == ("BCG", "OPV1", "DPT1", "PCV1", "RV1")
    assert [raised.finding.code for raised in said.raised] == ["IMUNISASI_TERLAMBAT"]
    assert said.classes == {"imunisasi": "TERLAMBAT"}
    assert said.raised[0].values == {"doses": said.values["doses_late"]}


def test_doses_of_today_of_earlier_visits_and_from_elsewhere_are_joined() -> None:
    before = Earlier(date(2025, 2, 10), "balita-1", {"doses_given": ("BCG", "OPV1")})
    answers = {
        "doses_before": (("HB0", "2025-01-10", "BUKU_KIA"),),
        "doses_given": ("DPT1", "OPV2", "PCV1", "RV1"),
    }
    said = immunisation(subject(date(2025, 3, 10), before), answers, shipped())
    assert (said.values["doses_due"], said.values["doses_late"], said.raised) == ((), (), [])
    assert said.values["next_dose_on"] == date(2025, 4, 10)
    assert said.classes == {"imunisasi": "BELUM_WAKTUNYA"}


def test_a_dose_that_was_given_too_early_is_said_first() -> None:
    answers = {"doses_given": ("DPT1",), "doses_before": (("BCG", date(2025, 1, 12)),)}
    said = immunisation(subject(date(2025, 2, 20)), answers, shipped())
    assert [raised.finding.code for raised in said.raised] == [
        "IMUNISASI_TERLALU_DINI",
        "IMUNISASI_JATUH_TEMPO",
    ]
    assert said.values["doses_repeat"] == ("DPT1",)
