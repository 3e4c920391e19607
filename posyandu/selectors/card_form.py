"""A form version as the screen asks it: steps with fields, texts prepared, nothing typed lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from ilp.base.language import gettext as _
from posyandu import form_words
from posyandu.life import Life, answers_of, day
from posyandu.rules.forms.asking import Asked, is_possible, may_fill
from posyandu.rules.forms.declaration import Condition, Field, Form, Kind


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be picked."""

    value: str
    label: str
    is_picked: bool


@dataclass(frozen=True, slots=True)
class Item:
    """One question, ready to print. `last` is what was answered before, with its day."""

    id: str
    label: str
    kind: str
    unit: str
    help: str
    last: str
    text: str
    choices: list[Choice]
    error: str
    when: str
    """Conditions on other answers as JSON, empty when the question is always asked."""


@dataclass(frozen=True, slots=True)
class Step:
    """The questions of one of the five steps."""

    langkah: int
    title: str
    items: list[Item]


def steps_of(
    form: Form,
    asked: Asked,
    *,
    typed: Mapping[str, list[str]],
    errors: Mapping[str, str],
    life: Life,
    before: date,
) -> list[Step]:
    """The form for this person and this user; no statement. `typed`: texts by field, as sent or as kept."""
    last = _last_answers(life, before)
    found = []
    for section in form.sections:
        fields = [item for item in section.fields if may_fill(item, asked) and is_possible(item, asked)]
        items = [
            _item(item, typed.get(item.id, []), errors.get(item.id, ""), last.get(item.id)) for item in fields
        ]
        if items:
            found.append(Step(section.langkah, _(section.title), items))
    return found


def _item(field: Field, texts: list[str], error: str, last: tuple[Any, date] | None) -> Item:
    return Item(
        field.id,
        _(field.label),
        "measure" if field.kind in (Kind.DECIMAL, Kind.INTEGER) else str(field.kind),
        _(field.unit),
        _(field.help),
        _last_words(field, last),
        texts[0] if texts else "",
        _choices(field, texts),
        error,
        _when(field.when),
    )


def _choices(field: Field, texts: list[str]) -> list[Choice]:
    if field.kind is Kind.BOOL:
        return [Choice("ya", _("Ya"), "ya" in texts), Choice("tidak", _("Tidak"), "tidak" in texts)]
    return [Choice(option.value, _(option.label), option.value in texts) for option in field.options]


def _when(conditions: Iterable[Condition]) -> str:
    found = [
        {
            "field": condition.field,
            "is": [_text(value) for value in condition.one_of],
            "below": condition.below,
            "atLeast": condition.at_least,
        }
        for condition in conditions
        if condition.field is not None
    ]
    return json.dumps(found) if found else ""


def _last_answers(life: Life, before: date) -> dict[str, tuple[Any, date]]:
    """The latest answer of each field before a day."""
    found: dict[str, tuple[Any, date]] = {}
    for row in life.visits:
        on = day(row["measured_on"])
        if on < before:
            for name, value in answers_of(row).items():
                found.setdefault(name, (value, on))
    return found


def _last_words(field: Field, last: tuple[Any, date] | None) -> str:
    """Only measures are shown again: an earlier answer must not suggest the one of today."""
    if last is None or field.kind not in (Kind.DECIMAL, Kind.INTEGER):
        return ""
    return form_words.answer(field, last[0])


def texts_of(answers: Mapping[str, Any]) -> dict[str, list[str]]:
    """Kept answers as the form would send them."""
    return {
        name: [_text(item) for item in value] if isinstance(value, tuple | list) else [_text(value)]
        for name, value in answers.items()
    }


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, Decimal | float):
        return format(Decimal(str(value)).normalize(), "f").replace(".", ",")
    return value.isoformat() if isinstance(value, date) else str(value)
