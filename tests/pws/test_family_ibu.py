"""Pregnancies and births: refresh = rebuild = the second computation, after any history of mothers."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from typing import Any

import pytest
from django.db import connection

from posyandu.models import ClinicalChange
from pws.families.ibu import COLUMNS
from pws.services import refresh
from tests.pws import naive_ibu
from tests.pws.histories_ibu import Mothers

pytestmark = pytest.mark.timeout(400)

MONTHS = 16
# 04 §9 rule 10: in one cohort the first is never without the second.
STRICT = (
    ("due_k6", "due_k4"), ("due_k4", "due_k1a"), ("due_k1m", "due_k1a"), ("due_k1a", "due"),
    ("nifas_kf", "nifas_kf1"),
    ("nifas_kf1", "nifas_over"), ("k1m", "k1a"), ("arm_low", "arm_measured"), ("hb_low", "hb_tested"),
    ("intake_daily", "intake_asked"), ("kek_food", "kek"), ("kek", "maternal"),
    ("birth_at_facility", "birth_by_nakes"), ("birth_by_nakes", "delivered"),
)  # fmt: skip


@pytest.fixture(autouse=True)
def _as_many_months_as_there_is_history(_window_of_months: None, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update base_window set first_period = last_period - %s", [MONTHS])


def live(seed: int, steps: int) -> Mothers:
    """A history with refreshes in between."""
    mothers = Mothers(seed)
    for _ in range(steps):
        mothers.step()
        if mothers.rng.random() < 0.06:
            refresh.refresh_stale(limit=mothers.rng.choice([1, 5, 20]))
    refresh.refresh_stale(limit=2_000, seconds=60)
    return mothers


def assert_all_agree() -> dict[naive_ibu.Key, dict[str, Any]]:
    found = refresh.rebuild(check_live=True, swap=False)
    assert (found.fact_differences, found.cell_differences) == (0, 0), [
        _unlike(one) for one in found.examples
    ]
    facts = naive_ibu.facts(naive_ibu.Records.read())
    kept = naive_ibu.live_facts()
    assert {key: _true(row) for key, row in kept.items()} == {key: _true(row) for key, row in facts.items()}
    assert kept == facts
    return facts


def _unlike(example: dict[str, Any]) -> Any:
    """The columns in which a kept and a computed row differ."""
    kept, computed = example["kept"] or {}, example["computed"] or {}
    return {name: (kept.get(name), computed.get(name)) for name in kept | computed
            if kept.get(name) != computed.get(name) or name in ("desa_id", "period")}  # fmt: skip


def _true(row: dict[str, Any]) -> set[str]:
    return {name for name in COLUMNS if row[name]}


@pytest.mark.parametrize("seed", range(4))
def test_refresh_rebuild_and_naive_agree(seed: int, db: None) -> None:
    live(seed, 220)
    facts = assert_all_agree()
    assert len(facts) > 10
    for row in facts.values():
        for part, whole in STRICT:
            assert row[whole] or not row[part], f"{part} without {whole}"


def test_every_condition_happens_and_only_once(db: None) -> None:
    mothers = Mothers(77, women=10)
    mothers.ordinary()
    for _ in range(700):
        mothers.step()
    mothers.ordinary()
    refresh.refresh_stale(limit=2_000, seconds=60)
    facts = assert_all_agree()
    seen = {name for row in facts.values() for name in _true(row)}
    assert seen >= set(COLUMNS) - {"died"}, set(COLUMNS) - seen
    often = set(COLUMNS) & {
        "intake_asked", "intake_daily", "hb_tested", "hb_low", "maternal", "kek", "kek_food", "mood_screened"
    }  # fmt: skip
    times: dict[tuple[Any, str], int] = defaultdict(int)
    for (_desa, _period, subject), row in facts.items():
        for name in _true(row) - often:
            times[subject, name] += 1
    assert set(times.values()) == {1}
    years: dict[tuple[Any, int], int] = defaultdict(int)
    for (_desa, period, _subject), row in facts.items():
        years[row["person_id"], period // 12] += row["mood_screened"]
    assert max(years.values()) == 1


def test_a_changed_number_counts_from_its_month_on(db: None) -> None:
    """K4 wants two contacts in the second trimester from a month on; older months keep theirs."""
    mothers = live(5, 300)
    before = {key: row["k4"] for key, row in naive_ibu.live_facts().items()}
    middle = refresh.this_period() - 8
    on = date(middle // 12, middle % 12 + 1, 1)
    for code, value in (
        ("bumil.k4_pola", [1, 2, 2]),
        ("bumil.ttd", [30, 90]),
        ("bumil.k6_wajib_dokter", False),
    ):
        ClinicalChange.objects.create(code=code, value=value, valid_from=on, source="SK uji")
    refresh.refresh_stale(limit=2_000, seconds=60)
    after = assert_all_agree()
    assert {key for key, k4 in before.items() if k4 and key[1] < middle} == {
        key for key, row in after.items() if row["k4"] and key[1] < middle
    }
    assert any(row["tablets_full"] for row in after.values())
    assert mothers.women
