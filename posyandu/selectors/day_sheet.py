"""The sheet of a hari buka: who is expected, who was served with which result, by group.

Strings are prepared here, because the sheet has hundreds of rows and a kader waits for it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import NamedTuple
from uuid import UUID

from django.urls import reverse

from ilp.base.dates import completed_months, period_of
from ilp.base.language import gettext as _
from posyandu.history import Glance, glances
from posyandu.lives import dues_of, lives_of
from posyandu.models import HariBuka
from posyandu.rules.due import Due
from posyandu.rules.kms import KmsStatus, MonthStatus, Weighing, deciding_by_month, status_among
from posyandu.rules.life_cycle import Group, group_at, is_balita
from posyandu.rules.ruleset import RuleSet
from posyandu.selectors.badges import CLASS_COLUMNS, Badge, concerns, short_month_badge
from posyandu.selectors.residents import Count, Resident, residents
from posyandu.selectors.sheet_words import detail_of, due_words, hint_words, last_words, sheet_words
from posyandu.services.forms import clinical_on
from posyandu.services.records import Kept
from posyandu.services.visit_rows import ChildOnDay
from posyandu.services.visits import Recorded

# Enough to tell O from B and to count a row of T; older ones are on the child's page.
LATEST = 8
# Sorts behind every service of the due engine.
NOTHING_DUE = 100


@dataclass(frozen=True, slots=True)
class Row:
    """One line, ready to print. `served` is a word, empty while the person did not come."""

    person_id: UUID
    name: str
    detail: str
    href: str
    is_balita: bool
    mark_href: str = ""
    """Where a person is marked present without a card; empty when a card stands already."""
    served: str = ""
    last: str = ""
    hint: str = ""
    badges: list[Badge] = field(default_factory=list)
    visit_id: UUID | None = None
    needs_look: bool = False
    is_referred: bool = False
    month: MonthStatus | None = None
    urgency: int = 0


@dataclass(frozen=True, slots=True)
class Tab:
    group: Group
    served: int
    expected: int


@dataclass(frozen=True, slots=True)
class DaySheet:
    """The rows of one group (or of a search over all), with the counts of every group."""

    day: HariBuka
    group: Group | None
    rows: list[Row]
    tabs: list[Tab]

    @property
    def person_ids(self) -> list[UUID]:
        """Everybody this sheet names, for the audit line."""
        return [row.person_id for row in self.rows]

    @property
    def balita(self) -> Tab:
        """The counts of balita."""
        return self.tabs[0]


def day_sheet(
    *, day: HariBuka, rules: RuleSet, group: Group | None = Group.BALITA, search: str = ""
) -> DaySheet:
    """The sheet of one group; with `search`, all whose name or mother's name holds it. Two statements."""
    wanted = search.casefold().split()
    people, counts = residents(day, None if wanted else group)
    aged = [(person, completed_months(person.born_on, day.held_on)) for person in people]
    tabs = [Tab(each, *counts.get(each, Count())) for each in Group]
    shown = [
        (person, months)
        for person, months in aged
        if (_holds(person, wanted) if wanted else group is None or group_at(months) is group)
    ]
    return DaySheet(day, group, _rows(day, shown, rules), tabs)


def saved_row(*, saved: Recorded) -> Row:
    """The row of a child that was measured just now; no statement."""
    child, assessment = saved.child, saved.assessment
    columns = assessment.columns()
    months, needs_look = assessment.age_months, assessment.implausible > 0
    found = _result(
        assessment.month,
        saved.measured.has_oedema,
        tuple(columns[name] for name in CLASS_COLUMNS),
        needs_look,
    )
    return Row(
        child.person_id,
        child.name,
        detail_of(child, months, is_guest=child.home_posyandu_id != child.posyandu_id),
        reverse("posyandu:entry", args=[child.day_id, child.person_id]),
        True,
        served=_("Diukur"),
        badges=found.badges,
        visit_id=saved.visit_id,
        needs_look=needs_look,
        is_referred=found.is_referred,
        month=assessment.month,
    )


def present_row(*, child: ChildOnDay, is_present: bool) -> Row:
    """The row of somebody who was just marked, or whose mark was taken back; no statement."""
    months = completed_months(child.born_on, child.held_on)
    balita = is_balita(child.born_on, child.held_on)
    return Row(
        child.person_id,
        child.name,
        detail_of(child, months, is_guest=child.home_posyandu_id != child.posyandu_id),
        reverse(f"posyandu:{'entry' if balita else 'card'}", args=[child.day_id, child.person_id]),
        balita,
        mark_href="" if balita else reverse("posyandu:attend", args=[child.day_id, child.person_id]),
        served=_("Hadir") if is_present else "",
    )


def card_row(*, child: ChildOnDay, kept: Kept) -> Row:
    """The row of somebody whose card was just kept; no statement."""
    row = present_row(child=child, is_present=True)
    is_referred = any(raised.finding.needs_referral for raised in kept.judged.raised)
    words = sheet_words()
    return replace(
        row,
        mark_href="",
        served=words.measured if row.is_balita else words.served,
        badges=[Badge("bad", _("Rujuk"))] if is_referred else [],
        visit_id=kept.visit_id,
        is_referred=is_referred,
    )


def _holds(person: Resident, wanted: list[str]) -> bool:
    text = f"{person.name} {person.mother_name}".casefold()
    return all(word in text for word in wanted)


def _rows(day: HariBuka, people: list[tuple[Resident, int]], rules: RuleSet) -> list[Row]:
    balita = [person.id for person, months in people if group_at(months) is Group.BALITA]
    past = glances(balita, day_id=day.pk, latest=LATEST)
    # One reverse for the whole sheet; a test compares the addresses with those of the site map.
    base = f"{reverse('posyandu:day', args=[day.pk])}orang/"
    grown = [person.id for person, months in people if group_at(months) is not Group.BALITA]
    lives = lives_of(grown, day.held_on, session_on=day.held_on)
    services = dues_of(lives, day.held_on, clinical_on(day.held_on))
    rows = [
        _row(day, base, person, months, past, rules, services.get(person.id, ())) for person, months in people
    ]
    return sorted(rows, key=_most_urgent) if services else rows


def _most_urgent(row: Row) -> tuple[bool, int]:
    """Who is late for something comes first, who was served already last; names stay in order."""
    return bool(row.served), row.urgency


def _row(
    day: HariBuka,
    base: str,
    person: Resident,
    months: int,
    past: dict[UUID, list[Glance]],
    rules: RuleSet,
    services: tuple[Due, ...],
) -> Row:
    detail = detail_of(person, months, is_guest=person.is_guest)
    if group_at(months) is not Group.BALITA:
        return Row(
            person.id,
            person.name,
            detail,
            f"{base}{person.id}/kartu/",
            False,
            mark_href="" if person.visit_id else f"{base}{person.id}/hadir/",
            served=sheet_words().served
            if person.visit_id
            else sheet_words().present
            if person.is_present
            else "",
            hint="" if person.is_served else due_words(services),
            badges=[Badge("bad", _("Rujuk"))] if person.is_referred else [],
            visit_id=person.visit_id,
            is_referred=person.is_referred,
            urgency=services[0].urgency if services else NOTHING_DUE,
        )
    return _balita_row(day, base, person, detail, months, past.get(person.id, []), rules)


def _balita_row(
    day: HariBuka,
    base: str,
    person: Resident,
    detail: str,
    months: int,
    past: list[Glance],
    rules: RuleSet,
) -> Row:
    status = _statuses(person, past, day.held_on, rules)
    period = period_of(day.held_on)
    today = next((visit for visit in past if visit.visit_id is not None), None)
    before = [visit for visit in past if visit.measured_on < day.held_on]
    month = status(period) if today is not None and today.weight_kg is not None else None
    needs_look = bool(today and today.needs_look)
    codes = today.classes if today else ()
    found = _result(month, today and today.has_oedema, codes, needs_look)
    return Row(
        person.id,
        person.name,
        detail,
        f"{base}{person.id}/",
        True,
        served=sheet_words().measured if today else sheet_words().present if person.is_present else "",
        last=last_words(before, status),
        hint="" if today else hint_words(before, status(period - 1), day.held_on, months, rules),
        badges=found.badges,
        visit_id=today.visit_id if today else None,
        needs_look=needs_look,
        is_referred=found.is_referred,
        month=month,
    )


def _statuses(
    person: Resident, past: list[Glance], on: date, rules: RuleSet
) -> Callable[[int], MonthStatus | None]:
    """The status of a month on the KMS by its period, judged when it is asked for."""
    weighed = deciding_by_month(
        Weighing(visit.measured_on, visit.weight_kg, visit.place)
        for visit in past
        if visit.weight_kg is not None and visit.measured_on <= on
    )
    birth_weight_kg = person.birth_weight_g and person.birth_weight_g / 1000
    return lambda period: status_among(
        person.sex, person.born_on, weighed, period, birth_weight_kg=birth_weight_kg, ruleset=rules
    )


class _Result(NamedTuple):
    badges: list[Badge]
    is_referred: bool


def _result(
    month: MonthStatus | None, oedema: bool | None, codes: tuple[str, ...], needs_look: bool
) -> _Result:
    """The badges of a visit, and whether the child goes to a nakes: a class of the list, oedema or T."""
    found = [badge for badge in [short_month_badge(month)] if badge]
    worries = concerns(codes)
    if oedema:
        found.append(Badge("bad", _("Bengkak")))
    found += worries
    if needs_look:
        found.append(Badge("watch", _("Lihat lagi")))
    not_gained = month is not None and month.status is KmsStatus.NOT_GAINED
    return _Result(found, bool(worries) or bool(oedema) or not_gained)
