"""The growth charts of a child: weight (KMS), length, weight-for-length, BMI, head; from five BMI and height.

Lines and soft areas are those of the classes (02 §6.3, §6.4, §6.6, §7); boys are blue, girls pink (02 §6.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from ilp.base import charts
from ilp.base.dates import period_of
from ilp.base.language import gettext as _
from ilp.base.words import NBSP, months_old, number
from posyandu.history import Past
from posyandu.rules.growth import HEIGHT_FROM_DAY, UNDER_FIVE_BEFORE_DAYS, Growth, assess
from posyandu.rules.growth_curves import line
from posyandu.rules.growth_index import DAYS_PER_MONTH
from posyandu.rules.kms import KmsStatus, MonthStatus
from posyandu.rules.nutrition import Classes, GrowthClass, Severity, classify
from posyandu.rules.ruleset import RuleSet
from puskesmas.models import Person

TONES = {"L": "boy", "P": "girl"}
LAST_MONTH, FIRST_PAGE_MONTH = 60, 24
LOOKS = {-3.0: "far", -2.0: "near", 0.0: "median", 1.0: "near", 2.0: "near", 3.0: "far"}
Names = dict[float, tuple[str, str]]


class Seen(NamedTuple):
    """One visit with what the rules make of it."""

    visit: Past
    growth: Growth
    classes: Classes

    @property
    def months(self) -> float:
        """Age on the axis."""
        return self.visit.age_days / DAYS_PER_MONTH


class Kind(NamedTuple):
    """What one chart shows. `judged` names the z and the class; `good` are the ends of the normal class."""

    title: str
    table: str
    judged: str
    lines: tuple[float, ...]
    good: tuple[float, float]
    unit: str
    y_head: str
    axis: charts.Axis | None = None
    names: Names = {}


def growth_charts(
    person: Person, past: Iterable[Past], statuses: dict[int, MonthStatus], rules: RuleSet
) -> list[charts.Growth]:
    """Every chart for which something was measured; those of the age of the last visit stand first."""
    seen = [_seen(person.sex, visit, rules) for visit in past]
    young = [one for one in seen if one.visit.age_days < UNDER_FIVE_BEFORE_DAYS]
    older = [one for one in seen if one.visit.age_days >= UNDER_FIVE_BEFORE_DAYS]
    drawn = [
        *_from_five(person.sex, older),
        _weight(person.sex, young, statuses, rules),
        _length(person.sex, young),
        _weight_for_length(person.sex, young),
        _bmi(person.sex, young),
        _head(person.sex, young),
    ]
    return [chart for chart in drawn if chart is not None]


def _seen(sex: str, visit: Past, rules: RuleSet) -> Seen:
    oedema = bool(visit.has_oedema)
    growth = assess(
        sex,
        visit.age_days,
        weight_kg=visit.weight_kg,
        length_cm=visit.length_height_cm,
        position=visit.position or None,
        head_cm=visit.head_circumference_cm,
        oedema=oedema,
        ruleset=rules,
    )
    return Seen(visit, growth, classify(growth, age_months=visit.age_months, oedema=oedema, ruleset=rules))


def _weight(
    sex: str, seen: Sequence[Seen], statuses: dict[int, MonthStatus], rules: RuleSet
) -> charts.Growth | None:
    red, orange = rules.red_line_z, rules.orange_line_z
    kind = Kind(
        _("KMS: berat badan menurut umur"), "weight_for_age", "weight_for_age",
        tuple(sorted({-3.0, -2.0, 0.0, 1.0, 3.0, red, orange})), (-2.0, 1.0), "kg", _("Berat (kg)"),
        names={red: ("red", _("garis merah")), orange: ("orange", _("garis oranye"))},
    )  # fmt: skip
    spots = []
    for one in seen:
        if one.visit.weight_kg is not None:
            status = deciding(one.visit, statuses)
            spots.append(_spot(kind, one, one.months, float(one.visit.weight_kg), 2, status))
    return _by_age(sex, kind, spots)


def _length(sex: str, seen: Sequence[Seen]) -> charts.Growth | None:
    kind = Kind(
        _("Panjang atau tinggi badan menurut umur"), "length_for_age", "length_for_age",
        (-3.0, -2.0, 0.0, 2.0, 3.0), (-2.0, 3.0), "cm", _("Panjang atau tinggi (cm)"),
    )  # fmt: skip
    return _by_age(sex, kind, _spots(kind, [(one, one.growth.corrected_length_cm) for one in seen], 1))


def _bmi(sex: str, seen: Sequence[Seen]) -> charts.Growth | None:
    kind = Kind(
        _("Indeks massa tubuh menurut umur"), "bmi_for_age", "bmi_for_age",
        (-3.0, -2.0, 0.0, 1.0, 2.0, 3.0), (-2.0, 1.0), "kg/m²", _("IMT (kg/m²)"),
    )  # fmt: skip
    return _by_age(sex, kind, _spots(kind, [(one, one.growth.bmi) for one in seen], 1))


def _head(sex: str, seen: Sequence[Seen]) -> charts.Growth | None:
    kind = Kind(
        _("Lingkar kepala menurut umur"), "head_for_age", "head_for_age",
        (-2.0, 0.0, 2.0), (-2.0, 2.0), "cm", _("Lingkar kepala (cm)"),
    )  # fmt: skip
    measured = [(one, float(one.visit.head_circumference_cm or 0)) for one in seen]
    return _by_age(sex, kind, _spots(kind, measured, 1))


def _weight_for_length(sex: str, seen: Sequence[Seen]) -> charts.Growth | None:
    """Only visits that are judged by the same table as the last one."""
    both = [one for one in seen if one.growth.weight_for_length.z is not None]
    if not both:
        return None
    stands = both[-1].visit.age_days >= HEIGHT_FROM_DAY
    both = [one for one in both if (one.visit.age_days >= HEIGHT_FROM_DAY) == stands]
    word = _("Tinggi badan (cm)") if stands else _("Panjang badan (cm)")
    kind = Kind(
        _("Berat badan menurut tinggi badan") if stands else _("Berat badan menurut panjang badan"),
        "weight_for_height" if stands else "weight_for_length", "weight_for_length",
        (-3.0, -2.0, 0.0, 1.0, 2.0, 3.0), (-2.0, 1.0), "kg", _("Berat (kg)"),
        charts.Axis(word, step=5.0, word=word),
    )  # fmt: skip
    spots = [
        _spot(kind, one, one.growth.corrected_length_cm or 0.0, float(one.visit.weight_kg or 0), 2)
        for one in both
    ]
    return _drawn(sex, kind, spots, (65.0, 120.0) if stands else (45.0, 110.0))


def _from_five(sex: str, seen: Sequence[Seen]) -> Iterable[charts.Growth | None]:
    years = charts.Axis(_("Umur (tahun)"), step=12.0, unit=12.0)
    bmi = Kind(
        _("Indeks massa tubuh menurut umur, 5–19 tahun"), "bmi_for_age_5_19", "bmi_for_age",
        (-3.0, -2.0, 0.0, 1.0, 2.0), (-2.0, 1.0), "kg/m²", _("IMT (kg/m²)"), years,
    )  # fmt: skip
    height = Kind(
        _("Tinggi badan menurut umur, 5–19 tahun"), "height_for_age_5_19", "length_for_age",
        (-3.0, -2.0, 0.0, 2.0, 3.0), (-2.0, 3.0), "cm", _("Tinggi (cm)"), years,
    )  # fmt: skip
    inside = [one for one in seen if one.growth.standard is not None]
    span = (60.0, 228.0)
    yield _drawn(sex, bmi, _spots(bmi, [(one, one.growth.bmi) for one in inside], 1), span)
    yield _drawn(
        sex, height, _spots(height, [(one, one.growth.corrected_length_cm) for one in inside], 1), span
    )


def deciding(visit: Past, statuses: dict[int, MonthStatus]) -> MonthStatus | None:
    """The status of the month, shown at the weighing that decides it."""
    status = statuses.get(period_of(visit.measured_on))
    if status is None or visit.weight_kg is None or status.weighing.weighed_on != visit.measured_on:
        return None
    return status


def _spots(kind: Kind, values: Iterable[tuple[Seen, float | None]], places: int) -> list[charts.Measured]:
    return [_spot(kind, one, one.months, value, places) for one, value in values if value]


def _spot(
    kind: Kind, one: Seen, x: float, y: float, places: int, status: MonthStatus | None = None
) -> charts.Measured:
    found: GrowthClass | None = getattr(one.classes, kind.judged)
    z = getattr(one.growth, kind.judged).z_rounded
    notes = [
        _month_words(status),
        "" if z is None else f"z{NBSP}{number(z, 2)}",
        str(found.label) if found else "",
    ]
    is_alert = found is not None and found.severity is Severity.REFER
    if status is not None:
        is_alert = status.status is KmsStatus.NOT_GAINED
    by_length = kind.axis is not None and kind.axis.word
    age = months_old(one.visit.age_months)
    return charts.Measured(
        x,
        y,
        f"{number(x, 1)}{NBSP}cm ({age})" if by_length else age,
        f"{number(y, places)}{NBSP}{kind.unit}",
        ", ".join(note for note in notes if note),
        status.status.value if status else "",
        is_alert,
    )


def _month_words(status: MonthStatus | None) -> str:
    match status and status.status:
        case KmsStatus.GAINED:
            return _("naik (N)")
        case KmsStatus.NOT_GAINED:
            return _("tidak naik (T)")
        case KmsStatus.NOT_WEIGHED_LAST_MONTH:
            return _("bulan lalu tidak ditimbang (O)")
        case KmsStatus.FIRST_TIME:
            return _("baru (B)")
    return ""


def _by_age(sex: str, kind: Kind, spots: Sequence[charts.Measured]) -> charts.Growth | None:
    """The first two years while the child is in them, else all five."""
    right = FIRST_PAGE_MONTH if spots and spots[-1].x <= FIRST_PAGE_MONTH else LAST_MONTH
    return _drawn(sex, kind, spots, (0.0, float(right)))


def _drawn(
    sex: str, kind: Kind, spots: Sequence[charts.Measured], span: tuple[float, float]
) -> charts.Growth | None:
    if not spots:
        return None
    low, high = kind.good
    ends = (kind.lines[0], low), (low, high), (high, kind.lines[-1])
    return charts.growth(
        title=kind.title,
        curves=[_curve(kind, sex, z) for z in kind.lines],
        areas=[
            charts.Area(line(kind.table, sex, below), line(kind.table, sex, above), look)
            for (below, above), look in zip(ends, ("watch", "good", "watch"), strict=True)
            if below < above
        ],
        measured=spots,
        x_axis=kind.axis,
        y_head=kind.y_head,
        x_span=span,
        tone=TONES[sex],
    )


def _curve(kind: Kind, sex: str, z: float) -> charts.Curve:
    look, name = kind.names.get(z, (LOOKS[z], ""))
    sign = "+" if z > 0 else "\N{MINUS SIGN}" if z < 0 else ""
    return charts.Curve(f"{sign}{number(abs(z))}".removesuffix(",0"), line(kind.table, sex, z), look, name)
