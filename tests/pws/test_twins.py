"""The peers of the bench count the same cells from any history, with a column for every column."""

from __future__ import annotations

import pytest

from ilp.bench import twins
from tests.pws.test_whole_lives import lived

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(3_600)]


def test_a_second_engine_counts_the_same(request: pytest.FixtureRequest) -> None:
    with lived(request.config.getoption("--events"), seed=20261123), twins.Twins() as duck:
        differing = {}
        for family in twins.FAMILIES:
            duck.compute(family)
            assert duck.duck.execute(f"select count(*) from cells_{family}").fetchone() != (0,), family
            differing[family] = duck.differences(family, twins.table_of(family))
        assert not any(differing.values()), differing
