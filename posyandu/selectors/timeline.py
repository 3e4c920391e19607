"""A whole life on one page: every visit with what it said, what is open, and who looked at it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext_noop

from ilp.access.roles import Role
from ilp.base import charts
from ilp.base.dates import completed_months
from ilp.base.language import gettext as _
from ilp.base.words import day as day_words
from ilp.base.words import months_old
from posyandu import form_words
from posyandu.life import Life, answers_of, day
from posyandu.models.visit import Place
from posyandu.rules.forms.declaration import Field, Form, Kind
from posyandu.rules.showing import SCORES
from posyandu.selectors.badges import class_badge
from posyandu.selectors.card_result import class_lines
from posyandu.selectors.results import Line
from posyandu.services.forms import forms
from puskesmas.models import Person

LATEST_READERS = 10
# Measures that are drawn over time for people of any age, where there are two or more.
DRAWN = (
    ("systolic_mmhg", gettext_noop("Sistole"), "mmHg"),
    ("diastolic_mmhg", gettext_noop("Diastole"), "mmHg"),
    ("random_glucose_mg_dl", gettext_noop("Gula darah sewaktu"), "mg/dL"),
    ("hb_g_dl", gettext_noop("Hb"), "g/dL"),
    ("weight_kg", gettext_noop("Berat badan"), "kg"),
)
POINTS = 12
GROWTH = (
    ("BB/U", "wfa_class"),
    ("PB/U", "lhfa_class"),
    ("BB/PB", "wflh_class"),
    ("LK", "hc_class"),
    ("LILA", "muac_class"),
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One visit. `measures` are label and value; `more` are the other answers, folded away."""

    visit_id: UUID
    on: str
    age: str
    where: str
    title: str
    version: str
    by_nakes: bool
    lines: list[Line]
    measures: list[tuple[str, str]]
    more: list[tuple[str, str]]
    day_id: str | None


@dataclass(frozen=True, slots=True)
class Reader:
    """Who opened the record, and when."""

    name: str
    role: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Timeline:
    """Everything below the identity of a person; strings are ready to print."""

    entries: list[Entry]
    charts: list[charts.Trend]
    readers: list[Reader]


def timeline(person: Person, life: Life, *, sees_sensitive: bool) -> Timeline:
    """The page of a life, newest first; one statement beside `life_of`."""
    return Timeline(
        [_entry(person, row, sees_sensitive) for row in life.visits],
        list(_charts(person, life)),
        _readers(person.pk),
    )


def _entry(person: Person, row: Mapping[str, Any], sees_sensitive: bool) -> Entry:
    on = day(row["measured_on"])
    form = forms().get(row["form_version"])
    lines = [
        Line(label, badge, "", "")
        for label, column in GROWTH
        if (badge := class_badge(row[column])) is not None
    ]
    lines += class_lines(row["classes"], sees_sensitive)
    answers = answers_of(row)
    lines += [
        Line(_(score.label), None, f"{answers[name]} / {score.highest}", "")
        for name, score in SCORES.items()
        if name in answers and (sees_sensitive or not score.is_sensitive)
    ]
    shown = list(_answers(form, answers, sees_sensitive)) if form else []
    return Entry(
        UUID(row["id"]),
        day_words(on, short=True),
        months_old(completed_months(person.born_on, on)) if on >= person.born_on else "",
        str(Place(row["place"]).label),
        _(form.title) if form else row["form_version"],
        row["form_version"],
        row["by_nakes"],
        lines,
        [(label, text) for field, label, text in shown if field.kind in (Kind.DECIMAL, Kind.INTEGER)],
        [(label, text) for field, label, text in shown if field.kind not in (Kind.DECIMAL, Kind.INTEGER)],
        row["hari_buka_id"],
    )


def _answers(
    form: Form, answers: Mapping[str, Any], sees_sensitive: bool
) -> Iterable[tuple[Field, str, str]]:
    for field in form.fields.values():
        value = answers.get(field.id)
        if value is None or (field.is_sensitive and not sees_sensitive):
            continue
        if field.kind is Kind.DATE:
            value = date.fromisoformat(value)
        yield field, _(field.short or field.label), form_words.answer(field, value)


def _charts(person: Person, life: Life) -> Iterable[charts.Trend]:
    visits = [row for row in reversed(life.visits) if row["form"] not in ("balita", "prasekolah")]
    for column, title, unit in DRAWN:
        points = [
            (day_words(day(row["measured_on"]), short=True), float(row[column]))
            for row in visits
            if row[column] is not None
        ][-POINTS:]
        if len(points) > 1:
            name = _(title)
            yield charts.trend(
                title=name, points=points, unit=unit, head=_("Tanggal"), value_head=f"{name} ({unit})"
            )


def _readers(person_id: UUID) -> list[Reader]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select read_at, reader, reader_role from posyandu_readers(%s, %s)", [person_id, LATEST_READERS]
        )
        rows = cursor.fetchall()
    return [Reader(name, str(Role(role).label), at) for at, name, role in rows]


def cards_of(life: Life) -> list[tuple[str, str]]:
    """Form and title of every card that has a visit, the latest first."""
    titles = {form.form: form.title for form in forms().values()}
    return [
        (code, _(titles[code]))
        for code in dict.fromkeys(row["form"] for row in life.visits)
        if code in titles
    ]
