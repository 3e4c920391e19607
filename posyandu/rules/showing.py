"""Printed words of everything the rules compute: class families, their codes, scores, and all findings."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from posyandu.rules import (
    advice,
    antenatal,
    campaigns,
    development,
    feeding,
    from_six,
    immunisation_advice,
    newborn,
    postnatal,
    postnatal_advice,
    pregnancy,
    pregnancy_advice,
    pregnancy_care,
    pregnancy_classes,
    pregnancy_signs,
    tbc,
    td_status,
)
from posyandu.rules.advice import Finding
from posyandu.rules.nutrition import GrowthClass, Severity


class Family(NamedTuple):
    """One kind of class, as a card names it. Sensitive ones are shown to a nakes only."""

    label: str
    is_sensitive: bool = False


class Score(NamedTuple):
    """A sum of points, with the most there can be."""

    label: str
    highest: int
    is_sensitive: bool = False


_ROOMS = (
    advice, antenatal, campaigns, development, feeding, from_six, immunisation_advice, newborn, postnatal,
    postnatal_advice, pregnancy, pregnancy_advice, pregnancy_care, pregnancy_classes, pregnancy_signs,
    tbc, td_status,
)  # fmt: skip

FINDINGS: dict[str, Finding] = {
    code: finding for room in _ROOMS for code, finding in getattr(room, "FINDINGS", {}).items()
}
"""Every finding of every chapter, by its code."""

CLASSES: dict[str, dict[str, str]] = {
    family: labels for room in _ROOMS for family, labels in getattr(room, "CLASSES", {}).items()
}
"""Printed label by family and code."""

FAMILIES: dict[str, Family] = {
    "trimester": Family(_("Trimester")),
    "td_bumil": Family(_("Tekanan darah")),
    "lila_bumil": Family(_("LILA")),
    "hb_bumil": Family(_("Hb")),
    "gula_bumil": Family(_("Gula darah")),
    "imt_pra": Family(_("IMT sebelum hamil")),
    "naik_bumil": Family(_("Kenaikan berat")),
    "tfu": Family(_("Tinggi fundus")),
    "djj": Family(_("Denyut jantung janin")),
    "ttd_bumil": Family(_("Tablet tambah darah")),
    "kelas_ibu": Family(_("Kelas ibu hamil")),
    "mt_kek": Family(_("MT bumil KEK")),
    "kf": Family(_("Kunjungan nifas")),
    "vit_a_nifas": Family(_("Vitamin A nifas")),
    "ttd_nifas": Family(_("TTD nifas")),
    "epds": Family(_("EPDS"), is_sensitive=True),
    "berat_lahir": Family(_("Berat lahir")),
    "umur_lahir": Family(_("Umur kehamilan saat lahir")),
    "kn": Family(_("Kunjungan neonatal")),
    "hb0": Family(_("HB0")),
    "shk": Family(_("SHK")),
    "asi_eksklusif": Family(_("ASI eksklusif")),
    "mpasi": Family(_("MP-ASI")),
    "mpasi_minimal": Family(_("Isi piring")),
    "mdd": Family(_("Keragaman makanan")),
    "checklist": Family(_("Checklist perkembangan")),
    "kpsp": Family(_("KPSP")),
    "imunisasi": Family(_("Imunisasi")),
    "bmi": Family(_("IMT")),
    "bmi_for_age": Family(_("IMT/U")),
    "height_for_age": Family(_("TB/U")),
    "muac": Family(_("LILA")),
    "waist": Family(_("Lingkar perut")),
    "blood_pressure": Family(_("Tekanan darah")),
    "blood_pressure_stage": Family(_("Rentang tekanan darah")),
    "random_glucose": Family(_("Gula darah sewaktu")),
    "fasting_glucose": Family(_("Gula darah puasa")),
    "cholesterol": Family(_("Kolesterol")),
    "haemoglobin": Family(_("Hb")),
    "eyes": Family(_("Mata")),
    "ears": Family(_("Telinga")),
    "visus": Family(_("Visus")),
    "puma": Family(_("PUMA")),
    "aks": Family(_("AKS")),
    "skilas": Family(_("SKILAS")),
    "contraception": Family(_("Kontrasepsi")),
    "cervix": Family(_("Leher rahim"), is_sensitive=True),
    "srq20": Family(_("SRQ-20"), is_sensitive=True),
    "phq9": Family(_("PHQ-9"), is_sensitive=True),
    "phqa": Family(_("PHQ-A"), is_sensitive=True),
    "phq4_anxiety": Family(_("PHQ-4 cemas"), is_sensitive=True),
    "phq4_depression": Family(_("PHQ-4 sedih"), is_sensitive=True),
    "sdq": Family(_("SDQ"), is_sensitive=True),
    "gds15": Family(_("GDS-15"), is_sensitive=True),
    "ad8": Family(_("AD8-INA")),
    "minicog": Family(_("Mini-Cog")),
    "amt": Family(_("AMT")),
    "mnasf": Family(_("MNA-SF")),
    "tug": Family(_("TUG")),
}
"""A family without a line here is not shown."""

SCORES = {
    "tbc_count": Score(_("Gejala TBC"), 4),
    "puma_score": Score(_("PUMA"), 9),
    "aks_score": Score(_("AKS"), 20),
    "skilas_count": Score(_("SKILAS"), 11),
    "srq20_score": Score(_("SRQ-20"), 20, is_sensitive=True),
}


def _kinds(
    kind: type[GrowthClass],
) -> Iterator[type[GrowthClass]]:
    for each in kind.__subclasses__():
        yield each
        yield from _kinds(each)


def _severities() -> dict[tuple[str, str], Severity]:
    """By family and code: a family has the severities of the class whose labels it shows."""
    kinds = list(_kinds(GrowthClass))
    found: dict[tuple[str, str], Severity] = {}
    for family, labels in CLASSES.items():
        for kind in kinds:
            if labels == {member.value: member.printed for member in kind}:
                found |= {(family, member.value): member.severity for member in kind}
    return found


_SEVERITY = _severities()


def severity_of(family: str, code: str) -> Severity | None:
    """How serious a class is; None where it is only a word."""
    return _SEVERITY.get((family, code))
