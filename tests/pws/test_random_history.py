"""Whatever the services do, in whatever order and whoever refreshes meanwhile: three computations agree."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime, timedelta
from io import StringIO
from threading import Event, Thread

import pytest
import time_machine
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pws.services import refresh
from tests.pws import naive
from tests.pws.lives import DEEDS, WEIGHTS, Life

pytestmark = pytest.mark.long
DEEDS_DONE = 2_000
MONTHS = 9


def forget_early_months(months: int) -> None:
    """The naive computation looks at each child and month: keep as many months as there is history."""
    with connection.cursor() as cursor:
        cursor.execute("update base_window set first_period = last_period - %s", [months])


def verified() -> str:
    out = StringIO()
    with suppress(CommandError):  # what differs says more
        call_command("pws_verify", stdout=out)
    return out.getvalue()


def assert_all_agree() -> None:
    found = verified()
    assert found.startswith("0 differences in "), found
    facts = naive.all_facts(naive.Records.read())
    assert naive.live_facts() == facts
    assert naive.live_cells() == naive.all_cells(facts)


@contextmanager
def refreshing(threads: int) -> Iterator[None]:
    """So many refreshers at once, each on a connection of its own, as so many workers would be."""
    ended, failures = Event(), list[BaseException]()

    def work() -> None:
        try:
            while not ended.wait(0.02):
                refresh.refresh_stale()
        except BaseException as failure:
            failures.append(failure)
            raise
        finally:
            connection.close()

    workers = [Thread(target=work) for _ in range(threads)]
    for worker in workers:
        worker.start()
    try:
        yield
    finally:
        ended.set()
        for worker in workers:
            worker.join()
    assert not failures


def live(
    life: Life, rng: random.Random, clock: time_machine.Traveller, *, deeds: int, until: datetime
) -> None:
    """Do so many deeds, spread over the time up to `until`."""
    first, goal = timezone.now(), sum(life.done.values()) + deeds
    for step in range(deeds * 3):
        done = deeds - (goal - sum(life.done.values()))
        if done >= deeds:
            return
        clock.move_to(first + (until - first) * (done / deeds))
        life.do(rng.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0], seed=rng.getrandbits(48))
        if step % 40 == 0:
            refresh.refresh_stale(limit=rng.choice([1, 5, 200]))
    pytest.fail("the services refused nearly everything")


@pytest.mark.timeout(600)
@pytest.mark.django_db(transaction=True)
def test_two_thousand_deeds_and_no_difference() -> None:
    rng = random.Random(20261122)
    forget_early_months(MONTHS + 1)
    now = timezone.now()
    begin = now - timedelta(days=30 * MONTHS)
    third = (now - begin) / 3
    with time_machine.travel(begin, tick=False) as clock:
        life = Life(children=14)
        live(life, rng, clock, deeds=DEEDS_DONE // 3, until=begin + third)
        with refreshing(threads=2):
            live(life, rng, clock, deeds=DEEDS_DONE // 3, until=begin + 2 * third)
        assert verified().startswith("0 differences in ")
        live(life, rng, clock, deeds=DEEDS_DONE - 2 * (DEEDS_DONE // 3), until=now)
    assert sum(life.done.values()) >= DEEDS_DONE
    assert set(life.done) == set(DEEDS), "a deed never succeeded"
    assert_all_agree()
    facts = naive.live_facts().values()
    for condition in ("is_n", "is_t", "is_o", "is_b", "is_2t", "is_measured", "has_lhfa", "is_stunted"):
        assert any(fact[condition] for fact in facts), f"{condition} never happened"


HISTORIES = st.lists(
    st.tuples(
        st.sampled_from(["record"] * 6 + ["correct"] * 2 + list(DEEDS) + ["refresh"] * 2), st.integers(0, 999)
    ),
    min_size=1,
    max_size=25,
)


@pytest.mark.django_db
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(history=HISTORIES)
def test_any_short_history(history: list[tuple[str, int]]) -> None:
    """A failing history is made shorter by hypothesis until only the deeds remain that make it fail."""
    with transaction.atomic():
        forget_early_months(4)
        begin = timezone.now() - timedelta(days=70)
        with time_machine.travel(begin, tick=False) as clock:
            life = Life(children=4)
            life.do("plan_and_open", 3)
            for number, (deed, seed) in enumerate(history):
                clock.move_to(begin + timedelta(days=70) * (number / len(history)))
                if deed == "refresh":
                    refresh.refresh_stale(limit=1 + seed % 5)
                else:
                    life.do(deed, seed)
        assert_all_agree()
        transaction.set_rollback(True)
