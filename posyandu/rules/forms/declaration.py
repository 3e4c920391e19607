"""A form version as a declaration: all that is asked, in order, and who judges the answers.

Screen, validation, JSON schema, Excel columns, printed card and exchange are all derived from it, so a new
version of a form is data (and, where it asks something new of the rules, a judge), never a new view.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property
from typing import Any, NamedTuple


class Kind(StrEnum):
    """What can be answered. A bool is null, true or false: unanswered is not "no"."""

    DECIMAL = "decimal"
    INTEGER = "integer"
    BOOL = "bool"
    CHOICE = "choice"
    CHOICES = "choices"
    DATE = "date"
    TEXT = "text"


class Option(NamedTuple):
    """One of the answers of a choice."""

    value: str
    label: str
    score: int | None = None


class Condition(NamedTuple):
    """When a field is asked; all that is set must hold. Ages in completed months, ``to`` is not included."""

    sex: str | None = None
    from_month: int | None = None
    to_month: int | None = None
    trimester: tuple[int, ...] = ()
    field: str | None = None
    one_of: tuple[Any, ...] = ()
    below: float | None = None
    at_least: float | None = None


class Field(NamedTuple):
    """One question. ``id`` names the answer (a column of the visit where there is one), with its unit."""

    id: str
    code: str
    """The name in domain file 02."""
    label: str
    kind: Kind
    unit: str = ""
    decimals: int = 0
    warn: tuple[float, float] | None = None
    hard: tuple[float, float] | None = None
    options: tuple[Option, ...] = ()
    by_nakes: bool = False
    """Only a nakes may fill it in."""
    is_sensitive: bool = False
    """Hidden from kader and desa."""
    is_required: bool = False
    when: tuple[Condition, ...] = ()
    card: int | None = None
    """Column of the printed card."""
    short: str = ""
    """Heading of that column."""
    help: str = ""
    loinc: str = ""
    snomed: str = ""


class Section(NamedTuple):
    """Questions of one of the five steps."""

    langkah: int
    title: str
    fields: tuple[Field, ...]


class Computed(NamedTuple):
    """A column of the printed card that nobody types: a value or a class that the rules gave."""

    card: int
    short: str
    langkah: int
    value: str = ""
    """Identifier of a computed value, for example ``gestation_weeks``."""
    family: str = ""
    """Family of a class, for example ``lila_bumil``; ``wfa``, ``lhfa``… and ``month`` for growth."""


@dataclass(frozen=True)
class Form:
    """One version of one form."""

    form: str
    version: str
    valid_from: date
    title: str
    source: str
    from_month: int
    to_month: int | None
    overlay: str
    judges: tuple[str, ...]
    sections: tuple[Section, ...]
    computed: tuple[Computed, ...] = ()

    @cached_property
    def fields(self) -> dict[str, Field]:
        """Every question by id, in the order of the form."""
        return {field.id: field for section in self.sections for field in section.fields}

    @cached_property
    def sensitive(self) -> frozenset[str]:
        """The questions that kader and desa do not see."""
        return frozenset(name for name, field in self.fields.items() if field.is_sensitive)

    @cached_property
    def card_columns(self) -> list[tuple[int, list[Field]]]:
        """The columns of the printed card in order, with the fields each of them shows."""
        columns: dict[int, list[Field]] = {}
        for field in self.fields.values():
            if field.card is not None:
                columns.setdefault(field.card, []).append(field)
        return sorted(columns.items())
