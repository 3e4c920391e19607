"""Kinds of yearly sasaran: how many people a service is meant for (04 §2.1)."""

from enum import StrEnum


class SasaranKind(StrEnum):
    """Whom the figure counts."""

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
