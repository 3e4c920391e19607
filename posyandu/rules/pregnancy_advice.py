"""What to say after the check of a pregnant woman, and where she goes (02 §4.1, §4.4, §12; 03 §5.1).

The sentences are read aloud by a kader: the next step, in her words, and no disease that a nakes has not
confirmed. ICD-10 codes are what a nakes may choose (05 §12).
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from posyandu.rules.advice import PUSKESMAS, PUSTU, Finding
from posyandu.rules.nutrition import Severity

HOSPITAL = "RS"
AT_ONCE, TODAY, THIS_WEEK = 0, 1, 7


def refer(
    code: str, rule: str | None, to: str, days: int, source: str, text: str,
    icd10: tuple[str, ...] = (), topics: tuple[str, ...] = (),
) -> Finding:  # fmt: skip
    """A finding that sends her to somebody within these days (0: at once)."""
    return Finding(code, Severity.REFER, text, source, rule, to, days, icd10, topics)


def advise(code: str, source: str, text: str, *topics: str, icd10: tuple[str, ...] = ()) -> Finding:
    """A finding that needs a talk, not a referral."""
    return Finding(code, Severity.ATTENTION, text, source, icd10=icd10, topics=topics)


_PRESSURE = ("R03.0", "O13")
_ALL = (
    refer(
        "BUMIL_TD_BERAT", "RJK-BUMIL-TD", HOSPITAL, AT_ONCE, "02 §4.4 sistol, §12",
        _("Tekanan darah ibu sangat tinggi. Antar ke rumah sakit sekarang juga."),
        ("R03.0", "O13", "O14.9"), ("TANDA_BAHAYA",),
    ),
    refer(
        "BUMIL_TD_GEJALA", "RJK-BUMIL-TD", HOSPITAL, AT_ONCE, "02 §4.4 sistol, §12",
        _("Tekanan darah tinggi dan ada keluhan. Antar ibu ke rumah sakit sekarang juga."),
        ("R03.0", "O13", "O14.9"), ("TANDA_BAHAYA",),
    ),
    refer(
        "BUMIL_PROTEIN", "RJK-BUMIL-TD", HOSPITAL, AT_ONCE, "02 §4.4 protein_urin",
        _("Tekanan darah tinggi dan ada protein di air seni. Antar ibu ke rumah sakit sekarang juga."),
        ("O14.9",), ("TANDA_BAHAYA",),
    ),
    refer(
        "BUMIL_JANIN", "RJK-BUMIL-JANIN", HOSPITAL, AT_ONCE, "02 §4.4 djj, gerak_janin, §12",
        _("Ada tanda bahaya pada bayi dalam kandungan. Antar ibu ke rumah sakit sekarang juga."),
        ("Z35.9",), ("TANDA_BAHAYA",),
    ),
    refer(
        "BUMIL_BAHAYA_SEGERA", None, HOSPITAL, AT_ONCE, "03 §5.1",
        _("Ada tanda bahaya. Antar ibu ke rumah sakit sekarang juga dan hubungi bidan."),
        ("Z35.9",), ("TANDA_BAHAYA",),
    ),
    refer(
        "BUMIL_HB_BERAT", "RJK-BUMIL-HB", HOSPITAL, AT_ONCE, "02 §4.4 hb, §12",
        _("Hb ibu sangat rendah. Antar ke rumah sakit sekarang juga."), ("O99.0",), ("TTD",),
    ),
    refer(
        "BUMIL_TD", "RJK-BUMIL-TD", PUSKESMAS, TODAY, "02 §4.4 sistol, §12",
        _("Tekanan darah ibu tinggi. Bawa ke puskesmas dalam 24 jam."), _PRESSURE, ("TANDA_BAHAYA",),
    ),
    refer(
        "BUMIL_BAHAYA", None, PUSKESMAS, TODAY, "03 §5.1",
        _("Ada keluhan yang perlu diperiksa. Hubungi bidan dan bawa ibu ke puskesmas hari ini juga."),
        ("Z35.9",), ("TANDA_BAHAYA",),
    ),
    refer(
        "BUMIL_BB_CEPAT", None, PUSKESMAS, TODAY, "02 §4.4 bb_kg",
        _("Berat ibu naik sangat cepat. Ukur tekanan darahnya dan bawa ke puskesmas hari ini juga."),
        ("Z35.9",), ("TANDA_BAHAYA",),
    ),
    refer(
        "BUMIL_KEK", "RJK-BUMIL-KEK", PUSKESMAS, THIS_WEEK, "02 §4.4 lila_cm, §12",
        _("Lengan ibu kecil, perlu makanan tambahan. Bawa ke pustu atau puskesmas dalam 7 hari."),
        ("O25",), ("ISI_PIRINGKU",),
    ),
    refer(
        "BUMIL_RISIKO_KEK", "RJK-BUMIL-KEK", PUSTU, THIS_WEEK, "02 §4.4 lila_cm, §12",
        _("Lengan ibu hampir terlalu kecil, perlu makanan tambahan. Bawa ke pustu dalam 7 hari."),
        ("O25",), ("ISI_PIRINGKU",),
    ),
    refer(
        "BUMIL_BB", "RJK-BUMIL-BB", PUSTU, THIS_WEEK, "02 §4.1, §12",
        _("Berat ibu tidak sesuai kurva Buku KIA. Bawa ke pustu dalam 7 hari."), ("Z35.9",),
        ("ISI_PIRINGKU",),
    ),
    refer(
        "BUMIL_HB", "RJK-BUMIL-HB", PUSKESMAS, THIS_WEEK, "02 §4.4 hb, §12",
        _("Hb ibu rendah. Bawa ke puskesmas dalam 7 hari dan ingatkan minum TTD setiap hari."),
        ("O99.0",), ("TTD", "ISI_PIRINGKU"),
    ),
    refer(
        "BUMIL_GULA", None, PUSKESMAS, THIS_WEEK, "02 §4.4 gds",
        _("Gula darah ibu tinggi. Bawa ke puskesmas dalam 7 hari untuk diperiksa lagi."), ("R73.9",),
    ),
    refer(
        "BUMIL_TFU", None, PUSKESMAS, THIS_WEEK, "02 §4.4 tfu_cm",
        _("Tinggi rahim tidak sesuai usia kehamilan. Bawa ibu ke puskesmas dalam 7 hari."), ("Z35.9",),
    ),
    refer(
        "BUMIL_LETAK", None, PUSKESMAS, THIS_WEEK, "02 §4.4 presentasi",
        _("Letak bayi perlu diperiksa dokter. Bawa ibu ke puskesmas dalam 7 hari."), ("Z35.9",),
    ),
    refer(
        "BUMIL_KEMBAR", None, PUSKESMAS, THIS_WEEK, "02 §4.4 jumlah_janin",
        _("Bayi dalam kandungan lebih dari satu. Bawa ibu ke puskesmas dalam 7 hari."), ("Z35.9",),
    ),
    refer(
        "BUMIL_LEWAT_BULAN", None, PUSKESMAS, TODAY, "02 §4.4 uk_minggu",
        _("Kehamilan sudah lewat bulan. Bawa ibu ke puskesmas hari ini juga."), ("Z35.9",), ("TANDA_BAHAYA",),
    ),
    advise(
        "BUMIL_4T", "02 §4.2 4 Terlalu",
        _("Kehamilan ini berisiko karena umur, jarak, atau jumlah anak. Ajak periksa rutin ke bidan."),
        "TANDA_BAHAYA", icd10=("Z35.9",),
    ),
    advise(
        "BUMIL_PENDEK", "02 §4.2 tb_cm",
        _("Ibu bertubuh pendek. Minta bidan memeriksa panggul dan merencanakan tempat bersalin."),
        icd10=("Z35.9",),
    ),
    advise(
        "BUMIL_HB_CATATAN", "02 §4.4 hb",
        _("Di trimester 2 Hb bisa turun sedikit. Ibu tetap diperiksa dan minum TTD setiap hari."), "TTD",
    ),
    advise(
        "BUMIL_NAIK_DI_LUAR_SARAN", "02 §4.3",
        _("Kenaikan berat dua kali di luar saran. Bicarakan makan ibu, lalu tanyakan ke bidan."),
        "ISI_PIRINGKU",
    ),
    advise(
        "BUMIL_TIMBANG_ULANG", "02 §4.4 bb_kg",
        _("Berat ibu berubah banyak sejak kunjungan lalu. Timbang sekali lagi sebelum ibu pulang."),
    ),
    advise(
        "BUMIL_TTD_TIDAK_HARIAN", "02 §4.4 tablet_konsumsi",
        _("TTD belum diminum setiap hari. Tanyakan sebabnya dan ajak minum di malam hari."), "TTD",
    ),
    advise(
        "BUMIL_MT_TIDAK_HARIAN", "02 §4.4 mt_kek_diberi",
        _("Makanan tambahan belum dimakan setiap hari. Tanyakan sebabnya dan ajak menghabiskannya."),
        "ISI_PIRINGKU",
    ),
    advise(
        "BUMIL_BELUM_KELAS", "02 §4.4 kelas_ibu_hamil",
        _("Ibu belum ikut kelas ibu hamil. Beri tahu jadwal dan tempatnya, lalu ajak datang."),
        "TANDA_BAHAYA",
    ),
    advise(
        "BUMIL_TD_IMUNISASI", "02 §8.3",
        _("Imunisasi Td ibu belum cukup. Ajak ke bidan untuk melengkapinya."), "IMUNISASI",
    ),
)  # fmt: skip
FINDINGS = {finding.code: finding for finding in _ALL}
