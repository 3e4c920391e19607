"""What is typed about a birth and its children, and whether it can be (02 §5)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.utils import timezone

from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from posyandu.models import Delivery
from posyandu.pregnancy_words import Question, ask, bounds_of, of_range, sentence
from posyandu.rules.antenatal import weeks_on
from posyandu.rules.clinical import Clinical
from posyandu.rules.measures import Problem, ProblemSeverity
from posyandu.services.forms import clinical_on
from puskesmas.services.refusal import Refused

MOTHER_STATES = ("SEHAT", "SAKIT")
COMPLICATIONS = ("PENDARAHAN", "KEJANG", "DEMAM", "LOKHIA_BERBAU", "LAINNYA")
_CHOICES: dict[str, Sequence[str]] = {
    "attendant": Delivery.Attendant.values, "born_at": Delivery.At.values, "mode": Delivery.Mode.values,
    "mother_state": MOTHER_STATES,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Birth:
    """How it went. `delivered_at` is aware; its local day ends the pregnancy."""

    delivered_at: datetime
    attendant: str = ""
    born_at: str = ""
    mode: str = ""
    mother_state: str = ""
    complications: tuple[str, ...] = ()

    @property
    def on(self) -> date:
        """The local day."""
        return timezone.localtime(self.delivered_at).date()


@dataclass(frozen=True, slots=True)
class Child:
    """One child. `person_id`: made where it was typed, or the id of a child that was registered before."""

    person_id: UUID
    sex: str
    name: str = ""
    is_live: bool = True
    birth_weight_g: int | None = None
    birth_length_cm: Decimal | None = None
    head_cm: Decimal | None = None
    apgar: int | None = None
    had_imd: bool | None = None
    had_vitamin_k: bool | None = None
    had_eye_ointment: bool | None = None
    shk_on: date | None = None
    hb0_on: date | None = None

    def columns(self) -> dict[str, Any]:
        """As columns of `Newborn`."""
        names = (
            "is_live", "head_cm", "apgar", "had_imd", "had_vitamin_k", "had_eye_ointment", "shk_on",
        )  # fmt: skip
        return {name: getattr(self, name) for name in names}


def check_birth(lmp_on: date, birth: Birth, children: Sequence[Child], sure: str) -> None:
    """Refuse what cannot be, ask about what is unlikely.

    :raises Refused: by field of the birth, or "<row>-<field>" of a child.
    :raises AskAgain: unless `sure` confirms exactly these questions.
    """
    clinical = clinical_on(birth.on)
    refused = {
        name: _("Pilih salah satu jawaban.")
        for name, allowed in _CHOICES.items()
        if getattr(birth, name) not in ("", *allowed)
    }
    if not set(birth.complications) <= set(COMPLICATIONS):
        refused["complications"] = _("Pilih dari daftar.")
    weeks = weeks_on(lmp_on, birth.on)
    problems = [
        (problem, "")
        for problem in of_range("gestation_weeks", weeks, bounds_of(clinical, "gestation_weeks"))
    ]
    for row, child in enumerate(children):
        problems += [(problem, f"{row}-") for problem in _of_child(child, clinical)]
        refused |= {f"{row}-{name}": text for name, text in _wrong_days(child, birth).items()}
    for problem, row_name in problems:
        if problem.severity is ProblemSeverity.REFUSE:
            field = "day" if problem.field == "gestation_weeks" else problem.field
            refused[f"{row_name}{field}"] = sentence(problem)
    if refused:
        raise Refused(refused)
    ask([Question.of(problem, row_name) for problem, row_name in problems], sure)


def _of_child(child: Child, clinical: Clinical) -> list[Problem]:
    """Weight in g and length in cm against 02 §5; head and APGAR against our own limits."""
    tables = {"birth_weight_g": "neonatus.batas_lahir", "birth_length_cm": "neonatus.batas_lahir"}
    return [
        problem
        for name in ("birth_weight_g", "birth_length_cm", "head_cm", "apgar")
        for problem in of_range(
            name,
            getattr(child, name),
            bounds_of(clinical, name, tables.get(name, "kehamilan.batas")),
        )
    ]


def _wrong_days(child: Child, birth: Birth) -> dict[str, str]:
    found = {}
    for name in ("shk_on", "hb0_on"):
        on = getattr(child, name)
        if on is not None and not birth.on <= on <= timezone.localdate():
            said = {"on": in_words(on)}
            found[name] = _("%(on)s tidak di antara hari lahir dan hari ini. Periksa tanggalnya.") % said
    return found
