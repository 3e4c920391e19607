"""What else follows from a form declaration: JSON schema, Excel columns and codes for exchange."""

from __future__ import annotations

from typing import Any, NamedTuple

from posyandu.rules.forms.declaration import Field, Form, Kind

_LOINC = "http://loinc.org"
_SNOMED = "http://snomed.info/sct"
_UCUM = "http://unitsofmeasure.org"
_UCUM_OF = {"mmHg": "mm[Hg]", "°C": "Cel", "minggu": "wk", "x/menit": "/min", "tablet": "{tablet}"}


def json_schema(form: Form) -> dict[str, Any]:
    """The answers of this version as JSON Schema 2020-12; nothing is required but what the form requires."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "$id": f"urn:ilp:form:{form.version}",
        "title": form.title,
        "type": "object",
        "additionalProperties": False,
        "properties": {field.id: _schema(field) for field in form.fields.values()},
        "required": [field.id for field in form.fields.values() if field.is_required and not field.when],
    }


def _schema(field: Field) -> dict[str, Any]:
    schema: dict[str, Any] = {"title": field.label, "x-code": field.code}
    if field.unit:
        schema["x-unit"] = field.unit
    match field.kind:
        case Kind.DECIMAL:
            schema |= {"type": "number", "multipleOf": round(10.0**-field.decimals, field.decimals)}
        case Kind.INTEGER:
            schema["type"] = "integer"
        case Kind.BOOL:
            schema["type"] = "boolean"
        case Kind.DATE:
            schema |= {"type": "string", "format": "date"}
        case Kind.TEXT:
            schema |= {"type": "string", "maxLength": 400}
        case Kind.CHOICE:
            schema |= {"type": "string", "enum": [option.value for option in field.options]}
        case Kind.CHOICES:
            values = [option.value for option in field.options]
            schema |= {"type": "array", "uniqueItems": True, "items": {"type": "string", "enum": values}}
    if field.hard is not None:
        schema |= {"minimum": field.hard[0], "maximum": field.hard[1]}
    return schema


class ExcelColumn(NamedTuple):
    """One column of the sheet of a form."""

    name: str
    heading: str
    field: Field


def excel_columns(form: Form, *, sees_sensitive: bool) -> list[ExcelColumn]:
    """The columns in the order of the form; sensitive ones only for those who may see them."""
    return [
        ExcelColumn(field.id, f"{field.label} ({field.unit})" if field.unit else field.label, field)
        for field in form.fields.values()
        if sees_sensitive or not field.is_sensitive
    ]


def observation(field: Field, value: Any) -> dict[str, Any] | None:
    """The answer as code and value of a FHIR R4 Observation; None where the field has no code (05 §10.4)."""
    if not (field.loinc or field.snomed):
        return None
    coding = (
        {"system": _LOINC, "code": field.loinc} if field.loinc else {"system": _SNOMED, "code": field.snomed}
    )
    found: dict[str, Any] = {"code": {"coding": [coding], "text": field.label}}
    match field.kind:
        case Kind.DECIMAL | Kind.INTEGER:
            code = _UCUM_OF.get(field.unit, field.unit)
            found["valueQuantity"] = {
                "value": float(value),
                "unit": field.unit,
                "system": _UCUM,
                "code": code,
            }
        case Kind.BOOL:
            found["valueBoolean"] = value
        case Kind.DATE:
            found["valueDateTime"] = value.isoformat()
        case Kind.TEXT:
            found["valueString"] = value
        case _:
            values = value if isinstance(value, tuple) else (value,)
            labels = [option.label for option in field.options if option.value in values]
            found["valueString"] = ", ".join(labels)
    return found
