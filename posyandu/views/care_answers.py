"""Carrying what a service refused or asks back into the form that was typed."""

from __future__ import annotations

from dataclasses import dataclass, field

from posyandu.care_forms import Said
from posyandu.services.records import AskAgain
from puskesmas.services.refusal import Refused


@dataclass(slots=True)
class Asked:
    """The questions beside a form, and the token that confirms them."""

    questions: list[str] = field(default_factory=list)
    sure: str = ""


def carried(form: Said, said: Refused | AskAgain) -> Asked:
    """Errors go to their fields, questions to the notice above the form."""
    if isinstance(said, Refused):
        form.show(said.problems)
        return Asked()
    return Asked([text for _field, text in said.questions], said.token)
