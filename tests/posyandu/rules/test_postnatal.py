"""KF, KN and the capsules after birth: windows to the hour, in whatever order they were entered."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posyandu.rules import newborn, postnatal
from posyandu.rules.clinical import shipped
from posyandu.rules.contacts import Contact
from posyandu.rules.judging import Earlier, Subject
from tests.posyandu.rules import judged_cases

BORN = date(2026, 3, 1)
EXAMINED = {"examined_by": "BIDAN"}
TABLES = st.sampled_from(["nifas.kunjungan", "neonatus.kunjungan"])
CONTACTS = st.lists(
    st.builds(
        Contact,
        st.integers(-2, 50).map(lambda days: BORN + timedelta(days=days)),
        st.booleans(),
        hours=st.none() | st.floats(0, 72),
    ),
    max_size=10,
)


def _on(days: int) -> date:
    return BORN + timedelta(days=days)


@pytest.mark.parametrize("case", judged_cases.cases("postnatal_windows"), ids=judged_cases.name_of)
def test_a_visit_counts_in_its_window(case: dict[str, Any]) -> None:
    contact = Contact(_on(case["day"]), hours=case["hours"])
    assert postnatal.window(BORN, contact, shipped(), case["table"]) == case["expect"]
    found = postnatal.reached(BORN, [contact], shipped(), case["table"])
    assert found == ({case["expect"]: contact.on} if case["expect"] else {})


@given(CONTACTS, TABLES, st.randoms(use_true_random=False))
def test_the_order_of_entry_does_not_matter(contacts: list[Contact], table: str, random: Any) -> None:
    shuffled = list(contacts)
    random.shuffle(shuffled)
    once = postnatal.reached(BORN, contacts, shipped(), table)
    assert postnatal.reached(BORN, shuffled, shipped(), table) == once


@given(CONTACTS, TABLES)
def test_what_a_kader_does_is_no_visit(contacts: list[Contact], table: str) -> None:
    by_kader = [contact._replace(by_nakes=False) for contact in contacts]
    assert postnatal.reached(BORN, by_kader, shipped(), table) == {}


def _mother(days: int, *earlier: Earlier) -> Subject:
    return Subject("P", date(1996, 1, 1), _on(days), delivered_on=BORN, earlier=earlier)


def _baby(days: int, *earlier: Earlier) -> Subject:
    return Subject("L", BORN, _on(days), earlier=earlier)


def _visit(days: int, form: str) -> Earlier:
    return Earlier(_on(days), form, EXAMINED, by_nakes=True)


def test_kf_lengkap_is_all_four_in_their_windows() -> None:
    earlier = [_visit(days, "nifas-1") for days in (20, 5, 1)]
    found = postnatal.visits(_mother(35, *earlier), EXAMINED, shipped())
    assert found.classes == {"kf": "LENGKAP"}
    assert found.values == {
        "kf1_on": _on(1).isoformat(), "kf2_on": _on(5).isoformat(),
        "kf3_on": _on(20).isoformat(), "kf4_on": _on(35).isoformat(),
    }  # fmt: skip
    assert postnatal.visits(_mother(35, *earlier), {}, shipped()).classes == {"kf": "BELUM"}
    assert postnatal.visits(_mother(43, *earlier), EXAMINED, shipped()).classes == {"kf": "BELUM"}


def test_kn_lengkap_needs_kn1_kn2_and_kn3_but_not_kn0() -> None:
    earlier = [_visit(days, "neonatus-1") for days in (5, 1)]
    assert newborn.visits(_baby(10, *earlier), EXAMINED, shipped()).classes == {"kn": "LENGKAP"}
    earlier = [_visit(days, "neonatus-1") for days in (0, 5)]
    found = newborn.visits(_baby(10, *earlier), EXAMINED, shipped())
    assert found.classes == {"kn": "BELUM"}
    assert sorted(found.values) == ["kn0_on", "kn2_on", "kn3_on"]


def test_the_hours_of_the_form_tell_kn0_from_kn1() -> None:
    for hours, code in ((5, "kn0_on"), (7, "kn1_on")):
        answers = {"examined_by": "BIDAN", "hours_since_birth": hours}
        assert list(newborn.visits(_baby(0), answers, shipped()).values) == [code]


@pytest.mark.parametrize("case", judged_cases.cases("vitamin_a_after_birth"), ids=judged_cases.name_of)
def test_capsules_count_a_day_apart_and_before_day_42(case: dict[str, Any]) -> None:
    found = postnatal.vitamin_a(BORN, map(_on, case["days"]), shipped())
    assert found.counted == tuple(map(_on, case["counted"]))
    assert found.is_complete is case["is_complete"]
    assert found.next_from == (None if case["next"] is None else _on(case["next"]))


@given(st.lists(st.integers(-3, 60), max_size=6), st.randoms(use_true_random=False))
def test_the_order_of_the_capsules_does_not_matter(days: list[int], random: Any) -> None:
    shuffled = list(days)
    random.shuffle(shuffled)
    once = postnatal.vitamin_a(BORN, map(_on, days), shipped())
    assert postnatal.vitamin_a(BORN, map(_on, shuffled), shipped()) == once
