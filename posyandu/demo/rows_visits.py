"""Visits as columns for COPY."""

from __future__ import annotations

import numpy as np

from posyandu.demo.classes import Computed
from posyandu.demo.copying import NULL, Columns, Words, booleans, days, minutes, or_null, same, texts, uuids
from posyandu.demo.plan import Plan
from posyandu.demo.rows_life import documents, scores
from posyandu.demo.rows_stages import Weighed
from posyandu.demo.visits import Measures

POSITIONS = np.array(["", "TELENTANG", "BERDIRI"], dtype=object)
VOID_REASON = "Salah tulis, dikoreksi"


def visit_rows(
    plan: Plan, measures: Measures, computed: Computed, weighed: Weighed, child_ids: list[str],
    day_ids: list[str],
) -> Columns:  # fmt: skip
    """Columns of all visits. child_ids: id per child of the window; day_ids: by posyandu and month.

    What was asked is known of the visits that stand; a weighing that was written wrong is no more than that.
    """
    rng = np.random.default_rng([plan.seed, 104])
    count = len(measures)
    ids = np.array(uuids(rng, measures.recorded), dtype=object)
    day = np.array(day_ids, dtype=object)[measures.posyandu * (plan.months + 1) + measures.month]
    posyandu = texts(plan.posyandu_ids[measures.posyandu])
    outreach = texts(plan.outreach_ids[measures.posyandu])
    voided = measures.voided == 0
    return {
        "id": ids,
        "person_id": np.array(child_ids, dtype=object)[measures.child],
        "hari_buka_id": or_null(day, measures.at_home),
        "facility_id": np.where(measures.at_home, outreach, posyandu),
        "place": np.where(measures.at_home, "KUNJUNGAN_RUMAH", "POSYANDU").astype(object),
        "measured_on": days(measures.day),
        "desa_id": texts(plan.desa_ids[plan.posyandu_desa[measures.posyandu]]),
        "posyandu_of_residence_id": posyandu,
        "age_days": texts(measures.age_days),
        "age_months": texts(measures.age_months),
        "weight_kg": texts(measures.weight),
        "length_height_cm": texts(measures.length),
        "position": POSITIONS[measures.position],
        "head_circumference_cm": texts(measures.head),
        "muac_cm": texts(measures.muac),
        "has_oedema": np.array([NULL, "f", "t"], dtype=object)[measures.oedema + 1],
        "form_version": same(weighed.asked.form.version, count),
        **{name: _at(weighed, said, NULL, count) for name, said in scores(weighed.asked).items()},
        **{name: _at(weighed, said, "{}", count) for name, said in documents(weighed.asked).items()},
        "by_nakes": _at(weighed, booleans(weighed.asked.sheet.by_nakes), "f", count),
        **{name: texts(z) for name, z in computed.z.items()},
        **computed.classes,
        "kbm_g": or_null(texts(computed.kbm_g), computed.kbm_g < 0),
        "is_bgm": booleans(computed.is_bgm),
        "implausible": texts(computed.implausible),
        "position_assumed": booleans(computed.position_assumed),
        "is_confirmed": same("f", count),
        "rule_version": same(computed.rule_version, count),
        "recorded_at": minutes(measures.recorded),
        "corrects_id": or_null(ids[measures.corrects], measures.corrects < 0),
        "voided_at": or_null(np.array(minutes(measures.voided), dtype=object), voided),
        "void_reason": np.where(voided, "", VOID_REASON).astype(object),
    }


def _at(weighed: Weighed, said: Words, otherwise: str, count: int) -> Words:
    """What is said of the visits of the sheet, as a column of all measures."""
    column = np.full(count, otherwise, dtype=object)
    column[weighed.at] = said
    return column
