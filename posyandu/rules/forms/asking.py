"""Which questions are asked of whom (skip logic), and reading what was typed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from ilp.base.numbers import NumberError, parse_decimal
from posyandu.rules.forms.declaration import Condition, Field, Form, Kind


class Asked(NamedTuple):
    """Of whom, and by whom."""

    sex: str
    age_months: int
    trimester: int | None = None
    by_nakes: bool = False
    sees_sensitive: bool = False


class Typed(NamedTuple):
    """What was typed into one field and could not be kept. ``code`` becomes a sentence."""

    field: str
    code: str
    value: str
    limits: tuple[float, float] | None = None


class Read(NamedTuple):
    """What a form was answered with.

    ``answers``: typed values by id, without the unanswered ones. ``refused``: what cannot be kept.
    ``asked``: what is possible but unlikely (outside ``warn``), to be measured again.
    """

    answers: dict[str, Any]
    refused: list[Typed]
    asked: list[Typed]


def may_fill(field: Field, asked: Asked) -> bool:
    """Whether this person at the laptop sees and fills the field."""
    return (asked.by_nakes or not field.by_nakes) and (asked.sees_sensitive or not field.is_sensitive)


def is_possible(field: Field, asked: Asked) -> bool:
    """Whether the field can be asked of this person at all, whatever the other answers are."""
    return not field.when or all(_fits(condition, asked) for condition in field.when)


def is_asked(field: Field, asked: Asked, answers: Mapping[str, Any]) -> bool:
    """Whether the field is asked, given the other answers. An unanswered field opens nothing."""
    return is_possible(field, asked) and all(_answered(condition, answers) for condition in field.when)


def _fits(condition: Condition, asked: Asked) -> bool:
    if condition.sex is not None and condition.sex != asked.sex:
        return False
    if condition.from_month is not None and asked.age_months < condition.from_month:
        return False
    if condition.to_month is not None and asked.age_months >= condition.to_month:
        return False
    return not condition.trimester or asked.trimester in condition.trimester


def _answered(condition: Condition, answers: Mapping[str, Any]) -> bool:
    if condition.field is None:
        return True
    value = answers.get(condition.field)
    if value is None:
        return False
    if condition.one_of:
        given = value if isinstance(value, tuple | list) else (value,)
        return any(item in condition.one_of for item in given)
    if condition.below is not None and not value < condition.below:
        return False
    return condition.at_least is None or bool(value >= condition.at_least)


def read(form: Form, asked: Asked, typed: Mapping[str, list[str]]) -> Read:
    """Read the texts of a sent form: numbers with decimal comma, "ya"/"tidak", ISO days, values of options.

    Fields that this user may not fill, or that are not asked of this person, are left out whatever was sent.
    """
    answers: dict[str, Any] = {}
    refused: list[Typed] = []
    unlikely: list[Typed] = []
    for field in form.fields.values():
        texts = [text.strip() for text in typed.get(field.id, []) if text.strip()]
        if not texts or not may_fill(field, asked) or not is_possible(field, asked):
            continue
        try:
            value = _value(field, texts)
        except NumberError as error:
            refused.append(Typed(field.id, error.code, error.text))
            continue
        except ValueError:
            refused.append(Typed(field.id, "BUKAN_PILIHAN", texts[0]))
            continue
        answers[field.id] = value
        impossible = _outside(field, value, field.hard, "DI_LUAR_BATAS")
        refused += impossible
        unlikely += [] if impossible else _outside(field, value, field.warn, "TIDAK_BIASA")
    hidden = {
        name for name, field in form.fields.items() if field.when and not is_asked(field, asked, answers)
    }
    for name in hidden & answers.keys():
        del answers[name]
    refused.extend(_crossed(answers))
    refused.extend(_missing(form, asked, answers, {problem.field for problem in refused}))
    return Read(
        answers,
        [problem for problem in refused if problem.field not in hidden],
        [problem for problem in unlikely if problem.field not in hidden],
    )


def _crossed(answers: Mapping[str, Any]) -> Iterator[Typed]:
    """02 §4.4 and §10.3: systole lies above diastole."""
    systolic, diastolic = answers.get("systolic_mmhg"), answers.get("diastolic_mmhg")
    if systolic is not None and diastolic is not None and systolic <= diastolic:
        yield Typed("systolic_mmhg", "SISTOL_DI_BAWAH", f"{systolic}/{diastolic}")


def _missing(form: Form, asked: Asked, answers: Mapping[str, Any], known: set[str]) -> Iterator[Typed]:
    for field in form.fields.values():
        if not field.is_required or field.id in answers or field.id in known:
            continue
        if may_fill(field, asked) and is_asked(field, asked, answers):
            yield Typed(field.id, "WAJIB", "")


def _value(field: Field, texts: list[str]) -> Any:
    """Raises NumberError or ValueError."""
    match field.kind:
        case Kind.DECIMAL:
            return parse_decimal(texts[0], max_places=field.decimals)
        case Kind.INTEGER:
            return int(parse_decimal(texts[0], max_places=0))
        case Kind.BOOL:
            return {"ya": True, "tidak": False}[texts[0]] if texts[0] in ("ya", "tidak") else _no(texts[0])
        case Kind.DATE:
            return date.fromisoformat(texts[0])
        case Kind.TEXT:
            return texts[0][:400]
    known = {option.value for option in field.options}
    if not set(texts) <= known:
        _no(texts[0])
    return texts[0] if field.kind is Kind.CHOICE else tuple(sorted(set(texts)))


def _no(text: str) -> Any:
    raise ValueError(text)


def _outside(field: Field, value: Any, limits: tuple[float, float] | None, code: str) -> list[Typed]:
    if limits is None or not isinstance(value, Decimal | int) or isinstance(value, bool):
        return []
    if limits[0] <= float(value) <= limits[1]:  # Decimal("39.9") lies above the float 39.9
        return []
    return [Typed(field.id, code, str(value), limits)]


def as_json(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Answers as they are kept in JSON: numbers as numbers, days as ISO text, choices as lists."""
    return {name: _plain(value) for name, value in answers.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return float(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def from_json(form: Form, kept: Mapping[str, Any]) -> dict[str, Any]:
    """The reverse of `as_json`, by the kinds of this form version; unknown names are left out."""
    found: dict[str, Any] = {}
    for name, value in kept.items():
        field = form.fields.get(name)
        if field is None or value is None:
            continue
        match field.kind:
            case Kind.DECIMAL:
                found[name] = Decimal(str(value))
            case Kind.DATE:
                found[name] = date.fromisoformat(value)
            case Kind.CHOICES:
                found[name] = tuple(value)
            case _:
                found[name] = value
    return found
