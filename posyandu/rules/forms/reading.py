"""From a hand-written file to a Form; every mistake names its place."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from posyandu.rules.forms.declaration import Computed, Condition, Field, Form, Kind, Option, Section
from posyandu.rules.mapping import RuleSetError, as_range, section

SHIPPED = Path(__file__).parent.parent.parent / "reference" / "forms"

_TOP = {"form", "version", "valid_from", "title", "source", "judges", "sections"}
_TOP_OPTIONAL = {"from_month", "to_month", "overlay", "computed"}
_FIELD = {"id", "code", "label", "type"}
_FIELD_OPTIONAL = {
    "unit", "decimals", "warn", "hard", "options", "by", "sensitive", "required", "when", "card", "short",
    "help", "loinc", "snomed",
}  # fmt: skip
_CONDITION = {"sex", "from_month", "to_month", "trimester", "field", "is", "below", "at_least"}
_NUMBERS = {Kind.DECIMAL, Kind.INTEGER}
_CHOICES = {Kind.CHOICE, Kind.CHOICES}


def from_mapping(data: Mapping[str, Any]) -> Form:
    """Build and check a form from TOML or JSON data.

    Raises RuleSetError naming the place, for example ``sections[1].weight_kg.hard``.
    """
    top = section(data, "", required=_TOP, optional=_TOP_OPTIONAL)
    overlay = top.get("overlay", "")
    form = Form(
        form=top["form"],
        version=top["version"],
        valid_from=_day(top["valid_from"]),
        title=top["title"],
        source=top["source"],
        from_month=top.get("from_month", 0),
        to_month=top.get("to_month"),
        overlay=overlay,
        judges=tuple(top["judges"]),
        sections=tuple(_section(item, f"sections[{place}]") for place, item in enumerate(top["sections"])),
        computed=tuple(
            _computed(item, f"computed[{place}]") for place, item in enumerate(top.get("computed", ()))
        ),
    )
    _check(form)
    return form


def _day(value: object) -> date:
    if isinstance(value, date):
        return value
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise RuleSetError("valid_from", f"{value!r} is not a date (YYYY-MM-DD)") from None


def _section(value: object, path: str) -> Section:
    data = section(value, path, required={"langkah", "title", "fields"})
    if data["langkah"] not in range(1, 6):
        raise RuleSetError(f"{path}.langkah", "must be 1 to 5")
    return Section(data["langkah"], data["title"], tuple(_field(item, path) for item in data["fields"]))


def _computed(value: object, path: str) -> Computed:
    data = section(value, path, required={"card", "short", "langkah"}, optional={"value", "class"})
    if ("value" in data) == ("class" in data):
        raise RuleSetError(path, "shows a value or a class")
    return Computed(
        data["card"], data["short"], data["langkah"], data.get("value", ""), data.get("class", "")
    )


def _field(value: object, path: str) -> Field:
    name = value.get("id", "?") if isinstance(value, Mapping) else "?"
    path = f"{path}.{name}"
    data = section(value, path, required=_FIELD, optional=_FIELD_OPTIONAL)
    try:
        kind = Kind(data["type"])
    except ValueError:
        raise RuleSetError(f"{path}.type", f"{data['type']!r} is not one of {', '.join(Kind)}") from None
    if bool(data.get("options")) != (kind in _CHOICES):
        raise RuleSetError(f"{path}.options", "belong to a choice, and a choice needs them")
    if data.get("by", "kader") not in ("kader", "nakes"):
        raise RuleSetError(f"{path}.by", "must be kader or nakes")
    ranges = {name: as_range(data[name], f"{path}.{name}") for name in ("warn", "hard") if name in data}
    if ranges and kind not in _NUMBERS:
        raise RuleSetError(path, "only a number has a range")
    return Field(
        id=data["id"],
        code=data["code"],
        label=data["label"],
        kind=kind,
        unit=data.get("unit", ""),
        decimals=data.get("decimals", 0 if kind is Kind.INTEGER else 1),
        warn=ranges.get("warn"),
        hard=ranges.get("hard"),
        options=tuple(_option(item, path) for item in data.get("options", ())),
        by_nakes=data.get("by") == "nakes",
        is_sensitive=data.get("sensitive", False),
        is_required=data.get("required", False),
        when=_conditions(data.get("when"), path),
        card=data.get("card"),
        short=data.get("short", ""),
        help=data.get("help", ""),
        loinc=data.get("loinc", ""),
        snomed=data.get("snomed", ""),
    )


def _option(value: object, path: str) -> Option:
    data = section(value, f"{path}.options", required={"value", "label"}, optional={"score"})
    return Option(str(data["value"]), data["label"], data.get("score"))


def _conditions(value: object, path: str) -> tuple[Condition, ...]:
    if value is None:
        return ()
    found = []
    for item in value if isinstance(value, list | tuple) else [value]:
        data = section(item, f"{path}.when", required=set(), optional=_CONDITION)
        if "field" in data and not {"is", "below", "at_least"} & data.keys():
            raise RuleSetError(f"{path}.when", "a field needs is, below or at_least")
        found.append(
            Condition(
                data.get("sex"),
                data.get("from_month"),
                data.get("to_month"),
                tuple(data.get("trimester", ())),
                data.get("field"),
                tuple(data.get("is", ())),
                data.get("below"),
                data.get("at_least"),
            )
        )
    return tuple(found)


def _check(form: Form) -> None:
    names = [field.id for section in form.sections for field in section.fields]
    twice = {name for name in names if names.count(name) > 1}
    if twice:
        raise RuleSetError("sections", f"asks twice for {', '.join(sorted(twice))}")
    for field in form.fields.values():
        for condition in field.when:
            if condition.field is not None and condition.field not in form.fields:
                raise RuleSetError(f"{field.id}.when", f"does not know {condition.field}")
        if (
            field.warn
            and field.hard
            and not (field.hard[0] <= field.warn[0] <= field.warn[1] <= field.hard[1])
        ):
            raise RuleSetError(f"{field.id}.warn", "must lie within hard")


@cache
def shipped_forms() -> tuple[Form, ...]:
    """The form versions that come with the product, by form and age of the version."""
    found = [from_mapping(tomllib.loads(file.read_text("utf-8"))) for file in sorted(SHIPPED.glob("*.toml"))]
    return tuple(sorted(found, key=lambda form: (form.form, form.valid_from)))
