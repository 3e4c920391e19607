"""Which disease dominates in a desa (04 §7): groups, rates, location quotients, and when it may be told.

Two sources that are never mixed: diagnoses of a nakes by ICD-10, and flags of a screening, which are none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from math import exp, lgamma, log, sqrt

from django.utils.translation import gettext_noop as _

from pws.rules.small_cells import SMALLEST_SHOWN
from pws.rules.standing import Trend, trend

RANKS = 3
STANDS_OUT_LQ = 1.5
LOW_TAIL = 0.025  # of the exact two-sided 95 % interval


class Source(StrEnum):
    """The two tabs of the page."""

    DIAGNOSA = "diagnosa"
    SKRINING = "skrining"


@dataclass(frozen=True, slots=True)
class Group:
    """Diseases counted together. `spans`: ICD-10 from (included) to (not included); `flags`: of findings.

    `is_sensitive`: never told of a desa, only of a puskesmas as a whole.
    """

    code: str
    title: str
    spans: tuple[tuple[str, str], ...] = ()
    flags: tuple[str, ...] = ()
    is_sensitive: bool = False


GROUPS: tuple[Group, ...] = (
    Group("ISPA", _("ISPA"), (("J00", "J07"),)),
    Group("PNEUMONIA", _("Pneumonia"), (("J12", "J19"),)),
    Group("DIARE", _("Diare"), (("A09", "A10"),)),
    Group("HIPERTENSI", _("Hipertensi"), (("I10", "I16"),), ("TD_TINGGI", "TD_SANGAT_TINGGI")),
    Group("DM", _("Diabetes melitus"), (("E10", "E15"),), ("GDS_TINGGI", "GDP_TINGGI", "GD_DI_ATAS_ALAT")),
    Group("TBC", _("TBC"), (("A15", "A20"),), ("TBC_GEJALA", "TBC_KONTAK")),
    Group("DBD", _("Demam berdarah dengue"), (("A90", "A92"),)),
    Group("MALARIA", _("Malaria"), (("B50", "B55"),)),
    Group("TIFOID", _("Tifoid"), (("A01", "A02"),)),
    Group("KULIT", _("Penyakit kulit"), (("L00", "M"), ("B86", "B87"))),
    Group("GASTRITIS", _("Gastritis dan dispepsia"), (("K29", "K31"),)),
    Group("REMATIK", _("Rematik dan nyeri otot sendi"), (("M", "N"),)),
    Group("ASMA_PPOK", _("Asma dan PPOK"), (("J40", "J47"),), ("PUMA_RISIKO", "PUMA_SPIROMETRI")),
    Group("STROKE", _("Stroke"), (("I60", "I70"),)),
    Group("JANTUNG", _("Penyakit jantung"), (("I20", "I26"), ("I50", "I51"))),
    Group("KANKER", _("Kanker"), (("C", "D"),), ("IVA_POSITIF", "SADANIS_ADA_KELAINAN")),
    Group("JIWA", _("Gangguan jiwa"), (("F20", "F40"), ("F40", "F49")),
          ("JIWA_RUJUK", "JIWA_RUJUK_TAMBAHAN", "JIWA_SEGERA", "IBU_JIWA", "IBU_JIWA_SEGERA", "SDQ_RUJUK"),
          is_sensitive=True),
    Group("ANEMIA", _("Anemia"), (("D50", "D65"),),
          ("HB_RENDAH", "HB_SANGAT_RENDAH", "BUMIL_HB", "BUMIL_HB_BERAT")),
    Group("GIZI_KURANG", _("Gizi buruk dan kurang"), (("E40", "E47"),),
          ("GIZI_BURUK", "GIZI_KURANG", "EDEMA", "LILA_GIZI_BURUK", "LILA_GIZI_KURANG", "SEKOLAH_GIZI_BURUK",
           "SEKOLAH_GIZI_KURANG", "BUMIL_KEK")),
    Group("STUNTING", _("Stunting"), (), ("PENDEK", "SANGAT_PENDEK")),
    Group("ODGJ", _("ODGJ berat"), (("F20", "F30"),), is_sensitive=True),
    Group("GIGI", _("Gigi dan mulut"), (("K02", "K03"), ("K04", "K06")), ("GIGI_BERLUBANG",)),
    Group("MATA", _("Mata"), (("H00", "H60"),), ("GANGGUAN_LIHAT", "VISUS_KURANG")),
    Group("TELINGA", _("Telinga"), (("H60", "H96"),), ("GANGGUAN_DENGAR",)),
    Group("KIPI", _("KIPI"), (("T88.1", "T88.2"),)),
    Group("OBESITAS", _("Obesitas"), (("E66", "E67"),), ("IMT_OBESITAS", "OBESITAS", "SEKOLAH_OBESITAS")),
)  # fmt: skip
REST = "LAIN"
BY_CODE: Mapping[str, Group] = {group.code: group for group in GROUPS}


def groups_of(icd10: str) -> tuple[str, ...]:
    """The groups of a diagnosis; of none it is "LAIN". Severe mental illness is in two of them (04 §7).

    >>> groups_of("I10"), groups_of("F20.0"), groups_of("Z00")
    (('HIPERTENSI',), ('JIWA', 'ODGJ'), ('LAIN',))
    """
    found = tuple(g.code for g in GROUPS if any(low <= icd10 < high for low, high in g.spans))
    return found or (REST,)


@lru_cache(maxsize=4096)
def poisson_low(n: int) -> float:
    """The lower end of the exact 95 % interval of a count: the mean at which n or more are that unlikely.

    >>> round(poisson_low(5), 3), round(poisson_low(10), 3), poisson_low(0)
    (1.623, 4.795, 0.0)
    """
    if n <= 0:
        return 0.0
    low, high = max(0.0, n - 4 * sqrt(n) - 4), float(n)
    for _step in range(44):
        middle = (low + high) / 2
        below = sum(exp(k * log(middle) - middle - lgamma(k + 1)) for k in range(n)) if middle > 0 else 1.0
        low, high = (low, middle) if 1 - below > LOW_TAIL else (middle, high)
    return (low + high) / 2


@dataclass(frozen=True, slots=True)
class Standing:
    """One disease in one place. `rate`: per 1,000 people; None where there is nobody to divide by.

    `lq`: the rate over that of the whole puskesmas. `is_strong`: also by chance it would stand out.
    """

    code: str
    n: int
    before: int
    rate: float | None
    lq: float | None
    rank: int | None
    stands_out: bool
    is_strong: bool
    trend: Trend


def standings(
    counts: Mapping[str, tuple[int, int]],
    population: int,
    reference: Mapping[str, int],
    reference_population: int,
) -> list[Standing]:
    """Diseases of a place, most people first.

    :param counts: persons of this and of the previous window by group.
    :param reference: persons of the puskesmas (or kabupaten) by group in this window.
    """
    ordered = sorted(counts.items(), key=lambda one: (-one[1][0], one[0]))
    return [
        _standing(
            code, n, before, _rank(code, n, ordered), population, reference.get(code, 0), reference_population
        )
        for code, (n, before) in ordered
        if n or before
    ]


def _rank(code: str, n: int, ordered: Iterable[tuple[str, tuple[int, int]]]) -> int | None:
    """1 to 3 by persons, among groups with at least five; who has as many shares the rank."""
    if n < SMALLEST_SHOWN or code == REST:
        return None
    rank = 1 + sum(1 for other, (more, _before) in ordered if more > n and other != REST)
    return rank if rank <= RANKS else None


def _standing(
    code: str, n: int, before: int, rank: int | None, population: int, all_n: int, all_population: int
) -> Standing:
    expected = population * all_n / all_population if all_population else 0.0
    lq = n / expected if expected else None
    stands_out = lq is not None and lq >= STANDS_OUT_LQ and n >= SMALLEST_SHOWN
    return Standing(
        code=code,
        n=n,
        before=before,
        rate=1000 * n / population if population else None,
        lq=lq,
        rank=rank,
        stands_out=stands_out,
        is_strong=stands_out and poisson_low(n) / expected > 1,
        trend=trend(n, before),
    )
