"""The same numbers always give the same hash; another number, signer or order never does."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pws.rules.signing import (
    NOTHING,
    Change,
    NotCanonical,
    Number,
    Part,
    added_up,
    canonical,
    changes,
    digest,
    head_of,
    is_intact,
    numbers_of,
    part_of,
)

ABOUT: dict[str, Any] = {"level": "PUSKESMAS", "place": 3, "period": 24321, "signer": "Hj. Nur", "version": 1}
NUMBERS: dict[str, Number] = {"GIZ-DS": (7, 12, 7, 24240), "SKDN-S": (12, 0, 12, 24240)}


def test_a_known_part_has_a_known_hash() -> None:
    part = part_of(5, 0, 24321, NUMBERS)
    assert part.body == (
        '{"desa":5,"numbers":{"GIZ-DS":[7,12,7,24240],"SKDN-S":[12,0,12,24240]},"period":24321,"posyandu":0}'
    )
    assert part.sha256 == "7891e604a3641c587951d829091945eb9d83d3411728e823ee3bf6dec2429e8b"
    assert numbers_of(part.body) == NUMBERS


def test_the_order_of_numbers_and_parts_does_not_matter() -> None:
    turned = dict(reversed(NUMBERS.items()))
    one, other = part_of(5, 0, 24321, NUMBERS), part_of(5, 0, 24321, turned)
    assert one == other
    second = part_of(6, 0, 24321, NUMBERS)
    heads = {
        head_of(dict(reversed(ABOUT.items())) if turn else ABOUT, parts, approves="", previous="")
        for turn, parts in ((0, [one, second]), (1, [second, one]))
    }
    assert len(heads) == 1


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(json_values)
def test_what_is_written_reads_back_and_is_written_the_same(value: Any) -> None:
    text = canonical(value)
    assert json.loads(text) == value
    assert canonical(json.loads(text)) == text


@pytest.mark.parametrize("value", [0.1, Decimal("0.1"), {1: 2}, {"a": [1.5]}, b"x", {"a": {3}}])
def test_what_has_no_one_way_of_being_written_is_refused(value: Any) -> None:
    with pytest.raises(NotCanonical):
        canonical(value)


def signed() -> tuple[str, str, list[Part]]:
    parts = [part_of(desa, 0, 24321, NUMBERS) for desa in (5, 6)]
    head = head_of(ABOUT, parts, approves="", previous="f" * 64)
    return head, digest(head), parts


def test_a_signature_that_nobody_touched_holds() -> None:
    head, sha256, parts = signed()
    assert is_intact(head, sha256, reversed(parts), ABOUT)


def _other_body(part: Part) -> Part:
    body = part.body.replace("[7,12", "[9,12")
    return replace(part, body=body, sha256=digest(body))


@pytest.mark.parametrize(
    "touch",
    [
        lambda head, sha, parts, about: (head.replace("Hj. Nur", "Budi"), sha, parts, about),
        lambda head, sha, parts, about: (
            head.replace("Hj. Nur", "Budi"), digest(head.replace("Hj. Nur", "Budi")), parts, about
        ),
        lambda head, sha, parts, about: (head, sha, [_other_body(parts[0]), parts[1]], about),
        lambda head, sha, parts, about: (head, sha, parts[:1], about),
        lambda head, sha, parts, about: (head, sha, [*parts, part_of(7, 0, 24321, NUMBERS)], about),
        lambda head, sha, parts, about: (head, sha, [replace(parts[0], desa_id=9), parts[1]], about),
        lambda head, sha, parts, about: (head, sha, parts, {**about, "period": 24320}),
        lambda head, sha, parts, about: (head, "0" * 64, parts, about),
    ],
    ids=["head", "head and hash", "number", "part gone", "part added", "part moved", "column", "hash"],
)  # fmt: skip
def test_whatever_is_touched_breaks_the_seal(touch: Any) -> None:
    head, sha256, parts = signed()
    assert not is_intact(*touch(head, sha256, parts, dict(ABOUT)))


def test_a_difference_is_one_of_numbers_and_not_of_definitions() -> None:
    live: dict[str, Number] = {
        "GIZ-DS": (8, 12, 8, 24240),
        "SKDN-S": (12, 0, 12, 24300),
        "NEW": (1, 1, 1, 24300),
    }
    assert changes(NUMBERS, live) == [Change("GIZ-DS", NUMBERS["GIZ-DS"], live["GIZ-DS"])]
    assert changes(NUMBERS, NUMBERS) == []
    gone = changes(NUMBERS, {"SKDN-S": NUMBERS["SKDN-S"]})
    assert gone == [Change("GIZ-DS", NUMBERS["GIZ-DS"], NOTHING)]


def test_desa_add_up_to_their_puskesmas() -> None:
    assert added_up([NUMBERS, {"GIZ-DS": (1, 2, 1, 24300)}]) == {
        "GIZ-DS": (8, 14, 8, 24300), "SKDN-S": (12, 0, 12, 24240)
    }  # fmt: skip
    assert added_up([]) == {}
