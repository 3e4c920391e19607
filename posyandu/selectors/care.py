"""What the page of a person says about pregnancies, doses, diagnoses and open findings. No statement."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.urls import reverse

from ilp.base.dates import completed_months
from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from posyandu import icd10
from posyandu.life import Life, day
from posyandu.models import Pregnancy
from posyandu.rules.antenatal import trimester_of, weeks_on
from posyandu.rules.clinical import Clinical
from posyandu.rules.immunisation import Dose, DoseCard, DoseStatus, dose_card
from posyandu.rules.life_cycle import Group
from posyandu.rules.pregnancy import due_on
from posyandu.rules.showing import FINDINGS
from posyandu.selectors.badges import KIND_OF_SEVERITY, Badge
from posyandu.selectors.education import Lessons, lessons_open
from puskesmas.models.person import Sex

_OUTCOMES = dict(Pregnancy.Outcome.choices)
_GOOD = {"LAHIR_HIDUP": "good", "HAMIL": "info", "PINDAH": "none"}


@dataclass(frozen=True, slots=True)
class PregnancyLine:
    """One pregnancy."""

    href: str
    title: str
    detail: str
    badge: Badge
    is_open: bool


@dataclass(frozen=True, slots=True)
class DiagnosisLine:
    """One diagnosis of a nakes."""

    id: str
    code: str
    name: str
    when: str
    note: str
    is_over: bool


@dataclass(frozen=True, slots=True)
class FindingLine:
    """One open finding, the newest of its kind."""

    id: int
    code: str
    kind: str
    text: str
    rule: str
    when: str
    due: str
    href: str


@dataclass(frozen=True, slots=True)
class Care:
    """Everything of `_care.html`."""

    pregnancies: list[PregnancyLine] = field(default_factory=list)
    may_register: bool = False
    card: DoseCard | None = None
    due: list[str] = field(default_factory=list)
    late: list[str] = field(default_factory=list)
    diagnoses: list[DiagnosisLine] = field(default_factory=list)
    findings: list[FindingLine] = field(default_factory=list)
    education: Lessons | None = None


def care_of(
    life: Life,
    *,
    sex: str,
    born_on: date,
    on: date,
    clinical: Clinical,
    sees_sensitive: bool = False,
    may_record: bool = False,
) -> Care:
    """The lines of today. Sensitive diagnoses and findings only for a nakes (`sees_sensitive`)."""
    card = dose_card_of(life, sex=sex, born_on=born_on, on=on, clinical=clinical)
    pregnancies = [pregnancy_line(life.person_id, row, on, clinical) for row in life.pregnancies]
    is_woman = sex == Sex.PEREMPUAN
    # Doses of infancy and school are chased until school ends; a grown person's stay on the card.
    is_grown = completed_months(born_on, max(on, born_on)) >= Group.DEWASA.from_month
    found = open_findings(life, sees_sensitive=sees_sensitive)
    return Care(
        pregnancies=pregnancies,
        may_register=may_record and is_woman and not any(line.is_open for line in pregnancies),
        card=card,
        due=[] if is_grown else labels_of(card, DoseStatus.DUE),
        late=[] if is_grown else labels_of(card, DoseStatus.LATE, DoseStatus.INVALID),
        diagnoses=diagnosis_lines(life, sees_sensitive=sees_sensitive),
        findings=[_finding_line(life.person_id, row) for row in found],
        education=lessons_open(life, found, born_on=born_on, on=on),
    )


def dose_card_of(life: Life, *, sex: str, born_on: date, on: date, clinical: Clinical) -> DoseCard:
    """The card of immunisation from the doses on record."""
    doses = [Dose(row["code"], day(row["given_on"]), row["source"]) for row in life.given]
    return dose_card(born_on, doses, max(on, born_on), clinical, sex=sex)


def labels_of(card: DoseCard, *statuses: DoseStatus) -> list[str]:
    """Names of the doses in one of these states."""
    return [_(state.label) if state.label else state.code for state in card.doses if state.status in statuses]


def pregnancy_line(person_id: UUID, row: Mapping[str, Any], on: date, clinical: Clinical) -> PregnancyLine:
    """One pregnancy in words: weeks and expected birth while it lasts, its end afterwards."""
    lmp_on, is_open = day(row["lmp_on"]), row["ended_on"] is None
    href = reverse("posyandu:pregnancy", args=[person_id, row["id"]])
    badge = Badge(_GOOD.get(row["outcome"], "watch"), str(_OUTCOMES[row["outcome"]]))
    if not is_open:
        ended = in_words(day(row["ended_on"]))
        title = _("Kehamilan sampai %(end)s") % {"end": ended}
        return PregnancyLine(href, title, _("HPHT %(lmp)s") % {"lmp": in_words(lmp_on)}, badge, False)
    weeks = weeks_on(lmp_on, on)
    said = {"weeks": weeks, "trimester": trimester_of(weeks, clinical)}
    detail = _("HPHT %(lmp)s, perkiraan lahir %(due)s") % {
        "lmp": in_words(lmp_on),
        "due": in_words(due_on(lmp_on, clinical)),
    }
    title = _("Hamil %(weeks)s minggu, trimester %(trimester)s") % said
    return PregnancyLine(href, title, detail, badge, True)


def diagnosis_lines(life: Life, *, sees_sensitive: bool) -> list[DiagnosisLine]:
    """Standing diagnoses first, newest first."""
    rows = [row for row in life.diagnoses if sees_sensitive or not row["is_sensitive"]]
    found = []
    for row in sorted(rows, key=lambda row: row["resolved_on"] is not None):
        code = icd10.find(row["icd10"])
        since = in_words(day(row["diagnosed_on"]))
        when = _("sejak %(since)s") % {"since": since}
        if row["resolved_on"]:
            until = in_words(day(row["resolved_on"]))
            when = _("%(since)s sampai %(until)s") % {"since": since, "until": until}
        name = code.name if code else row["icd10"]
        is_over = row["resolved_on"] is not None
        found.append(DiagnosisLine(row["id"], row["icd10"], name, when, row["note"], is_over))
    return found


def finding_lines(life: Life, *, sees_sensitive: bool) -> list[FindingLine]:
    """The open findings, ready to print."""
    return [_finding_line(life.person_id, row) for row in open_findings(life, sees_sensitive=sees_sensitive)]


def open_findings(life: Life, *, sees_sensitive: bool) -> list[Mapping[str, Any]]:
    """Open findings, those with a date first; of several with one code the newest."""
    newest: dict[str, Mapping[str, Any]] = {}
    for row in life.findings:  # newest first
        if sees_sensitive or not row["is_sensitive"]:
            newest.setdefault(row["code"], row)
    rows = [row for row in newest.values() if row["state"] == "TERBUKA"]
    return sorted(rows, key=lambda row: row["due_on"] or "9999")


def _finding_line(person_id: UUID, row: Mapping[str, Any]) -> FindingLine:
    found = FINDINGS.get(row["code"])
    return FindingLine(
        row["id"],
        row["code"],
        KIND_OF_SEVERITY[found.severity] if found else "watch",
        str(found.spoken) if found else row["code"],
        row["rule"],
        in_words(day(row["found_on"])),
        in_words(day(row["due_on"])) if row["due_on"] else "",
        reverse("posyandu:finding", args=[person_id, row["id"]]),
    )
