"""The classes of a pregnant woman's card, with their printed labels (02 §4.3, §4.4).

Members of each class stand in ascending order of the measure.
"""

from __future__ import annotations

from django.utils.translation import gettext_noop as _

from posyandu.rules.asked import labels
from posyandu.rules.nutrition import Colour, GrowthClass, Severity

_OK, _ATTENTION, _REFER = Severity.OK, Severity.ATTENTION, Severity.REFER
_GREEN, _YELLOW, _ORANGE, _RED = Colour


class Trimester(GrowthClass):
    """Third of the pregnancy (02 §4.4 uk_minggu)."""

    FIRST = "TM1", _("Trimester 1"), _OK, _GREEN
    SECOND = "TM2", _("Trimester 2"), _OK, _GREEN
    THIRD = "TM3", _("Trimester 3"), _OK, _GREEN


class BmiBefore(GrowthClass):
    """BMI before pregnancy with the bounds of antenatal care, which are not the adult card's (02 §4.3)."""

    THIN = "KURUS", _("Kurus"), _ATTENTION, _YELLOW
    NORMAL = "NORMAL", _("Normal"), _OK, _GREEN
    OVERWEIGHT = "GEMUK", _("Gemuk"), _ATTENTION, _YELLOW
    OBESE = "OBESITAS", _("Obesitas"), _ATTENTION, _RED


class Arm(GrowthClass):
    """LILA of a pregnant woman (02 §4.4 lila_cm; card column 6: red below 23,5)."""

    KEK = "KEK", _("KEK"), _REFER, _RED
    RISK = "RISIKO_KEK", _("Risiko KEK"), _REFER, _RED
    NORMAL = "NORMAL", _("Normal"), _OK, _GREEN


class Pressure(GrowthClass):
    """Blood pressure in pregnancy and after birth (02 §4.4 sistol, diastol; card column 8)."""

    NORMAL = "NORMAL", _("Normal"), _OK, _GREEN
    HIGH = "TINGGI", _("Tinggi"), _REFER, _RED
    SEVERE = "SANGAT_TINGGI", _("Sangat tinggi"), _REFER, _RED


class Haemoglobin(GrowthClass):
    """Hb in pregnancy (02 §4.4 hb)."""

    SEVERE = "SANGAT_RENDAH", _("Sangat rendah"), _REFER, _RED
    MODERATE = "RENDAH_SEDANG", _("Rendah (sedang)"), _REFER, _ORANGE
    MILD = "RENDAH_RINGAN", _("Rendah (ringan)"), _REFER, _YELLOW
    NORMAL = "NORMAL", _("Normal"), _OK, _GREEN


class Fundus(GrowthClass):
    """Fundal height against the weeks (02 §4.4 tfu_cm)."""

    FITS = "SESUAI", _("Sesuai usia kehamilan"), _OK, _GREEN
    OFF = "TIDAK_SESUAI", _("Tidak sesuai usia kehamilan"), _REFER, _YELLOW


class HeartRate(GrowthClass):
    """Heart rate of the fetus (02 §4.4 djj)."""

    LOW = "LAMBAT", _("Lambat"), _REFER, _RED
    NORMAL = "NORMAL", _("Normal"), _OK, _GREEN
    HIGH = "CEPAT", _("Cepat"), _REFER, _RED


class Sugar(GrowthClass):
    """Random or fasting glucose in pregnancy (02 §4.4 gds)."""

    NORMAL = "NORMAL", _("Normal"), _OK, _GREEN
    HIGH = "TINGGI", _("Tinggi"), _REFER, _RED


class Tablets(GrowthClass):
    """Iron tablets of the whole pregnancy (02 §4.4 tablet_diberi)."""

    FEW = "BELUM", _("Belum cukup"), _ATTENTION, _YELLOW
    CLASSIC = "CUKUP", _("Cukup (target lama)"), _OK, _GREEN
    FULL = "LENGKAP", _("Lengkap (target baru)"), _OK, _GREEN


class Gain(GrowthClass):
    """Advice about the gain, optional and never the answer to the card's column (02 §4.3)."""

    BELOW = "KURANG", _("Di bawah saran"), _ATTENTION, _YELLOW
    WITHIN = "SESUAI", _("Sesuai saran"), _OK, _GREEN
    ABOVE = "LEBIH", _("Di atas saran"), _ATTENTION, _YELLOW


class Course(GrowthClass):
    """A set of meetings or portions that is to be completed (02 §4.4 kelas_ibu_hamil, mt_kek_diberi)."""

    OPEN = "BELUM", _("Belum lengkap"), _ATTENTION, _YELLOW
    COMPLETE = "LENGKAP", _("Lengkap"), _OK, _GREEN


CLASSES: dict[str, dict[str, str]] = {
    "trimester": labels(Trimester),
    "imt_pra": labels(BmiBefore),
    "lila_bumil": labels(Arm),
    "td_bumil": labels(Pressure),
    "hb_bumil": labels(Haemoglobin),
    "tfu": labels(Fundus),
    "djj": labels(HeartRate),
    "gula_bumil": labels(Sugar),
    "ttd_bumil": labels(Tablets),
    "naik_bumil": labels(Gain),
    "kelas_ibu": labels(Course),
    "mt_kek": labels(Course),
}
