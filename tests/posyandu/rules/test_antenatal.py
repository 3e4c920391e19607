"""K1, K4 and K6: the patterns, and that the order of entry never matters."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posyandu.rules.antenatal import antenatal, contacts_of
from posyandu.rules.clinical import Change, Clinical, shipped
from posyandu.rules.contacts import Contact
from posyandu.rules.judging import Earlier, PregnancyNow, Subject
from tests.posyandu.rules import judged_cases

LMP = date(2026, 1, 1)


def _day(weeks: int, days: int) -> date:
    return LMP + timedelta(weeks=weeks, days=days)


def _contact(weeks: int, days: int, flags: str) -> Contact:
    return Contact(_day(weeks, days), "k" not in flags, "d" in flags, "u" in flags)


def _clinical(changes: dict[str, Any]) -> Clinical:
    return shipped().overlay(
        (Change(code, value, LMP, None, place) for place, (code, value) in enumerate(changes.items(), 1)), LMP
    )


@pytest.mark.parametrize("case", judged_cases.cases("antenatal"), ids=judged_cases.name_of)
def test_a_code_is_reached_on_the_day_that_completes_its_pattern(case: dict[str, Any]) -> None:
    contacts = [_contact(*contact) for contact in case["contacts"]]
    ended_on = _day(*case["ended"]) if "ended" in case else None
    found = antenatal(contacts, LMP, _clinical(case.get("changes", {})), ended_on=ended_on)
    assert found.reached == {code: contacts[place].on for code, place in case["expect"].items()}


CONTACTS = st.lists(
    st.builds(
        Contact,
        st.integers(-20, 300).map(lambda days: LMP + timedelta(days=days)),
        st.booleans(),
        st.booleans(),
        st.booleans(),
    ),
    max_size=12,
)


@given(CONTACTS, st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(contacts: list[Contact], random: Any) -> None:
    shuffled = list(contacts)
    random.shuffle(shuffled)
    assert antenatal(shuffled, LMP, shipped()) == antenatal(contacts, LMP, shipped())


@given(CONTACTS)
def test_one_pregnancy_never_has_k6_without_k4_nor_k4_without_k1(contacts: list[Contact]) -> None:
    found = antenatal(contacts, LMP, shipped())
    assert not found.has("K6") or found.reached["K4"] <= found.reached["K6"]
    assert not found.has("K4") or found.reached["K1A"] <= found.reached["K4"]
    assert not found.has("K1M") or found.reached["K1M"] == found.reached["K1A"]


@given(CONTACTS, CONTACTS)
def test_another_contact_takes_nothing_away_but_a_late_k1(one: list[Contact], more: list[Contact]) -> None:
    before, after = antenatal(one, LMP, shipped()), antenatal([*one, *more], LMP, shipped())
    assert before.reached.keys() <= after.reached.keys()
    assert all(after.reached[code] <= on for code, on in before.reached.items())


@given(CONTACTS)
def test_what_a_kader_does_is_no_contact(contacts: list[Contact]) -> None:
    by_kader = [contact._replace(by_nakes=False) for contact in contacts]
    assert antenatal([*contacts, *by_kader], LMP, shipped()) == antenatal(contacts, LMP, shipped())


def _subject(weeks: int, *earlier: Earlier) -> Subject:
    return Subject("P", date(1996, 1, 1), _day(weeks, 0), PregnancyNow(LMP), earlier=earlier)


def test_the_form_shows_six_contacts_in_the_order_of_their_days() -> None:
    earlier = [
        Earlier(_day(weeks, 0), "bumil-1", {"examined_by": "BIDAN"}, by_nakes=True)
        for weeks in (36, 10, 16, 20, 28, 32)
    ]
    found = contacts_of(_subject(38, *earlier), {"examined_by": "BIDAN"}, shipped()).values
    assert found["k_contacts"] == 7
    assert [(box["k"], box["weeks"]) for box in found["k_boxes"]] == [
        (1, 10), (2, 16), (3, 20), (4, 28), (5, 32), (6, 36),
    ]  # fmt: skip
    assert found["k4_on"] == _day(32, 0).isoformat()
    assert "k6_on" not in found


def test_only_an_examination_by_a_nakes_with_this_card_counts() -> None:
    earlier = (
        Earlier(_day(9, 0), "bumil-1", {"examined_by": "BIDAN"}, by_nakes=False),
        Earlier(_day(9, 1), "bumil-1", {"weight_kg": 50}, by_nakes=True),
        Earlier(_day(9, 2), "dewasa-1", {"examined_by": "BIDAN"}, by_nakes=True),
    )
    assert contacts_of(_subject(10, *earlier), {}, shipped()).values == {"k_contacts": 0, "k_boxes": []}


def test_a_doctor_with_ultrasound_is_seen_in_the_answers() -> None:
    earlier = [
        Earlier(_day(weeks, 0), "bumil-1", {"examined_by": who, "usg_done": usg}, by_nakes=True)
        for weeks, who, usg in (
            (10, "DOKTER", True), (16, "BIDAN", False), (20, "BIDAN", None), (28, "SPOG", True),
            (32, "BIDAN", False),
        )
    ]  # fmt: skip
    found = contacts_of(_subject(36, *earlier), {"examined_by": "BIDAN"}, shipped()).values
    assert found["k6_on"] == _day(36, 0).isoformat()


def test_without_a_pregnancy_nothing_is_said() -> None:
    subject = Subject("P", date(1996, 1, 1), LMP)
    assert contacts_of(subject, {"examined_by": "BIDAN"}, shipped()).values == {}
