"""Visits are recorded, corrected, withdrawn and confirmed here, and nowhere else.

Every function locks the person first, so that two laptops writing for one child never miss each other.
"""

from __future__ import annotations

from typing import NamedTuple
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ilp.access import audit
from ilp.access.models import User
from ilp.base import kicks
from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from posyandu.history import Past, history_of, last_measures, weighings
from posyandu.models import Finding, Given, HariBuka, Visit
from posyandu.models.visit import Place
from posyandu.rules.assessment import Assessment, assess_visit
from posyandu.rules.life_cycle import is_balita
from posyandu.rules.measures import ProblemSeverity, problems
from posyandu.rules.ruleset import RuleSet
from posyandu.services.closing import late_changes
from posyandu.services.measured import Conflict, LookTwice, Measured
from posyandu.services.refusing import atomic
from posyandu.services.rulesets import ruleset_for
from posyandu.services.visit_rows import ChildOnDay, insert_visit, lock_child
from posyandu.words import COLUMN, sentence
from puskesmas.services.refusal import Refused


class Recorded(NamedTuple):
    """A kept visit with what follows from it. `is_new` False: it was kept before, and nothing was written."""

    visit_id: UUID
    child: ChildOnDay
    measured: Measured
    assessment: Assessment
    is_new: bool


@atomic
def record_visit(
    *,
    day_id: UUID,
    person_id: UUID,
    measured: Measured,
    client_id: UUID,
    by: User,
    sure: str = "",
    reason: str = "",
) -> Recorded:
    """Keep what was measured for one balita on one hari buka. Sending it again changes nothing. 4 statements.

    :param client_id: made where it was typed (UUIDv7); the id of the visit.
    :param sure: the token of `LookTwice` when the kader measured again and stays with the values.
    :param reason: why a nakes still writes into a closed month; see `services.closing`.
    :raises HariBuka.DoesNotExist: when day or person are outside the scope.
    :raises Refused: with one sentence per column that cannot be kept, or "" for the whole visit.
    :raises LookTwice: when values are unlikely and `sure` does not confirm exactly these.
    :raises Conflict: when a visit with other values stands for this person and day, or has this id.
    """
    child = lock_child(day_id, person_id)
    past = history_of(person_id)
    _refuse_closed(child)
    standing = next((visit for visit in past if visit.id == client_id), None)
    standing = standing or next((visit for visit in past if visit.hari_buka_id == day_id), None)
    if standing is not None:
        return _already(standing, child, measured, client_id, past)
    return _keep(child, past, measured, client_id, by, sure, reason)


def _keep(
    child: ChildOnDay,
    past: list[Past],
    measured: Measured,
    client_id: UUID,
    by: User,
    sure: str,
    reason: str,
    corrects: UUID | None = None,
) -> Recorded:
    rules = ruleset_for(child.held_on)
    late = late_changes(on=child.held_on, desa_id=child.home_desa_id, by=by, reason=reason)
    asked = _check(child, measured, past, sure, rules)
    assessment = _assess(child, measured, past, rules)
    visit = {
        "id": client_id,
        "person_id": child.person_id,
        "hari_buka_id": child.day_id,
        "facility_id": child.posyandu_id,
        "place": Place.POSYANDU.value,
        "measured_on": child.held_on,
        "desa_id": child.home_desa_id,
        "posyandu_of_residence_id": child.home_posyandu_id,
        "recorded_by_id": by.pk,
        "corrects_id": corrects,
        "asked": asked,
        **measured.columns(),
        **assessment.columns(),
    }
    if not insert_visit(visit):
        return _with_this_id(child, past, measured, client_id)
    audit.record(
        "visit.corrected" if corrects else "visit.recorded",
        "visit",
        [client_id],
        desa_id=child.home_desa_id,
        changes={
            "person": child.person_id,
            "corrects": corrects,
            "asked": asked,
            **measured.columns(),
            **late,
        },
    )
    transaction.on_commit(kicks.refresh)
    return Recorded(client_id, child, measured, assessment, True)


def _refuse_closed(child: ChildOnDay) -> None:
    if child.state == HariBuka.State.DIBUKA:
        return
    if child.state == HariBuka.State.TERJADWAL:
        raise Refused({"": _("Hari buka belum dibuka. Tekan Buka, lalu simpan lagi.")})
    raise Refused({"": _("Hari buka sudah ditutup. Minta bidan membukanya lagi bila masih ada anak.")})


def _check(child: ChildOnDay, measured: Measured, past: list[Past], sure: str, rules: RuleSet) -> list[str]:
    """Refuse what cannot be; ask about what is unlikely. Returns the codes that were asked and confirmed."""
    _refuse_wrong_child(child)
    if measured.is_empty():
        raise Refused({"": _("Belum ada ukuran. Isi paling sedikit satu, misalnya berat badan.")})
    found = problems(
        child.sex,
        child.born_on,
        measured.measures(child.held_on),
        previous=last_measures(past, child.held_on),
        ruleset=rules,
    )
    refused: dict[str, str] = {}
    for problem in found:
        if problem.severity is ProblemSeverity.REFUSE:
            column = COLUMN[problem.field]
            refused[column] = " ".join(filter(None, [refused.get(column), sentence(problem)]))
    if refused:
        raise Refused(refused)
    if found:
        question = LookTwice(found)
        if question.token != sure:
            raise question
    return [problem.code for problem in found]


def _refuse_wrong_child(child: ChildOnDay) -> None:
    on, name = in_words(child.held_on), child.name
    if child.voided:
        raise Refused({"": _("Data %(name)s dinyatakan salah data. Pilih orang lain.") % {"name": name}})
    if child.died_on is not None and child.died_on < child.held_on:
        raise Refused({"": _("%(name)s tercatat sudah meninggal. Hubungi bidan.") % {"name": name}})
    if child.born_on > child.held_on:
        raise Refused(
            {"": _("%(name)s belum lahir pada %(on)s. Periksa tanggal lahirnya.") % {"name": name, "on": on}}
        )
    if not is_balita(child.born_on, child.held_on):
        raise Refused({"": _("%(name)s sudah 5 tahun. Cukup tandai hadir.") % {"name": name}})
    if child.home_desa_id is None:
        raise Refused(
            {
                "": _("Pada %(on)s %(name)s belum tercatat tinggal di sini. Periksa tanggal pindahnya.")
                % {"on": on, "name": name}
            }
        )


def _assess(child: ChildOnDay, measured: Measured, past: list[Past], rules: RuleSet) -> Assessment:
    return assess_visit(
        child.sex,
        child.born_on,
        child.held_on,
        measured.taken(),
        others=weighings(past),
        birth_weight_kg=child.birth_weight_g and child.birth_weight_g / 1000,
        ruleset=rules,
    )


def _already(
    standing: Past, child: ChildOnDay, measured: Measured, client_id: UUID, past: list[Past]
) -> Recorded:
    """The same visit sent again is fine; anything else in its place is a conflict."""
    is_same_place = standing.hari_buka_id == child.day_id and standing.person_id == child.person_id
    if standing.id != client_id or not is_same_place or not measured.same_as(standing):
        raise Conflict(standing, measured)
    others = [visit for visit in past if visit.id != standing.id]
    assessment = _assess(child, measured, others, ruleset_for(child.held_on))
    return Recorded(standing.id, child, measured, assessment, False)


def _with_this_id(child: ChildOnDay, past: list[Past], measured: Measured, client_id: UUID) -> Recorded:
    """The id is taken by no live visit of this child: by one that was corrected since, or by a stranger's."""
    row = Visit.objects.filter(pk=client_id, person_id=child.person_id, hari_buka_id=child.day_id).first()
    if row is None or any(value != getattr(row, name) for name, value in measured.columns().items()):
        raise Conflict(None, measured)
    assessment = _assess(child, measured, past, ruleset_for(child.held_on))
    return Recorded(client_id, child, measured, assessment, False)


@atomic
def correct_visit(
    *, visit_id: UUID, measured: Measured, reason: str, client_id: UUID, by: User, sure: str = ""
) -> Recorded:
    """Replace a visit of a hari buka by a new row; the old one is voided and stays readable.

    Who may: anybody who records while the day is open; afterwards the view asks for Can.VALIDATE, and a
    reason is required. Sending it again changes nothing. Errors as in `record_visit`; a visit that somebody
    else corrected meanwhile is a Conflict.
    """
    old = Visit.objects.get(pk=visit_id)
    if old.hari_buka_id is None:
        raise Refused({"": _("Kunjungan ini bukan dari hari buka. Perbaiki di tempat ia dicatat.")})
    child = lock_child(old.hari_buka_id, old.person_id)
    past = history_of(old.person_id)
    sent_before = next((visit for visit in past if visit.id == client_id), None)
    if sent_before is not None:
        return _already(sent_before, child, measured, client_id, past)
    if all(visit.id != visit_id for visit in past):
        now = next((visit for visit in past if visit.hari_buka_id == old.hari_buka_id), None)
        raise Conflict(now, measured)
    if child.state != HariBuka.State.DIBUKA and not reason.strip():
        raise Refused({"reason": _("Hari buka sudah ditutup: tulis alasan koreksi, misalnya salah ketik.")})
    others = [visit for visit in past if visit.id != visit_id]
    with transaction.atomic():  # a refused correction leaves the old row as it was
        _void(visit_id, by, reason or _("Dikoreksi saat hari buka"))
        return _keep(child, others, measured, client_id, by, sure, reason, corrects=visit_id)


def _void(visit_id: UUID, by: User, reason: str) -> None:
    Visit.objects.filter(pk=visit_id).update(
        voided_at=timezone.now(), voided_by_id=by.pk, void_reason=reason.strip()[:200]
    )


def _void_what_it_told(visit_id: UUID, reason: str) -> None:
    """Findings and doses of a visit that never happened go with it."""
    now = timezone.now()
    Finding.objects.filter(visit_id=visit_id, voided_at=None).update(voided_at=now)
    Given.objects.filter(visit_id=visit_id, voided_at=None).update(voided_at=now, void_reason=reason[:200])


@atomic
def void_visit(*, visit_id: UUID, reason: str, by: User) -> Visit:
    """The visit never happened (wrong child, double entry). It stays readable and counts nowhere.

    :raises Visit.DoesNotExist: outside the scope.
    :raises Refused: without a reason.
    """
    visit = _locked_visit(visit_id)
    if not reason.strip():
        raise Refused({"reason": _("Tulis alasannya, misalnya: tertukar dengan anak lain.")})
    if visit.voided_at is None:
        late = late_changes(on=visit.measured_on, desa_id=visit.desa_id, by=by, reason=reason)
        _void(visit_id, by, reason)
        _void_what_it_told(visit_id, reason)
        audit.record(
            "visit.voided",
            "visit",
            [visit_id],
            desa_id=visit.desa_id,
            changes={"person": visit.person_id, "reason": reason.strip(), **late},
        )
        transaction.on_commit(kicks.refresh)
    return visit


@atomic
def confirm_visit(*, visit_id: UUID, by: User, reason: str = "") -> Visit:
    """A nakes has looked at an implausible value and stands for it: from now on it counts (02 §6.2)."""
    visit = _locked_visit(visit_id)
    if visit.voided_at is not None:
        raise Refused({"": _("Kunjungan ini sudah diganti. Muat ulang halaman.")})
    if visit.implausible and not visit.is_confirmed:
        late = late_changes(on=visit.measured_on, desa_id=visit.desa_id, by=by, reason=reason)
        Visit.objects.filter(pk=visit_id).update(is_confirmed=True)
        audit.record(
            "visit.confirmed",
            "visit",
            [visit_id],
            desa_id=visit.desa_id,
            changes={"person": visit.person_id, "implausible": visit.implausible, "by": by.pk, **late},
        )
        transaction.on_commit(kicks.refresh)
    return visit


def _locked_visit(visit_id: UUID) -> Visit:
    return Visit.objects.select_for_update(no_key=True, of=("self",)).get(pk=visit_id)
