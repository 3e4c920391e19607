"""The printed card of a person: the columns of the form version, a row for each visit."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from ilp.base.dates import completed_months
from ilp.base.language import gettext as _
from ilp.base.language import speaking
from ilp.base.printing import breakable, pdf
from ilp.base.words import day as day_words
from ilp.base.words import months_old, number
from posyandu import form_words
from posyandu.life import Life, answers_of, day
from posyandu.rules.forms.asking import from_json
from posyandu.rules.forms.declaration import Computed, Field, Form
from posyandu.rules.nutrition import Severity
from posyandu.rules.showing import CLASSES, FAMILIES, FINDINGS, severity_of
from posyandu.selectors.badges import CLASSES as GROWTH_CLASSES
from posyandu.selectors.months import months_of
from posyandu.services.forms import form_on, forms
from puskesmas.models import Person

TEMPLATE = Path(__file__).parent.parent / "reference" / "print" / "card.typ"
# An A4 page holds so many rows; what is not filled yet is left to write on.
ROWS = 14
BLUE_AND_PINK = ("balita", "prasekolah")


@dataclass(frozen=True, slots=True)
class Column:
    """One numbered column: typed fields, or something computed."""

    number: int
    langkah: int
    heading: str
    fields: list[Field]
    computed: list[Computed]

    @property
    def is_wide(self) -> bool:
        """Whether words stand in it."""
        return any(len(field.options) > 3 or field.kind == "text" for field in self.fields)


@speaking("id")  # the official card has no other language
def card_pdf(person: Person, life: Life, form_code: str, *, today: date, sees_sensitive: bool) -> bytes:
    """The card as PDF, oldest visit first; sensitive columns are left out for a kader.

    A visit under an older version fills the columns that it has answers for.

    :raises LookupError: when there is no such form.
    """
    form = form_on(form_code, today)
    visits = [row for row in reversed(life.visits) if row["form"] == form_code]
    columns = columns_of(form, sees_sensitive=sees_sensitive)
    referred = _referred(life)
    months = months_of(person, life)
    return pdf(
        TEMPLATE,
        {
            "title": _(form.title),
            "version": form.version,
            "footer": _("Dicetak %(on)s. Ini catatan pelayanan, bukan diagnosis.") % {"on": day_words(today)},
            "sex": person.sex if form_code in BLUE_AND_PINK else "P" if form.overlay else "L",
            "head": _head(person, today),
            "columns": [
                {
                    "number": item.number,
                    "langkah": item.langkah,
                    "heading": breakable(item.heading),
                    "wide": item.is_wide,
                }
                for item in columns
            ],
            "rows": [_row(row, columns, referred.get(row["id"], set()), months) for row in visits],
            "blank": max(0, ROWS - len(visits)),
            "note": _("Merah: perlu dirujuk menurut aturan kartu. Sumber: %(source)s.")
            % {"source": form.source},
        },
    )


def columns_of(form: Form, *, sees_sensitive: bool) -> list[Column]:
    """The numbered columns in order, typed and computed ones together."""
    found: dict[int, Column] = {}
    for place, fields in form.card_columns:
        shown = [field for field in fields if sees_sensitive or not field.is_sensitive]
        if shown:
            langkah = next(section.langkah for section in form.sections if shown[0] in section.fields)
            found[place] = Column(place, langkah, _heading(shown), shown, [])
    for item in form.computed:
        if FAMILIES.get(item.family) and FAMILIES[item.family].is_sensitive and not sees_sensitive:
            continue
        if item.card in found:
            found[item.card].computed.append(item)
        else:
            found[item.card] = Column(item.card, item.langkah, _(item.short), [], [item])
    return [found[place] for place in sorted(found)]


def _heading(fields: list[Field]) -> str:
    heading = " / ".join(dict.fromkeys(_(field.short or field.label) for field in fields))
    units = {field.unit for field in fields}
    unit = units.pop() if len(units) == 1 else ""
    return f"{heading} ({unit})" if unit else heading


def _head(person: Person, today: date) -> list[list[str]]:
    place = f"{person.posyandu.name}, {person.desa.name}" if person.posyandu else person.desa.name
    months = completed_months(person.born_on, max(today, person.born_on))
    found = [
        [_("Nama"), person.name],
        [_("Lahir"), f"{day_words(person.born_on)} ({months_old(months)})"],
        [_("Jenis kelamin"), str(person.get_sex_display())],
        [_("Nama ibu"), person.mother_name or "–"],
        [_("RT"), person.rt or "–"],
        [_("Posyandu"), place],
    ]
    if person.birth_weight_g:
        found.append([_("Berat lahir"), f"{number(person.birth_weight_g)} g"])
    if person.birth_length_cm:
        found.append([_("Panjang lahir"), f"{number(person.birth_length_cm, 1)} cm"])
    return found


def _row(
    row: Mapping[str, Any], columns: list[Column], referred: set[str], months: Mapping[str, str]
) -> dict[str, Any]:
    version = forms().get(row["form_version"])
    answers = from_json(version, answers_of(row)) if version else answers_of(row)
    cells = []
    for column in columns:
        texts = [
            _short(field, answers[field.id]) for field in column.fields if answers.get(field.id) is not None
        ]
        is_red = any(field.id in referred for field in column.fields)
        for item in column.computed:
            text, serious = computed(item, row, months)
            texts += [text] if text else []
            is_red = is_red or serious
        cells.append({"text": breakable("/".join(texts)), "red": is_red})
    return {"on": day_words(day(row["measured_on"]), short=True), "cells": cells}


def _short(field: Field, value: Any) -> str:
    """An answer as it fits into a narrow column: the points of a scored choice, else its words."""
    points = {option.value: option.score for option in field.options}
    if isinstance(value, str) and points.get(value) is not None:
        return str(points[value])
    return form_words.answer(field, value, with_unit=False)


def computed(item: Computed, row: Mapping[str, Any], months: Mapping[str, str]) -> tuple[str, bool]:
    """The text of a computed column, and whether it asks for a referral."""
    if item.value:
        value = answers_of(row).get(item.value, row.get(item.value))
        return ("" if value is None else number(value)), False
    if item.family == "month":
        word = months.get(row["id"], "")
        return word, word.startswith(("T", "2T"))
    code = row.get(f"{item.family}_class") or row["classes"].get(item.family)
    if not code:
        return "", False
    grown = GROWTH_CLASSES.get(code) if f"{item.family}_class" in row else None
    if grown is not None:
        return _(grown.printed), grown.severity is Severity.REFER
    return _(CLASSES.get(item.family, {}).get(code, code)), severity_of(item.family, code) is Severity.REFER


def _referred(life: Life) -> dict[str, set[str]]:
    """By visit: the fields whose answers raised a referral."""
    found: dict[str, set[str]] = {}
    for row in life.findings:
        finding = FINDINGS.get(row["code"])
        if finding is not None and finding.severity is Severity.REFER:
            found.setdefault(row["visit_id"], set()).update(row["values"])
    return found
