"""Ctrl-C, SIGTERM and a closed terminal become one flag, looked at between steps, so that no step is torn."""

import signal
from types import FrameType

SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
_received: list[int] = []


class Interrupted(Exception):
    """Somebody asked for the end."""


def listen() -> None:
    """Also where a shell started us in the background, which leaves SIGINT ignored."""
    _received.clear()
    for number in SIGNALS:
        signal.signal(number, _remember)


def check() -> None:
    """Raise Interrupted when a signal has come since `listen`."""
    if _received:
        raise Interrupted(signal.Signals(_received[0]).name)


def _remember(number: int, frame: FrameType | None) -> None:
    _received.append(number)
