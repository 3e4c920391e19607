"""What a nakes diagnosed: added, ended, withdrawn. No rule and no screening calls this (05 §12)."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ilp.access import audit
from ilp.access.models import User
from ilp.access.roles import Can
from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from posyandu import icd10
from posyandu.models import Diagnosis
from posyandu.rules.clinical import Clinical
from posyandu.rules.showing import FINDINGS
from posyandu.services.forms import clinical_on
from posyandu.services.refusing import atomic
from posyandu.services.visit_rows import lock_person
from puskesmas.services.refusal import Refused

LONGEST_NOTE = 200


@atomic
def add_diagnosis(
    *, person_id: UUID, diagnosis_id: UUID, icd10_code: str, diagnosed_on: date, by: User, note: str = ""
) -> Diagnosis:
    """Keep a diagnosis. Sending the same id again changes nothing.

    :raises PermissionDenied: for anybody but a nakes.
    :raises Person.DoesNotExist: outside the scope.
    :raises Refused: for an unknown code, an impossible day, or a diagnosis that stands already.
    """
    _nakes_only(by)
    person = lock_person(person_id)
    kept = Diagnosis.objects.filter(pk=diagnosis_id, person=person).first()
    if kept is not None:
        return kept
    code = icd10.find(icd10_code)
    if code is None:
        said = {"typed": icd10_code.strip()[:20] or "–"}
        raise Refused(
            {"icd10": _("Kode %(typed)s tidak ada di ICD-10. Cari dengan nama penyakitnya.") % said}
        )
    _refuse_day("diagnosed_on", diagnosed_on, person.born_on)
    if Diagnosis.objects.filter(person=person, icd10=code.code, resolved_on=None, voided_at=None).exists():
        said = {"code": code.code}
        raise Refused({"icd10": _("Diagnosis %(code)s sudah tercatat dan belum selesai.") % said})
    kept = Diagnosis.objects.create(
        id=diagnosis_id, person=person, icd10=code.code, diagnosed_on=diagnosed_on,
        note=note.strip()[:LONGEST_NOTE], is_sensitive=is_sensitive(code.code, clinical_on(diagnosed_on)),
        desa_id=person.desa_id, posyandu_id=person.posyandu_id, recorded_by_id=by.pk,
    )  # fmt: skip
    _told("diagnosis.added", kept, {"icd10": code.code, "on": diagnosed_on})
    return kept


@atomic
def resolve_diagnosis(*, diagnosis_id: UUID, resolved_on: date, by: User) -> Diagnosis:
    """The illness is over since this day. Errors as in `add_diagnosis`."""
    kept = _locked(diagnosis_id, by)
    _refuse_day("resolved_on", resolved_on, kept.diagnosed_on)
    if kept.resolved_on != resolved_on:
        kept.resolved_on = resolved_on
        kept.save(update_fields=["resolved_on"])
        _told("diagnosis.resolved", kept, {"on": resolved_on})
    return kept


@atomic
def void_diagnosis(*, diagnosis_id: UUID, reason: str, by: User) -> Diagnosis:
    """The entry was a mistake; it stays in the table and is shown nowhere. Errors as in `add_diagnosis`."""
    kept = _locked(diagnosis_id, by)
    if not reason.strip():
        raise Refused({"reason": _("Tulis alasannya, misalnya: salah orang.")})
    if kept.voided_at is None:
        kept.voided_at = timezone.now()
        kept.save(update_fields=["voided_at"])
        _told("diagnosis.voided", kept, {"icd10": kept.icd10, "reason": reason.strip()[:LONGEST_NOTE]})
    return kept


def is_sensitive(code: str, clinical: Clinical) -> bool:
    """Whether only a nakes may read it."""
    value = clinical.entries["diagnosis.sensitif"].value
    assert isinstance(value, list | tuple)
    return icd10.is_among(code, [str(start) for start in value])


def suggested(codes: Iterable[str], clinical: Clinical) -> list[icd10.Code]:
    """What a nakes may choose after these findings, each once (05 §12). Nothing is chosen by itself."""
    growth = {row["finding"]: row["codes"] for row in clinical.rows("diagnosis.saran")}
    wanted = [
        code
        for finding in codes
        for code in (*(FINDINGS[finding].icd10 if finding in FINDINGS else ()), *growth.get(finding, ()))
    ]
    return [found for code in dict.fromkeys(wanted) if (found := icd10.find(code))]


def _nakes_only(by: User) -> None:
    if not by.may(Can.VALIDATE):
        raise PermissionDenied


def _locked(diagnosis_id: UUID, by: User) -> Diagnosis:
    _nakes_only(by)
    return Diagnosis.objects.select_for_update(no_key=True, of=("self",)).get(pk=diagnosis_id)


def _refuse_day(field: str, on: date, earliest: date) -> None:
    if on > timezone.localdate():
        raise Refused({field: _("%(on)s belum tiba. Isi paling lambat hari ini.") % {"on": in_words(on)}})
    if on < earliest:
        said = {"on": in_words(on), "earliest": in_words(earliest)}
        raise Refused({field: _("%(on)s lebih awal daripada %(earliest)s. Periksa tanggalnya.") % said})


def _told(action: str, kept: Diagnosis, changes: dict[str, object]) -> None:
    audit.record(
        action, "diagnosis", [kept.pk], desa_id=kept.desa_id, changes={"person": kept.person_id, **changes}
    )
