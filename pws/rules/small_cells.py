"""Counts of fewer than five people, for roles that must not recognise anybody in them (01 §6, 04 §9)."""

from __future__ import annotations

from collections.abc import Sequence

SMALLEST_SHOWN = 5


def is_hidden(count: int | None) -> bool:
    """Shown as "< 5".

    >>> is_hidden(4), is_hidden(0), is_hidden(5), is_hidden(None)
    (True, True, False, False)
    """
    return count is not None and count < SMALLEST_SHOWN


def hidden_parts(counts: Sequence[int]) -> set[int]:
    """Which parts of a known sum to hide: the small ones, and when that is one alone, the next larger too.

    Otherwise the hidden part would be the sum without the others.

    >>> sorted(hidden_parts([12, 3, 9])), sorted(hidden_parts([1, 2, 30])), hidden_parts([7, 8])
    ([1, 2], [0, 1], set())
    """
    hidden = {index for index, count in enumerate(counts) if is_hidden(count)}
    if len(hidden) == 1 and len(counts) > 1:
        rest = [index for index in range(len(counts)) if index not in hidden]
        hidden.add(min(rest, key=lambda index: counts[index]))
    return hidden
