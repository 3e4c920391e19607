"""Classes and sentences for a mother after birth (02 §5, §12; 03 §5.2)."""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from posyandu.rules.advice import PUSKESMAS
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.pregnancy_advice import AT_ONCE, HOSPITAL, THIS_WEEK, advise, refer


class Course(GrowthClass):
    """Something that is to be completed within the weeks after birth."""

    OPEN = "BELUM", _("Belum lengkap"), Severity.ATTENTION, Colour.YELLOW
    COMPLETE = "LENGKAP", _("Lengkap"), Severity.OK, Colour.GREEN


class Mood(GrowthClass):
    """EPDS (02 §4.4 skrining_jiwa)."""

    CALM = "DI_BAWAH_BATAS", _("Di bawah batas"), Severity.OK, Colour.GREEN
    REFER = "PERLU_DIPERIKSA", _("Perlu diperiksa"), Severity.REFER, Colour.RED


_ALL = (
    refer(
        "NIFAS_BAHAYA_RS", "RJK-NIFAS-BAHAYA", HOSPITAL, AT_ONCE, "03 §5.2",
        _("Ada tanda bahaya nifas. Antar ibu ke rumah sakit sekarang juga dan hubungi bidan."),
        ("Z39.2",), ("TANDA_BAHAYA",),
    ),
    refer(
        "NIFAS_BAHAYA", "RJK-NIFAS-BAHAYA", PUSKESMAS, AT_ONCE, "03 §5.2",
        _("Ada keluhan nifas yang perlu segera diperiksa. Antar ibu ke puskesmas sekarang juga."),
        ("Z39.2",), ("TANDA_BAHAYA",),
    ),
    refer(
        "IBU_JIWA_SEGERA", "RJK-JIWA", PUSKESMAS, AT_ONCE, "02 §4.4 skrining_jiwa; 03 §5.2",
        _("Ibu perlu ditemani. Jangan tinggalkan sendiri dan panggil nakes sekarang juga."),
        ("F32.9",), ("JIWA",),
    ),
    refer(
        "IBU_JIWA", "RJK-JIWA", PUSKESMAS, THIS_WEEK, "02 §4.4 skrining_jiwa",
        _("Perasaan ibu perlu dibicarakan dengan nakes. Antar ke puskesmas dalam 7 hari."),
        ("F32.9", "F41.9"), ("JIWA",),
    ),
    advise(
        "NIFAS_VIT_A", "02 §5 vit_a_nifas",
        _("Kapsul vitamin A ibu belum lengkap. Minta bidan memberikannya hari ini."),
    ),
    advise(
        "NIFAS_KB", "02 §5 kb_pasca_salin",
        _("Ibu belum ber-KB. Ajak ibu dan suami memilih cara KB bersama bidan."), "KB", icd10=("Z30.0",),
    ),
    advise(
        "NIFAS_KB_LEWAT", "03 §5.2 kb_pasca",
        _("Masa nifas sudah lewat dan ibu belum ber-KB. Antar ibu ke bidan untuk konseling KB."), "KB",
        icd10=("Z30.0",),
    ),
    advise(
        "NIFAS_ASI", "02 §5 menyusui",
        _("Bayi belum mendapat ASI saja. Dengarkan kesulitan ibu, lalu minta bidan membantu."), "ASI",
    ),
    advise(
        "NIFAS_LAHIR_DI_LUAR", "03 §5.2",
        _("Persalinan bukan di fasilitas atau tanpa nakes. Minta bidan memeriksa ibu dan bayi hari ini."),
        "TANDA_BAHAYA",
    ),
)  # fmt: skip
FINDINGS = {finding.code: finding for finding in _ALL}
