"""The clinical numbers as a Dinkes reads them: value, source, how sure, and what it changed."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from ilp.base.language import gettext as _
from ilp.base.words import day, number
from posyandu.models import ClinicalChange
from posyandu.rules.clinical import Entry, shipped
from posyandu.rules.education import edition_on
from posyandu.services.forms import clinical_on


@dataclass(frozen=True, slots=True)
class ReferenceRow:
    """One number, ready to print. `kind`: good (verified), watch (from knowledge), info (project rule)."""

    code: str
    label: str
    value: str
    unit: str
    source: str
    mark: str
    kind: str
    is_changed: bool
    changes: list[str]


@dataclass(frozen=True, slots=True)
class Chapter:
    """The entries of one chapter. A Dinkes changes numbers here; texts come with a new edition."""

    code: str
    rows: list[ReferenceRow]
    is_fixed: bool = False


def reference(*, on: date, search: str = "", only_unsure: bool = False) -> list[Chapter]:
    """Every clinical number and text that applies on a day, by chapter; at most two statements."""
    now, changes = clinical_on(on), _changes()
    wanted = search.casefold().split()
    chapters: dict[str, list[ReferenceRow]] = {}
    for code, entry in now.entries.items():
        if only_unsure and not entry.is_from_knowledge:
            continue
        text = " ".join((code, _(entry.label), entry.label, entry.source)).casefold()
        if all(word in text for word in wanted):
            chapters.setdefault(code.split(".")[0], []).append(_row(entry, changes.get(code, [])))
    found = [Chapter(code, rows) for code, rows in chapters.items()]
    talks = _talks(on, wanted, only_unsure)
    if talks:
        found.append(Chapter("edukasi", talks, is_fixed=True))
    return sorted(found, key=lambda chapter: chapter.code)


def unsure_count(on: date) -> int:
    """How many entries still wait for their regulation."""
    numbers = sum(entry.is_from_knowledge for entry in shipped().entries.values())
    return numbers + sum(talk.is_from_knowledge for talk in edition_on(on).talks)


def _talks(on: date, wanted: list[str], only_unsure: bool) -> list[ReferenceRow]:
    """What is read aloud to families, as lines of the same table."""
    found = []
    for talk in edition_on(on).talks:
        title, said = _(talk.title), " ".join(_(text) for text in talk.sentences)
        text = " ".join((talk.topic, title, talk.title, said, talk.source)).casefold()
        if (talk.is_from_knowledge or not only_unsure) and all(word in text for word in wanted):
            kind, mark = _mark(talk.mark, talk.is_from_knowledge)
            code = " · ".join((talk.topic, *talk.forms))
            found.append(ReferenceRow(code, title, said, "", talk.source, mark, kind, False, []))
    return found


def reference_entry(code: str, on: date) -> ReferenceRow:
    """One number.

    :raises KeyError: for an unknown code.
    """
    return _row(clinical_on(on).entries[code], _changes().get(code, []))


def _row(entry: Entry, changes: list[str]) -> ReferenceRow:
    kind, mark = _mark(entry.mark, entry.is_from_knowledge)
    is_changed = entry.value != shipped().entries[entry.code].value
    return ReferenceRow(
        entry.code,
        _(entry.label),
        value_words(entry.value),
        _(entry.unit),
        entry.source,
        mark,
        kind,
        is_changed,
        changes,
    )


def _mark(mark: str, is_unsure: bool) -> tuple[str, str]:
    kind = "good" if mark.startswith("verified") else "watch" if is_unsure else "info"
    words = {"good": _("terverifikasi"), "watch": _("perlu dipastikan"), "info": _("aturan aplikasi")}
    return kind, words[kind]


def value_words(value: Any) -> str:
    """A value as people read it; a table as its rows."""
    if isinstance(value, bool):
        return _("ya") if value else _("tidak")
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, list | tuple):
        if value and isinstance(value[0], dict):
            return "; ".join(
                ", ".join(f"{name} {value_words(item)}" for name, item in row.items()) for row in value
            )
        return ", ".join(value_words(item) for item in value)
    if isinstance(value, dict):
        return ", ".join(f"{name} {value_words(item)}" for name, item in value.items())
    return str(value)


def _changes() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in ClinicalChange.objects.order_by("-valid_from", "-pk"):
        said = {"value": value_words(row.value), "on": day(row.valid_from), "source": row.source}
        found.setdefault(row.code, []).append(_("%(value)s sejak %(on)s (%(source)s)") % said)
    return found


def parse_value(code: str, text: str) -> Any:
    """What was typed as the new value: a number with comma, ya/tidak, a list, or a table as JSON.

    :raises ValueError: when it is none of these.
    """
    now, text = shipped().entries[code].value, text.strip()
    if isinstance(now, bool):
        return (
            {"ya": True, "tidak": False}[text.lower()] if text.lower() in ("ya", "tidak") else _refuse(text)
        )
    if isinstance(now, int | float):
        return float(text.replace(",", "."))
    if isinstance(now, list | tuple) and now and not isinstance(now[0], dict):
        if isinstance(now[0], int | float):
            return [float(part.strip().replace(",", ".")) for part in text.split(";")]
        return [part.strip() for part in text.split(";")]
    if isinstance(now, list | tuple | dict):
        return json.loads(text)
    return text


def _refuse(text: str) -> Any:
    raise ValueError(text)


def typed_value(code: str, on: date) -> str:
    """The value of today as it would be typed."""
    value = clinical_on(on).entries[code].value
    if isinstance(value, bool):
        return "ya" if value else "tidak"
    if isinstance(value, int | float):
        return str(value).replace(".", ",")
    if isinstance(value, list | tuple) and value and not isinstance(value[0], dict):
        return "; ".join(str(item).replace(".", ",") for item in value)
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
