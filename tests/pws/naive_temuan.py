"""The second computation of the family temuan: one finding after the other, from the raw rows.

Written from 04 §5.5-5.8 and 02 §12, not from the SQL.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from ilp.base.dates import period_of
from posyandu.rules.clinical import shipped
from tests.pws.naive import _rows
from tests.pws.naive_kronis import is_among, parsed

Row = dict[str, Any]
Key = tuple[int, int, UUID]
DANGER = {
    "BUMIL_JANIN", "BUMIL_BAHAYA_SEGERA", "BUMIL_BAHAYA", "NIFAS_BAHAYA_RS", "NIFAS_BAHAYA", "BAYI_BAHAYA_RS",
    "BAYI_BAHAYA",
}  # fmt: skip
TBC = ("TBC_GEJALA", "TBC_KONTAK")
INSTRUMENTS = {"gds15", "ad8", "minicog", "amt", "mnasf", "tug"}


class Records:
    """What is on record and not void."""

    def __init__(self) -> None:
        self.people = {
            row["id"]: row for row in _rows("select * from puskesmas_person where voided_at is null")
        }
        self.visits = {
            row["id"]: parsed(row) for row in _rows("select * from posyandu_visit where voided_at is null")
        }
        self.findings = [
            row
            for row in _rows("select * from posyandu_finding where voided_at is null order by id")
            if row["visit_id"] in self.visits
        ]
        self.visits_of: dict[Any, list[Row]] = defaultdict(list)
        for visit in self.visits.values():
            self.visits_of[visit["person_id"]].append(visit)
        self.diagnoses = _rows("select * from posyandu_diagnosis where voided_at is null")
        self.window = _rows("select * from base_window")[0]

    def until(self, finding: Row, number: str) -> tuple[date, date]:
        """The first and the last day of the follow-up."""
        found_on = self.visits[finding["visit_id"]]["measured_on"]
        return found_on, found_on + timedelta(days=int(shipped().number(number)))

    def seen(self, finding: Row, number: str) -> list[Row]:
        """The visits of the person in the time of the follow-up."""
        first, last = self.until(finding, number)
        return [v for v in self.visits_of[finding["person_id"]] if first <= v["measured_on"] <= last]

    def ended(self, finding: Row, number: str, *states: str) -> bool:
        """Ended in time, in one of these states."""
        if finding["state"] not in states or finding["ended_at"] is None:
            return False
        return timezone.localdate(finding["ended_at"]) <= self.until(finding, number)[1]

    def is_first(self, finding: Row, codes: set[str]) -> bool:
        """The first of these findings that the person has in this month."""
        visit = self.visits[finding["visit_id"]]
        alike = [
            (other["measured_on"], f["id"])
            for f in self.findings
            for other in [self.visits[f["visit_id"]]]
            if f["person_id"] == finding["person_id"] and f["code"] in codes
            and other["period"] == visit["period"] and other["desa_id"] is not None
        ]  # fmt: skip
        return (visit["measured_on"], finding["id"]) == min(alike)


def is_flag(records: Records, finding: Row) -> bool:
    """TBC is flagged once at a visit: by the symptoms where both were found."""
    if finding["code"] == "TBC_KONTAK":
        return not any(
            f["visit_id"] == finding["visit_id"] and f["code"] == "TBC_GEJALA" for f in records.findings
        )
    return bool(finding["code"] == "TBC_GEJALA")


def is_tbc_examined(records: Records, finding: Row) -> bool:
    first, last = records.until(finding, "tindak_lanjut.tbc_hari")
    return records.ended(finding, "tindak_lanjut.tbc_hari", "SELESAI") or any(
        g["person_id"] == finding["person_id"]
        and first <= g["diagnosed_on"] <= last
        and (g["icd10"] in ("Z03.0", "Z20.1") or is_among(g["icd10"], "A", 15, 19))
        for g in records.diagnoses
    )


def is_referred(visit: Row) -> bool:
    return visit["details"].get("referred") is True


def fact(records: Records, finding: Row) -> Row:
    code, visit = finding["code"], records.visits[finding["visit_id"]]
    is_tbc, is_puma = is_flag(records, finding), code in ("PUMA_RISIKO", "PUMA_SPIROMETRI")
    is_skilas = code == "SKILAS_RISIKO"
    is_danger = code in DANGER and records.is_first(finding, DANGER)
    puma, skilas, danger = (f"tindak_lanjut.{what}_hari" for what in ("puma", "skilas", "bahaya"))
    return {
        "person_id": finding["person_id"],
        "posyandu_id": visit["posyandu_of_residence_id"] or 0,
        "sex": records.people[finding["person_id"]]["sex"],
        "refers": True,
        "closed_in_time": records.ended(finding, "tindak_lanjut.temuan_hari", "SELESAI", "DIKESAMPINGKAN"),
        "is_tbc": is_tbc,
        "tbc_examined": is_tbc and is_tbc_examined(records, finding),
        "is_puma": is_puma,
        "puma_referred": is_puma
        and (records.ended(finding, puma, "SELESAI") or any(map(is_referred, records.seen(finding, puma)))),
        "is_skilas": is_skilas,
        "skilas_assessed": is_skilas
        and (
            records.ended(finding, skilas, "SELESAI")
            or any(v["by_nakes"] and INSTRUMENTS & v["classes"].keys() for v in records.seen(finding, skilas))
        ),
        "is_danger": is_danger,
        "danger_seen": is_danger and any(v["by_nakes"] for v in records.seen(finding, danger)),
        "has_tbc_symptoms": code == "TBC_GEJALA" and records.is_first(finding, {"TBC_GEJALA"}),
    }


def all_facts() -> dict[Key, Row]:
    """Every fact of the window, by (desa, period, finding)."""
    records = Records()
    first, last = records.window["first_period"], records.window["last_period"]
    facts = {}
    for finding in records.findings:
        visit = records.visits[finding["visit_id"]]
        if (
            finding["due_on"] is None
            or visit["desa_id"] is None
            or finding["person_id"] not in records.people
        ):
            continue
        if first <= period_of(visit["measured_on"]) <= last:
            facts[visit["desa_id"], visit["period"], UUID(int=finding["id"])] = fact(records, finding)
    return facts
