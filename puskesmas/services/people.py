"""Registering, correcting and withdrawing persons and families. Moves and deaths are in `residence`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import fields
from datetime import date
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone

from ilp.access import audit, scope
from ilp.base import sealing
from ilp.base.ids import new_id
from ilp.base.language import gettext as _
from ilp.base.nik import NumberRefused, clean_kk
from puskesmas.models import Area, Facility, Family, Person, Residence
from puskesmas.services.identity import Identity, check_identity, nik_is_known_elsewhere
from puskesmas.services.refusal import Refused, one_transaction
from puskesmas.services.residence import check_place, locked


@one_transaction()
def register_person(
    *,
    identity: Identity,
    desa: Area,
    posyandu: Facility | None,
    since: date | None = None,
    family: Family | None = None,
    rt: str = "",
    person_id: UUID | None = None,
    is_synthetic: bool = False,
) -> Person:
    """Keep a new person and the first residence. Sending the same `person_id` again changes nothing.

    :param since: first day of living there; None: since birth.
    :raises Refused: with one sentence per field that cannot be kept.
    """
    if person_id is not None:
        kept = Person.objects.filter(pk=person_id).first()
        if kept is not None:
            return kept
    checked, problems = check_identity(identity)
    problems |= check_place(desa, posyandu) | _check_since(since, identity.born_on)
    if problems:
        raise Refused(problems)
    person = Person(
        id=person_id or new_id(),
        **_columns(checked),
        family=family,
        desa=desa,
        posyandu=posyandu,
        rt=rt,
        is_synthetic=is_synthetic,
        created_by_id=scope.current().user_id,
    )
    _insert(person)
    Residence.objects.create(
        person=person,
        born_on=person.born_on,
        sex=person.sex,
        desa=desa,
        posyandu=posyandu,
        valid_from=since or person.born_on,
    )
    audit.record(
        "person.registered", "person", [person.pk], desa_id=desa.pk, changes={"posyandu": person.posyandu_id}
    )
    return person


@one_transaction()
def correct_person(*, person: Person, identity: Identity) -> set[str]:
    """Replace what is known of a person; returns the names of the fields that changed.

    An empty `nik` together with an empty reason keeps the NIK that is stored. Residences follow the birth
    date by a key of the database; ages and z-scores of visits are recomputed by who called, when "born_on" or
    "sex" is in the answer.

    :raises Refused: with one sentence per field that cannot be kept.
    """
    kept = locked(person)
    keeps_nik = not identity.nik and not identity.nik_missing_reason and kept.nik_hash is not None
    checked, problems = check_identity(identity, person_id=kept.pk, nik_may_be_missing=keeps_nik)
    home = Residence.objects.filter(person=kept).order_by("valid_from").first()
    if home is not None and home.valid_to is not None and home.valid_to < identity.born_on:
        problems["born_on"] = _("Tanggal lahir ini sesudah orang itu pindah. Periksa tanggal lahirnya.")
    if problems:
        raise Refused(problems)
    columns = _columns(checked)
    if keeps_nik:
        for name in ("nik_sealed", "nik_hash", "nik_missing_reason"):
            columns.pop(name)
    changed = {name for name, value in columns.items() if _differs(getattr(kept, name), value)}
    changed -= {"nik_sealed"} if "nik_hash" not in changed else set()
    if not changed:
        return set()
    _update(kept, {name: columns[name] for name in changed})
    if home is not None and (home.valid_from == kept.born_on or home.valid_from < identity.born_on):
        # Nobody lives anywhere before birth; who lived here since birth does so since the corrected one.
        Residence.objects.filter(pk=home.pk).update(valid_from=identity.born_on)
    told = {name: columns[name] for name in changed if name not in {"nik_sealed", "nik_hash"}}
    audit.record(
        "person.corrected", "person", [kept.pk], desa_id=kept.desa_id, changes=told | _nik_told(changed)
    )
    return {"nik" if name == "nik_hash" else name for name in changed - {"nik_sealed"}}


@one_transaction()
def void_person(*, person: Person, reason: str) -> Person:
    """The record was a mistake (salah data): no count sees it any more, nothing is deleted.

    :raises Refused: without a reason.
    """
    kept = locked(person)
    if not reason.strip():
        raise Refused({"reason": _("Tulis alasannya, misalnya: tercatat dua kali.")})
    if kept.voided_at is None:
        kept.voided_at = timezone.now()
        Person.objects.filter(pk=kept.pk).update(voided_at=kept.voided_at)
        audit.record(
            "person.voided", "person", [kept.pk], desa_id=kept.desa_id, changes={"reason": reason.strip()}
        )
    return kept


@one_transaction()
def register_family(
    *,
    desa: Area,
    posyandu: Facility | None,
    no_kk: str = "",
    address: str = "",
    dusun: str = "",
    rw: str = "",
    rt: str = "",
) -> Family:
    """Keep a family; one with the same card number is returned as it is.

    :raises Refused: for a card number without 16 digits, a wrong place, or a card known elsewhere.
    """
    problems = check_place(desa, posyandu)
    number = ""
    if no_kk:
        try:
            number = clean_kk(no_kk)
        except NumberRefused as refused:
            problems["no_kk"] = str(refused)
    if problems:
        raise Refused(problems)
    digest = sealing.keyed_hash(number, sealing.KK) if number else None
    if digest is not None:
        known = Family.objects.filter(no_kk_hash=digest).first()
        if known is not None:
            return known
    family = Family(
        id=new_id(), no_kk_sealed=sealing.seal(number, sealing.KK) if number else None, no_kk_hash=digest,
        desa=desa, posyandu=posyandu, address=address, dusun=dusun, rw=rw, rt=rt,
    )  # fmt: skip
    try:
        with transaction.atomic():
            family.save(force_insert=True)
    except IntegrityError as error:
        if "no_kk_hash" not in str(error):
            raise
        raise Refused(
            {"no_kk": _("Nomor KK ini sudah terdaftar di tempat lain. Periksa nomornya.")}
        ) from None
    audit.record("family.registered", "family", [family.pk], desa_id=desa.pk)
    return family


def _check_since(since: date | None, born_on: date) -> dict[str, str]:
    if since is None or born_on <= since <= timezone.localdate():
        return {}
    return {"since": _("Tanggal mulai tinggal harus di antara tanggal lahir dan hari ini.")}


def _columns(identity: Identity) -> dict[str, Any]:
    """An identity as columns of the person; the NIK only sealed and hashed."""
    columns = {item.name: getattr(identity, item.name) for item in fields(identity) if item.name != "nik"}
    columns["nik_sealed"] = sealing.seal(identity.nik) if identity.nik else None
    columns["nik_hash"] = sealing.keyed_hash(identity.nik) if identity.nik else None
    return columns


def _differs(old: Any, new: Any) -> bool:
    if isinstance(old, memoryview):
        old = bytes(old)
    return bool(old != new)


def _nik_told(changed: set[str]) -> dict[str, str]:
    return {"nik": "diubah"} if "nik_hash" in changed else {}


def _insert(person: Person) -> None:
    _guarded(lambda: person.save(force_insert=True))


def _update(person: Person, columns: dict[str, Any]) -> None:
    _guarded(lambda: Person.objects.filter(pk=person.pk).update(**columns))


def _guarded(write: Callable[[], object]) -> None:
    # A NIK of somebody outside the scope is found by nobody but the unique index.
    try:
        with transaction.atomic():
            write()
    except IntegrityError as error:
        if "one_live_person_per_nik" not in str(error):
            raise
        raise Refused({"nik": nik_is_known_elsewhere()}) from None
