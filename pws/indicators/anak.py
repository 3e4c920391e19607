"""Indicators of newborns, infants and children under five (04 §5.2; PWS-KIA, PMK 21/2021, SPM)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from puskesmas.rules.sasaran import SasaranKind
from pws.indicators.declaration import Direction, Indicator, Kind, Subject

_KIA = "PWS-KIA, PMK 21/2021"
_SPM = "PWS-KIA, PMK 6/2024"
_TUMBUH = "Pedoman SDIDTK"


def _anak(code: str, short: str, title: object, definition: object, kind: Kind, **more: Any) -> Indicator:
    """An indicator over the facts of children; counts up and down as `more` says."""
    target = more.pop("target", None)
    told = {"subject": Subject.ANAK, "source": _KIA, "direction": Direction.UP, "denominator": None, **more}
    return Indicator(
        code=code, short=short, title=title, definition=definition, kind=kind,  # type: ignore[arg-type]
        target=None if target is None else Decimal(target), **told,
    )  # fmt: skip


INDICATORS = (
    _anak("ANA-KN1", "KN1", _("Kunjungan neonatal pertama (KN1)"),
          _("Bayi lahir hidup yang diperiksa nakes 6–48 jam sesudah lahir, pada bulan kunjungan itu, dibagi "
            "sasaran bayi."),
          Kind.KUMULATIF, numerator="kn1", denominator="live_birth", sp=SasaranKind.BAYI, target=95),
    _anak("ANA-KNL", "KN lengkap", _("Kunjungan neonatal lengkap"),
          _("Bayi dengan KN1, KN2, dan KN3 masing-masing pada waktunya, pada bulan kunjungan terakhirnya, "
            "dibagi sasaran bayi."),
          Kind.KUMULATIF, numerator="kn_lengkap", denominator="live_birth", sp=SasaranKind.BAYI, target=93),
    _anak("ANA-KOMPNEO", "Komplikasi neonatal", _("Penanganan komplikasi neonatal"),
          _("Bayi 0–28 hari dengan komplikasi yang ditangani: tanda bahaya yang diselesaikan nakes, atau "
            "diagnosis perinatal atau bawaan (P00–P96, Q00–Q99) oleh nakes. Dihitung sekali, dibagi "
            "perkiraan komplikasi (15 persen sasaran bayi)."),
          Kind.KUMULATIF, numerator="komp_neo", sp=SasaranKind.KOMPLIKASI_NEO, target=80),
    _anak("ANA-BBLR", "BBLR", _("Bayi berat lahir rendah (BBLR)"),
          _("Bayi lahir hidup dengan berat lahir di bawah 2.500 gram dibagi bayi lahir hidup yang "
            "ditimbang."),
          Kind.BULANAN, numerator="bblr", denominator="birth_weighed", direction=Direction.DOWN),
    _anak("ANA-IMD", "IMD", _("Inisiasi menyusu dini (IMD)"),
          _("Bayi lahir hidup yang mendapat IMD dibagi bayi lahir hidup bulan ini."),
          Kind.BULANAN, numerator="imd", denominator="live_birth", target=80),
    _anak("ANA-SHK", "SHK", _("Skrining hipotiroid kongenital (SHK)"),
          _("Bayi yang diambil darah tumitnya mulai 48 jam, paling lambat 14 hari sesudah lahir, dibagi "
            "sasaran bayi."),
          Kind.KUMULATIF, numerator="shk", denominator="live_birth", sp=SasaranKind.BAYI, target=80),
    _anak("ANA-KBAYI", "Bayi paripurna", _("Pelayanan kesehatan bayi paripurna"),
          _("Bayi yang sebelum ulang tahun pertama mendapat imunisasi dasar lengkap, ditimbang dalam 8 "
            "bulan, SDIDTK dalam 4 bulan, vitamin A, dan konseling ASI; pada bulan pelayanan terakhirnya."),
          Kind.KUMULATIF, numerator="bayi_paripurna", denominator="turned_1", sp=SasaranKind.BAYI, target=90,
          source=_SPM),
    _anak("ANA-KBALITA", "Balita paripurna", _("Pelayanan kesehatan anak balita"),
          _("Anak 12–59 bulan yang dalam tahun ini ditimbang dalam 8 bulan, diukur panjang/tinggi dalam 2 "
            "bulan, SDIDTK dalam 2 bulan, dan mendapat vitamin A 2 kali. Pelayanan dihitung paling banyak "
            "sekali sebulan."),
          Kind.SEKALI, numerator="balita_paripurna", denominator="dec_anak_balita",
          denominator_of=Subject.PENDUDUK, sp=SasaranKind.ANAK_BALITA, target=90, source=_SPM),
    _anak("ANA-SDIDTK", "SDIDTK 2×", _("SDIDTK dua kali setahun anak 12–59 bulan"),
          _("Anak 12–59 bulan dengan pemeriksaan perkembangan (KPSP atau checklist Buku KIA) dalam dua "
            "bulan atau lebih tahun ini."),
          Kind.SEKALI, numerator="sdidtk_2", denominator="dec_anak_balita", denominator_of=Subject.PENDUDUK,
          sp=SasaranKind.ANAK_BALITA, target=90, source=_TUMBUH),
    _anak("ANA-KPSP-PM", "KPSP M/P", _("Hasil KPSP meragukan atau penyimpangan ditindaklanjuti"),
          _("Anak dengan KPSP M atau P yang diulang atau dirujuk paling lama 30 hari, dibagi semua anak "
            "dengan hasil itu. Dihitung pada bulan hari ke-30."),
          Kind.PROSES, numerator="kpsp_followed", denominator="kpsp_due", target=100, source=_TUMBUH),
    _anak("ANA-BUKUKIA", "Buku KIA", _("Balita memiliki Buku KIA"),
          _("Sasaran balita yang memiliki Buku KIA dibagi semua sasaran balita (K/S)."),
          Kind.TITIK_WAKTU, subject=Subject.BALITA, numerator="is_k", denominator="is_s", target=100),
    _anak("ANA-KELASBALITA", "Kelas balita", _("Kelas ibu balita"),
          _("Ibu balita yang ikut kelas ibu balita paling sedikit sekali tahun ini dibagi sasaran balita."),
          Kind.SEKALI, numerator=None, target=50,
          missing=_("Kehadiran di kelas ibu balita belum dicatat.")),
    _anak("ANA-MTBS", "MTBS", _("Balita sakit ditangani dengan MTBS"),
          _("Balita sakit (diare, pneumonia, demam) yang ditangani dengan MTBS dibagi kunjungan balita "
            "sakit."),
          Kind.BULANAN, numerator=None, target=100, source="MTBS",
          missing=_("Tata laksana MTBS belum dicatat.")),
    _anak("ANA-STIM", "Checklist", _("Checklist perkembangan lengkap"),
          _("Anak dengan semua checklist perkembangan bulan ini lengkap dibagi anak yang diperiksa dengan "
            "checklist bulan ini."),
          Kind.BULANAN, numerator="checklist_complete", denominator="checklist", target=90, source=_TUMBUH),
)  # fmt: skip
