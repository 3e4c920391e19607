"""What a signature seals, and how a later number differs from the signed one. Pure: no clock, no database.

A month is signed as canonical JSON: keys sorted, no spaces, whole numbers only, so that the same numbers
always give the same bytes and the same SHA-256. The head holds the hashes of its parts and of the signature
before it; so nobody changes a number, a signer or the order of signatures without the hashes telling (05 §1).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

# Numerator of the month, its denominator, what the year adds up, first month of the definition's version.
Number = tuple[int, int, int, int]
NOTHING: Number = (0, 0, 0, 0)


class NotCanonical(ValueError):
    """A value that has no one way of being written, such as a fraction."""


def canonical(value: Any) -> str:
    """The one way to write a value as JSON.

    :raises NotCanonical: for a float, or anything JSON does not know.

    >>> canonical({"b": [1, None], "a": "Ñ"})
    '{"a":"Ñ","b":[1,null]}'
    """
    _check(value)
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def _check(value: Any) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise NotCanonical("Keys must be texts.")
        for one in value.values():
            _check(one)
    elif isinstance(value, list | tuple):
        for one in value:
            _check(one)
    else:
        raise NotCanonical(f"{value!r} cannot be sealed.")


def digest(text: str) -> str:
    """SHA-256 of a text, as 64 hexadecimal digits."""
    return hashlib.sha256(text.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Part:
    """The numbers of one desa, or of one posyandu of it (`posyandu_id` 0: the whole desa)."""

    desa_id: int
    posyandu_id: int
    body: str
    sha256: str


def part_of(desa_id: int, posyandu_id: int, period: int, numbers: Mapping[str, Number]) -> Part:
    """Numbers by code, sealed."""
    body = canonical(
        {
            "desa": desa_id,
            "posyandu": posyandu_id,
            "period": period,
            "numbers": {code: list(number) for code, number in numbers.items()},
        }
    )
    return Part(desa_id, posyandu_id, body, digest(body))


def numbers_of(body: str) -> dict[str, Number]:
    """The numbers by code that a part holds."""
    found: dict[str, list[int]] = json.loads(body)["numbers"]
    return {code: (one[0], one[1], one[2], one[3]) for code, one in found.items()}


def head_of(about: Mapping[str, Any], parts: Iterable[Part], *, approves: str, previous: str) -> str:
    """The text that is signed: what it is about, hashes of its parts, what it approves, what was before.

    :param about: level, place, month, version, state, signer, time, note.
    """
    hashes = sorted([part.desa_id, part.posyandu_id, part.sha256] for part in parts)
    return canonical({**about, "parts": hashes, "approves": approves, "previous": previous})


def is_intact(head: str, sha256: str, parts: Iterable[Part], about: Mapping[str, Any]) -> bool:
    """Whether head, parts and the columns beside them are still those that were signed.

    :param about: columns of the row that the head repeats, by its keys.
    """
    if digest(head) != sha256:
        return False
    sealed = json.loads(head)
    kept = sorted([part.desa_id, part.posyandu_id, digest(part.body)] for part in parts)
    return sealed["parts"] == kept and all(sealed[name] == value for name, value in about.items())


@dataclass(frozen=True, slots=True)
class Change:
    """One number of a signed month that is another one now."""

    code: str
    signed: Number
    live: Number


def changes(signed: Mapping[str, Number], live: Mapping[str, Number]) -> list[Change]:
    """Which signed numbers are different now, in the order of the live ones.

    Indicators that were added to the catalogue later were not signed, so they do not differ. What was signed
    and is no longer counted differs from nothing. The version alone is no difference.
    """
    codes = [*(code for code in live if code in signed), *(code for code in signed if code not in live)]
    found = (Change(code, signed[code], live.get(code, NOTHING)) for code in codes)
    return [one for one in found if one.signed[:3] != one.live[:3]]


def added_up(parts: Sequence[Mapping[str, Number]]) -> dict[str, Number]:
    """Several desa together: counts add up, percents never. The newest version stands for all."""
    together: dict[str, Number] = {}
    for part in parts:
        for code, number in part.items():
            sums = together.get(code, NOTHING)
            together[code] = (
                sums[0] + number[0], sums[1] + number[1], sums[2] + number[2], max(sums[3], number[3])
            )  # fmt: skip
    return together
