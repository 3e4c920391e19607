"""Asking the worker to look now. A lost kick costs seconds: the beat looks every two.

A thread of its own talks to the broker. A client that finds its broker away tries again for many seconds, and
nobody who saves may wait for that.
"""

from __future__ import annotations

import logging
import threading
import time

from celery import current_app

log = logging.getLogger(__name__)

# Sending costs about as much as a tenth of a save, so forty saves a second become four kicks; the first is
# sent at once, and a number waits for the last no longer than this.
PAUSE_S = 0.25

_wanted = threading.Event()
_starting = threading.Lock()
_sender: threading.Thread | None = None


def refresh() -> None:
    """Ask for a refresh of whatever waits in the change feed; call it on commit. Never raises, never waits.

    Kicks that come while one is being sent, or shortly after, become one.
    """
    _wanted.set()
    if _sender is None or not _sender.is_alive():  # the first kick, or the first after a fork
        _start()


def _start() -> None:
    global _sender  # noqa: PLW0603 - one sender in each process
    with _starting:
        if _sender is None or not _sender.is_alive():
            _sender = threading.Thread(target=_send, name="kicks", daemon=True)
            _sender.start()


def _send() -> None:
    while _wanted.wait():
        _wanted.clear()
        try:
            current_app.send_task("pws.tasks.refresh_stale", expires=5, retry=False, ignore_result=True)
        except Exception as error:  # whatever ails the broker, the next kick is tried again
            log.warning("kick.broker_away", extra={"error": type(error).__name__})
        time.sleep(PAUSE_S)
