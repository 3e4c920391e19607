"""A form is read from its file, or refused with the place of the mistake."""

from __future__ import annotations

import pytest

from posyandu.rules.forms.declaration import Form, Kind
from posyandu.rules.forms.reading import shipped_forms
from posyandu.rules.mapping import RuleSetError
from tests.posyandu.rules.forms.conftest import TEXT, form_from


def test_fields_keep_the_order_of_the_form(form: Form) -> None:
    assert list(form.fields) == [
        "weight_kg", "systolic_mmhg", "smokes", "cigarettes", "counsel", "diet", "last_period_on", "note",
    ]  # fmt: skip
    assert [(number, [field.id for field in fields]) for number, fields in form.card_columns] == [
        (1, ["weight_kg"]),
        (2, ["systolic_mmhg"]),
    ]


@pytest.mark.parametrize(
    ("was", "becomes", "wrong_at"),
    [
        ('type = "decimal"', 'type = "desimal"', "sections[0].weight_kg.type"),
        ("hard = [20, 300]", "hard = [40, 300]", "weight_kg.warn"),
        ("hard = [50, 280]", "hard = [280, 50]", "sections[0].systolic_mmhg.hard"),
        ('field = "smokes", is', 'field = "merokok", is', "cigarettes.when"),
        ('{ field = "cigarettes", at_least = 10 }', '{ field = "cigarettes" }', "sections[1].counsel.when"),
        ('id = "diet"', 'id = "note"', "sections"),
        ("langkah = 4", "langkah = 6", "sections[1].langkah"),
        ('by = "nakes"', 'by = "dokter"', "sections[1].last_period_on.by"),
        ('type = "text"', 'type = "choice"', "sections[1].note.options"),
        ('code = "catatan"', 'kode = "catatan"', "sections[1].note"),
    ],
)
def test_a_mistake_names_its_place(was: str, becomes: str, wrong_at: str) -> None:
    assert was in TEXT
    with pytest.raises(RuleSetError) as refused:
        form_from(TEXT.replace(was, becomes))
    assert refused.value.path == wrong_at


def test_every_shipped_form_is_read_and_named_as_its_file() -> None:
    versions = {form.version: form for form in shipped_forms()}
    assert {form.form for form in versions.values()} == {
        "bumil", "nifas", "neonatus", "balita", "prasekolah", "sekolah", "dewasa", "lansia",
    }  # fmt: skip


def test_a_shipped_score_counts_its_options_and_a_number_has_a_unit_or_counts() -> None:
    for form in shipped_forms():
        for field in form.fields.values():
            if field.kind is Kind.DECIMAL:
                assert field.unit, (form.version, field.id)
            if field.kind in (Kind.DECIMAL, Kind.INTEGER):
                assert field.hard, (form.version, field.id)
