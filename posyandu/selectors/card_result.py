"""What is told after a card was kept: classes, scores, and each finding with rule, source and next step."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from ilp.base.dates import completed_months
from ilp.base.language import gettext as _
from posyandu import form_words
from posyandu.rules.advice import PUSKESMAS, PUSTU, Finding
from posyandu.rules.showing import CLASSES, FAMILIES, SCORES, severity_of
from posyandu.selectors.badges import KIND_OF_SEVERITY, Badge, month_badge
from posyandu.selectors.education import Lessons, lessons_after
from posyandu.selectors.results import Line, lines_of
from posyandu.services.measured import Measured
from posyandu.services.records import Kept

_PLACES = {PUSKESMAS: "Puskesmas", PUSTU: "Pustu"}


@dataclass(frozen=True, slots=True)
class Told:
    """One finding. `where` and `within` are empty without a referral; `overridden` is the reason, if any."""

    code: str
    kind: str
    text: str
    where: str
    within: str
    rule: str
    source: str
    inputs: str
    overridden: str


@dataclass(frozen=True, slots=True)
class CardResult:
    """Everything the screen says about one card."""

    visit_id: UUID
    person_id: UUID
    name: str
    is_new: bool
    version: str
    month: Badge | None
    lines: list[Line]
    told: list[Told]
    is_referred: bool
    education: Lessons


def card_result(kept: Kept, *, sees_sensitive: bool) -> CardResult:
    """The result of a save; no statement. Sensitive findings are told only to a nakes."""
    raised = [
        one for one in kept.judged.raised if sees_sensitive or not one.is_sensitive(kept.form.sensitive)
    ]
    told = [_told(kept, one.finding, one.values) for one in raised]
    return CardResult(
        kept.visit_id,
        kept.who.person_id,
        kept.who.name,
        kept.is_new,
        kept.form.version,
        month_badge(kept.assessment.month) if kept.assessment else None,
        _lines(kept, sees_sensitive),
        told,
        any(item.where and not item.overridden for item in told),
        lessons_after(
            [one.finding for one in raised if one.finding.code not in kept.overridden],
            person_id=kept.who.person_id,
            visit_id=kept.visit_id,
            form=kept.form.form,
            age_months=completed_months(kept.who.born_on, kept.where.on),
            on=kept.where.on,
        ),
    )


def _lines(kept: Kept, sees_sensitive: bool) -> list[Line]:
    found = []
    if kept.assessment is not None:
        names = Measured.__dataclass_fields__
        measured = Measured(**{name: kept.answers[name] for name in names if name in kept.answers})
        found.extend(lines_of(kept.assessment, measured))
    found.extend(class_lines(kept.judged.classes, sees_sensitive))
    for name, value in kept.judged.values.items():
        score = SCORES.get(name)
        if score is not None and (sees_sensitive or not score.is_sensitive):
            found.append(Line(_(score.label), None, f"{value} / {score.highest}", ""))
    return found


def class_lines(classes: Mapping[str, str], sees_sensitive: bool) -> list[Line]:
    """The classes of a visit as label and badge; sensitive ones only for a nakes."""
    found = []
    for name, code in classes.items():
        family, word = FAMILIES.get(name), CLASSES.get(name, {}).get(code)
        if family is None or word is None or (family.is_sensitive and not sees_sensitive):
            continue
        severity = severity_of(name, code)
        kind = KIND_OF_SEVERITY[severity] if severity else "info"
        found.append(Line(_(family.label), Badge(kind, _(word)), "", ""))
    return found


def _told(kept: Kept, finding: Finding, values: Any) -> Told:
    return Told(
        finding.code,
        KIND_OF_SEVERITY[finding.severity],
        str(finding.spoken),
        _PLACES.get(finding.refer_to or "", finding.refer_to or "") if finding.needs_referral else "",
        within_words(finding.within_days),
        finding.rule or "",
        finding.source,
        inputs_words(kept.form, values),
        kept.overridden.get(finding.code, ""),
    )


def within_words(days: int | None) -> str:
    """By when, as people say it."""
    if days is None:
        return ""
    if days == 0:
        return _("sekarang juga")
    return _("hari ini") if days == 1 else _("%(days)s hari") % {"days": days}


def inputs_words(form: Any, values: Any) -> str:
    """The answers that raised a finding, as label and value."""
    parts = []
    for name, value in values.items():
        field = form.fields.get(name)
        if field is not None:
            label = _(field.short or field.label)
            parts.append(f"{label} {form_words.answer(field, value)}")
    return ", ".join(parts)
