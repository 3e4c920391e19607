"""Clinical numbers as versioned reference data: every threshold has a code, a unit, a source and its mark.

The shipped values lie in ``posyandu/reference/clinical/*.toml``, one file per chapter of domain file 02. A
Dinkes replaces single values from a day on (`overlay`); a rule asks the set that applied on the day of the
visit, and what was decided stays explainable by the set's version.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from posyandu.rules.mapping import RuleSetError, as_number, section

CLINICAL = Path(__file__).parent.parent / "reference" / "clinical"
SHIPPED_VERSION = "klinis-2026"

Value = float | str | bool | tuple[Any, ...] | Mapping[str, Any]


class Entry(NamedTuple):
    """One line of the reference data."""

    code: str
    value: Value
    unit: str
    label: str
    """What the number is, in Indonesian, for the Dinkes that may change it."""
    source: str
    """Chapter of the domain file, for example "02 §4.4 lila_cm"."""
    mark: str
    """How sure it is: "verified: key", "from knowledge" or "project rule"."""

    @property
    def is_from_knowledge(self) -> bool:
        """Whether the number still waits for its regulation, so that the Dinkes should look at it."""
        return "from knowledge" in self.mark


class Change(NamedTuple):
    """A value that a Dinkes set in the place of the shipped one. Both days are included."""

    code: str
    value: Value
    valid_from: date
    valid_to: date | None
    number: int
    """Running number of the change; part of the version."""

    def applies_on(self, on: date) -> bool:
        """Whether the value is in force on this day."""
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


@dataclass(frozen=True, slots=True)
class Clinical:
    """All clinical numbers of one time."""

    version: str
    entries: Mapping[str, Entry]

    def number(self, code: str) -> float:
        """A single number. Raises KeyError for an unknown code, RuleSetError when it is no number."""
        return as_number(self.entries[code].value, code)

    def numbers(self, code: str) -> tuple[float, ...]:
        """A list of numbers, in the order of the file. Errors as in `number`."""
        value = self.entries[code].value
        if not isinstance(value, list | tuple):
            raise RuleSetError(code, "must be a list")
        return tuple(as_number(item, code) for item in value)

    def rows(self, code: str) -> tuple[Mapping[str, Any], ...]:
        """A table: a list of groups of values. Errors as in `number`."""
        value = self.entries[code].value
        if not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
            raise RuleSetError(code, "must be a list of rows")
        return tuple(value)

    def flag(self, code: str) -> bool:
        """A switch. Errors as in `number`."""
        value = self.entries[code].value
        if not isinstance(value, bool):
            raise RuleSetError(code, "must be true or false")
        return value

    def text(self, code: str) -> str:
        """A word. Errors as in `number`."""
        value = self.entries[code].value
        if not isinstance(value, str):
            raise RuleSetError(code, "must be a text")
        return value

    def overlay(self, changes: Iterable[Change], on: date) -> Clinical:
        """The set with the changes that apply on this day; of several for one code the last number wins."""
        valid = sorted(
            (change for change in changes if change.applies_on(on)), key=lambda change: change.number
        )
        if not valid:
            return self
        entries = dict(self.entries)
        for change in valid:
            entries[change.code] = entries[change.code]._replace(value=change.value)
        return Clinical(f"{self.version}+{valid[-1].number}", entries)


def _entry(code: str, data: object) -> Entry:
    top = section(data, code, required={"value", "label", "source", "mark"}, optional={"unit"})
    value = tuple(top["value"]) if isinstance(top["value"], list) else top["value"]
    return Entry(code, value, top.get("unit", ""), top["label"], top["source"], top["mark"])


def from_mapping(chapters: Mapping[str, Any]) -> dict[str, Entry]:
    """Entries by "chapter.name" from TOML data ``{chapter: {name: {value, unit, label, source, mark}}}``.

    Raises RuleSetError naming the place.
    """
    return {
        f"{chapter}.{name}": _entry(f"{chapter}.{name}", data)
        for chapter, names in chapters.items()
        for name, data in names.items()
    }


@cache
def shipped() -> Clinical:
    """The set that comes with the product."""
    entries: dict[str, Entry] = {}
    for file in sorted(CLINICAL.glob("*.toml")):
        for code, entry in from_mapping(tomllib.loads(file.read_text("utf-8"))).items():
            if code in entries:
                raise RuleSetError(code, "stands in two files")
            entries[code] = entry
    return Clinical(SHIPPED_VERSION, entries)
