"""Hari buka as columns for COPY."""

from __future__ import annotations

import numpy as np

from posyandu.demo.calendar import CANCELLED, OPEN, SCHEDULED, STATES, VALIDATED, Calendar
from posyandu.demo.copying import NULL, Columns, Texts, days, minutes, or_null, same, texts, uuids
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import NEVER, People
from posyandu.demo.words import CANCELLED as REASONS

MINUTES_A_DAY = 24 * 60
OPENS, CLOSES = 8 * 60, 11 * 60 + 30


def hari_buka_rows(plan: Plan, people: People, calendar: Calendar) -> tuple[Columns, list[str]]:
    """Columns of all days, and their ids by posyandu and then by month."""
    rng = np.random.default_rng([plan.seed, 103])
    held, state = calendar.held.ravel(), calendar.state.ravel()
    count = len(held)
    posyandu = np.repeat(np.arange(len(plan.posyandu_ids)), plan.months + 1)
    utc = held * MINUTES_A_DAY - plan.district.utc_offset * 60
    created = np.minimum(utc - 20 * MINUTES_A_DAY, (plan.today_number - 1) * MINUTES_A_DAY)
    ids = uuids(rng, created)
    idle = (state == SCHEDULED) | (state == CANCELLED)
    reasons = np.array(REASONS, dtype=object)[rng.integers(0, len(REASONS), count)]
    validated = np.array(minutes(utc + CLOSES + rng.integers(60, 5 * MINUTES_A_DAY, count)), dtype=object)
    columns: dict[str, Texts] = {
        "id": ids,
        "posyandu_id": texts(plan.posyandu_ids[posyandu]),
        "desa_id": texts(plan.desa_ids[plan.posyandu_desa[posyandu]]),
        "held_on": days(held),
        "state": np.array(STATES, dtype=object)[state],
        "place": same("", count),
        "starts_at": same("08:00", count),
        "ends_at": np.where(idle | (state == OPEN), NULL, "11:30").astype(object),
        "kader_present": or_null(texts(rng.integers(3, 7, count)), idle),
        "nakes_present": or_null(texts(rng.integers(1, 3, count)), idle),
        "sasaran_balita": or_null(texts(_balita(plan, people, calendar).ravel()), idle),
        "note": same("", count),
        "cancel_reason": np.where(state == CANCELLED, reasons, "").astype(object),
        "opened_at": or_null(np.array(minutes(utc + OPENS), dtype=object), idle),
        "closed_at": or_null(np.array(minutes(utc + CLOSES), dtype=object), idle | (state == OPEN)),
        "validated_at": or_null(validated, state != VALIDATED),
        "created_at": minutes(created),
    }
    return columns, ids


def _balita(plan: Plan, people: People, calendar: Calendar) -> Ints:
    """Under-fives living in each posyandu's area on each opening day, shape (posyandu, months + 1)."""
    young = np.flatnonzero(people.born > plan.first_day - 1827)
    counts = np.zeros(calendar.held.shape, np.int64)
    moved = people.moved[young]
    for month in range(calendar.held.shape[1]):
        held = calendar.held[:, month]
        for home, is_old in ((people.posyandu[young], False), (people.old_posyandu[young], True)):
            on = held[home]
            before = (moved != NEVER) & (on < moved)
            age = on - people.born[young]
            here = (before == is_old) & (age >= 0) & (age < 1826) & (on <= people.died[young]) & (home >= 0)
            counts[:, month] += np.bincount(home[here], minlength=len(held))
    return counts
