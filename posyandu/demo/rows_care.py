"""Pregnancies, births, doses, findings and diagnoses as columns for COPY."""

from __future__ import annotations

import numpy as np

from posyandu.demo import body
from posyandu.demo.answers import Bools, Floats
from posyandu.demo.body import Bodies
from posyandu.demo.copying import Columns, Words, booleans, days, minutes, or_null, same, texts, uuids
from posyandu.demo.doses import Doses
from posyandu.demo.illnesses import make_illnesses
from posyandu.demo.mothers import ATTENDANTS, BORN_AT, MODES, Births
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import NEVER, People
from posyandu.demo.pregnancies import LIVE, OPEN, OUTCOMES, Pregnancies
from posyandu.demo.rows_life import Found
from posyandu.demo.visits import now_minute
from posyandu.demo.words import BOYS, SECOND

MINUTES_A_DAY = 24 * 60
# A referral is followed in these days, later ones were seen to as well; some nobody followed [M].
FOLLOWED, FOLLOWED_WITHIN = 0.75, 21
EDUCATED_AFTER = 45
EXAMINED, TALKED = "Sudah diperiksa", "Sudah dibicarakan"
# Told by a doctor: hypertension 18-59 5.9 %, 60 and over 22.9 % [S]; diabetes at 15 and over 2.2 % [A].
HYPERTENSION, DIABETES = ((18, 0.0), (60, 0.059), (200, 0.229)), ((15, 0.0), (200, 0.022))


def _homes(plan: Plan, posyandu: Ints) -> dict[str, Words]:
    return {
        "desa_id": texts(plan.desa_ids[plan.posyandu_desa[posyandu]]),
        "posyandu_id": texts(plan.posyandu_ids[posyandu]),
    }


def _day_or_null(values: Ints, missing: Bools) -> Words:
    return or_null(days(np.where(missing, 0, values)), missing)


def _recorded(plan: Plan, day: Ints) -> list[str]:
    """Entered at the end of the morning of that day, at the latest now."""
    return minutes(np.minimum(day * MINUTES_A_DAY + 180, now_minute(plan)))


def pregnancy_rows(
    plan: Plan,
    people: People,
    pregnancies: Pregnancies,
    person_ids: Words,
    first_seen: Ints,
    nakes_first: Bools,
) -> tuple[Columns, Words]:
    """Columns of the pregnancies, and their ids. first_seen: day of the first contact, or HPHT + 8 weeks."""
    rng = np.random.default_rng([plan.seed, 207])
    count = len(pregnancies)
    ids = np.array(uuids(rng, np.minimum(first_seen * MINUTES_A_DAY, now_minute(plan))), dtype=object)
    names = np.array(BOYS, dtype=object)[rng.integers(0, len(BOYS), count)] + " "
    names = names + np.array(SECOND, dtype=object)[rng.integers(0, len(SECOND), count)]
    blood = np.array(["A", "B", "AB", "O", ""], dtype=object)[
        rng.choice(5, count, p=(0.22, 0.25, 0.06, 0.33, 0.14))
    ]
    columns = {
        "id": ids,
        "person_id": person_ids[pregnancies.woman],
        **_homes(plan, people.posyandu[pregnancies.woman]),
        "lmp_on": days(pregnancies.lmp),
        "dated_by": np.array(["HPHT", "USG"], dtype=object)[(rng.random(count) < 0.2).astype(int)],
        "gravida": texts(1 + pregnancies.parity + pregnancies.losses),
        "parity": texts(pregnancies.parity),
        "abortions": texts(pregnancies.losses),
        "spacing_months": or_null(texts(pregnancies.spacing_months), pregnancies.spacing_months < 0),
        "pre_weight_kg": texts(pregnancies.before_kg),
        "height_cm": texts(pregnancies.height_cm),
        "blood_group": blood,
        "rhesus": np.where(blood == "", "", "+").astype(object),
        "has_buku_kia": booleans(rng.random(count) < 0.94),
        "husband_name": names,
        "first_known_on": days(first_seen),
        "first_known_by_nakes": booleans(nakes_first),
        "outcome": np.array(OUTCOMES, dtype=object)[pregnancies.outcome],
        "ended_on": _day_or_null(pregnancies.ended, pregnancies.outcome == OPEN),
        "recorded_at": _recorded(plan, first_seen),
    }
    return columns, ids


def delivery_rows(
    plan: Plan, people: People, pregnancies: Pregnancies, births: Births, pregnancy_ids: Words
) -> Columns:
    """One row for every pregnancy that ended in a birth."""
    which = np.flatnonzero(pregnancies.delivered)
    ill = births.is_ill[which]
    at = pregnancies.ended[which] * MINUTES_A_DAY + pregnancies.born_minute[which]
    return {
        "pregnancy_id": pregnancy_ids[which],
        "delivered_at": minutes(at - plan.district.utc_offset * 60),
        "gestation_weeks": texts(pregnancies.weeks_at_birth[which]),
        "attendant": np.array(ATTENDANTS, dtype=object)[births.attendant[which]],
        "born_at": np.array(BORN_AT, dtype=object)[births.at[which]],
        "mode": np.array(MODES, dtype=object)[births.mode[which]],
        "mother_state": np.where(ill, "SAKIT", "SEHAT").astype(object),
        "complications": np.where(ill, '["PENDARAHAN"]', "[]").astype(object),
        **_homes(plan, people.posyandu[pregnancies.woman[which]]),
        "recorded_at": _recorded(plan, pregnancies.ended[which] + 1),
    }


def newborn_rows(
    plan: Plan, people: People, pregnancies: Pregnancies, pregnancy_ids: Words, person_ids: Words
) -> Columns:
    """The children of the deliveries, twins both."""
    rng = np.random.default_rng([plan.seed, 208])
    live = np.flatnonzero(pregnancies.outcome == LIVE)
    twins = live[pregnancies.twin[live] >= 0]
    which = np.concatenate([live, twins])
    child = np.concatenate([pregnancies.first_child[live], pregnancies.twin[twins]])
    count = len(child)
    pricked = rng.random(count) < 0.55
    heel = pregnancies.ended[which] + 3
    pricked &= (heel <= plan.today_number) & (heel <= people.died[child])
    return {
        "child_id": person_ids[child],
        "delivery_id": pregnancy_ids[which],
        "is_live": same("t", count),
        "head_cm": texts(np.round(np.clip(rng.normal(34, 1.1, count), 28, 39), 1)),
        "apgar": texts(rng.integers(7, 11, count)),
        "had_imd": booleans(rng.random(count) < 0.85),
        "had_vitamin_k": booleans(rng.random(count) < 0.96),
        "had_eye_ointment": booleans(rng.random(count) < 0.95),
        "shk_on": _day_or_null(heel, ~pricked),
        **_homes(plan, people.posyandu[child]),
        "recorded_at": _recorded(plan, pregnancies.ended[which] + 1),
    }


def given_rows(plan: Plan, doses: Doses, person_ids: Words) -> Columns:
    """The doses. Those before the window are known from the Buku KIA, without place."""
    rng = np.random.default_rng([plan.seed, 209])
    count = len(doses.person)
    recorded = np.minimum(np.maximum(doses.day, plan.first_day) * MINUTES_A_DAY + 240, now_minute(plan))
    at_school = np.array([code.startswith("BIAS") for code in doses.codes])[doses.code]
    facility = np.select(
        [at_school, doses.at_hari_buka],
        [plan.puskesmas_ids[doses.posyandu], plan.posyandu_ids[doses.posyandu]],
        plan.outreach_ids[doses.posyandu],
    )
    place = np.select(
        [doses.before, at_school, doses.at_hari_buka], ["FASKES_LAIN", "SEKOLAH", "POSYANDU"], "PUSTU"
    )
    homes = _homes(plan, doses.posyandu)
    return {
        "id": uuids(rng, recorded),
        "person_id": person_ids[doses.person],
        "code": np.array(doses.codes, dtype=object)[doses.code],
        "given_on": days(doses.day),
        "source": np.where(doses.before, "BUKU_KIA", "DIBERIKAN").astype(object),
        "vaccine": same("", count),
        "batch": same("", count),
        "place": place.astype(object),
        "facility_id": or_null(texts(facility), doses.before),
        "desa_id": homes["desa_id"],
        "posyandu_of_residence_id": homes["posyandu_id"],
        "recorded_at": minutes(recorded),
        "void_reason": same("", count),
    }


def finding_rows(
    plan: Plan, found: Found, visit_ids: Words, person: Ints, day: Ints, home: Ints, person_ids: Words,
    version: str,
) -> Columns:  # fmt: skip
    """Findings with what became of them. person, day: by visit; home: posyandu of today by person."""
    rng = np.random.default_rng([plan.seed, 210, len(found)])
    count = len(found)
    kinds = found.kinds
    within = np.array([kind.within_days for kind in kinds] or [-1])[found.what]
    who, on = person[found.visit], day[found.visit]
    refers = within >= 0
    wait = np.where(refers, 1 + rng.integers(0, FOLLOWED_WITHIN, count), EDUCATED_AFTER)
    ended = (on + wait < plan.today_number) & (~refers | (rng.random(count) < FOLLOWED))

    def told(words: list[str]) -> Words:
        return np.array(words or [""], dtype=object)[found.what]

    return {
        "visit_id": visit_ids[found.visit],
        "person_id": person_ids[who],
        "code": told([kind.code for kind in kinds]),
        "rule": told([kind.rule for kind in kinds]),
        "values": told([kind.values for kind in kinds]),
        "found_on": days(on),
        "refer_to": told([kind.refer_to for kind in kinds]),
        "due_on": _day_or_null(on + within, ~refers),
        "rule_version": same(version, count),
        "is_sensitive": told(["t" if kind.is_sensitive else "f" for kind in kinds]),
        "state": np.where(ended, "SELESAI", "TERBUKA").astype(object),
        "ended_at": or_null(np.array(minutes((on + wait) * MINUTES_A_DAY + 240), dtype=object), ~ended),
        "end_reason": np.where(ended, np.where(refers, EXAMINED, TALKED), "").astype(object),
        **_homes(plan, home[who]),
    }


def diagnosis_rows(plan: Plan, people: People, bodies: Bodies, person_ids: Words) -> Columns:
    """I10 and E11.9 of those whom a nakes told, whose own pressure or sugar is high; then illnesses."""
    rng = plan.rng("diagnoses")
    years = body.age_today(plan, people)
    living = (people.duplicate_of < 0) & (people.died == NEVER)
    pressure = 0.75 * bodies.systolic_z + 0.25 * bodies.diastolic_z + rng.normal(0, 0.4, len(people))
    sick = _highest(pressure, years, living, HYPERTENSION), _highest(-bodies.sugar, years, living, DIABETES)
    who = np.concatenate(sick)
    code = np.repeat(["I10", "E11.9"], [len(part) for part in sick]).astype(object)
    start = np.maximum(people.since[who], plan.first_day)
    day = start + np.floor(rng.random(len(who)) * (plan.today_number - start)).astype(np.int64)
    ill = make_illnesses(plan, people)
    open_ended, known = np.full(len(who), -1), np.zeros(len(who), bool)
    who, day = np.concatenate([who, ill.person]), np.concatenate([day, ill.day])
    code = np.concatenate([code, ill.icd10])
    until = np.concatenate([open_ended, ill.until])
    count = len(who)
    return {
        "id": uuids(rng, day * MINUTES_A_DAY + 180),
        "person_id": person_ids[who],
        "icd10": code,
        "diagnosed_on": days(day),
        "resolved_on": _day_or_null(until, until < 0),
        "note": same("", count),
        "is_sensitive": booleans(np.concatenate([known, ill.is_sensitive])),
        **_homes(plan, people.posyandu[who]),
        "recorded_at": _recorded(plan, day),
    }


def _highest(risk: Floats, years: Floats, may: Bools, shares: tuple[tuple[int, float], ...]) -> Ints:
    """In each age band the share of people with the highest risk."""
    chosen = []
    low = 0
    for high, share in shares:
        band = np.flatnonzero(may & (years >= low) & (years < high))
        many = round(share * len(band))
        chosen.append(band[np.argsort(-risk[band], kind="stable")[:many]])
        low = high
    return np.sort(np.concatenate(chosen))
