"""The growth of one child: a line per visit with classes and N/T/O/B, and the weight on its curves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.utils.translation import gettext as _

from ilp.base import charts
from ilp.base.dates import period_of
from ilp.base.words import NONE, day, months_old
from posyandu.history import Past, history_of, weighings
from posyandu.models.visit import Place
from posyandu.rules.growth_index import DAYS_PER_MONTH, value_at
from posyandu.rules.growth_tables import growth_tables
from posyandu.rules.kms import KmsStatus, MonthStatus, month_statuses
from posyandu.rules.life_cycle import Group
from posyandu.rules.ruleset import RuleSet
from posyandu.selectors.badges import Badge, class_badge, gain_words, short_month_badge
from posyandu.words import measure
from puskesmas.models import Person

LAST_MONTH = Group.PRASEKOLAH.from_month
# Lines of the KMS: z, label, look of the chart component.
LINES = (
    (-3.0, "−3", "far"),
    (-2.0, "−2", "near"),
    (0.0, "0", "median"),
    (1.0, "+1", "edge"),
    (3.0, "+3", "far"),
)


@dataclass(frozen=True, slots=True)
class GrowthRow:
    """One visit, ready to print. `correct` says whether it stands in a hari buka that can be corrected."""

    visit_id: UUID
    on: str
    age: str
    place: str
    weight: str
    length: str
    head: str
    muac: str
    month: Badge | None
    gain: str
    classes: list[tuple[str, Badge]]
    needs_look: bool
    is_confirmed: bool
    has_day: bool


@dataclass(frozen=True, slots=True)
class GrowthPage:
    """Visits, latest first, and the chart; no chart for a child that was never weighed."""

    rows: list[GrowthRow]
    chart: charts.Growth | None


def growth_page(person: Person, rules: RuleSet) -> GrowthPage:
    """Everything about the growth of one person; one statement."""
    past = history_of(person.pk)
    statuses = month_statuses(
        person.sex,
        person.born_on,
        weighings(visit for visit in past if visit.measured_on >= person.born_on),
        birth_weight_kg=person.birth_weight_g and person.birth_weight_g / 1000,
        ruleset=rules,
    )
    rows = [_row(visit, _deciding(visit, statuses)) for visit in reversed(past)]
    weighed = [visit for visit in past if visit.weight_kg is not None and visit.age_months < LAST_MONTH]
    return GrowthPage(rows, _chart(person, weighed, statuses) if weighed else None)


def _deciding(visit: Past, statuses: dict[int, MonthStatus]) -> MonthStatus | None:
    """The status of the month, shown at the weighing that decides it."""
    status = statuses.get(period_of(visit.measured_on))
    if status is None or visit.weight_kg is None or status.weighing.weighed_on != visit.measured_on:
        return None
    return status


def _row(visit: Past, status: MonthStatus | None) -> GrowthRow:
    found = (
        ("BB/U", visit.wfa_class),
        ("PB/U", visit.lhfa_class),
        ("BB/PB", visit.wflh_class),
        ("LK", visit.hc_class),
        ("LILA", visit.muac_class),
    )
    badges = [(label, class_badge(code)) for label, code in found]
    return GrowthRow(
        visit.id,
        day(visit.measured_on, short=True),
        months_old(visit.age_months) if visit.age_months else _("%(days)s hr") % {"days": visit.age_days},
        str(Place(visit.place).label),
        measure(visit.weight_kg),
        measure(visit.length_height_cm),
        measure(visit.head_circumference_cm),
        measure(visit.muac_cm),
        short_month_badge(status),
        gain_words(status) if status else "",
        [(label, badge) for label, badge in badges if badge is not None],
        visit.implausible > 0 and not visit.is_confirmed,
        visit.is_confirmed,
        visit.hari_buka_id is not None,
    )


def _chart(person: Person, weighed: list[Past], statuses: dict[int, MonthStatus]) -> charts.Growth:
    last = max(visit.age_months for visit in weighed)
    right = 24 if last <= 24 else LAST_MONTH
    reference = curves(person.sex)
    return charts.growth(
        title=_("Berat badan menurut umur"),
        curves=[charts.Curve(label, reference[z], look) for z, label, look in LINES],
        areas=[
            charts.Area(reference[-3.0], reference[-2.0], "watch"),
            charts.Area(reference[-2.0], reference[1.0], "good"),
            charts.Area(reference[1.0], reference[3.0], "watch"),
        ],
        measured=[
            charts.Measured(
                visit.age_days / DAYS_PER_MONTH,
                float(visit.weight_kg or 0),
                months_old(visit.age_months),
                f"{measure(visit.weight_kg)} kg",
                _note(_deciding(visit, statuses)),
            )
            for visit in weighed
        ],
        x_span=(0.0, float(right)),
    )


def _note(status: MonthStatus | None) -> str:
    if status is None:
        return NONE
    return {
        KmsStatus.GAINED: _("naik (N)"),
        KmsStatus.NOT_GAINED: _("tidak naik (T)"),
        KmsStatus.NOT_WEIGHED_LAST_MONTH: _("bulan lalu tidak ditimbang (O)"),
        KmsStatus.FIRST_TIME: _("baru (B)"),
    }[status.status]


@lru_cache(maxsize=2)
def curves(sex: str) -> dict[float, list[tuple[float, float]]]:
    """Weight-for-age at the z of the KMS lines, kg at each completed month 0-60 (WHO 2006, 02a §8)."""
    table = growth_tables().weight_for_age
    days = [min(round(month * DAYS_PER_MONTH), table.last) for month in range(LAST_MONTH + 1)]
    return {
        z: [(day_ / DAYS_PER_MONTH, round(value_at(z, table.row(sex, day_)), 2)) for day_ in days]
        for z, _label, _look in LINES
    }
