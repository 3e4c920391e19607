"""The growth of one child: a line per visit with classes and N/T/O/B, and its charts."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from ilp.base import charts
from ilp.base.language import gettext as _
from ilp.base.words import day, months_old
from posyandu.history import Past, history_of, weighings
from posyandu.models.visit import Place
from posyandu.rules.kms import MonthStatus, month_statuses
from posyandu.rules.ruleset import RuleSet
from posyandu.selectors.badges import Badge, class_badge, gain_words, short_month_badge
from posyandu.selectors.growth_charts import deciding, growth_charts
from posyandu.words import measure
from puskesmas.models import Person


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
    """Visits, latest first, and the charts of what was measured."""

    rows: list[GrowthRow]
    charts: list[charts.Growth]


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
    rows = [_row(visit, deciding(visit, statuses)) for visit in reversed(past)]
    return GrowthPage(rows, growth_charts(person, past, statuses, rules))


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
