"""One pregnancy: what was known, the contacts K1 to K6, the children, KF1 to KF4. One statement."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db.models import Q

from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from ilp.base.words import number
from posyandu.life import Life, subject_of
from posyandu.models import Given, Newborn, Pregnancy
from posyandu.pregnancy_words import FIELDS
from posyandu.rules.antenatal import antenatal
from posyandu.rules.clinical import Clinical
from posyandu.rules.contacts import examined
from posyandu.rules.postnatal import reached
from puskesmas.models import Person

CODES = {"K1A": "K1", "K1M": "K1 murni", "K4": "K4", "K6": "K6"}
KF = ("KF1", "KF2", "KF3", "KF4")
# A child registered before its birth was recorded may have been given another day.
DAYS_AROUND = 14


@dataclass(frozen=True, slots=True)
class Step:
    """A contact code with the day it was reached; empty when it was not."""

    code: str
    on: str


@dataclass(frozen=True, slots=True)
class PregnancyPage:
    """Everything the page shows beside the row itself."""

    facts: list[tuple[str, str]]
    boxes: list[str]
    antenatal: list[Step]
    postnatal: list[Step]
    children: list[Newborn]


def pregnancy_page(
    row: Pregnancy, person: Person, life: Life, today: date, clinical: Clinical
) -> PregnancyPage:
    """The page of one pregnancy; the contacts come from the whole life, in whatever order they were typed."""
    subject = subject_of(life, sex=person.sex, born_on=person.born_on, on=today + timedelta(days=1))
    contacts = examined(subject, {}, row.lmp_on, "bumil")
    found = antenatal(contacts, row.lmp_on, clinical, ended_on=row.ended_on)
    born = row.outcome in {Pregnancy.Outcome.LAHIR_HIDUP, Pregnancy.Outcome.LAHIR_MATI}
    after = (
        reached(row.ended_on, examined(subject, {}, row.ended_on, "nifas"), clinical)
        if born and row.ended_on
        else {}
    )
    return PregnancyPage(
        _facts(row),
        [
            _("%(day)s, %(weeks)s minggu") % {"day": in_words(box.on), "weeks": box.weeks}
            for box in found.boxes
        ],
        [
            Step(word, in_words(found.reached[code]) if code in found.reached else "")
            for code, word in CODES.items()
        ],
        [Step(code, in_words(after[code]) if code in after else "") for code in KF] if born else [],
        children_of(row.pk),
    )


def children_of(pregnancy_id: UUID) -> list[Newborn]:
    """The children of a delivery, voided ones left out."""
    rows = Newborn.objects.filter(delivery_id=pregnancy_id, child__voided_at=None).select_related("child")
    return list(rows.order_by("child__name"))


def known_children(row: Pregnancy, mother: Person, around: date | None) -> list[tuple[str, str]]:
    """Children who were registered before their birth was recorded: id, and name with day; one statement."""
    first, last = row.lmp_on, row.lmp_on + timedelta(days=365)
    if around is not None:
        first, last = around - timedelta(days=DAYS_AROUND), around + timedelta(days=DAYS_AROUND)
    same = Q(mother_name__iexact=mother.name)
    if mother.family_id is not None:
        same |= Q(family_id=mother.family_id)
    people = Person.objects.filter(same, voided_at=None, born_on__range=(first, last)).filter(
        Q(birth=None) | Q(birth__delivery_id=row.pk) | Q(birth__delivery__pregnancy__voided_at__isnull=False)
    )
    return [(str(child.pk), f"{child.name}, {in_words(child.born_on)}") for child in people.order_by("name")]


def hb0_days(children: list[Newborn]) -> dict[UUID, date]:
    """The day of HB0 by child; one statement."""
    rows = Given.objects.filter(person__in=[row.child_id for row in children], code="HB0", voided_at=None)
    return dict(rows.values_list("person_id", "given_on"))


def _facts(row: Pregnancy) -> list[tuple[str, str]]:
    numbers = ("gravida", "parity", "abortions", "spacing_months", "pre_weight_kg", "height_cm")
    found = [(_("HPHT"), f"{in_words(row.lmp_on)} ({row.get_dated_by_display()})")]
    for name in numbers:
        value = getattr(row, name)
        label, unit = FIELDS[name]
        if value is not None:
            found.append((str(label), f"{number(value)} {unit}".strip()))
    if row.blood_group:
        found.append((_("Golongan darah"), f"{row.blood_group} {row.rhesus}".strip()))
    if row.husband_name:
        found.append((_("Nama suami"), row.husband_name))
    who = _("bidan atau perawat") if row.first_known_by_nakes else _("kader")
    said = {"day": in_words(row.first_known_on), "who": who}
    return [*found, (_("Pertama diketahui"), _("%(day)s oleh %(who)s") % said)]
