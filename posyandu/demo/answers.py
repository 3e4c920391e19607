"""Answers of many visits to one form, as columns: each distinct answer once, and who gave which.

What is said of an answer (its JSON, its place in a rule) is worked out once for each distinct one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from decimal import Decimal
from typing import Any

import numpy as np
from numpy.typing import NDArray

from posyandu.demo.copying import NULL
from posyandu.demo.plan import EPOCH, Ints
from posyandu.rules.forms.asking import as_json

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Texts = NDArray[np.object_]


@dataclass(frozen=True, slots=True)
class Column:
    """`values[codes[i]]` is what visit i answered; a code of -1: unanswered."""

    codes: Ints
    values: tuple[Any, ...]

    def told(self) -> Texts:
        """As a column for COPY."""
        words: Texts = np.array([*map(str, self.values), NULL], dtype=object)
        return words[self.codes]

    def fragments(self, name: str) -> Texts:
        """`"name":value,` of each visit as JSON; empty where unanswered."""
        said = [f"{encode(name)}:{_json(value)}," for value in self.values]
        return np.array([*said, ""], dtype=object)[self.codes]


encode = json.JSONEncoder(separators=(",", ":")).encode
"""As `json.dumps`, with one encoder for all."""


def _json(value: Any) -> str:
    return encode(as_json({"": value})[""])


def measured(values: Floats, decimals: int) -> Column:
    """Numbers as written with so many decimals; NaN: not measured. No decimals: integers."""
    missing = np.isnan(values)
    steps = np.rint(np.where(missing, 0.0, values) * 10**decimals).astype(np.int64)
    distinct, codes = np.unique(steps, return_inverse=True)
    formed = [
        int(step) if decimals == 0 else Decimal(int(step)).scaleb(-decimals) for step in distinct.tolist()
    ]
    return Column(np.where(missing, -1, codes), tuple(formed))


def chosen(codes: Ints, values: Iterable[Any]) -> Column:
    """One of these answers by its place; -1: unanswered."""
    return Column(np.asarray(codes, np.int64), tuple(values))


def day_column(days: Ints, asked: Bools) -> Column:
    """Dates by day number; where it was not asked, nothing."""
    distinct, codes = np.unique(days, return_inverse=True)
    return Column(np.where(asked, codes, -1), tuple(EPOCH + timedelta(days=day) for day in distinct.tolist()))


def yes_no(yes: Bools, asked: Bools | None = None) -> Column:
    """Ya or Tidak; where it was not asked, nothing."""
    codes = yes.astype(np.int64)
    return Column(codes if asked is None else np.where(asked, codes, -1), (False, True))


def always(value: Any, asked: Bools) -> Column:
    """The same answer of everybody who was asked."""
    return Column(np.where(asked, 0, -1), (value,))


@dataclass(slots=True)
class Sheet:
    """Visits with one form. Arrays of shape (visits,); days are day numbers."""

    form: str
    person: Ints
    """Place of the person in `People`."""
    day: Ints
    posyandu: Ints
    """Where the person lived on that day."""
    month: Ints
    """Month of the hari buka of that posyandu, or -1: the visit was elsewhere."""
    place: Ints
    """Index into `PLACES`."""
    by_nakes: Bools
    pregnancy: Ints
    """Place of the pregnancy, or -1."""
    answers: dict[str, Column] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.person)

    def told(self, place: int, names: Iterable[str]) -> dict[str, Any]:
        """What this visit answered to these questions, as the rules read it."""
        found = {}
        for name in names:
            column = self.answers.get(name)
            if column is not None and (code := int(column.codes[place])) >= 0:
                found[name] = column.values[code]
        return found


PLACES = ("POSYANDU", "PUSTU", "PUSKESMAS", "KUNJUNGAN_RUMAH")
AT_POSYANDU, AT_PUSTU, AT_PUSKESMAS, AT_HOME = range(len(PLACES))
