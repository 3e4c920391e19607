"""Families, persons and residences as columns for COPY."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from posyandu.demo import growth_model
from posyandu.demo.copying import Columns, Texts, booleans, days, minutes, or_null, same, texts, uuids
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import NEVER, Families, People
from posyandu.demo.words import BOYS, GIRLS, SECOND

FIRST_SERIAL = 9000
MISTYPED_SERIAL = 9900
MISTYPED = 0.03
BABY_WITHOUT_NIK, BABY_DAYS = 0.20, 180
WITHOUT_NIK = 0.005
BIRTH_WEIGHT_KNOWN, HAS_BUKU_KIA = 0.93, 0.87
CHILD_DAYS = 6 * 366
MINUTES_A_DAY = 24 * 60


def _column(values: NDArray[np.generic] | Sequence[str]) -> NDArray[np.object_]:
    return np.array(values, dtype=object)


def _places(plan: Plan, posyandu: Ints) -> tuple[Texts, Texts]:
    """Keys of desa and posyandu, as texts."""
    return texts(plan.desa_ids[plan.posyandu_desa[posyandu]]), texts(plan.posyandu_ids[posyandu])


def _rt(number: Ints) -> NDArray[np.object_]:
    return texts(number, lambda rt: f"{rt:03d}" if rt else "")


def family_rows(plan: Plan, families: Families) -> tuple[Columns, list[str]]:
    """Columns of the families, and their ids in order."""
    rng = np.random.default_rng([plan.seed, 101])
    count = len(families.posyandu)
    created = np.full(count, (plan.first_day - 30) * MINUTES_A_DAY)
    ids = uuids(rng, created)
    desa, posyandu = _places(plan, families.posyandu)
    rw = _column(plan.posyandu_rw)[families.posyandu]
    names = _column(plan.desa_names)[plan.posyandu_desa[families.posyandu]]
    rt = _rt(families.rt)
    address = [f"RT {one} RW {two}, {name}" for one, two, name in zip(rt, rw, names, strict=True)]
    columns = {
        "id": ids,
        "no_kk": _card_numbers(plan, families.posyandu),
        "desa_id": desa,
        "posyandu_id": posyandu,
        "address": address,
        "dusun": same("", count),
        "rw": rw,
        "rt": rt,
        "is_synthetic": same("t", count),
        "created_at": minutes(created),
    }
    return columns, ids


def _districts(plan: Plan, posyandu: Ints) -> Ints:
    """The six digits of the kecamatan, as a number."""
    codes = np.array([int(code[:8].replace(".", "")) for code in plan.desa_codes])
    return codes[plan.posyandu_desa[posyandu]]


def _rank(keys: Ints) -> Ints:
    """How many equal keys stand before each key."""
    order = np.argsort(keys, kind="stable")
    ordered = keys[order]
    new = np.r_[True, ordered[1:] != ordered[:-1]]
    start = np.maximum.accumulate(np.where(new, np.arange(len(keys)), 0))
    rank = np.empty(len(keys), np.int64)
    rank[order] = np.arange(len(keys)) - start
    return rank


def _card_numbers(plan: Plan, posyandu: Ints) -> list[str]:
    # District, day of issue counted from 2010, serial from 9000: 900 cards a day.
    district = _districts(plan, posyandu)
    rank = _rank(district)
    issued = np.datetime64("2010-01-01") + rank // 900
    text = np.datetime_as_string(issued).tolist()
    return [
        f"{code:06d}{on[8:10]}{on[5:7]}{on[2:4]}{FIRST_SERIAL + place % 900:04d}"
        for code, on, place in zip(district.tolist(), text, rank.tolist(), strict=True)
    ]


def _names(rng: np.random.Generator, is_girl: NDArray[np.bool_]) -> NDArray[np.object_]:
    count = len(is_girl)
    first = np.where(is_girl, _column(GIRLS)[rng.integers(0, len(GIRLS), count)],
                     _column(BOYS)[rng.integers(0, len(BOYS), count)])  # fmt: skip
    second = _column(SECOND)[rng.integers(0, len(SECOND), count)]
    full: NDArray[np.object_] = first + " " + second
    return full


def _niks(
    plan: Plan, rng: np.random.Generator, people: People
) -> tuple[NDArray[np.object_], NDArray[np.object_]]:
    """NIK and the reason where there is none. Some are mistyped in the birth date, as in life."""
    count = len(people)
    on = np.datetime_as_string(people.born.astype("datetime64[D]"))
    day = np.array([int(text[8:10]) for text in on.tolist()]) + 40 * people.is_girl
    month = np.array([int(text[5:7]) for text in on.tolist()])
    year = np.array([int(text[2:4]) for text in on.tolist()])
    mistyped = (rng.random(count) < MISTYPED) & (people.duplicate_of < 0)
    month = np.where(mistyped, month % 12 + 1, month)
    number = ((_districts(plan, people.posyandu) * 100 + day) * 100 + month) * 100 + year
    serial = np.where(mistyped, MISTYPED_SERIAL, FIRST_SERIAL) + _rank(number * 2 + mistyped)
    nik = _column(
        [f"{head:012d}{tail:04d}" for head, tail in zip(number.tolist(), serial.tolist(), strict=True)]
    )
    age = plan.today_number - people.born
    luck = rng.random(count)
    baby = (age < BABY_DAYS) & (luck < BABY_WITHOUT_NIK)
    nobody = (luck > 1 - WITHOUT_NIK) & ~baby
    twice = people.duplicate_of >= 0
    reason = np.select([twice, baby, nobody], ["TIDAK_DIBAWA", "BAYI", "BELUM_PUNYA"], "").astype(object)
    return or_null(nik, reason != ""), reason


def person_rows(
    plan: Plan, people: People, families: Families, family_ids: list[str]
) -> tuple[Columns, list[str]]:
    """Columns of the persons, and their ids in order."""
    rng = np.random.default_rng([plan.seed, 102])
    count = len(people)
    created = np.maximum(people.since, plan.first_day - 30) * MINUTES_A_DAY + 60
    created = np.minimum(created, plan.today_number * MINUTES_A_DAY)
    ids = uuids(rng, created)
    names = _names(rng, people.is_girl)
    twice = np.flatnonzero(people.duplicate_of >= 0)
    names[twice] = [f"{full.split()[0]} {full.split()[1][0]}" for full in names[people.duplicate_of[twice]]]
    nik, reason = _niks(plan, rng, people)
    desa, posyandu = _places(plan, people.posyandu)
    mother = np.where(people.mother >= 0, names[people.mother], "")
    columns = {
        "id": ids,
        "name": names,
        "sex": np.where(people.is_girl, "P", "L").astype(object),
        "born_on": days(people.born),
        "birth_is_estimated": booleans((rng.random(count) < 0.1) & (people.born < plan.first_day - 50 * 365)),
        "nik": nik,
        "nik_missing_reason": reason,
        "family_id": _column(family_ids)[people.family],
        "mother_name": mother,
        "father_name": same("", count),
        **_birth(plan, rng, people),
        "phone": same("", count),
        "desa_id": desa,
        "posyandu_id": posyandu,
        "rt": _rt(families.rt[people.family]),
        "died_on": _days_or_null(people.died),
        "is_synthetic": same("t", count),
        "created_at": minutes(created),
    }
    return columns, ids


def _days_or_null(values: Ints) -> NDArray[np.object_]:
    return or_null(days(np.where(values == NEVER, 0, values)), values == NEVER)


def _birth(plan: Plan, rng: np.random.Generator, people: People) -> Columns:
    """Birth weight, birth length and Buku KIA of those who were children in the window."""
    count = len(people)
    child = people.born > plan.first_day - CHILD_DAYS
    known = child & (rng.random(count) < BIRTH_WEIGHT_KNOWN)
    weight = growth_model.birth_weights_g(rng, count)
    length = np.round(np.clip(49.0 + (weight - 3100) / 250 + rng.normal(0, 1.2, count), 35, 58), 1)
    since = np.minimum(people.born + rng.integers(0, 60, count), plan.today_number)
    has_book = child & (rng.random(count) < HAS_BUKU_KIA)
    return {
        "birth_weight_g": or_null(texts(weight), ~known),
        "birth_length_cm": or_null(texts(length), ~known),
        "buku_kia_since": or_null(days(since), ~has_book),
    }


def residence_rows(plan: Plan, people: People, ids: list[str]) -> Columns:
    """One residence per person, two for those who moved in the window."""
    movers = np.flatnonzero(people.moved != NEVER)
    who = np.concatenate([np.arange(len(people)), movers])
    is_old = np.arange(len(who)) >= len(people)
    posyandu = np.where(is_old, people.old_posyandu[who], people.posyandu[who])
    moved = people.moved[who]
    start = np.where(~is_old & (moved != NEVER), moved, people.since[who])
    end = np.where(is_old, moved - 1, people.died[who])
    desa, posyandu_ids = _places(plan, posyandu)
    reason = np.where(is_old, "PINDAH", np.where(people.died[who] != NEVER, "MENINGGAL", ""))
    return {
        "person_id": _column(ids)[who],
        "born_on": days(people.born[who]),
        "sex": np.where(people.is_girl[who], "P", "L").astype(object),
        "desa_id": desa,
        "posyandu_id": posyandu_ids,
        "valid_from": days(start),
        "valid_to": _days_or_null(end),
        "end_reason": reason.astype(object),
    }
