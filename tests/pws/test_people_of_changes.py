"""A change names the person whose records changed, and a refresh looks at the facts of that person alone."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from puskesmas.models import Person
from pws.services import refresh
from tests import factories
from tests.pws.family_agreement import keep_months

pytestmark = pytest.mark.django_db
WEIGHED = "update posyandu_visit set weight_kg = weight_kg + 0.1 where person_id = any (%s)"


@pytest.fixture(autouse=True)
def _months(_window_of_months: None, db: None) -> None:
    keep_months(3)


def last_month() -> int:
    return refresh.this_period() - 1


def sql(text: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, values)
        return cursor.fetchall() if cursor.description else []


def weighed(posyandu: Any, count: int) -> list[Person]:
    """Children with a weighing of last month, and nothing left to refresh."""
    children = [factories.make_person(posyandu) for _ in range(count)]
    for child in children:
        factories.make_weighing(child, posyandu, months_ago=1, weight_kg="9.8")
    refresh.refresh_stale(limit=2_000, seconds=60)
    return children


def waiting() -> set[tuple[str, Any]]:
    return set(sql("select topic, person_id from base_change where period = %s", last_month()))


def test_only_the_facts_of_who_changed_are_looked_at() -> None:
    desa = factories.make_desa()
    one, other = weighed(factories.make_posyandu(desa), 2)
    # A fact that no record explains stays until somebody looks at its person.
    sql("update pws_balitamonth set is_2t = true where person_id = any (%s)", [one.pk, other.pk])
    sql(WEIGHED, [one.pk])
    assert waiting() == {("person", one.pk)}
    refresh.refresh_stale()
    wrong = "select person_id from pws_balitamonth where is_2t and period = %s"
    assert sql(wrong, last_month()) == [(other.pk,)]
    counted = "select sum(is_2t) from pws_balitacell where desa_id = %s and period = %s"
    assert sql(counted, desa.pk, last_month()) == [(1,)]
    sql("insert into base_change (desa_id, period) values (%s, %s)", desa.pk, last_month())
    refresh.refresh_stale()
    assert sql(wrong, last_month()) == []


def test_where_many_changed_the_whole_desa_is_due() -> None:
    (few,) = sql("select posyandu_few()")[0]
    children = weighed(factories.make_posyandu(factories.make_desa()), few + 1)
    sql(WEIGHED, [child.pk for child in children[:few]])
    assert waiting() == {("person", child.pk) for child in children[:few]}
    refresh.refresh_stale()
    sql(WEIGHED, [child.pk for child in children])
    assert waiting() == {("", None)}


def test_a_move_makes_the_whole_desa_due() -> None:
    desa = factories.make_desa()
    posyandu, new = factories.make_posyandu(desa), factories.make_posyandu(desa)
    (child,) = weighed(posyandu, 1)
    factories.move(child, new, timezone.localdate().replace(day=1) - timedelta(days=1))
    assert ("", None) in waiting()
