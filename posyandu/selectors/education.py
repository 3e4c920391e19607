"""What is read aloud to a family after its findings: on the screen beside them, and on paper to take home."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

from ilp.base.dates import completed_months
from ilp.base.language import gettext as _
from ilp.base.language import speaking
from ilp.base.printing import pdf
from ilp.base.words import day as day_words
from ilp.base.words import months_old
from posyandu.life import Life, day
from posyandu.rules.advice import Finding
from posyandu.rules.assessment import Taken, assess_visit
from posyandu.rules.education import Talk, edition_on, topics_of
from posyandu.rules.kms import Weighing
from posyandu.rules.life_cycle import Group, group_of
from posyandu.rules.showing import FINDINGS
from posyandu.services.rulesets import ruleset_for
from puskesmas.models import Person

TEMPLATE = Path(__file__).parent.parent / "reference" / "print" / "education.typ"


@dataclass(frozen=True, slots=True)
class Lesson:
    """One text in the language of the screen."""

    topic: str
    title: str
    sentences: list[str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A visit whose lessons can be printed."""

    visit_id: UUID
    on: str


@dataclass(frozen=True, slots=True)
class Lessons:
    """What `_education.html` shows; nothing where there are no lessons."""

    person_id: UUID
    lessons: list[Lesson]
    sheets: list[Sheet]


def lessons_of(findings: Iterable[Finding], *, form: str, age_months: int, on: date) -> list[Lesson]:
    """The texts for these findings, the most urgent first; no statement."""
    return [_lesson(talk) for talk in edition_on(on).about(topics_of(findings), form, age_months)]


def _lesson(talk: Talk) -> Lesson:
    return Lesson(talk.topic, _(talk.title), [_(text) for text in talk.sentences])


def lessons_after(
    findings: Iterable[Finding], *, person_id: UUID, visit_id: UUID, form: str, age_months: int, on: date
) -> Lessons:
    """The texts beside the result of a save."""
    found = lessons_of(findings, form=form, age_months=age_months, on=on)
    return Lessons(person_id, found, [Sheet(visit_id, day_words(on, short=True))] if found else [])


def lessons_open(life: Life, rows: Iterable[Mapping[str, Any]], *, born_on: date, on: date) -> Lessons:
    """The texts for open findings (rows of `life`, as this user may see them), none twice; no statement.

    Each finding is read by the card it was raised on, and by the age of today.
    """
    forms = {row["id"]: row["form"] for row in life.visits}
    known = [
        (row, FINDINGS[row["code"]]) for row in rows if row["code"] in FINDINGS and row["visit_id"] in forms
    ]
    age, edition = completed_months(born_on, max(on, born_on)), edition_on(on)
    talks: dict[Talk, None] = {}
    visits: dict[str, str] = {}
    for topic in topics_of(finding for _row, finding in known):
        for row in (row for row, finding in known if topic in finding.topics):
            for talk in edition.about([topic], forms[row["visit_id"]], age):
                talks[talk] = None
                visits[row["visit_id"]] = row["found_on"]
    newest = sorted(visits.items(), key=lambda pair: pair[1], reverse=True)
    sheets = [Sheet(UUID(visit), day_words(day(found_on), short=True)) for visit, found_on in newest]
    return Lessons(life.person_id, [_lesson(talk) for talk in talks], sheets)


@speaking("id")  # a family takes it home
def education_sheet(person: Person, life: Life, visit_id: UUID, *, sees_sensitive: bool) -> dict[str, Any]:
    """The lessons of one visit as they are printed: neither NIK nor the findings themselves.

    :raises LookupError: when the person has no such visit, or there is nothing to read aloud after it.
    """
    row = next((row for row in life.visits if row["id"] == str(visit_id)), None)
    if row is None:
        raise LookupError(f"no visit {visit_id}")
    on = day(row["measured_on"])
    age = completed_months(person.born_on, max(on, person.born_on))
    findings = findings_of_visit(person, life, row, sees_sensitive=sees_sensitive)
    lessons = lessons_of(findings, form=row["form"], age_months=age, on=on)
    if not lessons:
        raise LookupError(f"nothing to read aloud after {visit_id}")
    place = f"{person.posyandu.name}, {person.desa.name}" if person.posyandu else person.desa.name
    return {
        "title": _("Kartu edukasi"),
        "name": person.name,
        "about": " · ".join((months_old(age), day_words(on), place)),
        "lessons": [{"title": one.title, "sentences": one.sentences} for one in lessons],
        "note": _("Simpan kartu ini di rumah. Bila ragu, tanyakan kepada kader atau bidan."),
        "version": edition_on(on).version,
    }


def education_pdf(person: Person, life: Life, visit_id: UUID, *, sees_sensitive: bool) -> bytes:
    """The sheet on paper. Errors as in `education_sheet`."""
    return pdf(TEMPLATE, education_sheet(person, life, visit_id, sees_sensitive=sees_sensitive))


def findings_of_visit(
    person: Person, life: Life, row: Mapping[str, Any], *, sees_sensitive: bool
) -> list[Finding]:
    """What the rules said after a visit: findings of its card and of growth, of which a weighing keeps none.

    Ended ones are left out, and sensitive ones for anybody but a nakes.
    """
    kept = [finding for finding in life.findings if finding["visit_id"] == row["id"]]
    ended = {finding["code"] for finding in kept if finding["state"] != "TERBUKA"}
    seen = [finding["code"] for finding in kept if sees_sensitive or not finding["is_sensitive"]]
    codes = dict.fromkeys([*seen, *(finding.code for finding in _of_growth(person, life, row))])
    return [FINDINGS[code] for code in codes if code in FINDINGS and code not in ended]


def _of_growth(person: Person, life: Life, row: Mapping[str, Any]) -> list[Finding]:
    on = day(row["measured_on"])
    if on < person.born_on or group_of(person.born_on, on) not in {Group.BALITA, Group.PRASEKOLAH}:
        return []
    return assess_visit(
        person.sex,
        person.born_on,
        on,
        Taken(
            _number(row["weight_kg"]), _number(row["length_height_cm"]), row["position"] or None,
            _number(row["head_circumference_cm"]), _number(row["muac_cm"]), row["has_oedema"],
        ),
        others=[
            Weighing(day(other["measured_on"]), Decimal(str(other["weight_kg"])), other["place"])
            for other in life.visits
            if other["weight_kg"] is not None and other["id"] != row["id"]
        ],
        place=row["place"],
        birth_weight_kg=person.birth_weight_g and person.birth_weight_g / 1000,
        ruleset=ruleset_for(on),
    ).findings  # fmt: skip


def _number(value: float | None) -> Decimal | None:
    return None if value is None else Decimal(str(value))
