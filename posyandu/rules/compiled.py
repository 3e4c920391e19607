"""What a rule works out once from a set of clinical numbers, and then uses for everybody."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar

from posyandu.rules.clinical import Clinical

Made = TypeVar("Made")

KEPT_SETS = 16


def once_per_set(build: Callable[[Clinical], Made]) -> Callable[[Clinical], Made]:
    """``build`` with memory: the same object `Clinical` is read once. Of many sets the oldest are forgotten.

    A set is told by its identity: two districts may have different numbers under one version.
    """
    kept: dict[int, tuple[Clinical, Made]] = {}

    @wraps(build)
    def built(clinical: Clinical) -> Made:
        found = kept.get(id(clinical))
        if found is not None and found[0] is clinical:
            return found[1]
        made = build(clinical)
        while len(kept) >= KEPT_SETS:
            kept.pop(next(iter(kept)), None)
        kept[id(clinical)] = clinical, made
        return made

    return built
