"""Finished parts of pages, kept by everything they were made from.

A key holds the stamp of the numbers (`pws.selectors.tallies.Freshness.stamp`), so a part is never older than
the numbers the page would read: after a refresh there is another key, and the old part is forgotten in time.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock
from typing import Generic, TypeVar

from ilp.access import scope
from ilp.base.language import spoken
from pws.selectors.places import Place

T = TypeVar("T")


class Remembered(Generic[T]):
    """The last parts that were asked for, in this process."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The part of this key, made now if nobody asked for it lately."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > self._most:
                self._kept.popitem(last=False)
        return made

    def forget(self) -> None:
        """Make every part again at the next question."""
        with self._lock:
            self._kept.clear()


def place_key(place: Place) -> Hashable:
    """Everything of a place, of who may see it, and of the language that a page may say."""
    who = scope.current()
    return (
        place.kind, place.id, place.code, place.name, place.desa, place.posyandu_id, place.narrowed,
        tuple(sorted(place.targets.items())), who.desa_ids, who.posyandu_ids, spoken(),
    )  # fmt: skip
