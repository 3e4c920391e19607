"""Is this measure possible, and is it likely? Asked before a visit of a child under six is kept.

"refuse": the value cannot be, and is not kept. "ask": the screen asks for a second measurement and keeps
what it gives. Hard limits and checks against the last visit: domain file 02 §6.2. The domain gives no
warning ranges by age for these measures, so likely means: inside the WHO flags for this child.
"""

from collections.abc import Iterator
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

from ilp.base.dates import age_days
from posyandu.rules.growth import Growth, Number, assess
from posyandu.rules.ruleset import DEFAULT, RuleSet


class ProblemSeverity(StrEnum):
    """Whether the value may be kept after a second look."""

    ASK = "ask"
    REFUSE = "refuse"


class Problem(NamedTuple):
    """One remark on one field. ``code`` is stable; ``params`` fill the sentence of the screen."""

    field: str
    code: str
    severity: ProblemSeverity
    params: dict[str, float | str]


class Measured(NamedTuple):
    """What was measured on one day, as typed; None is "not measured"."""

    on: date
    weight_kg: Number | None = None
    length_cm: Number | None = None
    position: str | None = None
    head_cm: Number | None = None
    muac_cm: Number | None = None


# The field where a flagged index is asked again. Weight-for-length and BMI involve two measures; weight
# is asked first, because a scale is read wrong more easily than a board.
FLAGGED_FIELD = {
    "weight_for_age": "weight_kg",
    "length_for_age": "length_cm",
    "weight_for_length": "weight_kg",
    "bmi_for_age": "weight_kg",
    "head_for_age": "head_cm",
    "muac_for_age": "muac_cm",
}
INDEX_OF_FIELD = {
    "weight_kg": "weight_for_age",
    "length_cm": "length_for_age",
    "head_cm": "head_for_age",
    "muac_cm": "muac_for_age",
}

SHIFTED = (0.1, 10.0)
GRAMS = 0.001


def problems(
    sex: str,
    born_on: date,
    measured: Measured,
    *,
    previous: Measured | None = None,
    ruleset: RuleSet = DEFAULT,
) -> list[Problem]:
    """Everything to say about these measures, in the order of the form; empty when all is well.

    Codes. refuse: TANGGAL_SEBELUM_LAHIR, DI_LUAR_BATAS. ask: PERLU_UKUR_ULANG (WHO flag),
    POSISI_TIDAK_MUNGKIN (standing under nine months), BERAT_TURUN_BANYAK, TINGGI_TURUN, KEPALA_MENGECIL.
    A likely slip of the pen replaces DI_LUAR_BATAS or PERLU_UKUR_ULANG with the same severity and carries
    the value that was probably meant: GRAM_BUKAN_KG, KOMA_BERGESER, TERTUKAR. Source: 02 §6.2.
    """
    if measured.on < born_on:
        return [Problem("on", "TANGGAL_SEBELUM_LAHIR", ProblemSeverity.REFUSE, {"born_on": str(born_on)})]
    growth = _assess(sex, born_on, measured, ruleset)
    found = _swapped(sex, born_on, measured, ruleset)
    if not found:
        for field in INDEX_OF_FIELD:
            found.extend(_of_field(field, sex, born_on, measured, growth, ruleset))
    if growth.standing_too_young:
        found.append(Problem("position", "POSISI_TIDAK_MUNGKIN", ProblemSeverity.ASK, {}))
    if previous is not None and previous.on <= measured.on:
        found.extend(_since(previous, measured, ruleset))
    return sorted(found, key=lambda problem: problem.severity is ProblemSeverity.ASK)


def _assess(sex: str, born_on: date, measured: Measured, ruleset: RuleSet) -> Growth:
    return assess(
        sex,
        age_days(born_on, measured.on),
        weight_kg=measured.weight_kg,
        length_cm=measured.length_cm,
        position=measured.position,
        head_cm=measured.head_cm,
        muac_cm=measured.muac_cm,
        ruleset=ruleset,
    )


def _of_field(
    field: str, sex: str, born_on: date, measured: Measured, growth: Growth, ruleset: RuleSet
) -> Iterator[Problem]:
    """At most one remark: outside the hard limits, else flagged; as a slip when one explains it."""
    typed = getattr(measured, field)
    if typed is None:
        return
    value = float(typed)
    low, high = getattr(ruleset.hard_limits, field)
    is_possible = low <= value <= high
    flagged = [
        name
        for name, index in growth.indices.items()
        if index.is_flagged and FLAGGED_FIELD[name] == field and not _is_explained(name, growth)
    ]
    if is_possible and not flagged:
        return
    severity = ProblemSeverity.ASK if is_possible else ProblemSeverity.REFUSE
    params: dict[str, float | str] = {"value": value, "low": low, "high": high}
    meant = _meant(field, value, sex, born_on, measured, ruleset)
    if meant is not None:
        yield Problem(field, meant[0], severity, params | {"meant": meant[1]})
    elif not is_possible:
        yield Problem(field, "DI_LUAR_BATAS", severity, params)
    else:
        z = growth.indices[flagged[0]].z_rounded
        yield Problem(
            field, "PERLU_UKUR_ULANG", severity, params | {"index": flagged[0], "z": 0.0 if z is None else z}
        )


def _is_explained(name: str, growth: Growth) -> bool:
    """A proportion is odd because the length is: then the length is asked, not the weight as well."""
    return name in ("weight_for_length", "bmi_for_age") and growth.length_for_age.is_flagged


def _meant(
    field: str, value: float, sex: str, born_on: date, measured: Measured, ruleset: RuleSet
) -> tuple[str, float] | None:
    """The slip that makes the value likely for this child, with the value that was probably meant."""
    slips = [("KOMA_BERGESER", value * shift) for shift in SHIFTED]
    if field == "weight_kg":
        slips.insert(0, ("GRAM_BUKAN_KG", value * GRAMS))
    for code, meant in slips:
        likely = round(meant, 3)
        if _is_likely(field, likely, sex, born_on, measured, ruleset):
            return code, likely
    return None


def _is_likely(
    field: str, value: float, sex: str, born_on: date, measured: Measured, ruleset: RuleSet
) -> bool:
    low, high = getattr(ruleset.hard_limits, field)
    alone: dict[str, Any] = {"on": measured.on, "position": measured.position, field: value}
    index = _assess(sex, born_on, Measured(**alone), ruleset).indices[INDEX_OF_FIELD[field]]
    return low <= value <= high and index.z is not None and not index.is_flagged


def _swapped(sex: str, born_on: date, measured: Measured, ruleset: RuleSet) -> list[Problem]:
    """Weight in the field of length and length in that of weight: unlikely as typed, likely exchanged."""
    if measured.weight_kg is None or measured.length_cm is None:
        return []
    weight, length = float(measured.weight_kg), float(measured.length_cm)
    if weight < length:
        return []
    exchanged = {"weight_kg": length, "length_cm": weight}
    if not all(
        _is_likely(field, value, sex, born_on, measured, ruleset) for field, value in exchanged.items()
    ):
        return []
    limits = ruleset.hard_limits
    possible = limits.weight_kg[0] <= weight <= limits.weight_kg[1] and (
        limits.length_cm[0] <= length <= limits.length_cm[1]
    )
    severity = ProblemSeverity.ASK if possible else ProblemSeverity.REFUSE
    return [
        Problem(field, "TERTUKAR", severity, {"value": float(getattr(measured, field)), "meant": meant})
        for field, meant in exchanged.items()
    ]


def _since(previous: Measured, measured: Measured, ruleset: RuleSet) -> Iterator[Problem]:
    """Against the last visit: a child grows, its head too, and no fifth of it vanishes in a month."""
    days = (measured.on - previous.on).days
    if previous.weight_kg and measured.weight_kg and days <= ruleset.weight_loss_days:
        before, now = float(previous.weight_kg), float(measured.weight_kg)
        # Six decimals: exactly a fifth is not more than a fifth, whatever the binary fraction says.
        if round((before - now) / before, 6) > ruleset.weight_loss_fraction:
            yield Problem(
                "weight_kg", "BERAT_TURUN_BANYAK", ProblemSeverity.ASK, {"before": before, "now": now}
            )
    if previous.length_cm and measured.length_cm:
        before, now = float(previous.length_cm), float(measured.length_cm)
        if round(before - now, 3) > ruleset.length_drop_cm:
            yield Problem("length_cm", "TINGGI_TURUN", ProblemSeverity.ASK, {"before": before, "now": now})
    if previous.head_cm and measured.head_cm:
        before, now = float(previous.head_cm), float(measured.head_cm)
        if now < before:
            yield Problem("head_cm", "KEPALA_MENGECIL", ProblemSeverity.ASK, {"before": before, "now": now})
