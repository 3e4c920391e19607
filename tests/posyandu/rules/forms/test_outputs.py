"""Schema, Excel columns and codes say what the declaration says."""

from __future__ import annotations

from decimal import Decimal

from posyandu.rules.forms.declaration import Form
from posyandu.rules.forms.outputs import excel_columns, json_schema, observation


def test_the_schema_has_every_field_with_its_limits(form: Form) -> None:
    schema = json_schema(form)
    assert list(schema["properties"]) == list(form.fields)
    assert schema["properties"]["weight_kg"] == {
        "title": "Berat badan", "x-code": "bb_kg", "x-unit": "kg", "type": "number", "multipleOf": 0.1,
        "minimum": 20.0, "maximum": 300.0,
    }  # fmt: skip
    assert schema["properties"]["diet"]["items"]["enum"] == ["POKOK", "HEWANI"]
    assert schema["required"] == ["weight_kg"]


def test_sensitive_columns_are_for_those_who_may_see_them(form: Form) -> None:
    everything = [column.name for column in excel_columns(form, sees_sensitive=True)]
    assert everything == list(form.fields)
    assert "last_period_on" not in [column.name for column in excel_columns(form, sees_sensitive=False)]
    assert excel_columns(form, sees_sensitive=False)[0].heading == "Berat badan (kg)"


def test_a_coded_field_becomes_an_observation(form: Form) -> None:
    found = observation(form.fields["weight_kg"], Decimal("61.4"))
    assert found is not None
    assert found["code"]["coding"] == [{"system": "http://loinc.org", "code": "29463-7"}]
    assert found["valueQuantity"] == {
        "value": 61.4, "unit": "kg", "system": "http://unitsofmeasure.org", "code": "kg",
    }  # fmt: skip
    assert observation(form.fields["note"], "x") is None
