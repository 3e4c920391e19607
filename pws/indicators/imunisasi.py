"""Indicators of immunisation (04 §5.4; PWS imunisasi). Only valid doses count (02 §8.1)."""

from decimal import Decimal
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from puskesmas.rules.sasaran import SasaranKind
from pws.indicators.declaration import Direction, Indicator, Kind, Subject

_SOURCE = "PWS imunisasi, PMK 12/2017"


def _imunisasi(
    code: str, short: str, title: Any, definition: Any, kind: Kind, target: int | None, **more: Any
) -> Indicator:
    """An indicator over the facts of children, the higher the better unless told otherwise."""
    told = {"subject": Subject.ANAK, "source": _SOURCE, "direction": Direction.UP, "owner": "K4",
            "denominator": None, **more}  # fmt: skip
    return Indicator(
        code=code, short=short, title=title, definition=definition, kind=kind,
        target=None if target is None else Decimal(target), **told,
    )  # fmt: skip


_VALID = _("Bayi dan anak yang mendapat dosis sah ini, pada bulan diberikan, dibagi sasaran bayi bertahan "
           "hidup. Dosis yang terlalu dini tidak dihitung.")  # fmt: skip


def _dose(code: str, column: str, title: str | Promise, short: str = "") -> Indicator:
    return _imunisasi(
        code, short or code.removeprefix("IMU-"), title, _VALID, Kind.KUMULATIF, 95, numerator=column,
        denominator="turned_1", sp=SasaranKind.BAYI_BERTAHAN,
    )  # fmt: skip


def _bias(code: str, column: str, title: str | Promise, definition: str | Promise, month: int) -> Indicator:
    return _imunisasi(
        code, code.removeprefix("IMU-"), title, definition, Kind.KAMPANYE, 95, numerator=column,
        denominator=f"{column}_due", months=(month,), source="KMK 35/2025",
    )  # fmt: skip


INDICATORS = (
    _imunisasi("IMU-HB0", "HB0", _("HB0 paling lambat 24 jam"),
               _("Bayi yang mendapat HB0 paling lambat 24 jam sesudah lahir. Tanpa jam: pada hari lahirnya."),
               Kind.KUMULATIF, 95, numerator="hb0_24", denominator="live_birth", sp=SasaranKind.BAYI),
    _imunisasi("IMU-HB07", "HB0 ≤ 7 hari", _("HB0 paling lambat 7 hari"),
               _("Bayi yang mendapat HB0 paling lambat 7 hari sesudah lahir, termasuk yang 24 jam."),
               Kind.KUMULATIF, None, numerator="hb0_7", denominator="live_birth", sp=SasaranKind.BAYI),
    _dose("IMU-BCG", "bcg", _("BCG")),
    _dose("IMU-DPT1", "dpt1", _("DPT-HB-Hib 1")),
    _dose("IMU-DPT3", "dpt3", _("DPT-HB-Hib 3")),
    _dose("IMU-OPV4", "opv4", _("Polio tetes 4")),
    _dose("IMU-IPV2", "ipv2", _("Polio suntik 2")),
    _dose("IMU-PCV2", "pcv2", _("Pneumokokus 2")),
    _dose("IMU-RV3", "rv3", _("Rotavirus 3")),
    _dose("IMU-MR1", "mr1", _("Campak-rubela 1")),
    _imunisasi("IMU-IDL", "IDL", _("Imunisasi dasar lengkap (IDL klasik)"),
               _("Bayi yang sebelum 12 bulan mendapat HB0, BCG, OPV1–4, DPT-HB-Hib 1–3, dan MR1, pada bulan "
                 "dosis terakhirnya, dibagi sasaran bayi bertahan hidup."),
               Kind.KUMULATIF, 95, numerator="idl", denominator="turned_1", sp=SasaranKind.BAYI_BERTAHAN),
    _imunisasi("IMU-IDLBAYI", "IDL per bayi", _("Imunisasi dasar lengkap menurut sasaran bayi"),
               _("Sama dengan IDL, dibagi sasaran bayi lahir hidup. Dasar desa UCI: 80 persen atau lebih."),
               Kind.KUMULATIF, 80, numerator="idl", denominator="turned_1", sp=SasaranKind.BAYI),
    _imunisasi("IMU-BL", "Bayi lengkap", _("Imunisasi bayi lengkap (definisi baru)"),
               _("Bayi yang sebelum 12 bulan mendapat IDL, IPV1–2, PCV1–2, dan RV1–3 (JE di daerah "
                 "endemis), pada bulan dosis terakhirnya, dibagi sasaran bayi bertahan hidup."),
               Kind.KUMULATIF, 90, numerator="bayi_lengkap", denominator="turned_1",
               sp=SasaranKind.BAYI_BERTAHAN),
    _imunisasi("IMU-IBL", "Baduta lengkap", _("Imunisasi baduta lengkap"),
               _("Anak yang sebelum 24 bulan mendapat PCV3, DPT-HB-Hib lanjutan, dan MR lanjutan, pada "
                 "bulan dosis terakhirnya, dibagi sasaran baduta 12–23 bulan."),
               Kind.KUMULATIF, 90, numerator="baduta_lengkap", denominator="turned_2", sp=SasaranKind.BADUTA),
    _imunisasi("IMU-DO13", "DO DPT1–3", _("Putus imunisasi DPT-HB-Hib 1 ke 3"),
               _("Jumlah DPT-HB-Hib 1 dikurangi DPT-HB-Hib 3 sejak Januari, dibagi DPT-HB-Hib 1 sejak "
                 "Januari."),
               Kind.BULANAN, 5, numerator="dpt1", minus="dpt3", denominator="dpt1", of_year=True,
               direction=Direction.DOWN),
    _imunisasi("IMU-DOMR", "DO DPT1–MR1", _("Putus imunisasi DPT-HB-Hib 1 ke MR1"),
               _("Jumlah DPT-HB-Hib 1 dikurangi MR1 sejak Januari, dibagi DPT-HB-Hib 1 sejak Januari."),
               Kind.BULANAN, 5, numerator="dpt1", minus="mr1", denominator="dpt1", of_year=True,
               direction=Direction.DOWN),
    _imunisasi("IMU-UCI", "Desa UCI", _("Desa UCI"),
               _("Desa yang cakupan imunisasi dasar lengkapnya sejak Januari paling sedikit 80 % sasaran "
                 "bayi, dibagi semua desa."),
               Kind.TITIK_WAKTU, 100, numerator=None, of_desa="IMU-IDLBAYI"),
    _imunisasi("IMU-ZD", "Zero-dose", _("Bayi tanpa DPT-HB-Hib 1 (zero-dose)"),
               _("Bayi 4–11 bulan pada akhir bulan yang belum mendapat DPT-HB-Hib 1 yang sah, dibagi semua "
                 "bayi 4–11 bulan yang tinggal di desa."),
               Kind.TITIK_WAKTU, 0, numerator="zero_dose", denominator="infants_4_11",
               denominator_of=Subject.PENDUDUK, direction=Direction.DOWN),
    _bias("IMU-BIAS-MR", "bias_mr", _("BIAS campak-rubela kelas 1"),
          _("Anak yang mendapat campak-rubela pada bulan BIAS, dibagi mereka dan anak yang gilirannya tahun "
            "ini (7 tahun) dan belum mendapatnya setahun terakhir."), 8),
    _bias("IMU-BIAS-DT", "bias_dt", _("BIAS DT kelas 1"),
          _("Anak yang mendapat DT pada bulan BIAS, dibagi mereka dan anak yang gilirannya tahun ini (7 "
            "tahun) dan belum mendapatnya setahun terakhir."), 11),
    _bias("IMU-BIAS-TD", "bias_td", _("BIAS Td kelas 2 dan 5"),
          _("Anak yang mendapat Td pada bulan BIAS, dibagi mereka dan anak yang gilirannya tahun ini (8 dan "
            "11 tahun) dan belum mendapatnya setahun terakhir."), 11),
    _bias("IMU-BIAS-HPV", "bias_hpv", _("BIAS HPV kelas 5"),
          _("Anak perempuan yang mendapat HPV pada bulan BIAS, dibagi mereka dan anak perempuan yang "
            "gilirannya tahun ini (11 tahun) dan belum mendapatnya setahun terakhir."), 8),
)  # fmt: skip
