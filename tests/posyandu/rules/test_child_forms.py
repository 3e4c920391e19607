"""The cards of babies, balita and prasekolah: their columns, and what is asked at which age (02 §6.1)."""

from __future__ import annotations

import pytest

from posyandu.rules.clinical import shipped
from posyandu.rules.forms.asking import Asked, is_asked, is_possible
from posyandu.rules.forms.declaration import Form
from posyandu.rules.forms.reading import shipped_forms
from posyandu.rules.judges import JUDGES
from posyandu.rules.vaccines import schedule_of

COMPUTED = {1, 2, 4, 5, 7, 8, 10, 12}  # age, day, N/T and the classes: nobody types them


def form(version: str) -> Form:
    return next(form for form in shipped_forms() if form.version == version)


def asked_at(version: str, months: int, *, by_nakes: bool = True) -> set[str]:
    asked = Asked("P", months, by_nakes=by_nakes)
    return {field.id for field in form(version).fields.values() if is_possible(field, asked)}


def test_every_column_of_the_printed_card_has_its_place_or_is_worked_out() -> None:
    typed = {column for column, _fields in form("balita-1").card_columns}
    assert typed | COMPUTED == set(range(1, 27))
    assert not typed & COMPUTED


def test_the_columns_are_asked_in_their_printed_order_and_weight_comes_first() -> None:
    for version in ("balita-1", "prasekolah-1"):
        cards = [field.card for field in form(version).fields.values() if field.card]
        assert cards == sorted(cards), version
        assert next(iter(form(version).fields)) == "weight_kg"


@pytest.mark.parametrize(
    ("field", "from_month", "to_month"),
    [
        ("muac_cm", 6, 60),
        ("exclusive_breastfeeding", 0, 6),
        ("complementary_food_suits", 6, 24),
        ("food_groups", 6, 24),
        ("vitamin_a", 6, 60),
        ("deworming", 12, 60),
        ("kpsp_yes", 3, 60),
        ("tdd_result", 3, 60),
        ("tdl_result", 36, 60),
        ("kmpe_result", 36, 60),
        ("mchatr_result", 16, 31),
        ("gpph_result", 36, 60),
    ],
)
def test_what_is_asked_follows_the_age(field: str, from_month: int, to_month: int) -> None:
    for months in (from_month, from_month + 1, to_month - 1):
        assert field in asked_at("balita-1", months)
    if from_month:
        assert field not in asked_at("balita-1", from_month - 1)
    if to_month < 60:
        assert field not in asked_at("balita-1", to_month)


def test_a_prasekolah_child_has_neither_arm_nor_head_nor_breast_milk() -> None:
    asked = asked_at("prasekolah-1", 60)
    assert not asked & {"muac_cm", "head_circumference_cm", "exclusive_breastfeeding", "food_groups"}
    assert {"weight_kg", "length_height_cm", "tdl_result", "kmpe_result", "immunisation_complete"} <= asked


def test_the_questions_about_supplementary_food_open_with_it() -> None:
    for version in ("balita-1", "prasekolah-1"):
        portions = form(version).fields["mt_portions"]
        assert is_asked(portions, Asked("L", 60), {"mt_given": True})
        assert not is_asked(portions, Asked("L", 60), {"mt_given": False})
        assert not is_asked(portions, Asked("L", 60), {})


def test_the_doses_to_tick_are_doses_that_count() -> None:
    schedule = schedule_of(shipped())
    options = [option.value for option in form("balita-1").fields["doses_given"].options]
    assert all(schedule.counts_for(code) for code in options)
    routine = [slot.code for series in schedule.routine for slot in series.slots if slot.code != "IPV3"]
    assert set(routine) <= set(options)


def test_the_judges_are_there_and_the_ages_meet() -> None:
    for version in ("balita-1", "prasekolah-1"):
        assert set(form(version).judges) <= JUDGES.keys()
    assert (form("balita-1").from_month, form("balita-1").to_month) == (0, form("prasekolah-1").from_month)
    assert form("prasekolah-1").to_month == 72
