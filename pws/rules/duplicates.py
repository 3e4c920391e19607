"""Two records that may be one person: listed for a nakes to look at, never merged by the program.

Source: 04 §9 rule 8 (same NIK, or name + birth date + mother). The same NIK cannot stand twice here, so what
is left is the second case, and the same birth date with a similar name [project rule].
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import lru_cache
from uuid import UUID

SIMILAR_FROM = 0.75
"""Dice coefficient of two names' letter pairs from which they may be one [project rule]."""
OTHER_MOTHER = 0.5
"""Below it two mothers' names are those of two women [project rule]."""
# Written in many ways, spoken in one.
_ONE_WAY = {
    **dict.fromkeys(("m", "md", "moh", "muh", "mhd", "mohamad", "mohammad", "muhamad"), "muhammad"),
    **dict.fromkeys(("st", "sitti", "sity", "sitty"), "siti"),
    **dict.fromkeys(("abd", "abdoel"), "abdul"),
    **dict.fromkeys(("nurul", "noer"), "nur"),
}
_NOT_A_NAME = {"an", "anak", "bayi", "by", "h", "haji", "hajjah", "hj", "ny", "nyonya", "tn", "alm"}
_WORD = re.compile(r"[a-z]+|[0-9]+")


class Likeness(StrEnum):
    """Why two records may be one person."""

    SAME_MOTHER = "NAMA_LAHIR_IBU"
    SIMILAR_NAME = "LAHIR_NAMA_MIRIP"


@dataclass(frozen=True, slots=True)
class Somebody:
    """What is compared. `is_estimated`: the birth date was guessed, so sharing it says little."""

    id: UUID
    name: str
    born_on: date
    sex: str
    mother_name: str = ""
    is_estimated: bool = False


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records, the smaller id first."""

    first: UUID
    second: UUID
    likeness: Likeness
    score: float


@dataclass(frozen=True, slots=True)
class _Known:
    who: Somebody
    name: str
    mother: str
    letters: frozenset[str]
    mothers_letters: frozenset[str]
    numbers: frozenset[str] = field(default=frozenset())


@lru_cache(maxsize=65536)
def plain(name: str) -> str:
    """The name as it is compared: no titles, no marks, abbreviations written out.

    >>> plain("Hj. St. Aminah"), plain("Muh. Ridwan"), plain("Bayi 2 Ny. Nur")
    ('siti aminah', 'muhammad ridwan', '2 nur')
    """
    letters = unicodedata.normalize("NFKD", name.casefold()).encode("ascii", "ignore").decode()
    found = [_ONE_WAY.get(word, word) for word in _WORD.findall(letters.replace("'", ""))]
    return " ".join(word for word in found if word not in _NOT_A_NAME)


def pairs_of_letters(name: str) -> frozenset[str]:
    """Neighbouring letters inside the words of a plain name, the beginnings marked."""
    return frozenset(
        f" {word}"[at : at + 2] for word in name.split() if word.isalpha() for at in range(len(word))
    )


def similarity(one: frozenset[str], other: frozenset[str]) -> float:
    """Dice coefficient: 1 for equal sets, 0 for nothing in common.

    >>> round(similarity(pairs_of_letters("siti aminah"), pairs_of_letters("siti aminatul")), 2)
    0.82
    """
    together = len(one) + len(other)
    return 2 * len(one & other) / together if together else 0.0


def likely_pairs(people: Iterable[Somebody]) -> Iterator[Pair]:
    """Every pair of the people that may be one person, each once.

    Only people with the same birth date are compared, and of those with a similar name only who has the same
    sex and the same first letter. Names that differ in a number ("Bayi 1", "Bayi 2") are twins.
    """
    blocks: dict[date, list[_Known]] = defaultdict(list)
    for who in people:
        blocks[who.born_on].append(_known(who))
    for block in blocks.values():
        yield from _in_block(block)


def _known(who: Somebody) -> _Known:
    name = plain(who.name)
    numbers = frozenset(word for word in name.split() if word.isdigit())
    mother = plain(who.mother_name)
    return _Known(who, name, mother, pairs_of_letters(name), pairs_of_letters(mother), numbers)


def _in_block(block: list[_Known]) -> Iterator[Pair]:
    by_letter: dict[str, list[_Known]] = defaultdict(list)
    for one in block:
        by_letter[one.name[:1]].append(one)
    for group in by_letter.values():
        for at, one in enumerate(group):
            for other in group[at + 1 :]:
                pair = _compared(one, other)
                if pair is not None:
                    yield pair


def _compared(one: _Known, other: _Known) -> Pair | None:
    if one.numbers != other.numbers or not one.name:
        return None
    first, second = sorted((one.who.id, other.who.id))
    if one.name == other.name and one.mother and one.mother == other.mother:
        return Pair(first, second, Likeness.SAME_MOTHER, 1.0)
    if one.who.sex != other.who.sex or one.who.is_estimated or other.who.is_estimated:
        return None
    if one.mother and other.mother and similarity(one.mothers_letters, other.mothers_letters) < OTHER_MOTHER:
        return None
    score = similarity(one.letters, other.letters)
    return Pair(first, second, Likeness.SIMILAR_NAME, score) if score >= SIMILAR_FROM else None
