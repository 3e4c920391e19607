"""The words of a line of the day sheet: who, what is known from before, what to do beside the weighing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import lru_cache
from typing import NamedTuple

from ilp.base.dates import period_of
from ilp.base.language import gettext as _
from ilp.base.language import spoken
from ilp.base.words import month_word, months_old
from posyandu.history import Glance
from posyandu.rules.due import SERVICES, Due
from posyandu.rules.immunisation import DoseStatus
from posyandu.rules.kms import KmsStatus, MonthStatus
from posyandu.rules.ruleset import RuleSet
from posyandu.selectors.residents import Resident
from posyandu.services.visit_rows import ChildOnDay
from posyandu.words import measure

# A length counts for the roll-up of three months; after that the sheet reminds of it.
LENGTH_LASTS_MONTHS = 3


class SheetWords(NamedTuple):
    """The words that stand on most lines, looked up once for each language."""

    mother: str
    guest: str
    measured: str
    present: str
    served: str
    never_weighed: str
    not_gained: str
    take_length: str
    take_muac: str


@lru_cache(maxsize=8)
def _words_in(language: str | None) -> SheetWords:
    return SheetWords(
        _("Ibu"),
        _("tamu"),
        _("Diukur"),
        _("Hadir"),
        _("Dilayani"),
        _("belum pernah ditimbang"),
        _("bulan lalu tidak naik"),
        _("ukur panjang/tinggi"),
        _("ukur LILA"),
    )


MOST_SERVICES = 3


def due_words(services: Sequence[Due]) -> str:
    """The services that are due, most urgent first; what is late is marked."""
    found: dict[str, str] = {}
    for each in services:
        word = _(SERVICES[each.service])
        late = _("%(service)s (terlambat)") % {"service": word} if each.state is DoseStatus.LATE else word
        found.setdefault(each.service, late)
    return ", ".join(list(found.values())[:MOST_SERVICES])


def sheet_words() -> SheetWords:
    return _words_in(spoken())


def detail_of(person: Resident | ChildOnDay, months: int, *, is_guest: bool) -> str:
    parts = [person.sex, months_old(months)]
    if person.rt:
        parts.append(f"RT {person.rt}")
    if person.mother_name:
        parts.append(f"{sheet_words().mother} {person.mother_name}")
    if is_guest:
        parts.append(sheet_words().guest)
    return " · ".join(parts)


def last_words(before: list[Glance], status: Callable[[int], MonthStatus | None]) -> str:
    weighed = [visit for visit in before if visit.weight_kg is not None]
    if not weighed:
        return sheet_words().never_weighed
    last = weighed[-1]
    period = period_of(last.measured_on)
    said = f"{measure(last.weight_kg)} kg · {month_word(period)}"
    found = status(period)
    return f"{said} · {found.status}" if found else said


def hint_words(
    before: list[Glance], last_month: MonthStatus | None, on: date, months: int, rules: RuleSet
) -> str:
    """What to do for this child beside the weighing."""
    found = []
    period = period_of(on)
    if last_month is not None and last_month.status is KmsStatus.NOT_GAINED:
        found.append(sheet_words().not_gained)
    lengths = [visit for visit in before if visit.has_length]
    if not lengths or period - period_of(lengths[-1].measured_on) >= LENGTH_LASTS_MONTHS:
        found.append(sheet_words().take_length)
    if months >= rules.muac_from_month and not any(
        visit.has_muac and period - period_of(visit.measured_on) < LENGTH_LASTS_MONTHS for visit in before
    ):
        found.append(sheet_words().take_muac)
    return " · ".join(found)
