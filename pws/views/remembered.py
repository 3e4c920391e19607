"""Finished parts of pages, kept by everything they were made from.

A key holds the stamp of the numbers (`pws.selectors.tallies.Freshness.stamp`), so a part is never older than
the numbers the page would read: after a refresh there is another key, and the old part is forgotten in time.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

from ilp.access import scope
from ilp.base.language import spoken
from ilp.base.lately import Lately
from pws.selectors.places import Place

T = TypeVar("T")


class Remembered(Generic[T]):
    """The last parts that were asked for, in this process."""

    def __init__(self, most: int) -> None:
        self._kept = Lately[T](most)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """The part of this key, made now if nobody asked for it lately."""
        part = self._kept.get(key)
        if part is None:
            part = make()
            self._kept.keep(key, part)
        return part

    def forget(self) -> None:
        """Make every part again at the next question."""
        self._kept.forget()


def place_key(place: Place) -> Hashable:
    """Everything of a place, of who may see it, and of the language that a page may say."""
    who = scope.current()
    return (
        place.kind, place.id, place.code, place.name, place.desa, place.posyandu_id, place.narrowed,
        tuple(sorted(place.targets.items())), who.desa_ids, who.posyandu_ids, spoken(),
    )  # fmt: skip
