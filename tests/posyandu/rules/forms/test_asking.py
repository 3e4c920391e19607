"""Who is asked what, and what was typed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from posyandu.rules.forms.asking import Asked, as_json, from_json, is_asked, read
from posyandu.rules.forms.declaration import Field, Form
from posyandu.rules.forms.reading import shipped_forms

WOMAN = Asked("P", 300, by_nakes=True, sees_sensitive=True)
KADER = Asked("P", 300)


def answered(form: Form, asked: Asked = WOMAN, **typed: str | list[str]) -> dict[str, object]:
    found = read(
        form, asked, {name: [text] if isinstance(text, str) else text for name, text in typed.items()}
    )
    return found.answers


def test_texts_become_values(form: Form) -> None:
    assert answered(
        form, weight_kg=" 61,4 ", systolic_mmhg="120", smokes="AKTIF", cigarettes="12", counsel="tidak",
        diet=["POKOK", "HEWANI"], last_period_on="2026-03-01", note=" pusing ",
    ) == {
        "weight_kg": Decimal("61.4"), "systolic_mmhg": 120, "smokes": "AKTIF", "cigarettes": 12,
        "counsel": False, "diet": ("HEWANI", "POKOK"), "last_period_on": date(2026, 3, 1), "note": "pusing",
    }  # fmt: skip


def test_an_empty_field_is_unanswered_and_not_no(form: Form) -> None:
    assert answered(form, weight_kg="60", counsel="", note="  ") == {"weight_kg": Decimal("60")}


@pytest.mark.parametrize(
    ("field", "text", "code"),
    [
        ("weight_kg", "61,4 kg", "SATUAN"),
        ("weight_kg", "19,9", "DI_LUAR_BATAS"),
        ("weight_kg", "300,1", "DI_LUAR_BATAS"),
        ("weight_kg", "61,42", "TERLALU_RINCI"),
        ("systolic_mmhg", "120,5", "TERLALU_RINCI"),
        ("smokes", "KADANG", "BUKAN_PILIHAN"),
        ("last_period_on", "1 Maret", "BUKAN_PILIHAN"),
    ],
)
def test_what_cannot_be_is_refused_by_field(form: Form, field: str, text: str, code: str) -> None:
    found = read(form, WOMAN, {"weight_kg": ["60"], field: [text]})
    assert [(problem.field, problem.code) for problem in found.refused] == [(field, code)]


@pytest.mark.parametrize(
    ("text", "is_asked_again"), [("29,9", True), ("30", False), ("150", False), ("150,1", True)]
)
def test_what_is_unlikely_is_asked_again(form: Form, text: str, is_asked_again: bool) -> None:
    found = read(form, WOMAN, {"weight_kg": [text]})
    assert found.refused == []
    assert [problem.field for problem in found.asked] == (["weight_kg"] if is_asked_again else [])


def test_a_required_field_is_missed_by_name(form: Form) -> None:
    assert [(p.field, p.code) for p in read(form, WOMAN, {"note": ["x"]}).refused] == [("weight_kg", "WAJIB")]


def test_a_kader_fills_no_field_of_a_nakes(form: Form) -> None:
    assert answered(form, KADER, weight_kg="60", last_period_on="2026-03-01") == {"weight_kg": Decimal("60")}


def test_age_and_sex_open_fields(form: Form) -> None:
    girl, boy = Asked("P", 179, by_nakes=True, sees_sensitive=True), Asked("L", 180, True, True)
    assert "systolic_mmhg" not in answered(form, girl, weight_kg="40", systolic_mmhg="110")
    assert "last_period_on" not in answered(form, boy, weight_kg="40", last_period_on="2026-01-01")


def test_an_answer_opens_the_next_question_and_closes_the_rest(form: Form) -> None:
    assert not is_asked(form.fields["cigarettes"], WOMAN, {})
    assert is_asked(form.fields["counsel"], WOMAN, {"cigarettes": 10})
    assert not is_asked(form.fields["counsel"], WOMAN, {"cigarettes": 9})
    assert answered(form, weight_kg="60", smokes="TIDAK", cigarettes="12") == {
        "weight_kg": Decimal("60"), "smokes": "TIDAK",
    }  # fmt: skip


def test_a_hidden_field_refuses_nothing(form: Form) -> None:
    assert read(form, WOMAN, {"weight_kg": ["60"], "smokes": ["TIDAK"], "cigarettes": ["x"]}).refused == []


def test_json_and_back_is_the_same(form: Form) -> None:
    answers = answered(form, weight_kg="61,4", diet=["HEWANI"], last_period_on="2026-03-01", smokes="TIDAK")
    assert from_json(form, as_json(answers)) == answers
    assert from_json(form, {"gone": 1, "note": None}) == {}


def test_a_value_on_a_bound_with_decimals_is_usual(form: Form) -> None:
    limits = form.fields["weight_kg"]._replace(warn=(35.1, 39.9))
    asked = read(form_with(form, limits), WOMAN, {"weight_kg": ["39,9"]}).asked
    assert asked == []
    assert read(form_with(form, limits), WOMAN, {"weight_kg": ["40"]}).asked != []


def form_with(form: Form, field: Field) -> Form:
    sections = tuple(
        section._replace(fields=tuple(field if item.id == field.id else item for item in section.fields))
        for section in form.sections
    )
    return replace(form, sections=sections)


@pytest.mark.parametrize(("systolic", "is_refused"), [("81", False), ("80", True), ("79", True)])
def test_systole_lies_above_diastole(systolic: str, is_refused: bool) -> None:
    form = next(form for form in shipped_forms() if form.form == "dewasa")
    found = read(form, WOMAN, {"systolic_mmhg": [systolic], "diastolic_mmhg": ["80"]}).refused
    assert [problem.code for problem in found] == (["SISTOL_DI_BAWAH"] if is_refused else [])
