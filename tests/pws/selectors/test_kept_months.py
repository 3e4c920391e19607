"""Months that are kept are those that would be read, and a refresh makes its month be read again."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from ilp.access import scope
from pws.indicators import Subject
from pws.selectors.kept_months import KeptMonths, Row, sums
from pws.selectors.tallies import Counted, freshness
from pws.services import refresh
from tests import factories
from tests.pws.family_agreement import keep_months

pytestmark = pytest.mark.django_db
COUNTED: list[Counted] = [
    (Subject.BALITA, "is_s", ()), (Subject.BALITA, "is_d", ()), (Subject.IBU, "known", ()),
    (Subject.POSYANDU, "is_active", ()),
]  # fmt: skip


@pytest.fixture(autouse=True)
def _months(_window_of_months: None, db: None) -> None:
    keep_months(6)


def asked(kept: KeptMonths, desa_ids: list[int]) -> tuple[dict[tuple[int, int], Row], int]:
    """What is answered for four months, and with how many statements; checked against what is stored."""
    last = refresh.this_period()
    span: dict[str, Any] = {"desa_ids": desa_ids, "first": last - 3, "last": last, "groups": None}
    with scope.system("test"):
        stamps = freshness(desa_ids=desa_ids, period=last, months=4).months
        with CaptureQueriesContext(connection) as statements:
            found = kept.sums(COUNTED, **span, stamps=stamps)
        assert found == sums(COUNTED, **span)
    return found, len(statements)


def test_only_a_month_with_another_stamp_is_read_again() -> None:
    desa, other = factories.make_desa(), factories.make_desa()
    posyandu = factories.make_posyandu(desa)
    child = factories.make_person(posyandu)
    factories.make_weighing(child, posyandu, months_ago=1, weight_kg="9.8")
    refresh.refresh_stale(limit=2_000, seconds=60)
    kept, ids = KeptMonths(), [desa.pk, other.pk]
    first, statements = asked(kept, ids)
    assert statements == 1
    assert first[desa.pk, refresh.this_period() - 1][COUNTED.index((Subject.BALITA, "is_d", ()))] == 1
    assert asked(kept, ids) == (first, 0)

    factories.make_person(posyandu)
    refresh.refresh_stale(limit=2_000, seconds=60)
    second, statements = asked(kept, ids)
    assert statements == 1
    assert second[desa.pk, refresh.this_period()][COUNTED.index((Subject.BALITA, "is_s", ()))] == 2


def test_another_place_and_other_rights_are_another_question() -> None:
    desa, other = factories.make_desa(), factories.make_desa()
    factories.make_person(factories.make_posyandu(desa))
    refresh.refresh_stale(limit=2_000, seconds=60)
    kept = KeptMonths()
    found, _statements = asked(kept, [desa.pk])
    assert {place for place, _period in found} == {desa.pk}
    found, statements = asked(kept, [other.pk])
    assert statements == 1
    assert not any(place == desa.pk for place, _period in found)
