"""The second computation: facts of balita and cells in plain Python, slow and obvious, from the raw rows.

Written from files 02 and 04 of the domain, not from the SQL. It looks at one child and one month at a time.
"""

from __future__ import annotations

from calendar import monthrange
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Any

from ilp.base.dates import completed_months, period_end, period_of, period_start
from pws.models.facts import AGE_BANDS, BALITA_CONDITIONS
from tests.pws.owner import owner_cursor

Row = dict[str, Any]
FactKey = tuple[int, int, str]


def _rows(sql: str) -> list[Row]:
    with owner_cursor() as cursor:
        cursor.execute(sql)
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


@dataclass
class Records:
    """Everything the numbers depend on, read whole."""

    people: dict[Any, Row]
    residences: dict[Any, list[Row]]
    visits: dict[Any, list[Row]]
    first_period: int
    last_period: int

    @classmethod
    def read(cls) -> Records:
        residences, visits = defaultdict(list), defaultdict(list)
        for row in _rows("select * from puskesmas_residence order by id"):
            residences[row["person_id"]].append(row)
        for row in _rows(
            "select * from posyandu_visit where voided_at is null and age_months < 60 order by id"
        ):
            visits[row["person_id"]].append(row)
        window = _rows("select * from base_window")[0]
        people = {row["id"]: row for row in _rows("select * from puskesmas_person where voided_at is null")}
        return cls(people, residences, visits, window["first_period"], window["last_period"])


def _sixtieth_month(born_on: date) -> date:
    year, month = born_on.year + 5, born_on.month
    return date(year, month, min(born_on.day, monthrange(year, month)[1]))


def deciding_weighing(visits: list[Row], period: int) -> Row | None:
    """The first posyandu weighing of the month, else the last other one."""
    weighed = [v for v in visits if period_of(v["measured_on"]) == period and v["weight_kg"] is not None]
    at_posyandu = sorted(
        (v for v in weighed if v["place"] == "POSYANDU"), key=lambda v: (v["measured_on"], v["id"])
    )
    if at_posyandu:
        return at_posyandu[0]
    elsewhere = sorted(weighed, key=lambda v: v["id"])
    return max(elsewhere, key=lambda v: v["measured_on"], default=None)


def kms_status(person: Row, visits: list[Row], period: int) -> str | None:
    """N, T, O or B, word by word from 02 §6.4."""
    now = deciding_weighing(visits, period)
    if now is None or now["age_months"] >= 60:
        return None
    weighed_before = any(v["weight_kg"] is not None and period_of(v["measured_on"]) < period for v in visits)
    if not weighed_before:
        if now["age_months"] == 1 and person["birth_weight_g"] is not None:
            gain_g = now["weight_kg"] * 1000 - person["birth_weight_g"]
            return "N" if gain_g >= now["kbm_g"] else "T"
        return "B"
    last_month = deciding_weighing(visits, period - 1)
    if last_month is None:
        return "O"
    if now["age_months"] == 0:
        return "B"
    return "N" if (now["weight_kg"] - last_month["weight_kg"]) * 1000 >= now["kbm_g"] else "T"


def _counts(person: Row, visit: Row, z: str, bit: int) -> bool:
    if visit[z] is None or person["birth_is_estimated"]:
        return False
    return not visit["implausible"] & bit or visit["is_confirmed"]


def fact(records: Records, person_id: Any, desa_id: int, period: int) -> Row | None:
    """One child, one desa, one month; None when neither sasaran nor weighed there."""
    person, visits = records.people[person_id], records.visits[person_id]
    start, end = period_start(period), period_end(period)
    home = next(
        (
            r
            for r in records.residences[person_id]
            if r["desa_id"] == desa_id and r["valid_from"] <= end and (r["valid_to"] or end) >= end
        ),
        None,
    )
    is_s = home is not None and person["born_on"] <= end and _sixtieth_month(person["born_on"]) > start
    visit = deciding_weighing(visits, period)
    if visit is not None and (visit["desa_id"] != desa_id or visit["age_months"] >= 60):
        visit = None
    if not is_s and visit is None:
        return None
    status = kms_status(person, visits, period) if visit else None
    lengths = [
        v
        for v in visits
        if period - 2 <= period_of(v["measured_on"]) <= period and _counts(person, v, "lhfa_z", 2)
    ]
    length = max(lengths, key=lambda v: (v["measured_on"], -v["lhfa_z"]), default=None)
    has_wfa = visit is not None and _counts(person, visit, "wfa_z", 1)
    has_wflh = visit is not None and _counts(person, visit, "wflh_z", 4)
    oedema = bool(visit and visit["has_oedema"])
    age = min(completed_months(person["born_on"], end), 59)
    posyandu = home["posyandu_id"] if is_s and home else visit["posyandu_of_residence_id"] if visit else None
    return {
        "posyandu_id": posyandu or 0,
        "sex": person["sex"],
        "age_months": age,
        "age_band": next(i for i, (low, high) in enumerate(AGE_BANDS) if low <= age <= high),
        "visit_id": visit["id"] if visit else None,
        "is_s": is_s,
        "is_k": is_s and person["buku_kia_since"] is not None and person["buku_kia_since"] <= end,
        "is_d": visit is not None,
        "is_n": status == "N",
        "is_t": status == "T",
        "is_o": status == "O",
        "is_b": status == "B",
        "is_judged": status in ("N", "T"),
        "is_2t": status == "T" and kms_status(person, visits, period - 1) == "T",
        "is_bgm": bool(visit and visit["is_bgm"]),
        "is_measured": visit is not None and any(period_of(v["measured_on"]) == period for v in lengths),
        "has_wfa": has_wfa,
        "is_underweight": bool(has_wfa and visit and visit["wfa_z"] < -2),
        "has_lhfa": is_s and length is not None,
        "is_stunted": bool(is_s and length and length["lhfa_z"] < -2),
        "has_wflh": has_wflh or oedema,
        "is_wasted": oedema or bool(has_wflh and visit and visit["wflh_z"] < -2),
        "is_overweight": bool(has_wflh and visit and visit["wflh_z"] > 2),
    }


def all_facts(records: Records) -> dict[FactKey, Row]:
    """Every fact of the window, by (desa, period, person)."""
    found = {}
    for person_id in records.people:
        desas = {r["desa_id"] for r in records.residences[person_id]}
        desas |= {v["desa_id"] for v in records.visits[person_id] if v["desa_id"]}
        for desa_id in desas:
            for period in range(records.first_period, records.last_period + 1):
                row = fact(records, person_id, desa_id, period)
                if row is not None:
                    found[(desa_id, period, person_id)] = row
    return found


def all_cells(facts: dict[FactKey, Row]) -> dict[tuple[Any, ...], Counter[str]]:
    """Cells by (desa, period, posyandu, sex, band): how many facts hold each condition."""
    cells: dict[tuple[Any, ...], Counter[str]] = defaultdict(Counter)
    for (desa_id, period, _), row in facts.items():
        key = (desa_id, period, row["posyandu_id"], row["sex"], row["age_band"])
        cells[key].update({name: int(row[name]) for name in BALITA_CONDITIONS})
    return cells


def live_facts() -> dict[FactKey, Row]:
    """What the roll-up keeps, in the same shape."""
    return {
        (row.pop("desa_id"), row.pop("period"), row.pop("person_id")): row
        for row in _rows("select * from pws_balitamonth")
    }


def live_cells() -> dict[tuple[Any, ...], Counter[str]]:
    keys = ("desa_id", "period", "posyandu_id", "sex", "age_band")
    return {
        tuple(row.pop(key) for key in keys): Counter(row) for row in _rows("select * from pws_balitacell")
    }
