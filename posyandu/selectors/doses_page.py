"""The page of immunisation: the card by the schedule of today, and the doses on record. No statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from ilp.base.dates import completed_months
from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from posyandu.life import Life, day
from posyandu.models import Given
from posyandu.pregnancy_words import bounds_of
from posyandu.rules.clinical import Clinical
from posyandu.rules.immunisation import TOO_YOUNG, DoseCard, DoseState, DoseStatus
from posyandu.rules.td_status import td_status
from posyandu.selectors.badges import KIND_OF_COLOUR, Badge
from posyandu.selectors.care import dose_card_of
from posyandu.services.doses import codes
from puskesmas.models.person import Sex

COMPLETE = {"IDL_KLASIK": "IDL", "BAYI_LENGKAP": "Bayi lengkap", "BADUTA_LENGKAP": "Baduta lengkap"}
# 02 §8.3: everything with tetanus counts.
TETANUS = ("DPT", "HEKSA", "BIAS_DT", "BIAS_TD", "TD")
# What is due now comes before what was done and what is to come.
_FIRST = (DoseStatus.INVALID, DoseStatus.LATE, DoseStatus.DUE)
_KINDS = {DoseStatus.NOT_YET: "none", DoseStatus.NOT_NEEDED: "none", DoseStatus.DUE: "info"}


@dataclass(frozen=True, slots=True)
class CardLine:
    """One dose of the schedule."""

    code: str
    label: str
    badge: Badge
    when: str


@dataclass(frozen=True, slots=True)
class GivenLine:
    """One dose on record. `problem`: why it does not count."""

    id: str
    label: str
    on: str
    source: str
    batch: str
    problem: str
    is_of_card: bool


@dataclass(frozen=True, slots=True)
class DosesPage:
    """Everything the page shows."""

    lines: list[CardLine]
    not_needed: list[str]
    given: list[GivenLine]
    complete: list[tuple[str, str]]
    td: str
    due: list[str]
    """Codes to be given now, those to be repeated and late ones first."""


def doses_page(life: Life, *, sex: str, born_on: date, on: date, clinical: Clinical) -> DosesPage:
    """The card on a day."""
    card = dose_card_of(life, sex=sex, born_on=born_on, on=on, clinical=clinical)
    shown = [state for state in card.doses if state.status is not DoseStatus.NOT_NEEDED]
    words = codes(clinical)
    rank = {code: place for place, code in enumerate(card.with_status(*_FIRST))}
    return DosesPage(
        [_line(state, words) for state in sorted(shown, key=lambda state: rank.get(state.code, len(rank)))],
        [words[state.code] for state in card.doses if state.status is DoseStatus.NOT_NEEDED],
        _given(life, card, words),
        [(word, in_words(done)) for code, word in COMPLETE.items() if (done := card.complete.get(code))],
        _td(life, sex, completed_months(born_on, max(on, born_on)), clinical),
        list(rank),
    )


def _line(state: DoseState, words: dict[str, str]) -> CardLine:
    badge = Badge(_KINDS.get(state.status, KIND_OF_COLOUR[state.status.colour]), str(state.status.label))
    if state.given_on is not None:
        when = in_words(state.given_on, short=True)
    elif state.status is DoseStatus.INVALID:
        when = _("ulang mulai %(day)s") % {"day": in_words(state.earliest_on, short=True)}
    else:
        when = _("mulai %(day)s") % {"day": in_words(state.due_on, short=True)}
    return CardLine(state.code, words[state.code], badge, when)


def _given(life: Life, card: DoseCard, words: dict[str, str]) -> list[GivenLine]:
    sources = dict(Given.Source.choices)
    invalid = {(dose.given, dose.on): dose.reason for dose in card.invalid}
    return [_one(row, words, sources, invalid) for row in reversed(life.given)]


def _one(
    row: dict[str, Any], words: dict[str, str], sources: dict[str, Any], invalid: dict[tuple[str, date], str]
) -> GivenLine:
    on = day(row["given_on"])
    reason = invalid.get((row["code"], on))
    problem = ""
    if reason is not None:
        problem = _("terlalu muda") if reason == TOO_YOUNG else _("jarak terlalu dekat")
    parts = [row["vaccine"], row["batch"], row["expires_on"] and in_words(day(row["expires_on"]))]
    label = words.get(row["code"], row["code"])
    batch = ", ".join(part for part in parts if part)
    is_of_card = row["visit_id"] is not None
    return GivenLine(row["id"], label, in_words(on), str(sources[row["source"]]), batch, problem, is_of_card)


def _td(life: Life, sex: str, age_months: int, clinical: Clinical) -> str:
    """The T status in words, for women of 15 and more and pregnant girls (02 §8.3); empty before any dose."""
    days = [day(row["given_on"]) for row in life.given if row["code"].startswith(TETANUS)]
    is_woman = sex == Sex.PEREMPUAN and age_months >= bounds_of(clinical, "age_months")["warn"][0]
    if not days or not (is_woman or life.pregnancies):
        return ""
    found = td_status(days, clinical)
    if found.protected_until is None:
        return found.status
    said = {"status": found.status, "until": in_words(found.protected_until)}
    return _("%(status)s, terlindungi sampai %(until)s") % said
