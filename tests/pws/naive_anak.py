"""The second computation of the facts of children: plain Python, one child and one month at a time.

Written from files 02 and 04 of the domain, with the rules of the cards (`posyandu.rules`), not from the SQL.
A month is asked: who was this child at its end, what was so on which day, and where did it live then.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import Any

from django.utils import timezone

from ilp.base.dates import completed_months, period_end, period_of, period_start
from posyandu.life import answers_of
from posyandu.rules import asked, campaigns
from posyandu.rules.clinical import Clinical
from posyandu.rules.contacts import contact
from posyandu.rules.feeding import Exclusive, exclusive_months, passed_exclusive
from posyandu.rules.immunisation import Dose, DoseCard, dose_card
from posyandu.rules.newborn import Timing, hb0_timing
from posyandu.rules.postnatal import completed_on, reached
from posyandu.services.forms import clinical_on
from pws.families.anak import COLUMNS
from tests.pws.naive import Row, _rows

Key = tuple[int, int, Any]
Days = Iterator[tuple[str, date]]

DOSES = {
    "BCG": "bcg", "DPT1": "dpt1", "DPT3": "dpt3", "OPV4": "opv4", "IPV2": "ipv2", "PCV2": "pcv2",
    "RV3": "rv3", "MR1": "mr1",
}  # fmt: skip
SETS = {"IDL_KLASIK": "idl", "BAYI_LENGKAP": "bayi_lengkap", "BADUTA_LENGKAP": "baduta_lengkap"}
CAPSULES = {"VITA_BIRU": "vita_bayi", "VITA_MERAH": "vita_balita", "CACING": "cacing"}
SCHOOL = {
    "BIAS_MR": "bias_mr", "BIAS_DT": "bias_dt", "BIAS_TD2": "bias_td", "BIAS_TD5": "bias_td",
    "BIAS_HPV": "bias_hpv",
}  # fmt: skip
_SCHOOL_YEARS = 20
_JSON = {"details", "classes"}
NO_GAIN = {"TIDAK_NAIK", "TIDAK_NAIK_2X"}


@dataclass
class Child:
    """Everything on record of one person."""

    person: Row
    newborn: Row | None
    residences: list[Row]
    visits: list[Row]
    given: list[Row]
    findings: list[Row]
    diagnoses: list[Row]

    @cached_property
    def born_on(self) -> date:
        born: date = self.person["born_on"]
        return born

    def on_birthday(self, months: int) -> date:
        """The day on which so many months are completed (02 §2)."""
        day = self.born_on + timedelta(days=28 * months)
        while completed_months(self.born_on, day) < months:
            day += timedelta(days=1)
        while day > self.born_on and completed_months(self.born_on, day - timedelta(days=1)) >= months:
            day -= timedelta(days=1)
        return day

    def home(self, on: date) -> Row | None:
        return next(
            (
                r
                for r in self.residences
                if r["valid_from"] <= on and (r["valid_to"] is None or on <= r["valid_to"])
            ),
            None,
        )

    @cached_property
    def as_balita(self) -> list[Row]:
        """Visits under five, oldest first."""
        return [v for v in self.visits if v["age_months"] < 60]

    @cached_property
    def as_newborn(self) -> list[Row]:
        return [v for v in self.as_balita if v["form"].startswith("neonatus")]


def read() -> dict[Any, Child]:
    """All persons who are not declared wrong, with all that is not void."""
    tables: dict[str, dict[Any, list[Row]]] = {}
    for name, table, order in (
        ("residences", "puskesmas_residence", "valid_from"),
        ("visits", "posyandu_visit", "measured_on, id"),
        ("given", "posyandu_given", "given_on, id"),
        ("findings", "posyandu_finding", "id"),
        ("diagnoses", "posyandu_diagnosis", "diagnosed_on"),
    ):
        rows: dict[Any, list[Row]] = defaultdict(list)
        live = "" if name == "residences" else "where voided_at is null"
        for row in _rows(f"select * from {table} {live} order by {order}"):
            rows[row["person_id"]].append(row | {key: json.loads(row[key]) for key in _JSON & row.keys()})
        tables[name] = rows
    newborns = {row["child_id"]: row for row in _rows("select * from posyandu_newborn")}
    people = _rows("select * from puskesmas_person where voided_at is null")
    return {
        row["id"]: Child(
            row, newborns.get(row["id"]), **{name: rows[row["id"]] for name, rows in tables.items()}
        )
        for row in people
    }


def facts() -> dict[Key, Row]:
    """Every fact of the window, by (desa, period, child), with person, posyandu and sex."""
    window = _rows("select * from base_window")[0]
    found: dict[Key, Row] = {}
    for person_id, child in read().items():
        for period in range(window["first_period"], window["last_period"] + 1):
            for desa_id, row in _month(child, period).items():
                if any(row[name] for name in COLUMNS):
                    found[desa_id, period, person_id] = row
    return found


def _month(child: Child, period: int) -> dict[int, Row]:
    """The facts of one child and month by desa."""
    clinical = clinical_on(period_end(period))
    found: dict[int, Row] = {}
    last: dict[int, tuple[date, int]] = {}
    is_live = child.newborn is None or child.newborn["is_live"] is not False
    sources: list[Callable[[Child, int, Clinical], Days]] = [_school, _tablets]
    if is_live:
        sources += [_births, _contacts, _services, _feeding, _followed, _doses, _campaigns]
    for source in sources:
        for name, on in source(child, period, clinical):
            home = child.home(on) if period_of(on) == period else None
            if home is None:
                continue
            row = found.setdefault(home["desa_id"], dict.fromkeys(COLUMNS, False))
            row[name] = True
            last[home["desa_id"]] = max(last.get(home["desa_id"], (on, 0)), (on, home["posyandu_id"] or 0))
    if is_live:
        _whole_months(child, period, clinical, found, last)
    for desa_id, row in found.items():
        row |= {
            "person_id": child.person["id"], "posyandu_id": last[desa_id][1], "sex": child.person["sex"],
        }  # fmt: skip
    return found


def _births(child: Child, period: int, clinical: Clinical) -> Days:
    """Birth, SHK, complications, birthdays."""
    born = child.born_on
    told = [answers_of(v) for v in child.as_newborn]
    weights = [answers["birth_weight_g"] for answers in told if "birth_weight_g" in answers]
    grams = child.person["birth_weight_g"] or (weights[-1] if weights else None)
    yield "live_birth", born
    if grams is not None:
        yield "birth_weighed", born
        if grams < clinical.numbers("neonatus.berat_lahir_g")[2]:
            yield "bblr", born
    if (child.newborn and child.newborn["had_imd"]) or any(answers.get("had_imd") for answers in told):
        yield "imd", born
    for years, name in ((1, "turned_1"), (2, "turned_2")):
        yield name, child.on_birthday(12 * years)
    for name, days in (("shk", _shk(child, clinical)), ("komp_neo", _complications(child, clinical))):
        if days:
            yield name, min(days)


def _shk(child: Child, clinical: Clinical) -> list[date]:
    from_hours = clinical.numbers("neonatus.shk_jam")[0]
    to_hours = clinical.number("anak.shk_hari") * 24
    found = []
    if child.newborn and child.newborn["shk_on"]:
        found.append((child.newborn["shk_on"], (child.newborn["shk_on"] - child.born_on).days * 24))
    for visit in child.as_newborn:
        answers = answers_of(visit)
        if answers.get("shk_taken"):
            hours = answers.get("shk_hours", (visit["measured_on"] - child.born_on).days * 24)
            found.append((visit["measured_on"], hours))
    return [on for on, hours in found if from_hours <= hours <= to_hours]


def _complications(child: Child, clinical: Clinical) -> list[date]:
    last = child.born_on + timedelta(days=max(row["hari"][1] for row in clinical.rows("neonatus.kunjungan")))
    from_month = int(clinical.numbers("anak.umur_bulan")[0])
    ended = [
        timezone.localdate(f["ended_at"])
        for f in child.findings
        if f["code"] in {"BAYI_BAHAYA", "BAYI_BAHAYA_RS"}
        and f["state"] == "SELESAI"
        and f["found_on"] <= last
    ]
    diagnosed = [
        d["diagnosed_on"]
        for d in child.diagnoses
        if d["icd10"][0] in "PQ" and child.born_on <= d["diagnosed_on"] <= last
    ]
    return [on for on in ended if on < child.on_birthday(from_month)] + diagnosed


def _contacts(child: Child, period: int, clinical: Clinical) -> Days:
    contacts = [
        contact(v["measured_on"], answers_of(v))
        for v in child.as_newborn
        if v["by_nakes"] and answers_of(v).get("examined_by")
    ]
    found = reached(child.born_on, contacts, clinical, "neonatus.kunjungan")
    if "KN1" in found:
        yield "kn1", found["KN1"]
    complete = completed_on(found, asked.words(clinical, "neonatus.lengkap"))
    if complete:
        yield "kn_lengkap", complete


def _nth(days: Iterable[date], n: float) -> date | None:
    """The first day of the n-th month with such a day."""
    firsts: dict[int, date] = {}
    for day in sorted(days):
        firsts.setdefault(period_of(day), day)
    ordered = sorted(firsts.values())
    return ordered[int(n) - 1] if len(ordered) >= n else None


def _is_sdidtk(visit: Row) -> bool:
    return bool({"kpsp_yes", "development_checklist"} & visit["details"].keys())


def _wanted(clinical: Clinical, code: str) -> Any:
    return clinical.entries[code].value


def _services(child: Child, period: int, clinical: Clinical) -> Days:
    """The complete sets of services: in the first year, and in each later year."""
    low, high = (int(months) for months in clinical.numbers("anak.umur_bulan"))
    first_birthday, fifth = child.on_birthday(low), child.on_birthday(high)
    capsules = [g["given_on"] for g in child.given if g["code"].startswith("VITA_") and g["code"] in CAPSULES]
    infant = [v for v in child.as_balita if v["age_months"] < low]
    wanted = _wanted(clinical, "anak.bayi_paripurna")
    complete = _card(child, period, clinical).complete.get("IDL_KLASIK")
    yield from _all_of("bayi_paripurna", (
        complete,
        _nth((v["measured_on"] for v in infant if v["weight_kg"] is not None), wanted["timbang"]),
        _nth((v["measured_on"] for v in infant if _is_sdidtk(v)), wanted["sdidtk"]),
        min((v["measured_on"] for v in infant if "ASI" in v["details"].get("education", ())), default=None),
        min((on for on in capsules if on < first_birthday), default=None),
    ))  # fmt: skip
    year = period // 12
    wanted = _wanted(clinical, "anak.balita_paripurna")
    of_year = [v for v in child.as_balita if v["age_months"] >= low and v["measured_on"].year == year]
    sdidtk = _nth((v["measured_on"] for v in of_year if _is_sdidtk(v)), wanted["sdidtk"])
    if sdidtk:
        yield "sdidtk_2", sdidtk
    yield from _all_of("balita_paripurna", (
        sdidtk,
        _nth((v["measured_on"] for v in of_year if v["weight_kg"] is not None), wanted["timbang"]),
        _nth((v["measured_on"] for v in of_year if v["length_height_cm"] is not None), wanted["panjang"]),
        _nth((on for on in capsules if first_birthday <= on < fifth and on.year == year),
             wanted["vitamin_a"]),
    ))  # fmt: skip


def _all_of(name: str, days: tuple[date | None, ...]) -> Days:
    known = [day for day in days if day is not None]
    if len(known) == len(days):
        yield name, max(known)


def _milk(child: Child) -> list[tuple[date, bool]]:
    answers = [(v["measured_on"], v["details"].get("exclusive_breastfeeding")) for v in child.as_balita]
    return [(on, answer) for on, answer in answers if answer is not None]


def _feeding(child: Child, period: int, clinical: Clinical) -> Days:
    """E0 to E5 on the day of six months."""
    months = int(clinical.number("balita.asi_eksklusif_bulan"))
    answered = exclusive_months(child.born_on, _milk(child), clinical)
    result = passed_exclusive(answered, months, clinical) if answered else None
    if result in {Exclusive.PASSED, Exclusive.FAILED}:
        yield "asi_6_known", child.on_birthday(months)
        if result is Exclusive.PASSED:
            yield "asi_6", child.on_birthday(months)


def _followed(child: Child, period: int, clinical: Clinical) -> Days:
    """What has a time limit, on its last day: KPSP of M or P, new cases of gizi kurang or no gain."""
    end = child.on_birthday(int(clinical.numbers("anak.umur_bulan")[1]))
    for name, cases in (("kpsp", _kpsp(child, clinical)), ("kurang", _thin(child, clinical))):
        of_month = [(on, done) for on, done in cases if period_of(on) == period and on < end]
        homes = {(home := child.home(on)) and home["desa_id"] for on, _done in of_month}
        for on, _done in of_month:
            yield f"{name}_due", on
        for desa_id in homes:
            here = [(on, done) for on, done in of_month if (child.home(on) or {}).get("desa_id") == desa_id]
            if all(done for _on, done in here):
                yield f"{name}_{'followed' if name == 'kpsp' else 'mt'}", here[0][0]


def _kpsp(child: Child, clinical: Clinical) -> list[tuple[date, bool]]:
    within = timedelta(days=clinical.number("anak.kpsp_tindak_hari"))
    found = []
    for visit in child.as_balita:
        if visit["classes"].get("kpsp") in {"M", "P"}:
            on = visit["measured_on"]
            later = [v for v in child.as_balita if on < v["measured_on"] <= on + within]
            done = visit["details"].get("referred") or any(
                v["classes"].get("kpsp") or v["details"].get("referred") for v in later
            )
            found.append((on + within, bool(done)))
    return found


def _thin(child: Child, clinical: Clinical) -> list[tuple[date, bool]]:
    within = timedelta(days=clinical.number("anak.mt_hari"))
    flagged = {f["visit_id"] for f in child.findings if f["code"] in NO_GAIN}
    found, was_case = [], False
    for visit in child.as_balita:
        if visit["weight_kg"] is None:
            continue
        is_case = (
            visit["wflh_class"] == "GIZI_KURANG" or visit["muac_class"] == "LILA_GIZI_KURANG"
            or visit["id"] in flagged
        )  # fmt: skip
        if is_case and not was_case:
            on, last = visit["measured_on"], visit["measured_on"] + within
            told = [
                date.fromisoformat(v["details"].get("mt_started_on") or v["measured_on"].isoformat())
                for v in child.as_balita
                if v["details"].get("mt_given") and on <= v["measured_on"] <= period_end(period_of(last))
            ]
            found.append((last, any(day <= last for day in told)))
        was_case = is_case
    return found


def _card(child: Child, period: int, clinical: Clinical) -> DoseCard:
    doses = [Dose(g["code"], g["given_on"], g["source"]) for g in child.given]
    return dose_card(
        child.born_on, doses, max(period_end(period), child.born_on), clinical, sex=child.person["sex"]
    )


def _doses(child: Child, period: int, clinical: Clinical) -> Days:
    if period_end(period) < child.born_on:
        return
    card = _card(child, period, clinical)
    given = {
        state.code: state.given_on
        for state in card.doses
        if state.given_on and completed_months(child.born_on, state.given_on) < 60
    }
    for code, name in DOSES.items():
        if code in given:
            yield name, given[code]
    for code, name in SETS.items():
        day = card.complete.get(code)
        if day:
            yield name, day
    if "HB0" in given:
        told = [answers_of(v) for v in child.as_newborn]
        hours = [
            a["hb0_hours"] for a in told if a.get("hb0_on") == given["HB0"].isoformat() and "hb0_hours" in a
        ]
        timing = hb0_timing(child.born_on, given["HB0"], min(hours, default=None), clinical)
        if timing is Timing.ON_TIME:
            yield "hb0_24", given["HB0"]
        if (given["HB0"] - child.born_on).days <= clinical.number("neonatus.hb0_hari"):
            yield "hb0_7", given["HB0"]
    from_month, to_month = clinical.numbers("anak.zero_dose_bulan")
    age = completed_months(child.born_on, period_end(period))
    if from_month <= age < to_month and "DPT1" not in given:
        yield "zero_dose", period_end(period)


def _campaigns(child: Child, period: int, clinical: Clinical) -> Days:
    """Vitamin A and deworming: who is waited for, and who had it, also up to 30 days after the month."""
    start, end = period_start(period), period_end(period)
    if child.born_on > start:
        return
    until = end + timedelta(days=clinical.number("balita.vitamin_a_susulan_hari"))
    wanted = []
    campaign = campaigns.vitamin_a_campaign(end, clinical)
    if campaign and campaign.starts_on == start:
        capsule = campaigns.vitamin_a_capsule(child.born_on, campaign, clinical)
        wanted += [f"VITA_{capsule}"] if capsule else []
    age = completed_months(child.born_on, start)
    if start.month in campaigns.deworming_months(clinical) and campaigns.is_dewormed_as_balita(age, clinical):
        wanted.append("CACING")
    for code in wanted:
        yield f"{CAPSULES[code]}_due", end
        days = [g["given_on"] for g in child.given if g["code"] == code and start <= g["given_on"] <= until]
        if days:
            yield CAPSULES[code], min(*days, end)


def _school(child: Child, period: int, clinical: Clinical) -> Days:
    """BIAS: whose turn it is this month, who got it."""
    if period_start(period) > child.on_birthday(_SCHOOL_YEARS * 12):
        return
    card = _card(child, period_of(child.born_on), clinical)
    waited = {state.code: state.due_on for state in card.doses if state.code in SCHOOL}
    rows = {row["code"]: row for row in clinical.rows("imunisasi.bias")}
    for code, name in SCHOOL.items():
        row = rows[code]
        if row["campaign_month"] != period % 12 + 1 or (
            "only" in row and not clinical.flag("imunisasi.bias_hpv")
        ):
            continue
        days = [g["given_on"] for g in child.given if g["code"] == code]
        if any(period - 12 <= period_of(on) < period for on in days):
            continue
        if row.get("sex", child.person["sex"]) == child.person["sex"] and waited[code] == period_start(
            period
        ):
            yield f"{name}_due", period_end(period)
        now = [on for on in days if period_of(on) == period]
        if now:
            yield f"{name}_due", min(now)
            yield name, min(now)


def _tablets(child: Child, period: int, clinical: Clinical) -> Days:
    """Iron tablets of a girl: 26 in a half-year, 52 in a year."""
    wanted = _wanted(clinical, "anak.ttd_rematri")
    low, high = wanted["umur_bulan"]
    handed = [
        (v["measured_on"], v["tablets_given"])
        for v in child.visits
        if v["form"] == "sekolah" and v["tablets_given"] and low <= v["age_months"] < high
        and v["measured_on"].year == period // 12
    ]  # fmt: skip
    if child.person["sex"] != "P":
        return
    halves = [[one for one in handed if (one[0].month > 6) is second] for second in (False, True)]
    firsts = [day for half in halves if (day := _running(half, wanted["setengah_tahun"]))]
    if firsts:
        yield "ttd_26", min(firsts)
    day = _running(handed, wanted["setahun"])
    if day:
        yield "ttd_52", day


def _running(handed: list[tuple[date, int]], wanted: float) -> date | None:
    total = 0
    for on, tablets in sorted(handed):
        total += tablets
        if total >= wanted:
            return on
    return None


def _whole_months(
    child: Child, period: int, clinical: Clinical, found: dict[int, Row], last: dict[int, tuple[date, int]]
) -> None:
    """What all answers of a month in one desa say together."""
    answers: dict[tuple[int, str], list[bool]] = defaultdict(list)
    limit = clinical.number("balita.asi_eksklusif_bulan")
    for visit in child.as_balita:
        on = visit["measured_on"]
        home = child.home(on)
        if period_of(on) != period or home is None:
            continue
        told = []
        milk = visit["details"].get("exclusive_breastfeeding")
        if milk is not None and visit["age_months"] < limit:
            told.append(("asi", milk))
        if visit["classes"].get("checklist"):
            told.append(("checklist", visit["classes"]["checklist"] == "LENGKAP"))
        for name, answer in told:
            answers[home["desa_id"], name].append(answer)
            last[home["desa_id"]] = max(last.get(home["desa_id"], (on, 0)), (on, home["posyandu_id"] or 0))
    for (desa_id, name), said in answers.items():
        row = found.setdefault(desa_id, dict.fromkeys(COLUMNS, False))
        names = {"asi": ("asi_asked", "asi_only"), "checklist": ("checklist", "checklist_complete")}[name]
        row[names[0]] = True
        row[names[1]] = all(said)
