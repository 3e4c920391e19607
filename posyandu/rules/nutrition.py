"""Nutritional status: from z-scores, arm circumference and oedema to the printed classes.

Source: PMK 2/2020 as in domain file 02 §6.3 (labels exactly as printed), §6.5 (arm), §6.6 (head), §7
(from five years on). A class is a flag for a nakes, never a diagnosis.
"""

from enum import StrEnum
from typing import NamedTuple, Self, TypeVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy
from django.utils.translation import gettext_noop as _

from posyandu.rules.growth import Growth, Number
from posyandu.rules.growth_index import Index, Standard
from posyandu.rules.ruleset import DEFAULT, Bounds, RuleSet


class Severity(StrEnum):
    """What a class asks for, from nothing to a referral (printed list of 02 §6.1)."""

    OK = "OK"
    ATTENTION = "PERHATIAN"
    REFER = "RUJUK"


class Colour(StrEnum):
    """Name of the colour beside the word; the word always stands there too."""

    GREEN = "hijau"
    YELLOW = "kuning"
    ORANGE = "oranye"
    RED = "merah"


class GrowthClass(StrEnum):
    """A class of one index. The value is the code that is stored; ``printed`` is the label of the form."""

    printed: str
    severity: Severity
    colour: Colour

    def __new__(cls, code: str, printed: str, severity: Severity, colour: Colour) -> Self:
        member = str.__new__(cls, code)
        member._value_ = code
        member.printed = printed
        member.severity = severity
        member.colour = colour
        return member

    @property
    def label(self) -> Promise:
        """The printed label, translated when it is shown."""
        return gettext_lazy(self.printed)


Class = TypeVar("Class", bound=GrowthClass)

_OK, _REFER = Severity.OK, Severity.REFER
_GREEN, _YELLOW, _ORANGE, _RED = Colour


# Members of each class stand in ascending order of the measure: Bounds.position is their place.


class WeightForAge(GrowthClass):
    """BB/U, 0-59 months (02 §6.3)."""

    SEVERELY_UNDERWEIGHT = "BB_SANGAT_KURANG", _("Berat badan sangat kurang"), _REFER, _RED
    UNDERWEIGHT = "BB_KURANG", _("Berat badan kurang"), _REFER, _YELLOW
    NORMAL = "BB_NORMAL", _("Berat badan normal"), _OK, _GREEN
    RISK_OF_OVERWEIGHT = "BB_RISIKO_LEBIH", _("Risiko berat badan lebih"), _REFER, _ORANGE


class LengthForAge(GrowthClass):
    """PB/U and TB/U (02 §6.3). "Tinggi" is on no referral list (02 §6.1)."""

    SEVERELY_STUNTED = "SANGAT_PENDEK", _("Sangat pendek"), _REFER, _RED
    STUNTED = "PENDEK", _("Pendek"), _REFER, _YELLOW
    NORMAL = "TB_NORMAL", _("Normal"), _OK, _GREEN
    TALL = "TINGGI", _("Tinggi"), _OK, _GREEN


class Proportion(GrowthClass):
    """BB/PB, BB/TB and IMT/U under five; IMT/U at 5-18 years without "berisiko" (02 §6.3)."""

    SEVERELY_WASTED = "GIZI_BURUK", _("Gizi buruk"), _REFER, _RED
    WASTED = "GIZI_KURANG", _("Gizi kurang"), _REFER, _YELLOW
    NORMAL = "GIZI_BAIK", _("Gizi baik (normal)"), _OK, _GREEN
    RISK_OF_OVERWEIGHT = "BERISIKO_GIZI_LEBIH", _("Berisiko gizi lebih"), _REFER, _YELLOW
    OVERWEIGHT = "GIZI_LEBIH", _("Gizi lebih"), _REFER, _ORANGE
    OBESE = "OBESITAS", _("Obesitas"), _REFER, _RED


class HeadForAge(GrowthClass):
    """LK/U, 0-59 months (02 §6.6)."""

    MICROCEPHALY = "MIKROSEFALI", _("Mikrosefali"), _REFER, _RED
    NORMAL = "LK_NORMAL", _("Normal"), _OK, _GREEN
    MACROCEPHALY = "MAKROSEFALI", _("Makrosefali"), _REFER, _RED


class Muac(GrowthClass):
    """LILA, 6-59 months (02 §6.5). Yellow is referred too: wasting is on the same list."""

    SEVERELY_WASTED = "LILA_GIZI_BURUK", _("Gizi buruk"), _REFER, _RED
    WASTED = "LILA_GIZI_KURANG", _("Gizi kurang"), _REFER, _YELLOW
    NORMAL = "LILA_NORMAL", _("Normal"), _OK, _GREEN


class AcuteMalnutrition(GrowthClass):
    """The worst of weight-for-length, arm and oedema (02 §6.5). Worst first."""

    SEVERE = "AKUT_GIZI_BURUK", _("Gizi buruk"), _REFER, _RED
    MODERATE = "AKUT_GIZI_KURANG", _("Gizi kurang"), _REFER, _YELLOW
    NONE = "AKUT_TIDAK_ADA", _("Tidak gizi kurang atau gizi buruk"), _OK, _GREEN


_UNDER_FIVE = tuple(Proportion)
FROM_FIVE = tuple(item for item in Proportion if item is not Proportion.RISK_OF_OVERWEIGHT)
HEIGHT_FROM_FIVE = (LengthForAge.STUNTED, LengthForAge.NORMAL)


class Classes(NamedTuple):
    """The classes of one child on one day; None where the measure, the age or the table gives none."""

    weight_for_age: WeightForAge | None
    length_for_age: LengthForAge | None
    weight_for_length: Proportion | None
    bmi_for_age: Proportion | None
    head_for_age: HeadForAge | None
    muac: Muac | None
    acute: AcuteMalnutrition | None
    needs_remeasure: bool
    """A WHO flag is set (`PERLU_UKUR_ULANG`): shown and referred, left out of prevalence (02 §6.2)."""

    @property
    def proportion(self) -> Proportion | None:
        """What card and reports print: weight-for-length, else IMT/U (02a §3, and row "outside 45-110")."""
        return self.weight_for_length or self.bmi_for_age


def classify(
    growth: Growth,
    *,
    age_months: int | None,
    muac_cm: Number | None = None,
    oedema: bool = False,
    is_pregnant: bool = False,
    ruleset: RuleSet = DEFAULT,
) -> Classes:
    """All classes, from z rounded to two decimals. ``age_months`` is completed months; arm in cm.

    Under five oedema forces "Gizi buruk" (02 §6.2); a pregnant girl has no IMT/U class (02a §2.1).
    """
    bounds = ruleset.bounds
    is_under_five = growth.standard is Standard.WHO_2006
    weight_for_length = _class_of(_UNDER_FIVE, growth.weight_for_length, bounds.weight_for_length)
    if oedema and is_under_five:
        weight_for_length = Proportion.SEVERELY_WASTED
    arm = muac_class(muac_cm, age_months=age_months, ruleset=ruleset)
    bmi = None if is_pregnant else _bmi_class(growth, ruleset)
    return Classes(
        _class_of(tuple(WeightForAge), growth.weight_for_age, bounds.weight_for_age)
        if is_under_five
        else None,
        _length_class(growth, ruleset),
        weight_for_length,
        bmi,
        _class_of(tuple(HeadForAge), growth.head_for_age, bounds.head_for_age),
        arm,
        acute_malnutrition(weight_for_length or (bmi if is_under_five else None), arm, oedema=oedema),
        growth.is_flagged,
    )


def muac_class(muac_cm: Number | None, *, age_months: int | None, ruleset: RuleSet = DEFAULT) -> Muac | None:
    """The colour of the arm band: < 11.5 red, < 12.5 yellow, 6-59 completed months only (02 §6.5)."""
    if muac_cm is None or age_months is None or muac_cm <= 0:
        return None
    if not ruleset.muac_from_month <= age_months < ruleset.muac_to_month:
        return None
    return tuple(Muac)[ruleset.bounds.muac_cm.position(float(muac_cm))]


def acute_malnutrition(
    proportion: Proportion | None, arm: Muac | None, *, oedema: bool
) -> AcuteMalnutrition | None:
    """The worst of weight-for-length, arm and oedema decides; None when nothing was measured (02 §6.5)."""
    if oedema or proportion is Proportion.SEVERELY_WASTED or arm is Muac.SEVERELY_WASTED:
        return AcuteMalnutrition.SEVERE
    if proportion is Proportion.WASTED or arm is Muac.WASTED:
        return AcuteMalnutrition.MODERATE
    return None if proportion is None and arm is None else AcuteMalnutrition.NONE


def _class_of(classes: tuple[Class, ...], index: Index, bounds: Bounds) -> Class | None:
    return None if index.z_rounded is None else classes[bounds.position(index.z_rounded)]


def _length_class(growth: Growth, ruleset: RuleSet) -> LengthForAge | None:
    if growth.standard is Standard.WHO_2006:
        return _class_of(tuple(LengthForAge), growth.length_for_age, ruleset.bounds.length_for_age)
    return _class_of(HEIGHT_FROM_FIVE, growth.length_for_age, ruleset.bounds.height_for_age_5_18)


def _bmi_class(growth: Growth, ruleset: RuleSet) -> Proportion | None:
    if growth.standard is Standard.WHO_2006:
        return _class_of(_UNDER_FIVE, growth.bmi_for_age, ruleset.bounds.weight_for_length)
    return _class_of(FROM_FIVE, growth.bmi_for_age, ruleset.bounds.bmi_for_age_5_18)
