"""Pregnancies and births as they are recorded, read whole, for the second computation of `naive_ibu`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ilp.base.dates import period_end, period_of
from posyandu.rules.clinical import Clinical
from posyandu.services.forms import clinical_on, forget
from tests.pws.naive import Row, _rows

Key = tuple[int, int, Any]
TESTED = {"REAKTIF", "NONREAKTIF"}
BIRTHS = {"LAHIR_HIDUP", "LAHIR_MATI"}
RISKS = {"BUMIL_4T", "BUMIL_PENDEK"}


@dataclass
class Records:
    """Everything the numbers of mothers depend on, read whole."""

    people: dict[Any, Row]
    residences: dict[Any, list[Row]]
    pregnancies: dict[Any, list[Row]]
    visits: dict[Any, list[Row]]
    findings: dict[Any, list[Row]]
    first_period: int
    last_period: int

    @classmethod
    def read(cls) -> Records:
        forget()
        people = {row["id"]: row for row in _rows("select * from puskesmas_person where voided_at is null")}
        window = _rows("select * from base_window")[0]
        return cls(
            people,
            _by(_rows("select * from puskesmas_residence"), "person_id"),
            _by(
                _rows(
                    "select g.*, b.attendant, b.born_at from posyandu_pregnancy g"
                    " left join posyandu_delivery b on b.pregnancy_id = g.id where g.voided_at is null"
                ),
                "person_id",
            ),
            _by(
                _told(
                    "select * from posyandu_visit where voided_at is null and form in ('bumil', 'nifas')"
                    " order by measured_on, id"
                ),
                "person_id",
            ),
            _by(_rows("select * from posyandu_finding where voided_at is null"), "visit_id"),
            window["first_period"],
            window["last_period"],
        )


def _told(sql: str) -> list[Row]:
    """Visits with what was answered and judged."""
    return [
        row | {name: json.loads(row[name]) for name in ("details", "classes") if isinstance(row[name], str)}
        for row in _rows(sql)
    ]


def _by(rows: Iterable[Row], name: str) -> dict[Any, list[Row]]:
    found = defaultdict(list)
    for row in rows:
        found[row[name]].append(row)
    return found


def numbers_of(on: date) -> Clinical:
    """The clinical numbers in force at the end of the month of this day."""
    return clinical_on(period_end(period_of(on)))


def _row(numbers: Clinical, code: str, name: str) -> Any:
    return next(row for row in numbers.rows(code) if row["field"] == name)


def longest_days(on: date) -> int:
    """Days since HPHT after which nobody is pregnant any more: 02 §4.4 uk_minggu, hard."""
    return int(_row(numbers_of(on), "kehamilan.batas", "gestation_weeks")["hard"][1]) * 7 + 6


def nifas_days(on: date) -> int:
    """The last day of the last window after birth."""
    return int(max(row["hari"][1] for row in numbers_of(on).rows("nifas.kunjungan")))


@dataclass
class Mother:
    """One pregnancy with its visits, oldest first; what became true on which day is gathered in `told`."""

    pregnancy: Row
    person: Row
    before: list[Row]
    after: list[Row]
    findings: dict[Any, list[Row]]
    told: list[tuple[date, str]] = field(default_factory=list)

    @property
    def lmp_on(self) -> date:
        on: date = self.pregnancy["lmp_on"]
        return on

    @property
    def born_on(self) -> date | None:
        """The day of the birth; None without one."""
        on: date | None = self.pregnancy["ended_on"]
        return on if self.pregnancy["outcome"] in BIRTHS else None

    def say(self, on: date | None, *columns: str) -> None:
        if on is not None:
            self.told += [(on, column) for column in columns]

    def days(self, visits: Iterable[Row]) -> dict[date, list[Row]]:
        return dict(sorted(_by(visits, "measured_on").items()))


def mother(records: Records, pregnancy: Row) -> Mother:
    """The pregnancy with the visits that are of it."""
    ended, lmp_on = pregnancy["ended_on"], pregnancy["lmp_on"]
    visits = records.visits[pregnancy["person_id"]]
    before = [
        v for v in visits
        if v["form"] == "bumil" and lmp_on <= v["measured_on"] <= (ended or date.max)
        and (v["measured_on"] - lmp_on).days <= longest_days(v["measured_on"])
    ]  # fmt: skip
    after = [
        v for v in visits
        if v["form"] == "nifas" and pregnancy["outcome"] in BIRTHS
        and 0 <= (v["measured_on"] - ended).days <= nifas_days(v["measured_on"])
    ]  # fmt: skip
    return Mother(pregnancy, records.people[pregnancy["person_id"]], before, after, records.findings)
