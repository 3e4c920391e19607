"""What may be said of a person, checked field by field before anything is kept (02 §3)."""

from __future__ import annotations

import re
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from uuid import UUID

from django.utils import timezone

from ilp.base import sealing
from ilp.base.language import gettext as _
from ilp.base.nik import NumberRefused, clean_nik, nik_warnings
from ilp.base.words import day as in_words
from puskesmas.models import Person
from puskesmas.models.person import Sex

BIRTH_WEIGHT_G = (300, 7000)
BIRTH_LENGTH_CM = (25, 70)
LONGEST_NAME = 120
OLDEST_YEARS = 110
_PHONE = re.compile(r"(\+62|0)[0-9]{8,13}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Identity:
    """Who a person is, as typed. Empty text and None mean "not known"."""

    name: str
    sex: str
    born_on: date
    birth_is_estimated: bool = False
    nik: str = ""
    nik_missing_reason: str = ""
    mother_name: str = ""
    father_name: str = ""
    birth_weight_g: int | None = None
    birth_length_cm: Decimal | None = None
    buku_kia_since: date | None = None
    phone: str = ""

    def __repr__(self) -> str:
        return "<Identity>"


def nik_is_known_elsewhere() -> str:
    """For a NIK of somebody the user may not see: says nothing about who or where."""
    return _("NIK ini sudah terdaftar di luar wilayah Anda. Periksa nomornya, atau hubungi puskesmas.")


def identity_warnings(identity: Identity) -> list[str]:
    """What is unusual but may be true: shown beside the form, never a reason to refuse."""
    found = []
    if timezone.localdate().year - identity.born_on.year > OLDEST_YEARS:
        found.append(_("Umur di atas %(years)s tahun. Periksa tahun lahirnya.") % {"years": OLDEST_YEARS})
    if identity.nik:
        with suppress(NumberRefused):
            found += nik_warnings(clean_nik(identity.nik), born_on=identity.born_on, sex=identity.sex)
    return found


def check_identity(
    identity: Identity, *, person_id: UUID | None = None, nik_may_be_missing: bool = False
) -> tuple[Identity, dict[str, str]]:
    """The identity with blanks and separators removed, and one sentence per field that cannot be kept."""
    problems: dict[str, str] = {}
    cleaned = replace(
        identity,
        name=" ".join(identity.name.split()),
        mother_name=" ".join(identity.mother_name.split()),
        father_name=" ".join(identity.father_name.split()),
        phone=re.sub(r"[\s-]", "", identity.phone),
    )
    if not cleaned.name:
        problems["name"] = _("Isi nama. Bayi yang belum bernama: Bayi Ny. (nama ibu).")
    elif len(cleaned.name) > LONGEST_NAME:
        problems["name"] = _("Nama paling panjang %(most)s huruf. Singkat namanya.") % {"most": LONGEST_NAME}
    if cleaned.sex not in Sex.values:
        problems["sex"] = _("Pilih jenis kelamin: laki-laki atau perempuan.")
    if cleaned.born_on > timezone.localdate():
        problems["born_on"] = _("%(day)s belum tiba. Periksa tanggal lahir.") % {
            "day": in_words(cleaned.born_on)
        }
    if cleaned.phone and not _PHONE.fullmatch(cleaned.phone):
        problems["phone"] = _(
            "Nomor %(phone)s tidak dikenal. Mulai dengan 0 atau +62, lalu 8 sampai 13 angka."
        ) % {"phone": cleaned.phone}
    problems |= _check_birth(cleaned)
    nik, nik_problems = _check_nik(cleaned, person_id, nik_may_be_missing)
    reason = "" if nik else cleaned.nik_missing_reason
    return replace(cleaned, nik=nik, nik_missing_reason=reason), problems | nik_problems


def _check_birth(identity: Identity) -> dict[str, str]:
    problems = {}
    grams, length = identity.birth_weight_g, identity.birth_length_cm
    if grams is not None and not BIRTH_WEIGHT_G[0] <= grams <= BIRTH_WEIGHT_G[1]:
        problems["birth_weight_g"] = _(
            "Berat lahir %(grams)s g tidak mungkin. Isi dalam gram, misalnya 3100."
        ) % {"grams": grams}
    if length is not None and not BIRTH_LENGTH_CM[0] <= length <= BIRTH_LENGTH_CM[1]:
        problems["birth_length_cm"] = _(
            "Panjang lahir %(cm)s cm tidak mungkin. Isi dalam cm, misalnya 49."
        ) % {"cm": length}
    if identity.buku_kia_since is not None and identity.buku_kia_since > timezone.localdate():
        problems["buku_kia_since"] = _("Tanggal Buku KIA belum tiba. Isi paling lambat hari ini.")
    return problems


def _check_nik(
    identity: Identity, person_id: UUID | None, may_be_missing: bool
) -> tuple[str, dict[str, str]]:
    if not identity.nik.strip():
        if may_be_missing or identity.nik_missing_reason in Person.NikMissing.values:
            return "", {}
        return "", {"nik": _("Isi NIK 16 angka, atau pilih alasan mengapa belum ada.")}
    try:
        nik = clean_nik(identity.nik)
    except NumberRefused as refused:
        return "", {"nik": str(refused)}
    others = Person.objects.filter(nik_hash=sealing.keyed_hash(nik), voided_at=None)
    known = (others.exclude(pk=person_id) if person_id else others).first()
    if known is not None:
        return nik, {
            "nik": _(
                "NIK ini sudah dipakai oleh %(name)s, lahir %(born)s. Buka datanya, atau periksa nomornya."
            )
            % {"name": known.name, "born": in_words(known.born_on)}
        }
    return nik, {}
