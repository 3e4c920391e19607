"""What was measured at each weighing, as it was written down: habits, mistakes, and when it was entered."""

from __future__ import annotations

from dataclasses import dataclass, fields

import numpy as np
from numpy.typing import NDArray

from posyandu.demo import growth_model as model
from posyandu.demo.attendance import Cells
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import People
from posyandu.rules.growth_batch import LYING, STANDING, UNKNOWN

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

FINE_SCALES = 0.20  # scales with steps of 0.05 kg; the others 0.1
HALF_CENTIMETRES = 0.5
WRONG_WAY_ROUND = 0.04
STANDS_FROM_DAYS = 274  # nobody younger is stood up
SLIPPED = 0.001  # decimal point in the wrong place
FAR_OUTSIDE = 0.001  # a length nobody has
SHORTER_THAN_BEFORE = 0.01
WITH_LENGTH, WITH_HEAD, WITH_MUAC, WITH_OEDEMA_ASKED = 0.93, 0.55, 0.70, 0.9
OEDEMA = 0.0002
CORRECTED = 0.015
SAME_DAY, WITHIN_A_WEEK = 0.60, 0.90
WEIGHT_LIMITS, LENGTH_LIMITS = (0.3, 60.0), (25.0, 150.0)
MINUTES = 60
OPENING_MINUTE = 8 * MINUTES


@dataclass(slots=True)
class Measures:
    """One entry per visit; NaN: not measured. Days are day numbers, minutes count from 1970 in UTC."""

    child: Ints
    month: Ints
    posyandu: Ints
    day: Ints
    age_days: Ints
    age_months: Ints
    at_home: Bools
    weight: Floats
    length: Floats
    position: NDArray[np.int8]
    head: Floats
    muac: Floats
    oedema: NDArray[np.int8]
    """-1: not asked."""
    recorded: Ints
    voided: Ints
    """0: live."""
    corrects: Ints
    """Place of the visit that this one replaces, or -1."""

    def __len__(self) -> int:
        return len(self.child)


def make_measures(plan: Plan, people: People, children: Ints, cells: Cells) -> Measures:
    """Every visit with its raw values; a corrected one stands twice, wrong and then right."""
    is_girl = people.is_girl[children][cells.child]
    days = cells.day - people.born[children][cells.child]
    height_z, weight_z = _z_scores(plan, people, children, cells)
    rng = plan.rng("measures")
    length = model.length_cm(is_girl, days, height_z)
    weight = model.weight_kg(is_girl, days, length, weight_z)
    count = len(days)
    own = rng.normal(0.0, 1.0, (2, len(children)))
    head = model.head_cm(is_girl, days, -0.3 + 0.95 * own[0][cells.child] + rng.normal(0, 0.2, count))
    lean = (weight_z - model.WEIGHT_MEAN) / model.WEIGHT_SD
    muac = model.muac_cm(is_girl, days, -0.3 + 0.6 * lean + 0.7 * own[1][cells.child])
    measured_length, position = _written_length(rng, days, length)
    with_head = rng.random(count) < WITH_HEAD
    with_muac = (rng.random(count) < WITH_MUAC) & (cells.age_months >= 6)
    asked = rng.random(count) < WITH_OEDEMA_ASKED
    measures = Measures(
        cells.child, cells.month, cells.posyandu, cells.day, days, cells.age_months, cells.at_home,
        weight=_written_weight(rng, plan, cells.posyandu, weight),
        length=measured_length,
        position=np.where(np.isnan(measured_length), UNKNOWN, position).astype(np.int8),
        head=np.where(with_head, np.round(np.clip(head, 25, 60) * 2) / 2, np.nan),
        muac=np.where(with_muac, np.round(np.clip(muac, 8, 30), 1), np.nan),
        oedema=np.where(asked, (rng.random(count) < OEDEMA).astype(np.int8), -1).astype(np.int8),
        recorded=np.zeros(count, np.int64),
        voided=np.zeros(count, np.int64),
        corrects=np.full(count, -1),
    )  # fmt: skip
    _slip(rng, measures)
    measures.recorded[:] = entry_minutes(plan, rng, measures.day)
    known = measures.recorded <= now_minute(plan)
    return _correct(plan, rng, _taken(measures, np.flatnonzero(known)))


def _z_scores(plan: Plan, people: People, children: Ints, cells: Cells) -> tuple[Floats, Floats]:
    rng = plan.rng("growth")
    shape = (len(children), plan.months)
    deviation = model.height_deviation(plan, rng, people.posyandu[children], plan.months)
    now: Floats = deviation[cells.child, cells.month].astype(np.float64)
    thinness = model.kept_series(rng, shape, model.WEIGHT_KEEPS, model.WEIGHT_SD)
    age = (cells.age_months + 0.5).astype(np.float64)
    # The indicator looks at the last measure of a child within three months.
    recent = np.flatnonzero(cells.month >= plan.months - 3)
    last = recent[np.r_[cells.child[recent][1:] != cells.child[recent][:-1], True]] if len(recent) else recent
    depth = model.depth_for(plan.district.stunting, now[last], age[last])
    height = model.AT_BIRTH - depth * model.fall(age) + now
    weight = model.WEIGHT_MEAN + thinness[cells.child, cells.month].astype(np.float64)
    return np.clip(height, -5.8, 5.8), np.clip(weight, -4.8, 4.8)


def _written_length(rng: np.random.Generator, days: Ints, length: Floats) -> tuple[Floats, Ints]:
    count = len(days)
    right = np.where(days < 731, LYING, STANDING)
    wrong = (rng.random(count) < WRONG_WAY_ROUND) & (days >= STANDS_FROM_DAYS)
    position = np.where(wrong, LYING + STANDING - right, right)
    # Standing makes 0.7 cm less than lying (02 §6.2).
    value = length + np.where(wrong, np.where(position == STANDING, -0.7, 0.7), 0.0)
    shorter = rng.random(count) < SHORTER_THAN_BEFORE
    value = value - np.where(shorter, rng.uniform(1.5, 4.0, count), 0.0)
    value = np.where(rng.random(count) < HALF_CENTIMETRES, np.round(value * 2) / 2, np.round(value, 1))
    value = np.clip(value, *LENGTH_LIMITS)
    return np.where(rng.random(count) < WITH_LENGTH, value, np.nan), position


def _written_weight(rng: np.random.Generator, plan: Plan, posyandu: Ints, weight: Floats) -> Floats:
    fine = (rng.random(len(plan.posyandu_ids)) < FINE_SCALES)[posyandu]
    return np.clip(np.where(fine, np.round(weight * 20) / 20, np.round(weight, 1)), *WEIGHT_LIMITS)


def _slip(rng: np.random.Generator, measures: Measures) -> None:
    """Mistakes of writing that no hard limit stops."""
    count = len(measures)
    slipped = rng.random(count) < SLIPPED
    tenfold = measures.weight * 10
    slip = np.where(tenfold <= WEIGHT_LIMITS[1], tenfold, np.maximum(measures.weight / 10, WEIGHT_LIMITS[0]))
    measures.weight[slipped] = np.round(slip[slipped], 2)
    far = rng.random(count) < FAR_OUTSIDE
    step = np.where(rng.random(count) < 0.5, -1, 1) * rng.uniform(25, 35, count)
    measures.length[far] = np.round(np.clip(measures.length + step, 30, 140), 1)[far]


def now_minute(plan: Plan) -> int:
    """Noon of today in the district, in minutes of UTC."""
    return plan.today_number * 24 * MINUTES + (12 - plan.district.utc_offset) * MINUTES


def entry_minutes(plan: Plan, rng: np.random.Generator, day: Ints) -> Ints:
    """When a visit of each day was entered, in minutes of UTC.

    60 % the same day, 90 % within a week, the rest up to the tenth of the next month.
    """
    count = len(day)
    luck = rng.random(count)
    month = day.astype("datetime64[D]").astype("datetime64[M]")
    tenth = (month + 1).astype("datetime64[D]").astype(np.int64) + 9
    lag = np.where(luck < SAME_DAY, 0, rng.integers(1, 8, count))
    late = luck >= WITHIN_A_WEEK
    wait = np.maximum(tenth - day, 8)
    lag[late] = (8 + np.floor(rng.random(count) * (wait - 7)).astype(np.int64))[late]
    minute = np.where(lag == 0, rng.integers(0, 4 * MINUTES, count), rng.integers(0, 7 * MINUTES, count))
    local: Ints = (day + lag) * 24 * MINUTES + OPENING_MINUTE + minute
    return local - plan.district.utc_offset * MINUTES


def _taken(measures: Measures, places: Ints) -> Measures:
    return Measures(*(getattr(measures, item.name)[places] for item in fields(Measures)))


def _correct(plan: Plan, rng: np.random.Generator, measures: Measures) -> Measures:
    """1.5 % were entered wrong and corrected later: the wrong row is voided, the right one points to it."""
    count = len(measures)
    chosen = np.flatnonzero(rng.random(count) < CORRECTED)
    when = measures.recorded[chosen] + rng.integers(10, 20 * 24 * MINUTES, len(chosen))
    chosen, when = chosen[when <= now_minute(plan)], when[when <= now_minute(plan)]
    both = _taken(measures, np.concatenate([np.arange(count), chosen]))
    off = np.where(rng.random(len(chosen)) < 0.5, 1.0, -1.0) * rng.choice([0.5, 1.0, 2.0], len(chosen))
    both.weight[chosen] = np.round(np.clip(both.weight[chosen] + off, 1.5, WEIGHT_LIMITS[1]), 2)
    both.voided[chosen] = when
    both.recorded[count:] = when
    both.corrects[count:] = chosen
    return both
