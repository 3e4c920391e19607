"""Doses of vaccine, vitamin A and deworming medicine: given here, from the Buku KIA, or told by a parent.

A dose that came too early is kept, and the schedule shows it as not valid (02 §8.1).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy

from ilp.access import audit
from ilp.access.models import User
from ilp.base import kicks
from ilp.base.ids import new_id
from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from posyandu.life import Life, day, life_of
from posyandu.models import Given
from posyandu.models.visit import Place
from posyandu.rules.clinical import Clinical
from posyandu.rules.vaccines import schedule_of
from posyandu.services.closing import late_changes
from posyandu.services.forms import clinical_on
from posyandu.services.records import AskAgain
from posyandu.services.refusing import atomic
from posyandu.services.visit_rows import lock_person
from puskesmas.models import Person
from puskesmas.services.refusal import Refused

# 02 §6.8 and §8.3: what is given beside the schedule of immunisation.
OTHERS = {
    "VITA_BIRU": gettext_lazy("Vitamin A biru"),
    "VITA_MERAH": gettext_lazy("Vitamin A merah"),
    "CACING": gettext_lazy("Obat cacing"),
    "TD": gettext_lazy("Tetanus-difteri (Td)"),
}
# Given again and again under one code, so a second one is no contradiction.
REPEATED = frozenset(OTHERS)
LONGEST = {"vaccine": 60, "batch": 30}


@dataclass(frozen=True, slots=True)
class NewDose:
    """One dose as typed. `id` is made where it was typed."""

    code: str
    given_on: date
    source: str = Given.Source.DIBERIKAN
    place: str = Place.POSYANDU
    vaccine: str = ""
    batch: str = ""
    expires_on: date | None = None
    id: UUID | None = None


def codes(clinical: Clinical) -> dict[str, str]:
    """What can be recorded: code and label; the schedule, then combined vaccines and others."""
    schedule = schedule_of(clinical)
    found = {slot.code: _(slot.label) if slot.label else slot.code for slot in schedule.slots}
    combined = {
        str(row["vaccine"]): str(row["vaccine"]) for row in clinical.rows("imunisasi.vaksin_gabungan")
    }
    return {**found, **combined, **{code: str(label) for code, label in OTHERS.items()}}


@atomic
def record_doses(
    *, person_id: UUID, doses: Sequence[NewDose], by: User, sure: str = "", reason: str = ""
) -> list[str]:
    """Keep doses; the answer is the codes that were not on record before. Sending them again changes nothing.

    What a Buku KIA or a parent tells of earlier is taken over at any time.

    :param reason: why a nakes still writes into a closed month; see `services.closing`.
    :raises Person.DoesNotExist: outside the scope.
    :raises Refused: by "<row>-<field>", or "" for all; then none is kept.
    :raises AskAgain: when a dose of this number stands on another day and `sure` does not confirm it.
    """
    person = lock_person(person_id)
    if not doses:
        raise Refused({"": _("Belum ada dosis. Pilih imunisasi dan isi tanggalnya.")})
    problems = _problems(person, doses)
    if problems:
        raise Refused(problems)
    late = _late(person, doses, by, reason)
    _ask_about_other_days(life_of(person_id), doses, sure)
    new = insert_doses(person_id, doses)
    if new:
        changes = {
            "person": person_id,
            "given": [
                [dose.code, dose.given_on, dose.source, dose.batch] for dose in doses if dose.code in new
            ],
            "by": by.pk,
            **late,
        }
        audit.record("dose.recorded", "person", [person_id], desa_id=person.desa_id, changes=changes)
        transaction.on_commit(kicks.refresh)
    return new


def insert_doses(person_id: UUID, doses: Iterable[NewDose]) -> list[str]:
    """Write what was checked, by the rights of who cares for the person now (posyandu/sql/25_doses.sql)."""
    rows = [{**asdict(dose), "id": dose.id or new_id()} for dose in doses]
    with connection.cursor() as cursor:
        cursor.execute(
            "select posyandu_add_doses(%s, %s::jsonb)", [person_id, json.dumps(rows, cls=DjangoJSONEncoder)]
        )
        return [code for (code,) in cursor.fetchall()]


@atomic
def void_dose(*, person_id: UUID, dose_id: UUID, reason: str, by: User) -> None:
    """The dose was never given, or was typed wrong. It stays in the table and counts nowhere.

    :raises Person.DoesNotExist: outside the scope.
    :raises Given.DoesNotExist: when it is no standing dose of this person.
    :raises Refused: without a reason, or when it belongs to a card.
    """
    person = lock_person(person_id)
    kept = next((row for row in life_of(person_id).given if row["id"] == str(dose_id)), None)
    if kept is None:
        raise Given.DoesNotExist
    if kept["visit_id"] is not None:
        raise Refused({"reason": _("Dosis ini dicatat di kartu kunjungan. Koreksi kartunya.")})
    if not reason.strip():
        raise Refused({"reason": _("Tulis alasannya, misalnya: salah tanggal.")})
    late = late_changes(on=day(kept["given_on"]), desa_id=person.desa_id, by=by, reason=reason)
    with connection.cursor() as cursor:
        cursor.execute("select posyandu_void_dose(%s, %s)", [dose_id, reason.strip()[:200]])
    changes = {"dose": dose_id, "code": kept["code"], "on": kept["given_on"], "reason": reason.strip()[:200]}
    audit.record(
        "dose.voided", "person", [person_id], desa_id=person.desa_id, changes={**changes, "by": by.pk, **late}
    )
    transaction.on_commit(kicks.refresh)


def _late(person: Person, doses: Sequence[NewDose], by: User, reason: str) -> dict[str, object]:
    """Asked of the earliest day on which a dose was given here."""
    given_here = [dose.given_on for dose in doses if dose.source == Given.Source.DIBERIKAN]
    if not given_here:
        return {}
    return late_changes(on=min(given_here), desa_id=person.desa_id, by=by, reason=reason)


def _problems(person: Person, doses: Sequence[NewDose]) -> dict[str, str]:
    known, today, found = codes(clinical_on(timezone.localdate())), timezone.localdate(), {}
    for row, dose in enumerate(doses):
        if dose.code not in known:
            found[f"{row}-code"] = _("Pilih imunisasi dari daftar.")
        if dose.source not in Given.Source.values or dose.place not in Place.values:
            found[f"{row}-source"] = _("Pilih sumber dan tempat dari daftar.")
        problem = _wrong_day(person, dose.given_on, today)
        if problem:
            found[f"{row}-given_on"] = problem
        elif dose.expires_on is not None and dose.expires_on < dose.given_on:
            said = {"on": in_words(dose.expires_on)}
            found[f"{row}-expires_on"] = (
                _("Kedaluwarsa %(on)s, sebelum diberikan. Periksa tanggalnya.") % said
            )
    return found


def _wrong_day(person: Person, on: date, today: date) -> str:
    said = {"on": in_words(on), "name": person.name, "born": in_words(person.born_on)}
    if on > today:
        return _("%(on)s belum tiba. Isi paling lambat hari ini.") % said
    if on < person.born_on:
        return _("%(on)s sebelum %(name)s lahir (%(born)s). Periksa tanggalnya.") % said
    if person.died_on is not None and on > person.died_on:
        return _("%(name)s tercatat sudah meninggal sebelum %(on)s. Periksa tanggalnya.") % said
    return ""


def _ask_about_other_days(life: Life, doses: Sequence[NewDose], sure: str) -> None:
    """The engine numbers doses by their day, so DPT 1 on two days would count as DPT 1 and DPT 2."""
    standing: dict[str, set[date]] = {}
    for given in life.given:
        standing.setdefault(given["code"], set()).add(day(given["given_on"]))
    questions, tokens = [], []
    for row, dose in enumerate(doses):
        others = standing.setdefault(dose.code, set())
        if others and dose.given_on not in others and dose.code not in REPEATED:
            said = {"code": dose.code, "kept": in_words(max(others)), "on": in_words(dose.given_on)}
            text = _("%(code)s sudah tercatat pada %(kept)s. Benar ada dosis lain pada %(on)s?") % said
            questions.append((f"{row}-given_on", text))
            tokens.append(f"{dose.code}:{dose.given_on.isoformat()}")
        others.add(dose.given_on)
    token = ";".join(sorted(tokens))
    if questions and token != sure:
        raise AskAgain(questions, token)
