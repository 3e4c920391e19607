"""Indicators of infectious diseases, environment, contraception and deaths (04 §5.6)."""

from decimal import Decimal
from typing import Any

from django.utils.translation import gettext_lazy as _

from puskesmas.rules.sasaran import SasaranKind
from pws.indicators.declaration import Direction, Indicator, Kind, Subject

_TBC, _KB, _MATI = "Program TBC", "Program KB", "PWS-KIA, PMK 21/2021"
_CONTACTS = _("Kontak pasien TBC belum dicatat; datang dengan investigasi kontak.")
_FAMILIES = _("Keadaan rumah keluarga belum dicatat; datang dengan kunjungan rumah.")


def _penyakit(code: str, short: str, title: object, definition: object, kind: Kind, **more: Any) -> Indicator:
    """An indicator of chapter 5.6; its owner is K4."""
    target = more.pop("target", None)
    told = {
        "subject": Subject.KRONIS, "source": _TBC, "direction": Direction.UP, "denominator": None,
        "owner": "K4",
        **more,
    }  # fmt: skip
    return Indicator(
        code=code, short=short, title=title, definition=definition, kind=kind,  # type: ignore[arg-type]
        target=None if target is None else Decimal(target), **told,
    )  # fmt: skip


def _death(code: str, short: str, title: object, definition: object, column: str) -> Indicator:
    return _penyakit(code, short, title, definition, Kind.ABSOLUT, numerator=column, source=_MATI,
                     direction=Direction.DOWN)  # fmt: skip


INDICATORS = (
    _penyakit("TBC-TERDUGA", "Terduga TBC", _("Terduga TBC diperiksa"),
              _("Orang terduga TBC yang diperiksa sesuai standar dibagi sasaran terduga."), Kind.KUMULATIF,
              numerator=None, sp=SasaranKind.TERDUGA_TBC, target=100, source="SPM, PMK 6/2024",
              missing=_("Pemeriksaan dahak (TCM) belum dicatat.")),
    _penyakit("TBC-TEMUAN", "Kasus TBC", _("Penemuan kasus TBC"),
              _("Orang dengan diagnosis TBC (A15–A19) oleh nakes, pada bulan diagnosis pertamanya dalam "
                "tahun ini, "
                "dibagi perkiraan kasus."),
              Kind.KUMULATIF, numerator="tbc_new", sp=SasaranKind.TBC, target=90),
    _penyakit("TBC-SKRIN", "Skrining TBC", _("Skrining gejala TBC pada layanan siklus hidup"),
              _("Orang yang keempat pertanyaan TBC-nya terjawab pada satu kunjungan dibagi orang yang "
                "dilayani "
                "dengan kartu yang menanyakannya."),
              Kind.BULANAN, subject=Subject.WARGA, numerator="tbc_complete", denominator="tbc_due",
              target=100),
    _penyakit("TBC-RUJ", "TBC diperiksa", _("Gejala atau kontak TBC diperiksa"),
              _("Temuan gejala atau kontak TBC yang diselesaikan, atau diberi diagnosis TBC, observasi TBC "
                "(Z03.0) "
                "atau kontak TBC (Z20.1) oleh nakes, paling lama 7 hari, dibagi semua temuan itu. Sekali "
                "tiap kunjungan; dihitung pada bulan temuan."),
              Kind.PROSES, subject=Subject.TEMUAN, numerator="tbc_examined", denominator="is_tbc",
              target=100),
    _penyakit("TBC-SR", "TBC sembuh", _("Keberhasilan pengobatan TBC"),
              _("Pasien sembuh dan pengobatan lengkap dibagi pasien yang mulai berobat 12–15 bulan lalu."),
              Kind.TITIK_WAKTU, numerator=None, target=90,
              missing=_("Hasil pengobatan TBC belum dicatat.")),
    _penyakit("TBC-IK", "Investigasi kontak", _("Investigasi kontak TBC"),
              _("Kontak yang diperiksa paling lama 30 hari dibagi kontak yang didaftar."), Kind.PROSES,
              numerator=None, target=90, missing=_CONTACTS),
    _penyakit("TBC-TPT", "TPT", _("Terapi pencegahan TBC kontak serumah"),
              _("Kontak serumah yang mulai TPT dibagi kontak yang memenuhi syarat."), Kind.PROSES,
              numerator=None, target=72, missing=_CONTACTS),
    _penyakit("TBC-PATUH", "TBC patuh obat", _("Pasien TBC minum obat dalam 24 jam"),
              _("Pasien TBC yang menjawab Ya pada kunjungan rumah dibagi yang dikunjungi."), Kind.PROSES,
              numerator=None, target=95,
              missing=_("Jawaban kepatuhan obat pada kunjungan rumah belum dicatat.")),
    _penyakit("DBD-IR", "Kasus DBD", _("Kasus demam berdarah dengue"),
              _("Orang dengan diagnosis dengue (A90–A91) oleh nakes dalam bulan ini, menurut desa tempat "
                "tinggal. "
                "Insiden per 100.000 penduduk adalah kasus setahun dibagi penduduk; sasaran program paling "
                "banyak 10."),
              Kind.ABSOLUT, numerator="dbd_new", source="Program DBD", direction=Direction.DOWN),
    _penyakit("DIA-LAY", "Diare balita", _("Diare balita dilayani oralit dan zinc"),
              _("Balita diare yang mendapat oralit dan zinc dibagi balita diare."), Kind.BULANAN,
              numerator=None, target=100, source="Program diare",
              missing=_("Pemberian oralit dan zinc belum dicatat.")),
    _penyakit("HIV-SKRIN", "Skrining HIV", _("Skrining HIV orang berisiko"),
              _("Orang berisiko HIV yang diperiksa dibagi sasaran berisiko."), Kind.KUMULATIF, numerator=None,
              sp=SasaranKind.HIV, target=100, source="SPM, PMK 6/2024", is_sensitive=True,
              missing=_("Baru pemeriksaan HIV ibu hamil yang dicatat; kelompok berisiko lain belum.")),
    _penyakit("LIN-JAMBAN", "Jamban sehat", _("Keluarga dengan jamban sehat"),
              _("Keluarga dengan jamban leher angsa atau kloset dibagi keluarga yang datanya ada."),
              Kind.TITIK_WAKTU, numerator=None, target=100, source="STBM", missing=_FAMILIES),
    _penyakit("LIN-AIR", "Air minum layak", _("Keluarga dengan air minum layak"),
              _("Keluarga dengan air minum layak dibagi semua keluarga."), Kind.TITIK_WAKTU, numerator=None,
              target=100, source="STBM", missing=_FAMILIES),
    _penyakit("KB-AKTIF", "KB aktif", _("Peserta KB aktif"),
              _("Perempuan 15–49 tahun di desa pada akhir bulan yang menurut jawaban terakhirnya (12 "
                "bulan, kartu "
                "dewasa atau nifas) memakai kontrasepsi, dibagi perempuan umur itu. Jawaban suami tidak "
                "dihitung, "
                "agar pasangan terhitung sekali."),
              Kind.TITIK_WAKTU, numerator="uses_contraception", denominator="women_pus",
              denominator_of=Subject.PENDUDUK, sp=SasaranKind.PUS, target=70, source=_KB),
    _penyakit("KB-MKJP", "MKJP", _("Peserta KB dengan metode jangka panjang (MKJP)"),
              _("Pemakai IUD, implan, MOW atau MOP dibagi peserta KB aktif."), Kind.TITIK_WAKTU,
              numerator="uses_long_acting", denominator="uses_contraception", target=30, source=_KB),
    _death("MAT-IBU", "Kematian ibu", _("Kematian ibu"),
           _("Perempuan yang meninggal ketika hamil atau paling lama 42 hari sesudah kehamilannya berakhir, "
             "menurut desa tempat tinggal."), "died_mother"),
    _death("MAT-NEO", "Kematian neonatal", _("Kematian neonatal"),
           _("Anak yang meninggal pada umur 0–28 hari, menurut desa tempat tinggal."), "died_neonate"),
    _death("MAT-BAYI", "Kematian bayi", _("Kematian bayi"),
           _("Anak yang meninggal pada umur 0–11 bulan, termasuk neonatal."), "died_infant"),
    _death("MAT-BALITA", "Kematian balita", _("Kematian balita"),
           _("Anak yang meninggal pada umur 0–59 bulan, termasuk bayi."), "died_under_five"),
    _penyakit("MAT-AUDIT", "Kematian diaudit", _("Kematian diaudit (AMP-SR/OVM)"),
              _("Kematian yang diaudit paling lama 30 hari dibagi semua kematian."),
              Kind.PROSES, numerator=None,
              target=100, source=_MATI, missing=_("Audit kematian belum dicatat.")),
)  # fmt: skip
