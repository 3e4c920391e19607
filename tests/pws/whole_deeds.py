"""What happens to people of every age besides weighing: cards, births, doses, diagnoses, findings.

Each deed takes a life and one seeded generator, and goes through the service that a screen would use.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID

from django.utils import timezone

from ilp.access import scope
from ilp.base.dates import completed_months
from ilp.base.ids import new_id
from posyandu.life import Life as Record
from posyandu.life import life_of, subject_of
from posyandu.models import Diagnosis, Finding, Visit
from posyandu.models.visit import Place
from posyandu.rules.stages import forms_of
from posyandu.services import findings
from posyandu.services.diagnoses import add_diagnosis, resolve_diagnosis, void_diagnosis
from posyandu.services.doses import NewDose, record_doses, void_dose
from posyandu.services.forms import form_on
from posyandu.services.placing import elsewhere
from posyandu.services.records import asked_of, record_form
from puskesmas.models import Facility, Person
from tests.pws import answers
from tests.pws.golden.saving import confirmed
from tests.pws.lives import pick
from tests.pws.whole_births import date_anew, deliver, lose, mistaken_pregnancy, pregnancy

if TYPE_CHECKING:
    from tests.pws.whole_lives import WholeLife

ILLNESSES = ("I10", "I10", "E11.9", "F20.0", "A15.0", "A91", "J00", "A09")
DOSES = ("HB0", "BCG", "OPV1", "OPV2", "OPV3", "OPV4", "IPV1", "IPV2", "DPT1", "DPT2", "DPT3", "PCV1",
         "PCV2", "PCV3", "RV1", "RV2", "RV3", "MR1", "DPT4", "MR2", "VITA_BIRU", "VITA_MERAH", "CACING",
         "TD")  # fmt: skip


def _day(rng: random.Random, earliest: date, furthest: int = 200) -> date:
    """Mostly today or last week, sometimes paper of months ago; never before `earliest`."""
    today = timezone.localdate()
    back = rng.choice([0, 0, rng.randint(0, 7), rng.randint(0, 60), rng.randint(0, furthest)])
    return max(today - timedelta(days=back), min(earliest, today))


def _person(life: WholeLife, rng: random.Random) -> Person:
    with scope.system("test"):
        return Person.objects.select_related("desa", "posyandu").get(pk=rng.choice(life.children))


def _card_day(rng: random.Random, person: Person, record: Record) -> date:
    """Days of a pregnancy, of childbed and of the first weeks are likely; there the cards are many."""
    today, earliest = timezone.localdate(), person.born_on
    if record.pregnancies and rng.random() < 0.8:
        pregnancy = rng.choice(record.pregnancies)
        first = date.fromisoformat(pregnancy["lmp_on"])
        ended = pregnancy["ended_on"] and date.fromisoformat(pregnancy["ended_on"])
        if ended and rng.random() < 0.6:
            first = ended
        return min(first + timedelta(days=rng.randint(0, 42 if first == ended else 280)), today)
    if (today - person.born_on).days < 120 and rng.random() < 0.6:
        return min(person.born_on + timedelta(days=rng.randint(0, 28)), today)
    return _day(rng, earliest)


def card(life: WholeLife, rng: random.Random) -> bool:
    """A card of somebody, anywhere but on a hari buka; often late."""
    person = _person(life, rng)
    with scope.of(life.bidan):
        record = life_of(person.pk)
        return _answer(life, rng, person, record, _card_day(rng, person, record), "")


def complete(life: WholeLife, rng: random.Random) -> bool:
    """A card is answered again: the answers that stand are replaced."""
    found = pick(rng, "select id from posyandu_visit where voided_at is null and hari_buka_id is null"
                      " and form <> '' and desa_id is not null order by id")  # fmt: skip
    if found is None:
        return False
    with scope.of(life.bidan):
        visit = Visit.objects.select_related("person").get(pk=found[0])
        return _answer(
            life, rng, visit.person, life_of(visit.person_id), visit.measured_on, visit.form, visit
        )


def _answer(
    life: WholeLife, rng: random.Random, person: Person, record: Record, on: date, code: str,
    standing: Visit | None = None,
) -> bool:  # fmt: skip
    if on < person.born_on:
        return False
    subject = subject_of(record, sex=person.sex, born_on=person.born_on, on=on)
    code = code or rng.choice([forms_of(subject)[0], *forms_of(subject)])
    by = rng.choice([life.bidan, life.bidan, life.kader[life.posts[0].pk]])
    form = form_on(code, on)
    texts = answers.typed(form, asked_of(subject, by), on, rng)
    if subject.age_months < 72:
        texts = answers.grown(texts, months=subject.age_months, rng=rng)
    place, facility = life.place(rng, person)
    if standing is not None:
        place, facility = standing.place, Facility.objects.get(pk=standing.facility_id)

    def keep(token: str) -> object:
        where, who = elsewhere(person_id=person.pk, on=on, place=place, facility_id=facility.pk)
        return record_form(
            where=where, who=who, form_code=code, typed=texts, client_id=new_id(), by=by, sure=token,
            base_id=standing.pk if standing else None, reason="Salah ketik",
        )  # fmt: skip

    confirmed(keep)
    return True


def dose(life: WholeLife, rng: random.Random) -> bool:
    """A dose given here or copied from the Buku KIA."""
    person = _person(life, rng)
    new = NewDose(
        rng.choice(DOSES),
        _day(rng, person.born_on, 400),
        source=rng.choice(["DIBERIKAN", "BUKU_KIA", "PENGAKUAN"]),
    )
    with scope.of(life.bidan):
        confirmed(lambda token: record_doses(person_id=person.pk, doses=[new], by=life.bidan, sure=token))
    return True


def mistaken_dose(life: WholeLife, rng: random.Random) -> bool:
    found = pick(
        rng,
        "select person_id, id from posyandu_given where voided_at is null and visit_id is null order by id",
    )
    if found is None:
        return False
    with scope.of(life.bidan):
        void_dose(person_id=found[0], dose_id=found[1], reason="Salah tanggal", by=life.bidan)
    return True


def diagnose(life: WholeLife, rng: random.Random) -> bool:
    person = _person(life, rng)
    adult = completed_months(person.born_on, timezone.localdate()) >= 180
    code = rng.choice(ILLNESSES if adult else ILLNESSES[4:])
    with scope.of(life.bidan):
        add_diagnosis(
            person_id=person.pk, diagnosis_id=new_id(), icd10_code=code,
            diagnosed_on=_day(rng, person.born_on), by=life.bidan,
        )  # fmt: skip
    return True


def _diagnosis(rng: random.Random) -> UUID | None:
    found = pick(
        rng, "select id from posyandu_diagnosis where voided_at is null and desa_id is not null order by id"
    )
    return found[0] if found else None


def heal(life: WholeLife, rng: random.Random) -> bool:
    found = _diagnosis(rng)
    if found is None:
        return False
    with scope.of(life.bidan):
        kept = Diagnosis.objects.get(pk=found)
        resolve_diagnosis(diagnosis_id=found, resolved_on=_day(rng, kept.diagnosed_on), by=life.bidan)
    return True


def mistaken_diagnosis(life: WholeLife, rng: random.Random) -> bool:
    found = _diagnosis(rng)
    if found is None:
        return False
    with scope.of(life.bidan):
        void_diagnosis(diagnosis_id=found, reason="Salah orang", by=life.bidan)
    return True


def end(life: WholeLife, rng: random.Random) -> bool:
    """A finding is followed up, or set aside with a reason."""
    found = pick(
        rng,
        "select id from posyandu_finding where voided_at is null and state = 'TERBUKA'"
        " and desa_id is not null order by id",
    )
    if found is None:
        return False
    with scope.of(life.bidan):
        kept = Finding.objects.get(pk=found[0])
        if rng.random() < 0.7:
            findings.end_finding(finding_id=kept.pk, by=life.bidan)
        else:
            findings.override_finding(finding_id=kept.pk, reason="Sudah diperiksa dokter", by=life.bidan)
    return True


PLACES = (
    Place.POSYANDU,
    Place.POSYANDU,
    Place.PUSTU,
    Place.PUSKESMAS,
    Place.KUNJUNGAN_RUMAH,
    Place.FASKES_LAIN,
)

WEIGHTS: dict[str, int] = {
    "card": 560, "complete": 90, "pregnancy": 30, "date_anew": 12, "deliver": 26, "lose": 4,
    "mistaken_pregnancy": 3, "dose": 60, "mistaken_dose": 10, "diagnose": 26, "heal": 10,
    "mistaken_diagnosis": 5, "end": 40,
}  # fmt: skip
DEEDS: dict[str, Callable[[Any, random.Random], bool]] = {
    deed.__name__: deed
    for deed in (card, complete, pregnancy, date_anew, deliver, lose, mistaken_pregnancy, dose, mistaken_dose,
                 diagnose, heal, mistaken_diagnosis, end)
}  # fmt: skip
