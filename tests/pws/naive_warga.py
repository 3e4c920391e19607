"""The second computation of everybody who was served: slow and obvious, from the raw rows.

Written from 04 §5.5, §5.6 TBC-SKRIN and §5.8 ILP-HADIR and ILP-LENGKAP, not from the SQL. It asks one
question at a time of the visits of one person: what did this month show, and what is complete since January
that was not before?
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from ilp.base.dates import period_end, period_of
from posyandu.services.forms import clinical_on
from tests.pws.naive import Row, _rows

Key = tuple[int, int, Any]
Visits = list[Row]
TBC = ("tbc_cough", "tbc_fever", "tbc_weight", "tbc_contact")
NEARBY = {"POSYANDU", "PUSTU", "KUNJUNGAN_RUMAH"}


@dataclass
class Records:
    """People and their live visits in the order of the days."""

    people: dict[Any, Row]
    visits: dict[Any, Visits]
    first_period: int
    last_period: int

    @classmethod
    def read(cls) -> Records:
        visits: dict[Any, Visits] = defaultdict(list)
        for row in _rows("select * from posyandu_visit where voided_at is null order by measured_on, id"):
            for name in ("details", "classes"):
                row[name] = json.loads(row[name]) if isinstance(row[name], str) else row[name]
            visits[row["person_id"]].append(row)
        people = _rows("select * from puskesmas_person where voided_at is null")
        window = _rows("select * from base_window")[0]
        return cls({row["id"]: row for row in people}, visits, window["first_period"], window["last_period"])


def facts(records: Records) -> dict[Key, Row]:
    """Every fact of the window."""
    found: dict[Key, Row] = {}
    for person in records.people.values():
        visits = records.visits[person["id"]]
        for desa_id, period in {(v["desa_id"], period_of(v["measured_on"])) for v in visits}:
            if desa_id is None or not records.first_period <= period <= records.last_period:
                continue
            here = [v for v in visits if v["desa_id"] == desa_id and period_of(v["measured_on"]) == period]
            found[(desa_id, period, person["id"])] = {
                "person_id": person["id"],
                "posyandu_id": max(here, key=_day_then_posyandu)["posyandu_of_residence_id"] or 0,
                "sex": person["sex"],
                **_attendance(here),
                **_month(person, here),
                **_aks(here),
                **{name: any(_completes(person, visits, visit, done) for visit in here)
                   for name, done in _YEARLY.items()},
            }  # fmt: skip
    return found


def _day_then_posyandu(visit: Row) -> tuple[Any, int]:
    return visit["measured_on"], visit["posyandu_of_residence_id"] or 0


def _attendance(here: Visits) -> Row:
    came = [v for v in here if v["place"] in NEARBY]

    def aged(low: int, high: int) -> bool:
        return any(low <= v["age_months"] < high for v in came)

    asks_tbc = [v for v in here if v["form"] != "neonatus"]
    return {
        "attended_maternal": any(v["form"] in {"bumil", "nifas"} for v in came),
        "attended_balita": aged(0, 60),
        "attended_preschool": aged(60, 72),
        "attended_school": aged(72, 228),
        "attended_adult": aged(228, 720),
        "attended_elderly": aged(720, 2000),
        "tbc_due": bool(asks_tbc),
        "tbc_complete": any(v["tbc_count"] is not None and all(n in v["details"] for n in TBC) for v in here),
        "was_recorded": True,
        "records_complete": all(_is_complete(v) for v in here),
    }


def _is_complete(visit: Row) -> bool:
    at_end = period_end(period_of(visit["measured_on"]))
    rows = clinical_on(at_end).rows("kelengkapan.isian_wajib")
    required = next((row["isian"] for row in rows if row["kartu"] == visit["form"]), ())
    answers = {**visit["details"], **{name: value for name, value in visit.items() if value is not None}}
    return all(name in answers for name in required)


def _month(person: Row, here: Visits) -> Row:
    grown = [v for v in here if v["age_months"] >= 60]
    girls = [v for v in grown if person["sex"] == "P" and 144 <= v["age_months"] < 228]
    teens = [v for v in grown if 120 <= v["age_months"] < 228]
    adults = [v for v in grown if v["age_months"] >= 228]

    def classed(visits: Visits, family: str, *codes: str) -> bool:
        return any(v["classes"].get(family) in codes if codes else family in v["classes"] for v in visits)

    def smokes(visits: Visits, *answers: str) -> bool:
        return any(v["details"].get("smokes") in answers for v in visits)

    from_15 = [v for v in grown if "blood_pressure_stage" in v["classes"]]
    tested = [v for v in girls if v["hb_g_dl"] is not None]
    return {
        "pressure_measured": bool(from_15),
        "pressure_high": classed(from_15, "blood_pressure", "TINGGI"),
        "glucose_measured": classed(grown, "random_glucose"),
        "glucose_high": classed(grown, "random_glucose", "TINGGI"),
        "bmi_measured": classed(grown, "bmi"),
        "is_obese": classed(grown, "bmi", "OBESITAS"),
        "waist_measured": classed(grown, "waist"),
        "waist_high": classed(grown, "waist", "OBESITAS_SENTRAL"),
        "smoking_asked": smokes(adults, "AKTIF", "PASIF", "TIDAK"),
        "is_smoker": smokes(adults, "AKTIF"),
        "teen_smoking_asked": smokes(teens, "AKTIF", "PASIF", "TIDAK"),
        "teen_is_smoker": smokes(teens, "AKTIF"),
        "girl_hb_tested": classed(tested, "haemoglobin"),
        "girl_is_anaemic": classed(tested, "haemoglobin", "ANEMIA", "ANEMIA_BERAT"),
    }


def _aks(here: Visits) -> Row:
    """The last of the month; of two on one day the one that needs more help."""
    done = [v for v in here if v["aks_score"] is not None]
    last = [v["classes"]["aks"] for v in done if v["measured_on"] == done[-1]["measured_on"]]
    is_heavy = bool({"BERAT", "TOTAL"} & set(last))
    return {
        "aks_done": bool(done),
        "aks_alone": bool(done) and set(last) == {"MANDIRI"},
        "aks_heavy": is_heavy,
    }


# What a year asks of whom: sex or both, ages on 31 December, and when all of it is done.
Done = tuple[str, int, int, Callable[[Visits], bool]]


def _has(visits: Visits, *families: str) -> bool:
    return any(family in v["classes"] for family in families for v in visits)


def _answered(visits: Visits, name: str) -> bool:
    return any(name in v["details"] for v in visits)


def _screened_mind(visits: Visits) -> bool:
    return any(
        v["srq20_score"] is not None
        or _has([v], "phq9", "phqa")
        or (_has([v], "phq4_anxiety") and _has([v], "phq4_depression"))
        for v in visits
    )


def _glucose(visits: Visits) -> bool:
    return _has(visits, "random_glucose", "fasting_glucose")


def _exposed(visits: Visits) -> bool:
    return any(
        v["details"].get("smokes") in {"AKTIF", "PASIF"}
        or v["details"].get("puma_exposure") in {"PEROKOK", "BEKAS", "TERPAPAR"}
        for v in visits
    )


def _scored(visits: Visits, column: str) -> bool:
    return any(v[column] is not None for v in visits)


_YEARLY: dict[str, Done] = {
    "school_screened_first": (
        "LP", 7, 15,
        lambda seen: _has(seen, "bmi_for_age") and _has(seen, "blood_pressure")
        and _has(seen, "eyes", "visus") and _has(seen, "ears")
        and _answered([v for v in seen if v["form"] == "sekolah"], "caries"),
    ),
    "girl_hb_first": ("P", 12, 18, lambda seen: _scored(seen, "hb_g_dl")),
    "teen_mind_first": ("LP", 10, 18, lambda seen: _screened_mind(seen) or _has(seen, "sdq")),
    "adult_screened_first": (
        "LP", 15, 59,
        lambda seen: _has(seen, "bmi", "bmi_for_age") and _has(seen, "waist") and _has(seen, "blood_pressure")
        and _glucose(seen),
    ),
    "puma_first": ("LP", 40, 200, lambda seen: _scored(seen, "puma_score")),
    "exposed_first": ("LP", 40, 200, _exposed),
    "cervix_breast_first": (
        "P", 30, 50,
        lambda seen: _has(seen, "cervix") and _answered([v for v in seen if v["by_nakes"]], "sadanis"),
    ),
    "senses_first": ("LP", 15, 200, lambda seen: _has(seen, "eyes", "visus") and _has(seen, "ears")),
    "mind_first": ("LP", 15, 200, _screened_mind),
    "elderly_screened_first": (
        "LP", 60, 200,
        lambda seen: _has(seen, "blood_pressure") and _glucose(seen) and _scored(seen, "aks_score")
        and _scored(seen, "skilas_count"),
    ),
}  # fmt: skip


def _completes(person: Row, visits: Visits, visit: Row, done: Done) -> bool:
    """Whether with this visit, and not before it, everything is done since 1 January."""
    sexes, youngest, oldest, is_done = done
    in_december = visit["measured_on"].year - person["born_on"].year
    if person["sex"] not in sexes or not youngest <= in_december <= oldest:
        return False
    before = list(_earlier(visits, visit))
    return is_done([*before, visit]) and not is_done(before)


def _earlier(visits: Visits, visit: Row) -> Iterator[Row]:
    for other in visits:
        if other is visit:
            return
        if other["measured_on"].year == visit["measured_on"].year:
            yield other
