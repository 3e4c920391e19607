"""The family kronis: incremental refresh = full rebuild = naive second computation, after any history."""

from __future__ import annotations

import pytest

from pws.families.kronis import COLUMNS
from pws.services import refresh
from tests.pws import naive_kronis
from tests.pws.family_agreement import assert_agree, keep_months
from tests.pws.grown_histories import Grown

MONTHS = 15


@pytest.fixture(autouse=True)
def _as_many_months_as_there_is_history(_window_of_months: None, db: None) -> None:
    keep_months(MONTHS)


@pytest.mark.parametrize("seed", range(2))
def test_three_computations_agree(seed: int, db: None) -> None:
    lives = Grown(seed)
    for _ in range(90):
        lives.step()
        if lives.rng.random() < 0.15:
            refresh.refresh_stale(limit=lives.rng.choice([1, 3, 200]))
    assert assert_agree("kronis", naive_kronis.all_facts)


def test_every_column_happens(db: None) -> None:
    lives = Grown(99, people=40)
    for deed in [lives.visit] * 160 + [lives.find] * 80 + [lives.diagnose] * 120 + [lives.conceive] * 30:
        lives.do(deed)
    for deed in [lives.visit] * 160 + [lives.end] * 60 + [lives.deliver] * 8 + [lives.die] * 60:
        lives.do(deed)
    facts = assert_agree("kronis", naive_kronis.all_facts).values()
    never = [column for column in COLUMNS if not any(fact[column] for fact in facts)]
    assert never == []
