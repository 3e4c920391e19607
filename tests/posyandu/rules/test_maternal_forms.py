"""The cards of mother and newborn: printed columns, who is asked what, and the judges behind them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from posyandu.rules.clinical import shipped
from posyandu.rules.forms.asking import Asked, read
from posyandu.rules.forms.declaration import Form
from posyandu.rules.forms.reading import shipped_forms
from posyandu.rules.judges import JUDGES
from posyandu.rules.judging import Subject, judge_all
from tests.posyandu.rules import judged_cases

ON = date(2026, 6, 1)
FORMS = [form for form in shipped_forms() if form.form in ("bumil", "nifas", "neonatus")]


def test_the_three_cards_are_shipped() -> None:
    assert [form.version for form in FORMS] == ["bumil-1", "neonatus-1", "nifas-1"]


@pytest.mark.parametrize("form", FORMS, ids=lambda form: form.version)
def test_a_form_names_judges_that_are_there_and_asks_the_kader_first(form: Form) -> None:
    assert set(form.judges) <= JUDGES.keys()
    order = [field.by_nakes for field in form.fields.values()]
    assert order == sorted(order)
    assert all(field.by_nakes for field in form.fields.values() if field.is_sensitive)
    nothing = judge_all([JUDGES[name] for name in form.judges], Subject("P", ON, ON), {}, shipped())
    assert nothing.raised == []


def test_the_card_of_a_pregnant_woman_has_its_printed_columns() -> None:
    form = next(form for form in FORMS if form.form == "bumil")
    computed = {1, 2, 6, 8}
    assert [column for column, _fields in form.card_columns] == [
        column for column in range(1, 20) if column not in computed
    ]


def test_every_danger_sign_of_a_form_has_its_row_and_the_other_way_round() -> None:
    for form in FORMS:
        codes = {row["kode"] for row in shipped().rows(f"{form.form}.tanda_bahaya")}
        options = {option.value for option in form.fields["danger_signs"].options}
        assert options == codes | {"TIDAK_ADA"}


@pytest.mark.parametrize("case", judged_cases.cases("maternal_ranges"), ids=judged_cases.name_of)
def test_an_impossible_value_is_refused_and_an_unusual_one_asked_again(case: dict[str, Any]) -> None:
    form = next(form for form in FORMS if form.version == case["form"])
    asked = Asked("P", 360, trimester=3, by_nakes=True, sees_sensitive=True)
    found = read(form, asked, {case["field"]: [case["typed"]]})
    assert [problem.code for problem in [*found.refused, *found.asked]] == [
        code for code in [case["expect"]] if code
    ]
    assert (case["field"] in found.answers) or case["expect"] == "DI_LUAR_BATAS"
