"""The card a kader reads aloud after a save: status words, what they rest on, and the next step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from uuid import UUID

from ilp.base.language import gettext as _
from ilp.base.words import number
from posyandu.rules.advice import PUSKESMAS, Finding
from posyandu.rules.assessment import Assessment
from posyandu.rules.growth import HEIGHT_FROM_DAY
from posyandu.selectors.badges import KIND_OF_SEVERITY, Badge, class_badge, gain_words, month_badge
from posyandu.selectors.education import Lessons, lessons_after
from posyandu.services.measured import Measured
from posyandu.services.visits import Recorded
from posyandu.words import measure


@dataclass(frozen=True, slots=True)
class Line:
    """One index of the card: what, the class, and the measure with its z."""

    label: str
    badge: Badge | None
    value: str
    z: str


@dataclass(frozen=True, slots=True)
class Step:
    """One sentence of advice. `where` and `within` are empty without a referral."""

    kind: str
    text: str
    where: str = ""
    within: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """Everything the card says about one visit."""

    visit_id: UUID
    person_id: UUID
    name: str
    is_new: bool
    month: Badge | None
    gain: str
    lines: list[Line]
    steps: list[Step]
    is_referred: bool
    education: Lessons


def result_of(saved: Recorded) -> Result:
    """The card of a visit that was just kept; no statement."""
    assessment = saved.assessment
    return Result(
        saved.visit_id,
        saved.child.person_id,
        saved.child.name,
        saved.is_new,
        month_badge(assessment.month),
        gain_words(assessment.month) if assessment.month else "",
        lines_of(assessment, saved.measured),
        [step_of(finding) for finding in assessment.findings],
        any(finding.needs_referral for finding in assessment.findings),
        lessons_after(
            assessment.findings,
            person_id=saved.child.person_id,
            visit_id=saved.visit_id,
            form="balita",
            age_months=assessment.age_months,
            on=saved.child.held_on,
        ),
    )


def lines_of(assessment: Assessment, measured: Measured) -> list[Line]:
    """The indices that were measured, in the order of the card."""
    columns = assessment.columns()
    lying = assessment.age_days < HEIGHT_FROM_DAY
    length_index = _("PB/U") if lying else _("TB/U")
    proportion = _("BB/PB") if lying else _("BB/TB")
    if columns["wflh_z"] is None and columns["bmifa_z"] is not None:
        proportion = _("IMT/U")
        columns["wflh_z"] = columns["bmifa_z"]
    weight, length = _kg(measured), _cm(measured.length_height_cm)
    found = [
        Line(_("BB/U"), class_badge(columns["wfa_class"]), weight, _z(columns["wfa_z"])),
        Line(length_index, class_badge(columns["lhfa_class"]), length, _z(columns["lhfa_z"])),
        Line(proportion, class_badge(columns["wflh_class"]), weight and length and "", _z(columns["wflh_z"])),
        Line(
            _("Lingkar kepala"),
            class_badge(columns["hc_class"]),
            _cm(measured.head_circumference_cm),
            _z(columns["hcfa_z"]),
        ),
        Line(_("LILA"), class_badge(columns["muac_class"]), _cm(measured.muac_cm), ""),
    ]
    return [line for line in found if line.badge is not None or line.value]


def step_of(finding: Finding) -> Step:
    """One finding as a step: the sentence, where to and by when."""
    if finding.within_days is None:
        return Step(KIND_OF_SEVERITY[finding.severity], str(finding.spoken))
    within = _("hari ini") if finding.within_days <= 1 else _("%(days)s hari") % {"days": finding.within_days}
    where = _("Puskesmas") if finding.refer_to == PUSKESMAS else _("Pustu")
    return Step(KIND_OF_SEVERITY[finding.severity], str(finding.spoken), where, within)


def _kg(measured: Measured) -> str:
    return "" if measured.weight_kg is None else f"{measure(measured.weight_kg)} kg"


def _cm(value: Decimal | None) -> str:
    return "" if value is None else f"{measure(value)} cm"


def _z(value: float | None) -> str:
    # A true minus sign is as wide as a plus, and is read as one.
    return "" if value is None else number(value, 2).replace("-", "−")
