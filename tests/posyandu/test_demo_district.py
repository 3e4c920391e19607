"""The synthetic district: reproducible, like the figures it was made from, and marked as invented."""

from __future__ import annotations

from datetime import date
from io import StringIO
from typing import Any

import numpy as np
import pytest
from django.core.management import CommandError, call_command

from ilp.access.models import User
from posyandu.demo.copying import NULL
from posyandu.demo.district import DISTRICTS
from posyandu.demo.facilities import ensure_facilities, posyandu_counts
from posyandu.demo.plan import Plan, make_plan
from posyandu.demo.tables import Tables, make_tables
from posyandu.rules.assessment import Taken, assess_visit
from puskesmas.models import Facility

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def run(command: str, *args: Any, **options: Any) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, stderr=out, **options)
    return out.getvalue()


def plan_of(code: str, *, scale: float, months: int = 12, seed: int = 1) -> Plan:
    run("load_areas", code)
    ensure_facilities(code, scale=scale, seed=seed)
    return make_plan(code=code, months=months, scale=scale, seed=seed, today=TODAY)


def stunting(tables: Tables) -> float:
    """Routine stunting: each child's last valid length of the last three months."""
    visits = tables.by_name["posyandu_visit"]
    last: dict[str, tuple[str, float]] = {}
    for child, on, z, voided, flags in zip(
        *(visits[name] for name in ("person_id", "measured_on", "lhfa_z", "voided_at", "implausible")),
        strict=True,
    ):
        if z != NULL and voided == NULL and on >= "2026-09-01" and not int(flags) & 2:
            last[child] = max(last.get(child, ("", 0.0)), (on, float(z)))
    return sum(z < -2 for _, z in last.values()) / len(last)


@pytest.mark.parametrize(
    ("code", "stated"),
    [("73.09", 12.7), ("35.79", 10.1), ("33.71", 11.0), ("62.10", 16.4), ("62.11", 15.0)],
)
def test_routine_stunting_is_near_the_districts_figure(code: str, stated: float) -> None:
    tables = make_tables(plan_of(code, scale=0.06, months=6))
    assert stunting(tables) * 100 == pytest.approx(stated, abs=1.0)


def test_the_same_seed_makes_the_same_district() -> None:
    plan = plan_of("33.71", scale=0.005)
    first = make_tables(plan)
    assert make_tables(plan).checksum() == first.checksum()
    other = make_plan(code="33.71", months=12, scale=0.005, seed=2, today=TODAY)
    assert make_tables(other).checksum() != first.checksum()


def test_the_computed_columns_are_those_of_the_rules() -> None:
    tables = make_tables(plan_of("33.71", scale=0.01))
    visits, persons = tables.by_name["posyandu_visit"], tables.by_name["puskesmas_person"]
    who = dict(zip(persons["id"], zip(persons["sex"], persons["born_on"], strict=True), strict=True))
    names = list(visits)
    checked = flagged = 0
    for values in list(zip(*visits.values(), strict=True)):
        row = dict(zip(names, values, strict=True))
        if checked >= 300 and row["implausible"] == "0":
            continue
        sex, born = who[row["person_id"]]
        found = assess_visit(
            sex, date.fromisoformat(born), date.fromisoformat(row["measured_on"]), taken(row)
        ).columns()
        for name, value in found.items():
            assert as_copied(value) == comparable(row[name]), name
        checked += 1
        flagged += row["implausible"] != "0"
    assert flagged


def taken(row: dict[str, str]) -> Taken:
    def number(name: str) -> float | None:
        return None if row[name] == NULL else float(row[name])

    return Taken(
        weight_kg=number("weight_kg"),
        length_cm=number("length_height_cm"),
        position=row["position"],
        head_cm=number("head_circumference_cm"),
        muac_cm=number("muac_cm"),
        has_oedema={"t": True, "f": False}.get(row["has_oedema"]),
    )


def as_copied(value: Any) -> Any:
    if isinstance(value, bool):
        return "t" if value else "f"
    return comparable(NULL if value is None else str(value))


def comparable(text: str) -> Any:
    try:
        return float(text)
    except ValueError:
        return text


@pytest.mark.parametrize(
    ("options", "words"),
    [({"district": "62.10"}, "load_areas"), ({"scale": 0.0}, "scale"), ({"months": 0}, "months")],
)
def test_it_says_what_is_missing(options: dict[str, Any], words: str) -> None:
    run("load_areas", "33.71")
    with pytest.raises(CommandError, match=words):
        run("seed_demo", **{"district": "33.71", "scale": 0.01, **options})


def test_there_are_no_demo_logins_without_a_demo(db: None) -> None:
    with pytest.raises(CommandError, match="bukan basis data demo"):
        run("demo_logins")
    assert not User.objects.exists()


def test_demo_facilities_of_the_full_maros(db: None) -> None:
    run("load_areas", "73.09")
    for _ in range(2):
        ensure_facilities("73.09", scale=1.0, seed=1)
    counts = {kind: Facility.objects.filter(kind=kind).count() for kind in ("PUSKESMAS", "PUSTU", "POSYANDU")}
    assert counts == {"PUSKESMAS": 14, "PUSTU": 103, "POSYANDU": 442}
    assert Facility.objects.filter(kind="POSYANDU", parent__kind="PUSTU").count() == 442


def test_every_desa_has_a_posyandu_however_small_the_scale() -> None:
    assert posyandu_counts(DISTRICTS["73.09"], np.array([0.9, 0.1]), 0.0) == [1, 1]
    assert posyandu_counts(DISTRICTS["73.09"], np.array([0.9, 0.1]), 0.1) == [40, 4]
