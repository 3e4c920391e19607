"""Z-scores of one child from birth to 19 years, as WHO's own software computes them.

Source: domain file 02a §2 and §2.1 (binding); rules on position 02 §6.2. The vectorised twin for many
children is ``growth_batch``; a test keeps the two equal.
"""

from decimal import Decimal
from math import inf
from typing import NamedTuple

from posyandu.rules.growth_index import (
    AGE_OUTSIDE_TABLE,
    AGE_UNKNOWN,
    DAYS_PER_MONTH,
    LENGTH_OUTSIDE_TABLE,
    NOT_MEASURED,
    NOT_POSITIVE,
    OEDEMA,
    Index,
    Standard,
    between,
    index_of,
)
from posyandu.rules.growth_tables import MCM_PER_MM, ByLength, growth_tables, under_five_tables
from posyandu.rules.ruleset import DEFAULT, RuleSet

HEIGHT_FROM_DAY = 731  # from here height (standing) is wanted, before it length (lying): 02 §6.2
ROUNDS_TO_HEIGHT = HEIGHT_FROM_DAY - 0.5  # a fraction of a day is rounded half up: 02a §2.1
STANDING_FROM_DAYS = 9 * DAYS_PER_MONTH  # nobody younger stands to be measured: 02a §2.1
UNDER_FIVE_BEFORE_DAYS = 60 * DAYS_PER_MONTH
LAST_MONTH = 228
LAST_WEIGHT_MONTH = 120

# Lengths are whole thousandths of a centimetre ("mcm") inside: 103.1 - 0.7 must be 102.4 (02a, float trap).
MCM_PER_CM = 1000
CORRECTION_MCM = 700  # 0.7 cm: 02 §6.2
LENGTH_TABLE_BELOW_MCM = 87_000  # age and position unknown: shorter children by length, 02a §2.1
SMALLEST_MEASURE = 0.001  # anything less is a zero: 02a §2.1, row "Weight or length 0"

Number = float | Decimal

_WHO_2006, _WHO_2007 = Standard
SEXES = ("L", "P")
POSITIONS = (None, "TELENTANG", "BERDIRI")
_NOTHING = (0.0, NOT_MEASURED)
_new_tuple = tuple.__new__  # a NamedTuple by the shorter way, as in growth_index


class Growth(NamedTuple):
    """All indices of one child on one day. At 5-19 years ``length_for_age`` is height-for-age."""

    standard: Standard | None
    corrected_length_cm: float | None
    bmi: float | None
    """kg/m² with the corrected length, not rounded."""
    position_assumed: bool
    """Position was not recorded; the one expected for the age is assumed (`cara_ukur_asumsi`)."""
    standing_too_young: bool
    """Measured standing before nine months: implausible, not corrected."""
    weight_for_age: Index
    length_for_age: Index
    weight_for_length: Index
    bmi_for_age: Index
    head_for_age: Index
    muac_for_age: Index

    @property
    def indices(self) -> dict[str, Index]:
        """The six indices by name."""
        return dict(zip(INDEX_NAMES, self[5:], strict=True))

    @property
    def is_flagged(self) -> bool:
        """Whether any index lies outside the WHO plausibility range (`PERLU_UKUR_ULANG`)."""
        return any(index.is_flagged for index in self.indices.values())


INDEX_NAMES = Growth._fields[5:]


# Weight, length (mcm), BMI, head and arm as numbers, then in the same order what stands in the place of an
# index that cannot be computed from them. A bare tuple: this is made once for every assessment.
_Measured = tuple[
    float, int, float, float, float, Index | None, Index | None, Index | None, Index | None, Index | None
]
_Indices = tuple[Index, Index, Index, Index, Index, Index]


def days_of_months(months: float) -> float:
    """An age in months as days; the fraction is kept, because validity is judged on it (02a §2.1).

    >>> days_of_months(60)
    1826.25
    """
    return months * DAYS_PER_MONTH


def assess(
    sex: str,
    age_days: float | None,
    *,
    weight_kg: Number | None = None,
    length_cm: Number | None = None,
    position: str | None = None,
    head_cm: Number | None = None,
    muac_cm: Number | None = None,
    oedema: bool = False,
    ruleset: RuleSet = DEFAULT,
) -> Growth:
    """Every index that the measures and the age allow.

    sex: "L" or "P". age_days: whole days, or with a fraction when only months are known, or None.
    length_cm: as measured; position: "TELENTANG", "BERDIRI" or None. oedema: both feet are swollen.
    An index without z says why in ``missing``. Source: 02a §2 and §2.1.

    Raises ValueError for an unknown sex or position, or an age below zero.
    """
    if sex not in SEXES or position not in POSITIONS or not (age_days is None or age_days >= 0):
        _refuse_nonsense(sex, age_days, position)
    length, no_length = _NOTHING if length_cm is None else _read(length_cm)
    length_mcm = corrected_length_mcm(length, age_days, position)
    if length_mcm <= 0 and no_length is None:
        no_length = NOT_POSITIVE
    measured = _measured(weight_kg, length_mcm, no_length, head_cm, muac_cm, oedema)

    if age_days is None:
        standard, indices = None, _at_unknown_age(sex, position, measured, ruleset)
    elif age_days < UNDER_FIVE_BEFORE_DAYS:
        standard, indices = _WHO_2006, _under_five(sex, int(age_days + 0.5), measured, ruleset)
    else:
        standard = standard_at(age_days)
        indices = _five_to_nineteen(sex, age_days / DAYS_PER_MONTH, measured, ruleset)
    has_length = no_length is None
    is_young = age_days is not None and age_days < STANDING_FROM_DAYS
    about = (
        standard,
        length_mcm / MCM_PER_CM if has_length else None,
        measured[2] or None,
        has_length and position is None,
        has_length and is_young and position == "BERDIRI",
    )
    return _new_tuple(Growth, about + indices)


def standard_at(age_days: float | None) -> Standard | None:
    """The reference for an age; None when the age is unknown or over 228 months.

    Day 1826 is the last one of WHO 2006, day 1827 the first of WHO 2007. Source: 02a, row "Day 1826".
    """
    if age_days is None or age_days > LAST_MONTH * DAYS_PER_MONTH:
        return None
    return _WHO_2006 if age_days < UNDER_FIVE_BEFORE_DAYS else _WHO_2007


def corrected_length_mcm(length_cm: float, age_days: float | None, position: str | None) -> int:
    """Length as the age expects it, in thousandths of a centimetre.

    Standing under 731 days + 0.7 cm, lying from 731 days - 0.7 cm; no correction when the position or the
    age is unknown, or for "standing" under nine months. Source: 02 §6.2, 02a §2.1.

    >>> corrected_length_mcm(103.1, 1000, "TELENTANG")
    102400
    """
    mcm = int(length_cm * MCM_PER_CM + 0.5)
    if position is None or age_days is None:
        return mcm
    if age_days < ROUNDS_TO_HEIGHT:
        is_short = position == "BERDIRI" and age_days >= STANDING_FROM_DAYS
        return mcm + CORRECTION_MCM if is_short else mcm
    return mcm - CORRECTION_MCM if position == "TELENTANG" else mcm


def _refuse_nonsense(sex: str, age_days: float | None, position: str | None) -> None:
    if sex not in SEXES:
        raise ValueError(f"sex is {sex!r}, expected 'L' or 'P'")
    if position not in POSITIONS:
        raise ValueError(f"position is {position!r}, expected 'TELENTANG', 'BERDIRI' or None")
    if age_days is not None and not age_days >= 0:
        raise ValueError(f"age_days is {age_days!r}, expected zero or more")


def _read(value: Number) -> tuple[float, Index | None]:
    number = float(value)
    if SMALLEST_MEASURE <= number < inf:
        return number, None
    return 0.0, NOT_POSITIVE


def _measured(
    weight_kg: Number | None,
    length_mcm: int,
    no_length: Index | None,
    head_cm: Number | None,
    muac_cm: Number | None,
    oedema: bool,
) -> _Measured:
    weight, no_weight = _NOTHING if weight_kg is None else _read(weight_kg)
    head, no_head = _NOTHING if head_cm is None else _read(head_cm)
    muac, no_muac = _NOTHING if muac_cm is None else _read(muac_cm)
    no_bmi = no_weight
    if no_length is not None and no_weight is not NOT_MEASURED:
        no_bmi = no_length
    bmi = 0.0
    if no_bmi is None:
        metres = length_mcm / MCM_PER_CM / 100.0
        bmi = weight / (metres * metres)
    if oedema:
        # Water weighs: no index that uses the weight (02a §2.1).
        no_weight = no_weight or OEDEMA
        no_bmi = no_bmi or OEDEMA
    return weight, length_mcm, bmi, head, muac, no_weight, no_length, no_bmi, no_head, no_muac


def _under_five(sex: str, day: int, measured: _Measured, ruleset: RuleSet) -> _Indices:
    weight, length_mcm, bmi, head, muac, no_weight, no_length, no_bmi, no_head, no_muac = measured
    days, lying, standing = under_five_tables(sex)
    weights, lengths, bmis, heads, arms = days[day]
    flag_weight, flag_length, flag_proportion, flag_bmi, flag_head, flag_arm = ruleset.flags_under_five
    by_length = lying if day < HEIGHT_FROM_DAY else standing
    return (
        no_weight or index_of(weight, weights, flag_weight),
        no_length or index_of(length_mcm / MCM_PER_CM, lengths, flag_length, False),
        no_bmi or _weight_for_length(weight, length_mcm, by_length, flag_proportion),
        no_bmi or index_of(bmi, bmis, flag_bmi),
        no_head or index_of(head, heads, flag_head),
        no_muac or (index_of(muac, arms, flag_arm) if arms else AGE_OUTSIDE_TABLE),
    )


def _weight_for_length(
    weight_kg: float, length_mcm: int, by_length: ByLength, plausible: tuple[float, float]
) -> Index:
    first_mcm, last_mcm, rows = by_length
    if not first_mcm <= length_mcm <= last_mcm:
        return LENGTH_OUTSIDE_TABLE
    place, rest = divmod(length_mcm - first_mcm, MCM_PER_MM)
    return index_of(weight_kg, between(rows, place, rest / MCM_PER_MM) if rest else rows[place], plausible)


def _five_to_nineteen(sex: str, months: float, measured: _Measured, ruleset: RuleSet) -> _Indices:
    tables, plausible = growth_tables(), ruleset.flags_5_19
    weight, length_mcm, bmi, _head, _muac, no_weight, no_length, no_bmi, no_head, no_muac = measured
    no_weight_for_length = no_bmi or AGE_OUTSIDE_TABLE
    if months > LAST_WEIGHT_MONTH:
        no_weight = no_weight or AGE_OUTSIDE_TABLE
    if months > LAST_MONTH:
        no_length, no_bmi = no_length or AGE_OUTSIDE_TABLE, no_bmi or AGE_OUTSIDE_TABLE
    month = int(months)
    place, fraction = month - tables.bmi_for_age_5_19.first, months - month
    weights, heights = tables.weight_for_age_5_10.rows[sex], tables.height_for_age_5_19.rows[sex]
    bmis = tables.bmi_for_age_5_19.rows[sex]
    return (
        no_weight or index_of(weight, between(weights, place, fraction), plausible.weight_for_age),
        no_length
        or index_of(
            length_mcm / MCM_PER_CM,
            between(heights, place, fraction),
            plausible.height_for_age,
            False,
        ),
        no_weight_for_length,
        no_bmi or index_of(bmi, between(bmis, place, fraction), plausible.bmi_for_age),
        no_head or AGE_OUTSIDE_TABLE,
        no_muac or AGE_OUTSIDE_TABLE,
    )


def _at_unknown_age(sex: str, position: str | None, measured: _Measured, ruleset: RuleSet) -> _Indices:
    weight, length_mcm, _bmi, _head, _muac, no_weight, no_length, no_bmi, no_head, no_muac = measured
    by_length = position == "TELENTANG" or (position is None and length_mcm < LENGTH_TABLE_BELOW_MCM)
    under_five = under_five_tables(sex)
    lengths = under_five.lying if by_length else under_five.standing
    plausible = ruleset.flags_under_five.weight_for_length
    return (
        no_weight or AGE_UNKNOWN,
        no_length or AGE_UNKNOWN,
        no_bmi or _weight_for_length(weight, length_mcm, lengths, plausible),
        no_bmi or AGE_UNKNOWN,
        no_head or AGE_UNKNOWN,
        no_muac or AGE_UNKNOWN,
    )
