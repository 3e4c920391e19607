"""The second computation of the family kronis, from the raw rows: one person and one month at a time.

Written from 04 §5.5, §5.5.1, §5.6 and §9 rule 3, not from the SQL.
"""

from __future__ import annotations

import json
from calendar import monthrange
from collections import defaultdict
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from typing import Any

from ilp.base.dates import period_end, period_of, period_start
from posyandu.rules.clinical import Clinical, shipped
from pws.families.kronis import COLUMNS
from tests.pws.naive import _rows

Row = dict[str, Any]
Key = tuple[int, int, Any]
JSON = {"details", "classes", "values", "asked"}
ILLNESSES = {"ht": ("I", 10, 15), "dm": ("E", 10, 14), "odgj": ("F", 20, 29)}


def is_among(icd10: str, letter: str, low: int, high: int) -> bool:
    return icd10[0] == letter and low <= int(icd10[1:3]) <= high


def months_after(day: date, months: int) -> date:
    """The same day so many months later, or the last day of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


class Person:
    """One person with everything on record that is not void."""

    def __init__(self, row: Row, clinical: Clinical) -> None:
        self.row = row
        self.clinical = clinical
        self.homes: list[Row] = []
        self.visits: list[Row] = []
        self.diagnoses: list[Row] = []
        self.pregnancies: list[Row] = []

    def home_on(self, day: date) -> Row | None:
        return next(
            (h for h in self.homes if h["valid_from"] <= day and (h["valid_to"] or date.max) >= day), None
        )

    def seen_in(self, period: int) -> list[Row]:
        """Visits of a month, the earliest first."""
        return [v for v in self.visits if period_of(v["measured_on"]) == period]

    def ill(self, illness: str) -> list[Row]:
        return [g for g in self.diagnoses if is_among(g["icd10"], *ILLNESSES[illness])]


def is_served(person: Person, illness: str, visit: Row) -> bool:
    """Served as a patient: the diagnosis stood that day, and what is to be measured was measured."""
    day = visit["measured_on"]
    stood = any(g["diagnosed_on"] <= day <= (g["resolved_on"] or date.max) for g in person.ill(illness))
    if not stood or visit["desa_id"] is None:
        return False
    if illness == "ht":
        return visit["systolic_mmhg"] is not None and visit["diastolic_mmhg"] is not None
    if illness == "dm":
        sugar = (visit["random_glucose_mg_dl"], visit["fasting_glucose_mg_dl"])
        return sugar != (None, None) or "glucose_device" in visit["details"]
    return bool(visit["by_nakes"])


def control(person: Person, illness: str, visit: Row) -> bool | None:
    """Whether a reading is controlled; None where it cannot be judged."""
    if illness == "ht":
        found = visit["classes"].get("blood_pressure") or visit["classes"].get("td_bumil")
        return None if found is None else found in ("RENDAH", "NORMAL")
    if illness == "dm":
        fasting = visit["fasting_glucose_mg_dl"]
        low, high = person.clinical.numbers("dewasa.dm_kendali_gdp")
        return None if fasting is None else low <= fasting <= high
    return None


Mark = tuple[date, int, int, str]
"""Day, desa, posyandu and the column that is true."""


def _at(visit: Row, column: str) -> Mark:
    return visit["measured_on"], visit["desa_id"], visit["posyandu_of_residence_id"] or 0, column


def services(person: Person, illness: str, period: int) -> Iterator[Mark]:
    served = [v for v in person.seen_in(period) if is_served(person, illness, v)]
    if served:
        first = min(served, key=lambda v: (v["measured_on"], v["id"]))
        yield _at(first, f"{illness}_served")
        earlier = range(period // 12 * 12, period)
        if not any(is_served(person, illness, v) for month in earlier for v in person.seen_in(month)):
            yield _at(first, f"{illness}_first")
    judged = [v for v in served if control(person, illness, v) is not None]
    if judged:
        last = max(judged, key=lambda v: (v["measured_on"], v["id"]))
        yield _at(last, f"{illness}_measured")
        if control(person, illness, last):
            yield _at(last, f"{illness}_controlled")


def last_answer(person: Person, period: int, told: Callable[[Row], Any]) -> Any:
    """What the last card of twelve months says, where one says anything."""
    start, end = period_start(period - 11), period_end(period)
    cards = [
        v for v in person.visits
        if start <= v["measured_on"] <= end and v["form"] in ("dewasa", "lansia", "nifas")
        and told(v) is not None
    ]  # fmt: skip
    return told(max(cards, key=lambda v: (v["measured_on"], v["id"]))) if cards else None


def contraception(visit: Row, clinical: Clinical) -> str | None:
    """MKJP, NON_MKJP or TIDAK; None when the card says nothing."""
    details = visit["details"]
    if "contraception" in visit["classes"]:
        return str(visit["classes"]["contraception"])
    if visit["form"] == "nifas" and "contraception_method" in details:
        method = details["contraception_method"]
        long_acting = {row["metode"] for row in clinical.rows("dewasa.kb_mkjp")}
        return "TIDAK" if method == "BELUM" else "MKJP" if method in long_acting else "NON_MKJP"
    if "uses_contraception" in details:
        return "NON_MKJP" if details["uses_contraception"] else "TIDAK"
    return None


def states(person: Person, period: int) -> Iterator[Mark]:
    """What holds for a resident at the end of the month."""
    end = period_end(period)
    home = person.home_on(end)
    if home is None:
        return
    at = (end, home["desa_id"], home["posyandu_id"] or 0)
    for illness in ILLNESSES:
        if any(g["diagnosed_on"] <= end < (g["resolved_on"] or date.max) for g in person.ill(illness)):
            yield *at, f"is_{illness}"
    if last_answer(person, period, lambda v: v["classes"].get("aks")) in ("BERAT", "TOTAL"):
        yield *at, "is_dependent"
        if any(v["place"] == "KUNJUNGAN_RUMAH" for v in person.seen_in(period)):
            yield *at, "dependent_visited"
    youngest, oldest = (
        months_after(person.row["born_on"], int(age))
        for age in person.clinical.numbers("dewasa.kb_konseling_bulan")
    )
    if person.row["sex"] == "P" and youngest <= end < oldest:
        method = last_answer(person, period, lambda v: contraception(v, person.clinical))
        if method in ("MKJP", "NON_MKJP"):
            yield *at, "uses_contraception"
        if method == "MKJP":
            yield *at, "uses_long_acting"


def cases(person: Person, period: int) -> Iterator[Mark]:
    found = sorted((g for g in person.diagnoses if period_of(g["diagnosed_on"]) == period), key=_day)
    dengue = [g for g in found if is_among(g["icd10"], "A", 90, 91)]
    tbc = sorted((g for g in person.diagnoses if is_among(g["icd10"], "A", 15, 19)), key=_day)
    of_year = [g for g in tbc if period_of(g["diagnosed_on"]) // 12 == period // 12]
    new = [g for g in of_year[:1] if period_of(g["diagnosed_on"]) == period]
    for rows, column in ((dengue, "dbd_new"), (new, "tbc_new")):
        home = person.home_on(rows[0]["diagnosed_on"]) if rows else None
        if home:
            yield rows[0]["diagnosed_on"], home["desa_id"], home["posyandu_id"] or 0, column


def _day(diagnosis: Row) -> date:
    return diagnosis["diagnosed_on"]  # type: ignore[no-any-return]


def deaths(person: Person, period: int) -> Iterator[Mark]:
    died, born = person.row["died_on"], person.row["born_on"]
    home = next((h for h in person.homes if died is not None and h["valid_to"] == died), None)
    if home is None or period_of(died) != period:
        return
    at = (died, home["desa_id"], home["posyandu_id"] or 0)
    for g in person.pregnancies:
        if g["outcome"] in ("PINDAH", "SALAH_DATA"):
            continue
        if g["lmp_on"] <= died <= (g["ended_on"] or date.max - timedelta(42)) + timedelta(42):
            yield *at, "died_mother"
    if (died - born).days <= 28:
        yield *at, "died_neonate"
    for age, column in ((12, "died_infant"), (60, "died_under_five")):
        if died < months_after(born, age):
            yield *at, column


def marks(person: Person, period: int) -> Iterator[Mark]:
    for illness in ILLNESSES:
        yield from services(person, illness, period)
    yield from states(person, period)
    yield from cases(person, period)
    yield from deaths(person, period)


def parsed(row: Row) -> Row:
    """The row with its JSON read."""
    return {name: json.loads(value) if name in JSON else value for name, value in row.items()}


def people() -> dict[Any, Person]:
    clinical = shipped()
    found = {
        row["id"]: Person(row, clinical)
        for row in _rows("select * from puskesmas_person where voided_at is null")
    }
    for table, attribute, live in (
        ("puskesmas_residence", "homes", ""),
        ("posyandu_visit", "visits", "where voided_at is null"),
        ("posyandu_diagnosis", "diagnoses", "where voided_at is null"),
        ("posyandu_pregnancy", "pregnancies", "where voided_at is null"),
    ):
        for row in _rows(f"select * from {table} {live} order by id"):
            if row["person_id"] in found:
                getattr(found[row["person_id"]], attribute).append(parsed(row))
    return found


def all_facts() -> dict[Key, Row]:
    """Every fact of the window, by (desa, period, person)."""
    window = _rows("select * from base_window")[0]
    facts: dict[Key, Row] = {}
    for pk, person in people().items():
        for period in range(window["first_period"], window["last_period"] + 1):
            by_desa: dict[int, list[Mark]] = defaultdict(list)
            for mark in marks(person, period):
                by_desa[mark[1]].append(mark)
            for desa_id, found in by_desa.items():
                true = {mark[3] for mark in found}
                facts[desa_id, period, pk] = {
                    "person_id": pk,
                    "posyandu_id": max(found, key=lambda mark: (mark[0], mark[2]))[2],
                    "sex": person.row["sex"],
                    **{column: column in true for column in COLUMNS},
                }
    return facts
