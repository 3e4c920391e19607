"""The charts of a child: which there are, where the points lie, and what stands beside them."""

from datetime import date, timedelta
from decimal import Decimal
from uuid import UUID

import pytest
from django.utils import translation

from ilp.base.charts import Growth
from ilp.base.dates import completed_months
from posyandu.history import Past
from posyandu.rules.growth import assess
from posyandu.rules.growth_curves import line
from posyandu.rules.kms import month_statuses
from posyandu.rules.ruleset import DEFAULT, RuleSet
from posyandu.selectors.growth_charts import growth_charts
from puskesmas.models import Person

BORN_ON = date(2024, 1, 10)
RECORDED_AT = "2026-01-01T00:00:00+00:00"
NOBODY = UUID(int=0)
NBSP = "\N{NO-BREAK SPACE}"


def visit(days: int, kg: float | None = None, cm: float | None = None, head: float | None = None) -> Past:
    """A visit at this age in days, measured as the age expects it."""
    on = BORN_ON + timedelta(days=days)

    def decimal(value: float | None) -> Decimal | None:
        return None if value is None else Decimal(str(value))

    return Past(
        NOBODY, NOBODY, None, 1, "POSYANDU", on, decimal(kg), decimal(cm),
        "" if cm is None else "TELENTANG" if days < 731 else "BERDIRI", decimal(head), None, None,
        days, completed_months(BORN_ON, on), None, None, None, None, "", "", "", "", "", 0, False,
        None, RECORDED_AT,
    )  # fmt: skip


def drawn(*visits: Past, sex: str = "P", rules: RuleSet = DEFAULT) -> list[Growth]:
    """The charts of a child with these visits."""
    weighed = [one.weighing for one in visits if one.weight_kg is not None]
    statuses = month_statuses(sex, BORN_ON, weighed, ruleset=rules)
    with translation.override("id"):
        return growth_charts(Person(sex=sex, born_on=BORN_ON), visits, statuses, rules)


def test_a_child_that_was_never_measured_has_no_chart() -> None:
    assert drawn() == []
    assert drawn(visit(100)) == []


def test_every_index_that_was_measured_has_its_chart() -> None:
    assert [chart.title for chart in drawn(visit(366, 7.0, 64.0, 44.0))] == [
        "KMS: berat badan menurut umur",
        "Panjang atau tinggi badan menurut umur",
        "Berat badan menurut panjang badan",
        "Indeks massa tubuh menurut umur",
        "Lingkar kepala menurut umur",
    ]
    assert [chart.title for chart in drawn(visit(366, 7.0))] == ["KMS: berat badan menurut umur"]


def test_a_schoolchild_has_its_own_two_charts_first() -> None:
    charts = drawn(visit(1500, 15.0), visit(2500, 20.0, 118.0))
    assert [chart.title for chart in charts] == [
        "Indeks massa tubuh menurut umur, 5–19 tahun",
        "Tinggi badan menurut umur, 5–19 tahun",
        "KMS: berat badan menurut umur",
    ]
    assert [label.text for label in charts[0].labels] == [str(year) for year in range(5, 20)]


@pytest.mark.parametrize(("sex", "tone"), [("L", "boy"), ("P", "girl")])
def test_boys_are_blue_and_girls_pink(sex: str, tone: str) -> None:
    assert {chart.tone for chart in drawn(visit(366, 7.0, 64.0, 44.0), sex=sex)} == {tone}


def test_the_kms_has_its_letters_and_a_t_is_open() -> None:
    months = [visit(3, 3.2), visit(35, 4.2), visit(66, 5.2), visit(97, 5.3), visit(160, 6.2)]
    kms = drawn(*months, sex="L")[0]
    assert [letter.text for letter in kms.letters] == ["B", "N", "N", "T", "O"]
    assert ["alert" in dot.look for dot in kms.dots] == [False, False, False, True]
    assert kms.has_alert
    assert kms.twin.rows[3][1:] == (
        f"5,30{NBSP}kg",
        f"tidak naik (T), z{NBSP}-1,73, Berat badan normal",
    )


def test_red_and_orange_lines_stand_where_the_rule_set_puts_them() -> None:
    def lines(rules: RuleSet) -> dict[str, str]:
        return {
            curve.look: curve.label.text
            for curve in drawn(visit(366, 7.0), rules=rules)[0].curves
            if curve.name and curve.label
        }

    assert lines(DEFAULT) == {"red": "−3", "orange": "+1"}
    mapping = DEFAULT.to_mapping()
    mapping["lines"]["red_line_z"] = -2.0
    assert lines(RuleSet.from_mapping(mapping)) == {"red": "−2", "orange": "+1"}


def test_length_is_drawn_as_it_was_corrected() -> None:
    stood = visit(366, 9.0, 71.5)._replace(position="BERDIRI")
    charts = {chart.title: chart for chart in drawn(stood, sex="L")}
    assert charts["Panjang atau tinggi badan menurut umur"].twin.rows[0][1] == f"72,2{NBSP}cm"
    assert charts["Berat badan menurut panjang badan"].twin.rows[0][0].startswith(f"72,2{NBSP}cm")


def test_weight_for_height_shows_the_visits_of_one_table_only() -> None:
    charts = drawn(visit(700, 10.0, 80.0), visit(760, 10.4, 82.0), visit(900, 11.0, 86.0))
    [found] = [chart for chart in charts if chart.title == "Berat badan menurut tinggi badan"]
    assert len(found.dots) == 1
    assert found.last is not None


def test_the_first_two_years_fill_the_chart_while_the_child_is_in_them() -> None:
    assert drawn(visit(700, 10.0))[0].labels[-1].text == "24"
    assert drawn(visit(700, 10.0), visit(760, 10.0))[0].labels[-1].text == "60"


@pytest.mark.parametrize("sex", ["L", "P"])
@pytest.mark.parametrize("z", [-3.0, -2.0, 0.0, 1.0, 3.0])
def test_a_point_on_a_line_has_the_z_of_the_line(sex: str, z: float) -> None:
    for months, kg in line("weight_for_age", sex, z):
        found = assess(sex, round(months * 30.4375), weight_kg=kg).weight_for_age.z
        assert found == pytest.approx(z, abs=0.02)
    for cm, kg in line("weight_for_height", sex, z):
        assert assess(sex, 1000, weight_kg=kg, length_cm=cm).weight_for_length.z == pytest.approx(z, abs=0.02)
    for months, cm in line("height_for_age_5_19", sex, z):
        assert assess(sex, months * 30.4375, length_cm=cm).length_for_age.z == pytest.approx(z, abs=0.02)


def test_the_lines_reach_from_the_first_key_of_their_table_to_the_last() -> None:
    for table, first, last in (
        ("weight_for_age", 0.0, 1826 / 30.4375),
        ("weight_for_length", 45.0, 110.0),
        ("weight_for_height", 65.0, 120.0),
        ("bmi_for_age_5_19", 60.0, 228.0),
    ):
        points = line(table, "L", 0.0)
        assert (points[0][0], points[-1][0]) == (first, last)
