"""A kick never makes anybody wait, and never fails."""

from __future__ import annotations

from collections.abc import Iterator
from queue import Queue
from threading import Event

import pytest
from celery import current_app

from ilp.base import kicks

SOON_S = 30.0


@pytest.fixture
def broker(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Queue[str], Event]]:
    """What arrives, and the gate that a sender waits at for as long as the broker is away."""
    arrived, gate = Queue[str](), Event()

    def send(task: str, **options: object) -> None:
        arrived.put(task)
        gate.wait()

    monkeypatch.setattr(current_app, "send_task", send)
    yield arrived, gate
    gate.set()


def test_it_returns_while_the_broker_is_away(broker: tuple[Queue[str], Event]) -> None:
    arrived, gate = broker
    kicks.refresh()
    assert arrived.get(timeout=SOON_S) == "pws.tasks.refresh_stale"
    for _ in range(5):
        kicks.refresh()  # would hang here, were it sent by the one who saves
    assert arrived.empty()
    gate.set()
    assert arrived.get(timeout=SOON_S), "a kick was forgotten"
    assert arrived.empty(), "five kicks are one"


def test_a_failing_broker_is_asked_again_at_the_next_kick(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = Queue[str]()

    def fail(task: str, **options: object) -> None:
        asked.put(task)
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app, "send_task", fail)
    for _ in range(2):
        kicks.refresh()
        assert asked.get(timeout=SOON_S)
