"""Turning what a service said into what the form shows; nothing typed is lost."""

from __future__ import annotations

from typing import Any

from posyandu.forms import MeasureForm
from posyandu.selectors.visits import author_words, measured_words, past_words, when_words
from posyandu.services.measured import Conflict, LookTwice
from puskesmas.services.refusal import Refused


def keep_typed(form: MeasureForm, said: Refused | LookTwice) -> dict[str, Any]:
    """Put the sentences beside their fields. Questions come with the token that confirms them."""
    if isinstance(said, LookTwice):
        return {"questions": [question for _, question in said.questions], "sure": said.token}
    for field, sentence in said.problems.items():
        form.add_error(field if field in form.fields else None, sentence)
    return {}


def conflict_context(conflict: Conflict) -> dict[str, Any]:
    """Both versions side by side: what stands, by whom and when, and what was typed now."""
    sent = conflict.sent
    typed = measured_words(sent.weight_kg, sent.length_height_cm, sent.head_circumference_cm, sent.muac_cm)
    kept = conflict.kept
    if kept is None:
        return {"conflict": {"author": "", "rows": [(label, "–", value) for label, value in typed]}}
    rows = [(label, before, now) for (label, before), (_, now) in zip(past_words(kept), typed, strict=True)]
    return {
        "conflict": {
            "author": author_words(kept.recorded_by_id),
            "at": when_words(kept),
            "rows": rows,
            "visit_id": kept.id,
        }
    }
