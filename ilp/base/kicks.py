"""Asking the worker to look now. A lost kick costs seconds: the beat looks every two."""

from __future__ import annotations

import logging
import time

from celery import current_app
from kombu.exceptions import OperationalError

log = logging.getLogger(__name__)

# After a failure the broker is left alone for a while, so that saves stay quick while it is away.
QUIET_SECONDS = 5.0
_quiet_until = 0.0


def refresh() -> None:
    """Ask for a refresh of whatever waits in the change feed. Never raises; call it on commit."""
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        current_app.send_task("pws.tasks.refresh_stale", expires=5, retry=False, ignore_result=True)
    except (OperationalError, OSError):
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("kick.broker_away")
