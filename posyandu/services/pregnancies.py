"""A pregnancy is registered, corrected, ended and withdrawn here; births are in `births`.

The woman is locked first, so two laptops never open two pregnancies. Values are asked again when they are
unlikely, as on a card: `AskAgain` holds the questions, and `sure` confirms exactly these.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from ilp.access import audit
from ilp.access.models import User
from ilp.access.roles import Can
from ilp.base import kicks
from ilp.base.dates import completed_months
from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from posyandu.models import Given, Newborn, Pregnancy, Visit
from posyandu.models.pregnancy import Delivery
from posyandu.pregnancy_words import Question, ask, bounds_of, of_range, sentence
from posyandu.rules.antenatal import weeks_on
from posyandu.rules.measures import ProblemSeverity
from posyandu.rules.pregnancy import episode_problems
from posyandu.services.forms import clinical_on
from posyandu.services.refusing import atomic
from posyandu.services.visit_rows import lock_person
from puskesmas.models import Person
from puskesmas.models.person import Sex
from puskesmas.services.people import void_person
from puskesmas.services.refusal import Refused
from puskesmas.services.residence import record_death

Outcome = Pregnancy.Outcome
# Without a birth; the others need `births.record_delivery`, or are the withdrawal.
ENDS = (Outcome.ABORTUS, Outcome.MOLA, Outcome.EKTOPIK, Outcome.MENINGGAL, Outcome.PINDAH)
BLOOD_GROUPS = ("A", "B", "AB", "O")
RHESUS = ("+", "-")
_NUMBERS = ("gravida", "parity", "abortions", "spacing_months", "pre_weight_kg", "height_cm")


@dataclass(frozen=True, slots=True)
class Episode:
    """What is known at registration (02 §4.2). Field names are columns of `Pregnancy`."""

    lmp_on: date
    dated_by: str = Pregnancy.Dating.HPHT
    gravida: int | None = None
    parity: int | None = None
    abortions: int | None = None
    spacing_months: int | None = None
    pre_weight_kg: Decimal | None = None
    height_cm: Decimal | None = None
    blood_group: str = ""
    rhesus: str = ""
    has_buku_kia: bool | None = None
    husband_name: str = ""

    def columns(self) -> dict[str, object]:
        """As columns of the table."""
        return {item.name: getattr(self, item.name) for item in fields(self)}


@atomic
def register_pregnancy(
    *,
    person_id: UUID,
    pregnancy_id: UUID,
    facts: Episode,
    by: User,
    known_on: date | None = None,
    sure: str = "",
) -> Pregnancy:
    """Open a pregnancy. Sending the same id again changes nothing.

    :param known_on: when anybody first knew of it; None: today.
    :raises Person.DoesNotExist: outside the scope.
    :raises Refused: by field, or "" when this person can have no pregnancy now.
    :raises AskAgain: when values are unlikely and `sure` does not confirm exactly these.
    """
    person, today = lock_person(person_id), timezone.localdate()
    kept = Pregnancy.objects.filter(pk=pregnancy_id, person=person).first()
    if kept is not None:
        return kept
    known_on = known_on or today
    _refuse_person(person)
    _check_times(person, facts.lmp_on, None, None)
    if not facts.lmp_on <= known_on <= today:
        raise Refused({"known_on": _("Tanggal pertama diketahui harus di antara HPHT dan hari ini.")})
    _check_values(person, facts, known_on, today, sure)
    kept = Pregnancy.objects.create(
        id=pregnancy_id, person=person, desa_id=person.desa_id, posyandu_id=person.posyandu_id,
        first_known_on=known_on, first_known_by_nakes=by.may(Can.VALIDATE), recorded_by_id=by.pk,
        **facts.columns(),
    )  # fmt: skip
    told("pregnancy.registered", kept, {"known_on": known_on, **facts.columns()})
    return kept


@atomic
def correct_pregnancy(*, pregnancy_id: UUID, facts: Episode, by: User, sure: str = "") -> Pregnancy:
    """Replace what was known; an ultrasound may date a pregnancy anew. Errors as in `register_pregnancy`."""
    kept, person = locked(pregnancy_id)
    _refuse_voided(kept)
    _check_times(person, facts.lmp_on, kept.ended_on, kept.pk)
    _check_values(person, facts, kept.first_known_on, kept.ended_on or timezone.localdate(), sure)
    changed = {name: value for name, value in facts.columns().items() if getattr(kept, name) != value}
    if not changed:
        return kept
    if facts.lmp_on > kept.first_known_on:
        changed["first_known_on"] = facts.lmp_on
    _set(kept, changed)
    if "lmp_on" in changed and kept.ended_on is not None:
        weeks = weeks_on(facts.lmp_on, kept.ended_on)
        Delivery.objects.filter(pk=kept.pk).update(gestation_weeks=weeks)
    told("pregnancy.corrected", kept, {**changed, "by": by.pk})
    return kept


@atomic
def end_pregnancy(*, pregnancy_id: UUID, outcome: str, ended_on: date, by: User, sure: str = "") -> Pregnancy:
    """The pregnancy ended without a birth. Doing it again with another outcome or day corrects it.

    :raises PermissionDenied: when anybody but a nakes records the death of the woman.
    :raises Refused: for an outcome that is a birth, an impossible day, or after a delivery.
    :raises AskAgain: for a miscarriage at an age at which it is a stillbirth.
    """
    kept, person = locked(pregnancy_id)
    _refuse_voided(kept)
    if outcome not in ENDS:
        raise Refused({"outcome": _("Pilih akhir kehamilan. Kelahiran dicatat di halaman persalinan.")})
    if outcome == Outcome.MENINGGAL and not by.may(Can.VALIDATE):
        raise PermissionDenied
    if kept.outcome in {Outcome.LAHIR_HIDUP, Outcome.LAHIR_MATI}:
        raise Refused({"outcome": _("Persalinannya sudah dicatat. Perbaiki di halaman persalinan.")})
    if (kept.outcome, kept.ended_on) == (outcome, ended_on):
        return kept
    check_end(kept, ended_on)
    is_birth_from = bounds_of(clinical_on(ended_on), "gestation_weeks")["hard"][0]
    weeks = weeks_on(kept.lmp_on, ended_on)
    if outcome == Outcome.ABORTUS and weeks >= is_birth_from:
        said = {"weeks": weeks}
        text = _("Usia kehamilan %(weeks)s minggu: biasanya dicatat sebagai lahir mati. Tetap keguguran?")
        ask([Question("outcome", f"abortus:{weeks}", text % said)], sure)
    if outcome == Outcome.MENINGGAL:
        record_death(person=person, died_on=ended_on)
    _set(kept, {"outcome": outcome, "ended_on": ended_on})
    told("pregnancy.ended", kept, {"outcome": outcome, "ended_on": ended_on, "by": by.pk})
    return kept


@atomic
def void_pregnancy(*, pregnancy_id: UUID, reason: str, by: User, children_too: bool = False) -> Pregnancy:
    """The record was a mistake (salah data). Contacts stay as visits; another pregnancy may be registered.

    :param children_too: the children of its delivery were never born either.
    :raises PermissionDenied: for anybody but a nakes.
    :raises Refused: without a reason, or when such a child has records of its own.
    """
    if not by.may(Can.VALIDATE):
        raise PermissionDenied
    kept, _person = locked(pregnancy_id)
    if not reason.strip():
        raise Refused({"reason": _("Tulis alasannya, misalnya: tercatat pada orang yang salah.")})
    if kept.voided_at is not None:
        return kept
    children = [row.child for row in Newborn.objects.filter(delivery_id=kept.pk).select_related("child")]
    if children_too:
        _refuse_known_children(children)
        for child in children:
            void_person(person=child, reason=reason)
    was = kept.outcome
    _set(
        kept,
        {
            "outcome": Outcome.SALAH_DATA,
            "ended_on": kept.ended_on or timezone.localdate(),
            "voided_at": timezone.now(),
        },
    )
    told("pregnancy.voided", kept, {"was": was, "reason": reason.strip()[:200], "by": by.pk})
    return kept


def locked(pregnancy_id: UUID) -> tuple[Pregnancy, Person]:
    """The pregnancy and its woman, both locked.

    :raises Pregnancy.DoesNotExist: outside the scope.
    """
    found = Pregnancy.objects.only("person_id").get(pk=pregnancy_id)
    person = lock_person(found.person_id)
    return Pregnancy.objects.select_for_update(no_key=True, of=("self",)).get(pk=pregnancy_id), person


def check_end(kept: Pregnancy, ended_on: date) -> None:
    """Refuse a day on which this pregnancy cannot have ended."""
    said = {"on": in_words(ended_on), "lmp": in_words(kept.lmp_on)}
    if ended_on > timezone.localdate():
        raise Refused({"ended_on": _("%(on)s belum tiba. Isi paling lambat hari ini.") % said})
    if ended_on < kept.lmp_on:
        raise Refused({"ended_on": _("%(on)s lebih awal daripada HPHT %(lmp)s. Periksa tanggalnya.") % said})
    later = _others(kept.person_id, kept.pk).filter(lmp_on__gt=kept.lmp_on, lmp_on__lte=ended_on).first()
    if later is not None:
        said["lmp"] = in_words(later.lmp_on)
        raise Refused({"ended_on": _("Pada %(on)s kehamilan berikutnya (HPHT %(lmp)s) sudah mulai.") % said})


def told(action: str, kept: Pregnancy, changes: dict[str, object]) -> None:
    """The audit line of a change, and a look at the change feed on commit."""
    audit.record(
        action, "pregnancy", [kept.pk], desa_id=kept.desa_id, changes={"person": kept.person_id, **changes}
    )
    transaction.on_commit(kicks.refresh)


def _set(kept: Pregnancy, columns: dict[str, object]) -> None:
    for name, value in columns.items():
        setattr(kept, name, value)
    kept.save(update_fields=list(columns))


def _others(person_id: UUID, own: UUID | None) -> QuerySet[Pregnancy]:
    found = Pregnancy.objects.filter(person_id=person_id, voided_at=None)
    return found.exclude(pk=own) if own else found


def _refuse_voided(kept: Pregnancy) -> None:
    if kept.voided_at is not None:
        raise Refused({"": _("Kehamilan ini dinyatakan salah data. Daftarkan yang baru.")})


def _refuse_person(person: Person) -> None:
    said = {"name": person.name}
    if person.voided_at is not None:
        raise Refused({"": _("Data %(name)s dinyatakan salah data. Pilih orang lain.") % said})
    if person.sex != Sex.PEREMPUAN:
        raise Refused({"": _("%(name)s tercatat laki-laki. Periksa jenis kelaminnya di data orang.") % said})
    if person.died_on is not None:
        raise Refused({"": _("%(name)s tercatat sudah meninggal. Hubungi bidan.") % said})


def _check_times(person: Person, lmp_on: date, ended_on: date | None, own: UUID | None) -> None:
    """One pregnancy at a time: not while another is open, not from within another."""
    if lmp_on < person.born_on:
        raise Refused({"lmp_on": _("HPHT lebih awal daripada tanggal lahir ibu. Periksa tanggalnya.")})
    for other in _others(person.pk, own):
        said = {"lmp": in_words(other.lmp_on), "end": in_words(other.ended_on)}
        if other.ended_on is None and ended_on is None:
            text = _("Masih ada kehamilan dengan HPHT %(lmp)s. Catat persalinan atau akhirnya dahulu.")
            raise Refused({"": text % said})
        if other.lmp_on <= lmp_on <= (other.ended_on or lmp_on):
            text = _("HPHT ini jatuh di dalam kehamilan lain (%(lmp)s sampai %(end)s). Periksa tanggalnya.")
            raise Refused({"lmp_on": text % said})
    if ended_on is not None and lmp_on > ended_on:
        said = {"end": in_words(ended_on)}
        raise Refused({"lmp_on": _("Kehamilan ini berakhir %(end)s. HPHT harus sebelumnya.") % said})


def _check_values(person: Person, facts: Episode, known_on: date, on: date, sure: str) -> None:
    clinical = clinical_on(known_on)
    values = {name: getattr(facts, name) for name in _NUMBERS}
    numbers = {name: None if value is None else float(value) for name, value in values.items()}
    problems = episode_problems(numbers, facts.lmp_on, on, clinical)
    if facts.lmp_on >= person.born_on:
        age = completed_months(person.born_on, facts.lmp_on)
        problems += of_range("age_months", age, bounds_of(clinical, "age_months"))
    refused = {
        "lmp_on" if problem.field == "age_months" else problem.field: sentence(problem)
        for problem in problems
        if problem.severity is ProblemSeverity.REFUSE
    }
    choices = {
        "dated_by": Pregnancy.Dating.values,
        "blood_group": ("", *BLOOD_GROUPS),
        "rhesus": ("", *RHESUS),
    }
    for name, allowed in choices.items():
        if getattr(facts, name) not in allowed:
            refused[name] = _("Pilih salah satu jawaban.")
    if refused:
        raise Refused(refused)
    ask([Question.of(problem) for problem in problems], sure)


def _refuse_known_children(children: list[Person]) -> None:
    for child in children:
        has_more = Given.objects.filter(person=child, voided_at=None).exclude(code="HB0").exists()
        if has_more or Visit.objects.filter(person=child, voided_at=None).exists():
            text = _("%(name)s sudah punya catatan sendiri. Biarkan anaknya, hapus kehamilannya saja.")
            raise Refused({"children_too": text % {"name": child.name}})
