"""Yearly sasaran: how many people a service is meant for, projected from the population (04 §2.1).

All arithmetic is exact; one rounding at the end, half up. What a kabupaten sets (birth rate, shares,
prevalences) are `Numbers` of a year; the shipped defaults say what is usual, to be replaced by the Dinkes.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class SasaranKind(StrEnum):
    """Whom the figure counts."""

    PENDUDUK = "PENDUDUK"
    IBU_HAMIL = "IBU_HAMIL"
    IBU_BERSALIN = "IBU_BERSALIN"
    BAYI = "BAYI"
    BAYI_BERTAHAN = "BAYI_BERTAHAN"
    KOMPLIKASI_IBU = "KOMPLIKASI_IBU"
    KOMPLIKASI_NEO = "KOMPLIKASI_NEO"
    PUS = "PUS"
    BADUTA = "BADUTA"
    ANAK_BALITA = "ANAK_BALITA"
    BALITA = "BALITA"
    PENDIDIKAN_DASAR = "PENDIDIKAN_DASAR"
    REMAJA = "REMAJA"
    REMATRI = "REMATRI"
    PRODUKTIF = "PRODUKTIF"
    USIA15 = "USIA15"
    PEREMPUAN_30_50 = "PEREMPUAN_30_50"
    LANSIA = "LANSIA"
    HT = "HT"
    DM = "DM"
    ODGJ = "ODGJ"
    TERDUGA_TBC = "TERDUGA_TBC"
    TBC = "TBC"
    HIV = "HIV"

    @property
    def label(self) -> str | Promise:
        """What the figure is called on a page."""
        return LABELS[self]


LABELS: dict[SasaranKind, str | Promise] = {
    SasaranKind.PENDUDUK: _("Penduduk"),
    SasaranKind.IBU_HAMIL: _("Ibu hamil"),
    SasaranKind.IBU_BERSALIN: _("Ibu bersalin dan nifas"),
    SasaranKind.BAYI: _("Bayi lahir hidup"),
    SasaranKind.BAYI_BERTAHAN: _("Bayi bertahan hidup (imunisasi)"),
    SasaranKind.KOMPLIKASI_IBU: _("Perkiraan komplikasi kebidanan"),
    SasaranKind.KOMPLIKASI_NEO: _("Perkiraan komplikasi neonatal"),
    SasaranKind.PUS: _("Pasangan usia subur"),
    SasaranKind.BADUTA: _("Baduta 12–23 bulan"),
    SasaranKind.ANAK_BALITA: _("Anak balita 12–59 bulan"),
    SasaranKind.BALITA: _("Balita 0–59 bulan"),
    SasaranKind.PENDIDIKAN_DASAR: _("Usia pendidikan dasar 7–15 tahun"),
    SasaranKind.REMAJA: _("Remaja 10–18 tahun"),
    SasaranKind.REMATRI: _("Remaja putri 12–18 tahun"),
    SasaranKind.PRODUKTIF: _("Usia produktif 15–59 tahun"),
    SasaranKind.USIA15: _("Penduduk 15 tahun ke atas"),
    SasaranKind.PEREMPUAN_30_50: _("Perempuan 30–50 tahun"),
    SasaranKind.LANSIA: _("Lansia 60 tahun ke atas"),
    SasaranKind.HT: _("Perkiraan penderita hipertensi"),
    SasaranKind.DM: _("Perkiraan penderita diabetes"),
    SasaranKind.ODGJ: _("Perkiraan ODGJ berat"),
    SasaranKind.TERDUGA_TBC: _("Terduga TBC"),
    SasaranKind.TBC: _("Perkiraan kasus TBC"),
    SasaranKind.HIV: _("Orang berisiko HIV"),
}


@dataclass(frozen=True, slots=True)
class Parameter:
    """A number a kabupaten sets for a year. `per`: the unit it is written in (100 percent, 1000 per mille).

    `value` None: nobody publishes one, so nothing is projected until it is set.
    """

    title: str | Promise
    per: int
    value: Decimal | None
    source: str


_USUAL = "Angka yang biasa dipakai program [from knowledge]"
_AGES = "BPS, proyeksi nasional 2024 menurut kelompok umur [from knowledge]"
PARAMETERS: dict[str, Parameter] = {
    "CBR": Parameter(_("Angka kelahiran kasar (CBR)"), 1000, Decimal("15"), _USUAL),
    "IMR": Parameter(_("Angka kematian bayi (IMR)"), 1000, Decimal("16.85"), "SP2020 [from knowledge]"),
    "PUS": Parameter(_("Bagian pasangan usia subur"), 100, Decimal("17"), _USUAL),
    "BADUTA": Parameter(_("Bagian usia 12–23 bulan"), 100, Decimal("1.59"), _AGES),
    "ANAK_BALITA": Parameter(_("Bagian usia 12–59 bulan"), 100, Decimal("6.36"), _AGES),
    "BALITA": Parameter(_("Bagian usia 0–59 bulan"), 100, Decimal("7.96"), _AGES),
    "PENDIDIKAN_DASAR": Parameter(_("Bagian usia 7–15 tahun"), 100, Decimal("14.32"), _AGES),
    "REMAJA": Parameter(_("Bagian usia 10–18 tahun"), 100, Decimal("14.32"), _AGES),
    "REMATRI": Parameter(_("Bagian perempuan 12–18 tahun"), 100, Decimal("5.43"), _AGES),
    "PRODUKTIF": Parameter(_("Bagian usia 15–59 tahun"), 100, Decimal("64.45"), _AGES),
    "USIA15": Parameter(_("Bagian usia 15 tahun ke atas"), 100, Decimal("76.13"), _AGES),
    "PEREMPUAN_30_50": Parameter(_("Bagian perempuan 30–50 tahun"), 100, Decimal("15.25"), _AGES),
    "LANSIA": Parameter(_("Bagian usia 60 tahun ke atas"), 100, Decimal("11.68"), _AGES),
    "HT": Parameter(
        _("Prevalensi hipertensi, usia 15 ke atas"), 100, Decimal("29.2"), "SKI 2023, hasil ukur"
    ),
    "DM": Parameter(_("Prevalensi diabetes, usia 15 ke atas"), 100, Decimal("11.7"), "SKI 2023, gula darah"),
    "ODGJ": Parameter(_("Prevalensi ODGJ berat"), 1000, Decimal("1.8"), "Riskesdas 2018 [from knowledge]"),
    "TBC": Parameter(_("Insiden TBC"), 100_000, Decimal("387"), "WHO 2024 [from knowledge]"),
    "TERDUGA_TBC": Parameter(_("Terduga TBC menurut program"), 100_000, None, ""),
    "HIV": Parameter(_("Orang berisiko HIV menurut program"), 1000, None, ""),
}
# Shares of ibu hamil and bayi (04 §2.1).
PREGNANT, DELIVERING = Fraction("1.10"), Fraction("1.05")
COMPLICATED_PREGNANCY, COMPLICATED_NEWBORN = Fraction("0.20"), Fraction("0.15")

Numbers = Mapping[str, Decimal | None]
"""Values by the code of PARAMETERS; a code that is missing has its default."""


def share(code: str, numbers: Numbers) -> Fraction | None:
    """A parameter as a part of one.

    >>> share("CBR", {"CBR": Decimal("20")})
    Fraction(1, 50)
    """
    parameter = PARAMETERS[code]
    value = numbers.get(code, parameter.value)
    return None if value is None else Fraction(value) / parameter.per


def exact(kind: SasaranKind, population: int, numbers: Numbers) -> Fraction | None:
    """The sasaran before rounding; None when a number of the programme is missing."""
    births = share("CBR", numbers)
    if kind is SasaranKind.PENDUDUK:
        return Fraction(population)
    of_births = _of_births(numbers).get(kind)
    if of_births is not None:
        return None if births is None else population * births * of_births
    part = share(kind.value, numbers)
    if kind in {SasaranKind.HT, SasaranKind.DM} and part is not None:
        grown = share("USIA15", numbers)
        part = None if grown is None else part * grown
    return None if part is None else population * part


def _of_births(numbers: Numbers) -> dict[SasaranKind, Fraction]:
    deaths = share("IMR", numbers) or Fraction(0)
    return {
        SasaranKind.IBU_HAMIL: PREGNANT,
        SasaranKind.IBU_BERSALIN: DELIVERING,
        SasaranKind.BAYI: Fraction(1),
        SasaranKind.BAYI_BERTAHAN: 1 - deaths,
        SasaranKind.KOMPLIKASI_IBU: COMPLICATED_PREGNANCY * PREGNANT,
        SasaranKind.KOMPLIKASI_NEO: COMPLICATED_NEWBORN,
    }


def half_up(value: Fraction) -> int:
    """To whole people (04 §2.1 rule 3).

    >>> half_up(Fraction("83.5")), half_up(Fraction("158.08"))
    (84, 158)
    """
    return (2 * value.numerator + value.denominator) // (2 * value.denominator)


def projected(kind: SasaranKind, population: int, numbers: Numbers) -> int | None:
    """The sasaran of a population in whole people; None when a number of the programme is missing.

    >>> projected(SasaranKind.IBU_HAMIL, 3800, {"CBR": Decimal("20")})
    84
    """
    found = exact(kind, population, numbers)
    return None if found is None else half_up(found)


def distributed(total: int, weights: Sequence[int]) -> list[int]:
    """A figure given to desa in proportion to their population, by largest remainder: the sum is kept.

    Equal remainders: the larger desa first, then the one named first. Without any population, nobody
    weighs more than the others.

    >>> distributed(10, [3, 3, 1])
    [5, 4, 1]

    :raises ValueError: for a negative figure or weight, or people without a desa.
    """
    if total < 0 or any(weight < 0 for weight in weights) or (total and not weights):
        raise ValueError("A figure and its weights are not negative, and people live somewhere.")
    if not any(weights):
        weights = [1] * len(weights)
    everybody = sum(weights)
    shares = [divmod(total * weight, everybody) for weight in weights]
    found = [whole for whole, _rest in shares]
    order = sorted(range(len(weights)), key=lambda at: (-shares[at][1], -weights[at], at))
    for at in order[: total - sum(found)]:
        found[at] += 1
    return found


def projections(population: Sequence[int], numbers: Numbers) -> dict[SasaranKind, list[int]]:
    """Every kind that can be projected for a puskesmas, given to its desa (04 §2.1 rule 2).

    :param population: by desa.
    """
    found = {}
    for kind in SasaranKind:
        total = projected(kind, sum(population), numbers)
        if total is not None:
            found[kind] = distributed(total, population)
    return found
