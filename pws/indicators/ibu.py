"""Indicators of pregnancy, birth and childbed (04 §5.1; PWS-KIA, PMK 21/2021, SPM).

The real sasaran beside the projected one is, for pregnancies, those first known in the month (SR-BUMIL-BARU),
and for what comes after birth the births of the month (SR-BERSALIN).
"""

from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext_lazy as _

from puskesmas.rules.sasaran import SasaranKind
from pws.indicators.declaration import Direction, Indicator, Kind, Subject

_KIA = "PWS-KIA, PMK 21/2021"
_GIZI = "PWS-KIA, pedoman gizi ibu hamil"
_SPM = "PWS-KIA, PMK 21/2021, SPM"
_AT_RISK = Fraction(1, 5)  # 04 §5.1: 20 % of all pregnancies


def _ibu(
    code: str, short: str, title: object, definition: object, target: int | None, **more: Any
) -> Indicator:
    told = {"kind": Kind.BULANAN, "source": _KIA, "direction": Direction.UP, "denominator": None, **more}
    return Indicator(
        code=code, short=short, title=title, definition=definition, subject=Subject.IBU,  # type: ignore[arg-type]
        target=None if target is None else Decimal(target), **told,
    )  # fmt: skip


def _hamil(
    code: str, column: str | None, short: str, title: object, definition: object, target: int, **more: Any
) -> Indicator:
    """Type A over the pregnant women of the year."""
    told = {"kind": Kind.KUMULATIF, "sp": SasaranKind.IBU_HAMIL, "denominator": "known", **more}
    return _ibu(code, short, title, definition, target, numerator=column, **told)


def _nifas(
    code: str, column: str, short: str, title: object, definition: object, target: int, **more: Any
) -> Indicator:
    """Type A over the births of the year."""
    told = {"kind": Kind.KUMULATIF, "sp": SasaranKind.IBU_BERSALIN, "denominator": "delivered", **more}
    return _ibu(code, short, title, definition, target, numerator=column, **told)


INDICATORS = (
    _hamil("KIA-K1A", "k1a", "K1 akses", _("Cakupan K1 akses"),
           _("Ibu hamil dengan kontak pertama pemeriksaan kehamilan oleh nakes, pada bulan kontak itu, "
             "umur kehamilan berapa pun, dibagi sasaran ibu hamil."), 100),
    _hamil("KIA-K1M", "k1m", "K1 murni", _("Cakupan K1 murni"),
           _("Ibu hamil yang kontak pertamanya dengan nakes paling lambat pada umur kehamilan 12 "
             "minggu."), 100),
    _hamil("KIA-K4", "k4", "K4", _("Cakupan K4"),
           _("Kehamilan yang pada bulan ini melengkapi kontak dengan nakes: 1 kali di trimester 1, 1 "
             "kali di trimester 2, dan 2 kali di trimester 3."), 95, source=_SPM),
    _hamil("KIA-K6", "k6", "K6", _("Cakupan K6"),
           _("Kehamilan yang pada bulan ini melengkapi kontak 1-2-3, termasuk pemeriksaan dokter "
             "dengan USG di trimester 1 dan trimester 3."), 90, source=_SPM),
    _ibu("KIA-K1K4-DO", "DO K1–K4", _("Selisih K1–K4 (drop out)"),
         _("K1 akses dikurangi K4 sejak Januari, dibagi K1 akses sejak Januari."), 10,
         direction=Direction.DOWN, numerator="k1a", minus="k4", denominator="k1a", of_year=True),
    _hamil("KIA-K5DR", "doctor_usg", "Dokter + USG", _("Kontak dokter dan USG di trimester 1"),
           _("Kehamilan yang di trimester 1 diperiksa dokter dengan USG pada hari yang sama."), 80),
    _hamil("KIA-RISTI-MASY", "risk_by_kader", "Risti masyarakat", _("Deteksi risiko oleh masyarakat (kader)"),
           _("Kehamilan berisiko yang pertama kali ditandai pada kunjungan kader: dirujuk menurut "
             "kartu ibu hamil, 4 Terlalu, atau ibu pendek; tanpa temuan yang dikesampingkan. Dibagi 20 "
             "% sasaran ibu hamil."), 100,
           denominator=None, sp_share=_AT_RISK),
    _hamil("KIA-RISTI-NAKES", "risk_by_nakes", "Risti nakes", _("Deteksi risiko oleh nakes"),
           _("Kehamilan berisiko yang pertama kali ditandai pada kunjungan nakes. Dibagi 20 % sasaran "
             "ibu hamil."),
           100, denominator=None, sp_share=_AT_RISK),
    _hamil("KIA-KOMP", None, "Komplikasi", _("Penanganan komplikasi kebidanan"),
           _("Ibu dengan komplikasi kebidanan yang ditangani definitif, dibagi 20 % sasaran ibu hamil."), 80,
           denominator=None, sp_share=_AT_RISK,
           missing=_("Hasil rujukan belum dicatat, jadi belum diketahui komplikasi mana yang ditangani.")),
    _hamil("KIA-TTD90", "tablets_classic", "TTD ≥ 90", _("TTD paling sedikit 90 tablet"),
           _("Kehamilan yang pada bulan ini mencapai 90 tablet TTD atau MMS sejak HPHT."), 90, source=_GIZI),
    _hamil("KIA-TTD180", "tablets_full", "TTD ≥ 180", _("TTD atau MMS paling sedikit 180 tablet"),
           _("Kehamilan yang pada bulan ini mencapai 180 tablet TTD atau MMS sejak HPHT."), 80, source=_GIZI),
    _ibu("KIA-TTDPATUH", "Patuh TTD", _("Patuh minum TTD setiap hari"),
         _("Ibu hamil yang semua jawabannya bulan ini “setiap hari”, dibagi ibu hamil yang ditanya "
           "bulan ini."), 90,
         numerator="intake_daily", denominator="intake_asked", source=_GIZI),
    _ibu("KIA-ANEMIA", "Anemia", _("Ibu hamil anemia"),
         _("Ibu hamil dengan Hb di bawah 11 g/dL, dibagi ibu hamil yang bulan ini diperiksa Hb untuk "
           "pertama kali dalam trimesternya."), None,
         direction=Direction.DOWN, numerator="hb_low", denominator="hb_tested", source=_GIZI),
    _ibu("KIA-KEK", "KEK", _("Ibu hamil KEK"),
         _("Ibu hamil yang LILA pertamanya di bawah 23,5 cm, dibagi ibu hamil yang bulan ini diukur "
           "LILA untuk pertama kali dalam kehamilannya."), 10,
         direction=Direction.DOWN, numerator="arm_low", denominator="arm_measured", source=_GIZI),
    _ibu("KIA-KEKMT", "KEK dapat MT", _("Ibu hamil KEK mendapat makanan tambahan"),
         _("Ibu KEK yang sudah mulai mendapat makanan tambahan, dibagi ibu yang masih hamil pada akhir "
           "bulan dengan LILA terakhir di bawah 23,5 cm."), 80,
         numerator="kek_food", denominator="kek", source=_GIZI),
    _hamil("KIA-TRIPLE", "triple", "Triple eliminasi", _("Skrining triple eliminasi"),
           _("Kehamilan yang pada bulan ini lengkap diperiksa HIV, sifilis, dan HBsAg."), 90),
    _hamil("KIA-TDBUMIL", "td_enough", "Td2+", _("Imunisasi Td2+ ibu hamil"),
           _("Kehamilan dengan status imunisasi Td T2 sampai T5, pada bulan status itu pertama dicatat "
             "nakes."), 80),
    _hamil("KIA-KELAS", "mothers_class", "Kelas ibu", _("Ikut kelas ibu hamil paling sedikit 4 kali"),
           _("Kehamilan yang pada bulan ini mencapai pertemuan kelas ibu hamil keempat."), 80),
    _nifas("KIA-PN", "birth_by_nakes", "PN", _("Persalinan ditolong nakes"),
           _("Persalinan bulan ini yang ditolong bidan, dokter, atau dokter kandungan, dibagi sasaran "
             "ibu bersalin."),
           95),
    _nifas("KIA-PF", "birth_at_facility", "PF", _("Persalinan di fasilitas kesehatan"),
           _("Persalinan bulan ini yang ditolong nakes di fasilitas kesehatan, dibagi sasaran ibu "
             "bersalin."), 95,
           source=_SPM),
    _nifas("KIA-KF1", "kf1", "KF1", _("Kunjungan nifas pertama (KF1)"),
           _("Ibu yang diperiksa nakes 6 jam sampai 2 hari sesudah bersalin, pada bulan kunjungan itu."), 95),
    _nifas("KIA-KFL", "kf_complete", "KF lengkap", _("Kunjungan nifas lengkap (KF1–KF4)"),
           _("Ibu yang keempat kunjungan nifasnya masing-masing pada waktunya, pada bulan kunjungan "
             "terakhirnya."),
           90),
    _nifas("KIA-VITANIFAS", "vitamin_a", "Vit A nifas", _("Vitamin A ibu nifas (2 kapsul)"),
           _("Ibu yang mendapat dua kapsul vitamin A berjarak paling sedikit 24 jam sebelum hari "
             "ke-42, pada bulan kapsul kedua."), 95, source=_GIZI),
    _nifas("KIA-KBPP", "contraception", "KB pascasalin", _("KB pasca salin"),
           _("Ibu yang memakai cara KB paling lambat hari ke-42 sesudah bersalin, pada bulan pertama "
             "dicatat."), 60),
    _nifas("KIA-EPDS", "mood_screened", "Skrining jiwa", _("Skrining jiwa ibu hamil dan nifas"),
           _("Ibu hamil atau nifas yang diskrining dengan EPDS atau SRQ-20, dihitung sekali dalam "
             "setahun."), 80,
           kind=Kind.SEKALI),
)  # fmt: skip
