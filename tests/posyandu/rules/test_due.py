"""The gap list of 04 §8.1: every service on its day, on its last day in time and on the day after."""

from __future__ import annotations

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ilp.base.dates import completed_months
from posyandu.rules.clinical import Change, Clinical, shipped
from posyandu.rules.day_numbers import calendar_day, month_called
from posyandu.rules.due import SERVICES, Control, Due, Expecting, Life, due, family_visit
from posyandu.rules.due_plan import plan_of
from posyandu.rules.immunisation import Dose, DoseStatus, dose_card

CASES = json.loads((Path(__file__).parents[2] / "golden/rules/due.json").read_text("utf-8"))
OPEN = (DoseStatus.DUE, DoseStatus.LATE, DoseStatus.INVALID)
days = st.dates(date(1930, 1, 1), date(2027, 12, 31))


def days_of(value: Any) -> Any:
    """ISO texts as days, lists as tuples."""
    if isinstance(value, list):
        return tuple(map(days_of, value))
    return date.fromisoformat(value) if isinstance(value, str) else value


def life_of(case: dict[str, Any]) -> Life:
    known = dict(case["life"])
    made: dict[str, Any] = {
        "doses": tuple(Dose(code, date.fromisoformat(on)) for code, on in known.pop("doses", [])),
        "contraindicated": frozenset(known.pop("contraindicated", [])),
    }
    for name, kind in (("expecting", Expecting), ("hypertension", Control), ("diabetes", Control)):
        if name in known:
            made[name] = kind(**{key: days_of(value) for key, value in known.pop(name).items()})
    made |= {name: days_of(value) for name, value in known.items()}
    return Life(case["sex"], date.fromisoformat(case["born_on"]), **made)


def clinical_of(case: dict[str, Any]) -> Clinical:
    on = date(2026, 1, 1)
    return shipped().overlay(
        [Change(code, value, on, None, 1) for code, value in case.get("set", {}).items()], on
    )


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case['service']}: {case['why']}")
def test_a_service_is_due_on_its_day(case: dict[str, Any]) -> None:
    found = due(life_of(case), date.fromisoformat(case["on"]), clinical_of(case))
    said = [
        [one.detail, one.due_on.isoformat(), one.overdue_from.isoformat(), one.state.value]
        for one in found
        if one.service == case["service"]
    ]
    assert sorted(said) == sorted(case["expect"])


@pytest.mark.parametrize(
    ("visited_on", "on", "state", "late"),
    [
        (date(2025, 3, 1), date(2026, 2, 28), DoseStatus.NOT_YET, 0),
        (date(2025, 3, 1), date(2026, 3, 1), DoseStatus.DUE, 0),
        (date(2025, 3, 1), date(2026, 3, 2), DoseStatus.LATE, 1),
        (None, date(2026, 1, 5), DoseStatus.DUE, 0),
        (None, date(2026, 1, 15), DoseStatus.LATE, 10),
    ],
)
def test_kk_a_family_is_visited_a_year_after_the_last_visit(
    visited_on: date | None, on: date, state: DoseStatus, late: int
) -> None:
    found = family_visit(visited_on, date(2026, 1, 5), on, shipped())
    assert (found.service, found.state, found.days_late(on)) == ("KELUARGA", state, late)


def test_the_most_urgent_comes_first_and_the_days_late_are_counted() -> None:
    on = date(2026, 3, 20)
    life = Life("P", date(1990, 1, 1), screened_on=date(2025, 3, 10), tbc_next_on=date(2026, 3, 19),
                hypertension=Control(date(2025, 1, 1), date(2026, 2, 1)))  # fmt: skip
    found = due(life, on, shipped())
    assert [(one.service, one.state, one.urgency, one.days_late(on)) for one in found] == [
        ("KENDALI_HT", DoseStatus.LATE, 2, 10),
        ("TBC", DoseStatus.DUE, 4, 0),
        ("SKRINING", DoseStatus.DUE, 6, 0),
    ]


def test_what_comes_next_is_told_when_it_is_asked_for() -> None:
    life = Life("L", date(1980, 1, 1), screened_on=date(2025, 3, 10))
    assert due(life, date(2026, 3, 3), shipped()) == ()
    assert due(life, date(2026, 3, 3), shipped(), ahead_days=6) == ()
    (one,) = due(life, date(2026, 3, 3), shipped(), ahead_days=7)
    assert one == Due("SKRINING", "", date(2026, 3, 10), date(2026, 4, 10), DoseStatus.NOT_YET, 9)


def test_every_service_has_a_name_and_a_rank() -> None:
    assert set(plan_of(shipped()).ranks) == set(SERVICES)
    by_rank: dict[int, set[str]] = {}
    for service, rank in plan_of(shipped()).ranks.items():
        by_rank.setdefault(rank, set()).add(service)
    assert by_rank == {
        1: {"TBC", "KN", "KF", "ANC"},
        2: {"TTD", "IMUNISASI", "KENDALI_HT", "KENDALI_DM", "TIMBANG"},
        3: {"PANJANG", "SDIDTK", "VITAMIN_A", "CACING", "SKRINING", "AKS", "SKILAS", "KELUARGA"},
    }


def test_it_refuses_a_day_before_birth() -> None:
    with pytest.raises(ValueError, match="before the birth"):
        due(Life("L", date(2026, 1, 2)), date(2026, 1, 1), shipped())
    with pytest.raises(ValueError, match="outside the years"):
        due(Life("L", date(1799, 12, 31)), date(2026, 1, 1), shipped())


@given(
    st.integers(0, 1825),
    st.lists(
        st.tuples(st.sampled_from(["OPV1", "DPT1", "DPT2", "HEKSA1", "MR1", "PCV1"]), st.integers(0, 1800))
    ),
)
def test_the_due_doses_are_those_of_the_card(age: int, given_at: list[tuple[str, int]]) -> None:
    on = date(2026, 3, 20)
    born = on - timedelta(days=age)
    doses = tuple(Dose(code, born + timedelta(days=after)) for code, after in given_at)
    card = dose_card(born, doses, on, shipped(), sex="L")
    wanted = {
        (state.code, state.due_on, state.overdue_from)
        for state in card.doses
        if state.status in OPEN and state.due_on <= on
    }
    if completed_months(born, on) >= 60:
        wanted = set()
    found = due(Life("L", born, doses=doses), on, shipped())
    assert {
        (one.detail, one.due_on, one.overdue_from) for one in found if one.service == "IMUNISASI"
    } == wanted


@given(days, st.integers(0, 800))
def test_days_and_months_are_counted_as_everywhere(born_on: date, months: int) -> None:
    born = calendar_day(born_on)
    reached = date.fromordinal(born.plus_months(months))
    assert completed_months(born_on, reached) == months == born.completed_months(calendar_day(reached))
    if months:
        assert completed_months(born_on, reached - timedelta(days=1)) == months - 1
    assert month_called(born.month) == born_on.month
