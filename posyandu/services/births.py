"""A birth: how the pregnancy ended, and its children, who become persons (02 §5).

A second save of the same delivery completes and corrects the first: a twin that was forgotten, a wrong hour.
Everything is checked before the first row is written, because a refusal keeps the transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ilp.access.models import User
from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from posyandu.models import Delivery, Given, Newborn, Pregnancy
from posyandu.models.visit import Place
from posyandu.rules.antenatal import weeks_on
from posyandu.services.birth_checks import Birth, Child, check_birth
from posyandu.services.doses import NewDose, insert_doses
from posyandu.services.pregnancies import check_end, locked, told
from posyandu.services.refusing import atomic
from puskesmas.models import Person, Residence
from puskesmas.news import identity_corrected
from puskesmas.services.identity import Identity, check_identity
from puskesmas.services.people import correct_person, register_person
from puskesmas.services.refusal import Refused
from puskesmas.services.residence import record_death

Outcome = Pregnancy.Outcome
_PLACE = {"PUSTU": Place.PUSTU, "PUSKESMAS": Place.PUSKESMAS}


@atomic
def record_delivery(
    *, pregnancy_id: UUID, birth: Birth, children: Sequence[Child], by: User, sure: str = ""
) -> Delivery:
    """Keep the birth, end the pregnancy and register the children; again to complete or correct it.

    Children on record that are not named again stay as they are. The outcome is a live birth when one child
    of the delivery lives.

    :raises Pregnancy.DoesNotExist: outside the scope.
    :raises Refused: by field of the birth, "<row>-<field>" of a child, or "" for all; nothing is written.
    :raises AskAgain: when values are unlikely and `sure` does not confirm exactly these.
    """
    kept, mother = locked(pregnancy_id)
    known = {
        row.child_id: row for row in Newborn.objects.filter(delivery_id=pregnancy_id).select_related("child")
    }
    _refuse_wrong_end(kept, birth)
    check_birth(kept.lmp_on, birth, children, sure)
    people, identities = _people(mother, kept, birth, children, known)
    if not known and not children:
        raise Refused({"": _("Isi paling sedikit satu anak.")})
    lives = [child.is_live for child in children]
    named = {child.person_id for child in children}
    lives += [row.is_live for key, row in known.items() if key not in named]
    outcome = Outcome.LAHIR_HIDUP if any(lives) else Outcome.LAHIR_MATI
    with transaction.atomic():  # a child that cannot be corrected takes the whole birth back
        delivery = _keep(kept, mother, birth, outcome, by)
        for child in children:
            person = people.get(child.person_id)
            _keep_child(kept, mother, birth, child, person, identities[child.person_id])
        for key, row in known.items():
            if key not in named:
                _correct(row.child, Identity(**_as_kept(row.child) | {"born_on": birth.on}))
    changes = {"delivered_at": birth.delivered_at, "outcome": outcome, "children": sorted(map(str, named))}
    told("delivery.corrected" if known else "delivery.recorded", kept, {**changes, "by": by.pk})
    return delivery


def _refuse_wrong_end(kept: Pregnancy, birth: Birth) -> None:
    if kept.voided_at is not None:
        raise Refused({"": _("Kehamilan ini dinyatakan salah data. Daftarkan yang baru.")})
    if kept.outcome not in {Outcome.HAMIL, Outcome.LAHIR_HIDUP, Outcome.LAHIR_MATI}:
        said = {"outcome": kept.get_outcome_display()}
        raise Refused({"": _("Kehamilan ini sudah berakhir: %(outcome)s. Perbaiki akhirnya dahulu.") % said})
    if birth.delivered_at > timezone.now():
        raise Refused({"time": _("Jam lahir belum tiba. Periksa tanggal dan jamnya.")})
    try:
        check_end(kept, birth.on)
    except Refused as refused:
        raise Refused({"day": " ".join(refused.problems.values())}) from None


def _people(
    mother: Person,
    kept: Pregnancy,
    birth: Birth,
    children: Sequence[Child],
    known: Mapping[UUID, Newborn],
) -> tuple[dict[UUID, Person], dict[UUID, Identity]]:
    """The children who are persons already, and who each will be; refuses what cannot be of this birth."""
    found = {row.pk: row for row in Person.objects.filter(pk__in=[child.person_id for child in children])}
    elsewhere = set(
        Newborn.objects.filter(child_id__in=found, delivery__pregnancy__voided_at=None)
        .exclude(delivery_id=kept.pk)
        .values_list("child_id", flat=True)
    )
    refused: dict[str, str] = {}
    identities = {}
    for row, child in enumerate(children):
        person = found.get(child.person_id)
        if person is not None and child.person_id not in known and person.born_on != birth.on:
            said = {"name": person.name, "born": in_words(person.born_on)}
            refused[f"{row}-person_id"] = _("%(name)s tercatat lahir %(born)s. Samakan tanggalnya.") % said
        if person is not None and child.person_id in elsewhere:
            said = {"name": person.name}
            refused[f"{row}-person_id"] = _("%(name)s sudah tercatat sebagai anak lain.") % said
        if (
            person is not None
            and person.died_on is not None
            and person.died_on != birth.on
            and not child.is_live
        ):
            refused[f"{row}-is_live"] = _("Anak ini tercatat meninggal pada hari lain.")
        identity = identity_of(mother, kept, birth, child, row, len(children), person)
        identities[child.person_id] = identity
        _checked, problems = check_identity(identity, person_id=child.person_id, nik_may_be_missing=True)
        refused |= {f"{row}-{name}": text for name, text in problems.items()}
    if refused:
        raise Refused(refused)
    return found, identities


def identity_of(
    mother: Person,
    kept: Pregnancy,
    birth: Birth,
    child: Child,
    row: int = 0,
    count: int = 1,
    person: Person | None = None,
) -> Identity:
    """Who the child is; what is on record and was not typed stays."""
    if person is not None:
        typed = {
            "birth_weight_g": child.birth_weight_g, "birth_length_cm": child.birth_length_cm,
            "name": child.name.strip(), "sex": child.sex,
        }  # fmt: skip
        told_now = {name: value for name, value in typed.items() if value not in (None, "")}
        return Identity(**_as_kept(person) | told_now | {"born_on": birth.on})
    which = f"{row + 1} " if count > 1 else ""
    return Identity(
        name=child.name.strip() or f"Bayi {which}Ny. {mother.name}",
        sex=child.sex,
        born_on=birth.on,
        nik_missing_reason=Person.NikMissing.BAYI,
        mother_name=mother.name,
        father_name=kept.husband_name,
        birth_weight_g=child.birth_weight_g,
        birth_length_cm=child.birth_length_cm,
        buku_kia_since=birth.on if kept.has_buku_kia else None,
    )


def _as_kept(person: Person) -> dict[str, Any]:
    names = Identity.__dataclass_fields__.keys() - {"nik"}
    return {name: getattr(person, name) for name in names}


def _keep(kept: Pregnancy, mother: Person, birth: Birth, outcome: str, by: User) -> Delivery:
    kept.outcome, kept.ended_on = outcome, birth.on
    kept.save(update_fields=["outcome", "ended_on"])
    columns = {
        "delivered_at": birth.delivered_at, "attendant": birth.attendant, "born_at": birth.born_at,
        "mode": birth.mode, "mother_state": birth.mother_state, "complications": list(birth.complications),
        "gestation_weeks": weeks_on(kept.lmp_on, birth.on),
    }  # fmt: skip
    new = {"desa_id": mother.desa_id, "posyandu_id": mother.posyandu_id, "recorded_by_id": by.pk}
    delivery, _is_new = Delivery.objects.update_or_create(
        pregnancy=kept, defaults=columns, create_defaults={**columns, **new}
    )
    return delivery


def _keep_child(
    kept: Pregnancy, mother: Person, birth: Birth, child: Child, person: Person | None, identity: Identity
) -> None:
    if person is None:
        person = _register(mother, child.person_id, identity)
    else:
        _correct(person, identity)
    columns = {**child.columns(), "delivery_id": kept.pk}
    place = {"desa_id": person.desa_id, "posyandu_id": person.posyandu_id}
    Newborn.objects.update_or_create(child=person, defaults=columns, create_defaults={**columns, **place})
    if not child.is_live and person.died_on is None:
        record_death(person=person, died_on=birth.on)
    has_hb0 = Given.objects.filter(person=person, code="HB0", voided_at=None).exists()
    if child.hb0_on is not None and not has_hb0:
        place_of = _PLACE.get(birth.born_at, Place.FASKES_LAIN)
        insert_doses(person.pk, [NewDose("HB0", child.hb0_on, place=place_of)])


def _register(mother: Person, person_id: UUID, identity: Identity) -> Person:
    """The child lives with its mother, since birth or since she came here."""
    home = Residence.objects.filter(person=mother, valid_to=None).first()
    return register_person(
        identity=identity,
        desa=mother.desa,
        posyandu=mother.posyandu,
        since=max(identity.born_on, home.valid_from) if home else identity.born_on,
        family=mother.family,
        rt=mother.rt,
        person_id=person_id,
    )


def _correct(person: Person, identity: Identity) -> None:
    """Ages and z-scores of its visits follow in the same transaction."""
    changed = correct_person(person=person, identity=replace(identity, nik=""))
    if changed & {"born_on", "sex"}:
        identity_corrected.send(sender=Person, person_id=person.pk)
