"""Sentences about answers that cannot be kept or should be measured again: the value, then what to do."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from ilp.base.language import gettext
from ilp.base.language import gettext as _
from ilp.base.numbers import NumberError
from ilp.base.words import day, number
from posyandu.rules.forms.asking import Typed
from posyandu.rules.forms.declaration import Field, Form, Kind
from posyandu.words import number_sentence


def refused(form: Form, problems: Iterable[Typed]) -> dict[str, str]:
    """One sentence per field."""
    return {problem.field: _refusal(form.fields[problem.field], problem) for problem in problems}


def _refusal(field: Field, problem: Typed) -> str:
    match problem.code:
        case "WAJIB":
            return _("%(label)s belum diisi.") % {"label": gettext(field.label)}
        case "BUKAN_PILIHAN":
            return _("“%(value)s” bukan pilihan yang dikenal. Pilih salah satu jawaban.") % {
                "value": problem.value[:20]
            }
        case "SISTOL_DI_BAWAH":
            said = {"value": problem.value}
            return (
                _("%(value)s tidak mungkin: sistole lebih tinggi daripada diastole. Periksa urutannya.")
                % said
            )
        case "DI_LUAR_BATAS":
            return _(
                "%(value)s %(unit)s tidak mungkin (batas %(low)s sampai %(high)s). "
                "Ukur ulang, atau periksa tanda koma."
            ) % _said(field, problem)
    return number_sentence(NumberError(problem.code, problem.value), places=field.decimals)


def questions(form: Form, problems: Iterable[Typed]) -> list[tuple[str, str, str]]:
    """Field, code and question for values that are possible but unlikely."""
    found = []
    for problem in problems:
        field = form.fields[problem.field]
        text = _(
            "%(label)s %(value)s %(unit)s? Biasanya %(low)s sampai %(high)s. Ukur ulang, lalu ketik hasilnya."
        ) % _said(field, problem)
        found.append((field.id, f"{field.id}:{problem.code}:{problem.value}", text))
    return found


def _said(field: Field, problem: Typed) -> dict[str, str]:
    low, high = problem.limits or (0.0, 0.0)
    return {
        "label": gettext(field.label),
        "value": number(Decimal(problem.value)),
        "unit": gettext(field.unit),
        "low": number(Decimal(str(low)).normalize()),
        "high": number(Decimal(str(high)).normalize()),
    }


def answer(field: Field, value: Any, *, with_unit: bool = True) -> str:
    """An answer as people read it: 8,1 kg, Ya, the label of an option; a dash for none."""
    if value is None or value == "" or value == ():
        return "–"
    match field.kind:
        case Kind.DECIMAL | Kind.INTEGER:
            text = number(Decimal(str(value)).normalize())
            return f"{text} {gettext(field.unit)}".strip() if with_unit else text
        case Kind.BOOL:
            return _("Ya") if value else _("Tidak")
        case Kind.DATE:
            return day(value)
        case Kind.TEXT:
            return str(value)
    chosen = value if isinstance(value, tuple | list) else (value,)
    labels = {option.value: option.label for option in field.options}
    return ", ".join(gettext(labels.get(item, str(item))) for item in chosen)
