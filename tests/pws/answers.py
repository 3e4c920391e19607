"""Random answers to any card, as typed: from its declaration, likely, on the bounds, now and then wild."""

from __future__ import annotations

import random
from collections.abc import Mapping
from datetime import date, timedelta

from posyandu.rules.forms.asking import Asked, is_possible, may_fill
from posyandu.rules.forms.declaration import Field, Form, Kind

# Asked so that what needs several answers, visits or months comes about often enough.
OFTEN = {
    "weight_kg": 0.95, "examined_by": 0.9, "systolic_mmhg": 0.8, "diastolic_mmhg": 0.8, "doses_given": 0.5,
    "length_height_cm": 0.7,
}  # fmt: skip
SHARE = 0.45


def typed(form: Form, asked: Asked, on: date, rng: random.Random) -> dict[str, list[str]]:
    """Texts by field id; on every third card each question is answered, as scores need all of them."""
    found: dict[str, list[str]] = {}
    share = rng.choice([SHARE, SHARE, 1.0])
    for field in form.fields.values():
        if not may_fill(field, asked) or not is_possible(field, asked):
            continue
        if field.is_required or rng.random() < max(share, OFTEN.get(field.id, 0)):
            found[field.id] = _texts(field, on, rng)
    if {"systolic_mmhg", "diastolic_mmhg"} <= found.keys():
        pair = sorted((found["systolic_mmhg"], found["diastolic_mmhg"]), key=lambda one: int(one[0]))
        found["diastolic_mmhg"] = pair[0]
        found["systolic_mmhg"] = [str(max(int(pair[1][0]), int(pair[0][0]) + 1))]
    return {name: texts for name, texts in found.items() if texts}


def _texts(field: Field, on: date, rng: random.Random) -> list[str]:
    match field.kind:
        case Kind.DECIMAL | Kind.INTEGER:
            return [_number(field, rng)]
        case Kind.BOOL:
            return [rng.choice(["ya", "tidak"])]
        case Kind.DATE:
            return [(on - timedelta(days=rng.randint(0, 40))).isoformat()]
        case Kind.TEXT:
            return ["catatan"]
        case Kind.CHOICE:
            return [rng.choice(field.options).value]
    return [option.value for option in rng.sample(field.options, rng.randint(1, min(3, len(field.options))))]


def _number(field: Field, rng: random.Random) -> str:
    low, high = field.warn or field.hard or (0.0, 10.0)
    if field.hard and rng.random() < 0.05:
        low, high = field.hard
    places = 0 if field.kind is Kind.INTEGER else field.decimals
    value = rng.choice([low, high]) if rng.random() < 0.05 else rng.uniform(low, high)
    return f"{value:.{places}f}".replace(".", ",")


def grown(texts: Mapping[str, list[str]], *, months: float, rng: random.Random) -> dict[str, list[str]]:
    """The same with weight and length round a child of that age; sometimes far from it."""
    weight = 3.3 + 1.05 * min(months, 6) + 0.27 * max(min(months - 6, 12), 0) + 0.18 * max(months - 18, 0)
    length = 49.5 + 2.8 * min(months, 6) + 1.25 * max(min(months - 6, 12), 0) + 0.75 * max(months - 18, 0)
    spread = 0.4 if rng.random() < 0.08 else 0.09
    likely = {
        "weight_kg": f"{weight * rng.uniform(1 - spread, 1 + spread):.2f}",
        "length_height_cm": f"{length * rng.uniform(0.9, 1.1):.1f}",
    }
    return {**texts, **{name: [text.replace(".", ",")] for name, text in likely.items() if name in texts}}
