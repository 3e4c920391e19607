"""Incremental refresh = full rebuild = naive second computation, after any history."""

from __future__ import annotations

import random

import pytest
from django.db import connection

from pws.services import refresh
from tests.pws import naive
from tests.pws.histories import Village

pytestmark = pytest.mark.long
MONTHS = 15


@pytest.fixture(autouse=True)
def _as_many_months_as_there_is_history(_window_of_months: None, db: None) -> None:
    """Lives reach 14 months back; a residence written then is due in every month of the window."""
    with connection.cursor() as cursor:
        cursor.execute("update base_window set first_period = last_period - %s", [MONTHS])


def refresh_now_and_then(rng: random.Random) -> None:
    if rng.random() < 0.2:
        refresh.refresh_stale(limit=rng.choice([1, 3, 200]))


@pytest.mark.parametrize("seed", range(4))
def test_incremental_rebuild_and_naive_agree(seed: int, db: None) -> None:
    village = Village(seed)
    for _ in range(160):
        village.step()
        refresh_now_and_then(village.rng)
    refresh.refresh_stale()
    found = refresh.rebuild(check_live=True, swap=False)
    assert (found.fact_differences, found.cell_differences) == (0, 0), found.examples[:2]
    facts = naive.all_facts(naive.Records.read())
    assert facts, "the history made no fact at all"
    assert naive.live_facts() == facts
    assert naive.live_cells() == naive.all_cells(facts)


def test_the_verifier_finds_a_number_that_was_changed_by_hand(db: None) -> None:
    village = Village(1)
    for _ in range(80):
        village.step()
    refresh.refresh_stale()
    with connection.cursor() as cursor:
        cursor.execute("update pws_balitacell set is_d = is_d + 1 where is_d > 0")
        changed = cursor.rowcount
    found = refresh.rebuild(check_live=True, swap=False)
    assert found.cell_differences == changed > 0
    repaired = refresh.rebuild(check_live=True, swap=True)
    assert repaired.cell_differences == changed
    assert refresh.rebuild(check_live=True, swap=False).cell_differences == 0


@pytest.mark.parametrize("seed", range(2))
def test_the_identities_of_skdn_hold(seed: int, db: None) -> None:
    """N + T + O + B = D, D' = N + T, sums of desa = sum of all; 2T in T, K in S (04 §4, §9 rule 10)."""
    village = Village(seed + 100)
    for _ in range(200):
        village.step()
    refresh.refresh_stale()
    with connection.cursor() as cursor:
        cursor.execute(
            "select count(*) from pws_balitacell where is_n + is_t + is_o + is_b <> is_d"
            " or is_n + is_t <> is_judged or is_2t > is_t or is_k > is_s or is_stunted > has_lhfa"
            " or has_lhfa > is_s or is_measured > is_d or is_bgm > is_d or is_wasted > has_wflh"
        )
        assert cursor.fetchone()[0] == 0
        # D above S is possible only through a child weighed before it moved away or died in that month.
        cursor.execute(
            "select coalesce(sum(c.is_d - c.is_s), 0) <= (select count(*) from pws_balitamonth"
            " where is_d and not is_s) from pws_balitacell c where c.is_d > c.is_s"
        )
        assert cursor.fetchone()[0]
