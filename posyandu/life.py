"""One person's whole record in one statement (`posyandu/sql/23_life.sql`), and the subject of the rules."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django.db import connection

from posyandu.rules.judging import Earlier, PregnancyNow, Subject

# 02 §2: IBU_NIFAS, 0 to 42 days after the delivery.
NIFAS_DAYS = 42

# Columns of a visit that answer a field of a form, or were computed from answers. The rest is in `details`.
ANSWER_COLUMNS = (
    "weight_kg", "length_height_cm", "position", "head_circumference_cm", "muac_cm", "has_oedema",
    "systolic_mmhg", "diastolic_mmhg", "waist_cm", "temperature_c", "hb_g_dl", "random_glucose_mg_dl",
    "fasting_glucose_mg_dl", "cholesterol_mg_dl", "tablets_given",
)  # fmt: skip
COMPUTED_COLUMNS = (
    "bmi", "gestation_weeks", "tbc_count", "puma_score", "srq20_score", "aks_score", "skilas_count",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Life:
    """Rows as the tables have them, days as ISO texts; visits newest first."""

    person_id: UUID
    visits: list[dict[str, Any]] = field(default_factory=list)
    given: list[dict[str, Any]] = field(default_factory=list)
    findings: list[dict[str, Any]] = field(default_factory=list)
    diagnoses: list[dict[str, Any]] = field(default_factory=list)
    pregnancies: list[dict[str, Any]] = field(default_factory=list)
    birth: dict[str, Any] | None = None

    def pregnancy_on(self, on: date) -> dict[str, Any] | None:
        """The pregnancy that was under way on this day."""
        for row in self.pregnancies:
            if day(row["lmp_on"]) <= on and (row["ended_on"] is None or on <= day(row["ended_on"])):
                return row
        return None

    def nifas_on(self, on: date) -> dict[str, Any] | None:
        """The pregnancy whose delivery was at most 42 days before this day."""
        for row in self.pregnancies:
            ended = row["ended_on"] and day(row["ended_on"])
            if row["delivery"] and ended and ended <= on <= ended + timedelta(days=NIFAS_DAYS):
                return row
        return None


def day(text: str) -> date:
    """A day from the JSON of PostgreSQL."""
    return date.fromisoformat(text[:10])


def life_of(person_id: UUID) -> Life:
    """Everything known of a person in the scope; empty for anybody else. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select posyandu_life(%s)::text", [person_id])
        row = cursor.fetchone()
    return Life(person_id, **json.loads(row[0])) if row and row[0] else Life(person_id)


def answers_of(visit: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered or computed at a visit, by field id; unanswered ones are left out."""
    columns = {name: visit[name] for name in (*ANSWER_COLUMNS, *COMPUTED_COLUMNS)}
    return {name: value for name, value in {**visit["details"], **columns}.items() if value not in (None, "")}


def subject_of(life: Life, *, sex: str, born_on: date, on: date, without: UUID | None = None) -> Subject:
    """What the rules are told about the person on this day; `without`: the visit that is being replaced."""
    pregnancy, nifas = life.pregnancy_on(on), life.nifas_on(on)
    return Subject(
        sex=sex,
        born_on=born_on,
        on=on,
        pregnancy=None if pregnancy is None else _pregnancy(pregnancy),
        delivered_on=None if nifas is None else day(nifas["ended_on"]),
        diagnoses=frozenset(
            row["icd10"]
            for row in life.diagnoses
            if day(row["diagnosed_on"]) <= on
            and (row["resolved_on"] is None or on <= day(row["resolved_on"]))
        ),
        earlier=tuple(
            Earlier(day(row["measured_on"]), row["form"], answers_of(row), row["by_nakes"])
            for row in life.visits
            if day(row["measured_on"]) < on and row["id"] != str(without)
        ),
    )


def _pregnancy(row: Mapping[str, Any]) -> PregnancyNow:
    return PregnancyNow(
        lmp_on=day(row["lmp_on"]),
        **{name: row[name] for name in PregnancyNow._fields if name != "lmp_on"},
    )
