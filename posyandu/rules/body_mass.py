"""Body mass index and waist of adults who are not pregnant.

Two tables stand side by side on purpose (02 §4.3): the card and the PTM indicators use the limits of
Kemenkes, the antenatal card those of WHO. Both look at the index rounded to one decimal. Source: 02 §10.2.
"""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from django.utils.translation import gettext_noop as _

from posyandu.rules.answering import number
from posyandu.rules.asked import labels
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Subject
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.ruleset import Bounds
from posyandu.rules.screening import attention, by_code, raised

_OK, _ATTENTION = Severity.OK, Severity.ATTENTION


class BodyMass(GrowthClass):
    """IMT by the limits of Kemenkes (02 §10.2), ascending."""

    VERY_THIN = "SANGAT_KURUS", _("Sangat kurus (kurus tingkat berat)"), _ATTENTION, Colour.RED
    THIN = "KURUS", _("Kurus (ringan)"), _ATTENTION, Colour.YELLOW
    NORMAL = "NORMAL", _("Normal"), _OK, Colour.GREEN
    HEAVY = "GEMUK", _("Gemuk (overweight)"), _ATTENTION, Colour.ORANGE
    OBESE = "OBESITAS", _("Obesitas"), _ATTENTION, Colour.RED


class BodyMassWho(GrowthClass):
    """IMT by the limits of WHO, as the antenatal card uses it (02 §4.3), ascending."""

    THIN = "KURUS", _("Kurus"), _ATTENTION, Colour.YELLOW
    NORMAL = "NORMAL", _("Normal"), _OK, Colour.GREEN
    HEAVY = "GEMUK", _("Gemuk"), _ATTENTION, Colour.ORANGE
    OBESE = "OBESITAS", _("Obesitas"), _ATTENTION, Colour.RED


class Waist(GrowthClass):
    """Lingkar perut (02 §10.2)."""

    NORMAL = "NORMAL", _("Normal"), _OK, Colour.GREEN
    CENTRAL_OBESITY = "OBESITAS_SENTRAL", _("Obesitas sentral"), _ATTENTION, Colour.ORANGE


CARD = ("SK", "K", "N", "G", "O")
"""The letters of the card, in the order of `BodyMass`."""

CLASSES = {
    "bmi": labels(BodyMass),
    "bmi_who": labels(BodyMassWho),
    "waist": labels(Waist),
    "bmi_card": {
        "SK": _("SK (sangat kurus)"), "K": _("K (kurus)"), "N": _("N (normal)"), "G": _("G (gemuk)"),
        "O": _("O (obesitas)"),
    },
}  # fmt: skip

_SOURCE = "02 §10.2"
FINDINGS = by_code(
    attention(
        "IMT_SANGAT_KURUS", _SOURCE,
        _("Berat badan sangat kurang untuk tingginya. Ajak ke meja nakes hari ini, tanyakan makannya."),
        topics=("ISI_PIRINGKU", "TBC"),
    ),
    attention(
        "IMT_KURUS", _SOURCE,
        _("Berat badan kurang untuk tingginya. Ajak makan lebih bergizi dan timbang lagi bulan depan."),
        topics=("ISI_PIRINGKU",),
    ),
    attention(
        "IMT_GEMUK", _SOURCE,
        _("Berat badan berlebih untuk tingginya. Ajak bergerak setiap hari dan kurangi gula dan lemak."),
        topics=("GULA_GARAM_LEMAK", "AKTIVITAS_FISIK"),
    ),
    attention(
        "IMT_OBESITAS", _SOURCE,
        _("Berat badan sangat berlebih untuk tingginya. Ajak ke meja nakes untuk konseling gizi dan gerak."),
        icd10=("E66.9",), topics=("GULA_GARAM_LEMAK", "AKTIVITAS_FISIK"),
    ),
    attention(
        "LINGKAR_PERUT_LEBIH", _SOURCE,
        _("Lingkar perut melewati batas. Ajak bergerak setiap hari, kurangi gula, garam, dan lemak."),
        icd10=("E66.9",), topics=("GULA_GARAM_LEMAK", "AKTIVITAS_FISIK"),
    ),
)  # fmt: skip

_SAID = {
    BodyMass.VERY_THIN: "IMT_SANGAT_KURUS",
    BodyMass.THIN: "IMT_KURUS",
    BodyMass.HEAVY: "IMT_GEMUK",
    BodyMass.OBESE: "IMT_OBESITAS",
}


def body_mass_index(weight_kg: float, height_cm: float) -> float:
    """kg/m², one decimal, a tie upwards as on paper (02 §10.2).

    >>> body_mass_index(73.8, 200), body_mass_index(64, 160)
    (18.5, 25.0)

    Raises ValueError when the height is not above zero.
    """
    if height_cm <= 0:
        raise ValueError(f"a height of {height_cm} cm")
    metres = Decimal(str(height_cm)) / 100
    index = Decimal(str(weight_kg)) / (metres * metres)
    return float(index.quantize(Decimal("0.1"), rounding=ROUND_HALF_UP))


def body_mass_class(bmi: float, clinical: Clinical) -> BodyMass:
    """The class by Kemenkes of an index with one decimal: 25.0 is normal, 25.1 is not (02 §10.2)."""
    limits = Bounds(
        (clinical.number("dewasa.imt_kurus_dari"), clinical.number("dewasa.imt_normal_dari")),
        (clinical.number("dewasa.imt_normal_sampai"), clinical.number("dewasa.imt_gemuk_sampai")),
    )
    return tuple(BodyMass)[limits.position(bmi)]


def body_mass_class_who(bmi: float, clinical: Clinical) -> BodyMassWho:
    """The class by WHO of an index with one decimal, for the antenatal card: 18.5, 25 and 30 (02 §4.3)."""
    limits = clinical.numbers("dewasa.imt_who_batas")
    return tuple(BodyMassWho)[Bounds(limits, ()).position(bmi)]


def waist_class(waist_cm: float, sex: str, clinical: Clinical) -> Waist:
    """Central obesity from 90 cm (men) or 80 cm (women) on; the bound itself counts (02 §10.2)."""
    code = "dewasa.lingkar_perut_laki_cm" if sex == "L" else "dewasa.lingkar_perut_perempuan_cm"
    return Waist.CENTRAL_OBESITY if waist_cm >= clinical.number(code) else Waist.NORMAL


def judge_body_mass(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """IMT with its class and the letter of the card, from 19 years on. A pregnant woman has no class here."""
    weight, height = number(answers, "weight_kg"), number(answers, "length_height_cm")
    if not weight or not height or subject.age_months < clinical.number("dewasa.dari_bulan"):
        return Judged()
    bmi = body_mass_index(weight, height)
    if subject.pregnancy is not None:
        return Judged({"bmi": bmi})
    found = body_mass_class(bmi, clinical)
    classes = {"bmi": found.value, "bmi_card": CARD[tuple(BodyMass).index(found)]}
    said = raised(FINDINGS[_SAID[found]], bmi=bmi) if found in _SAID else []
    return Judged({"bmi": bmi}, classes, said)


def judge_waist(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Central obesity, from 15 years on (02 §7, §10.2); not in a pregnancy."""
    waist = number(answers, "waist_cm")
    too_young = subject.age_months < clinical.number("sekolah.lingkar_perut_dari_bulan")
    if not waist or too_young or subject.pregnancy is not None:
        return Judged()
    found = waist_class(waist, subject.sex, clinical)
    said = [] if found is Waist.NORMAL else raised(FINDINGS["LINGKAR_PERUT_LEBIH"], waist_cm=waist)
    return Judged({}, {"waist": found.value}, said)
