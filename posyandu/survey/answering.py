"""A survey file answered row by row: the columns it came with, then z, flag and class of every index."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

import numpy as np

from ilp.base.language import gettext as _
from posyandu.rules.growth import UNDER_FIVE_BEFORE_DAYS
from posyandu.rules.growth_arrays import Bools, IndexArrays
from posyandu.rules.growth_batch import CHUNK, GrowthArrays, assess_batch
from posyandu.rules.growth_labels import labels_of
from posyandu.rules.ruleset import DEFAULT, RuleSet
from posyandu.survey.reading import Children, Troubles, children_of, places_of

# The names WHO's own software gives: anthro under five, anthroplus from five to nineteen years.
INDICES = ("zwei", "zlen", "zwfl", "zbmi", "zhc", "zac", "zhfa", "zwfa", "zbfa")
CLASSES = (
    "zwei_class", "zlen_class", "zwfl_class", "zbmi_class", "zhc_class", "muac_class", "zhfa_class",
    "zbfa_class",
)  # fmt: skip
STANDING_TOO_YOUNG = "position_flag"
ADDED = (
    *(name for index in INDICES for name in (index, f"{index}_flag")),
    STANDING_TOO_YOUNG,
    *CLASSES,
    "error",
)


class Survey:
    """One file: its header, and its rows on the way through. Rows are held a few thousand at a time.

    Raises HeaderError when the header lacks what no row can do without.
    """

    def __init__(self, header: Sequence[str], ruleset: RuleSet = DEFAULT) -> None:
        self.places = places_of(header)
        self.width = len(header)
        self.ruleset = ruleset
        self.kept = [place for place, name in enumerate(header) if name.strip().lower() not in ADDED]
        self.header = [*(header[place] for place in self.kept), *ADDED]
        self.count = 0
        self.troubled = 0

    def answers(self, rows: Iterable[Sequence[str]], decimal: str = ".") -> Iterator[list[str]]:
        """One row for each row, in the same order; z written with this decimal sign."""
        rest = iter(rows)
        while part := list(islice(rest, CHUNK)):
            yield from self._answered(part, decimal)

    def _answered(self, part: list[Sequence[str]], decimal: str) -> Iterator[list[str]]:
        troubles = Troubles()
        rows = [self._as_wide(row, number, troubles) for number, row in enumerate(part)]
        children = children_of(rows, self.places, troubles)
        columns = _columns(children, self.ruleset, decimal)
        self.count += len(rows)
        self.troubled += len(troubles.by_row)
        for number, (row, *added) in enumerate(zip(rows, *columns, strict=True)):
            kept = [row[place] for place in self.kept]
            yield [*kept, *added, " ".join(troubles.by_row.get(number, ()))]

    def _as_wide(self, row: Sequence[str], number: int, troubles: Troubles) -> Sequence[str]:
        if len(row) == self.width:
            return row
        troubles.add(
            number,
            _("Baris punya %(found)s kolom, kepala tabel %(expected)s; periksa tanda pemisah.")
            % {"found": len(row), "expected": self.width},
        )
        return [*row[: self.width], *[""] * (self.width - len(row))]


def _columns(children: Children, ruleset: RuleSet, decimal: str) -> list[list[str]]:
    """The added columns but the last, as text."""
    growth = assess_batch(
        children.is_girl,
        children.age_days,
        weight_kg=children.weight_kg,
        length_cm=children.length_cm,
        position=children.position,
        head_cm=children.head_cm,
        muac_cm=children.muac_cm,
        oedema=children.oedema,
        ruleset=ruleset,
    )
    columns: list[list[str]] = []
    for index, belongs in _indices(growth, children.age_days >= UNDER_FIVE_BEFORE_DAYS):
        columns += [_numbers(index, belongs, decimal), _flags(index, belongs)]
    columns.append(["1" if flag else "0" for flag in growth.standing_too_young.tolist()])
    labels = labels_of(
        growth,
        age_days=children.age_days,
        age_months=children.age_months,
        muac_cm=children.muac_cm,
        oedema=children.oedema,
        ruleset=ruleset,
    )
    return [*columns, *labels]


def _indices(growth: GrowthArrays, older: Bools) -> list[tuple[IndexArrays, Bools]]:
    """Each index of ``INDICES`` with the children it is asked for."""
    under_five = [(index, ~older) for index in growth[4:]]
    from_five = (growth.length_for_age, growth.weight_for_age, growth.bmi_for_age)
    return under_five + [(index, older) for index in from_five]


def _numbers(index: IndexArrays, belongs: Bools, decimal: str) -> list[str]:
    z = np.where(belongs, index.z_rounded, np.nan).tolist()
    texts = [f"{value:.2f}" if value == value else "" for value in z]
    return texts if decimal == "." else [text.replace(".", decimal) for text in texts]


def _flags(index: IndexArrays, belongs: Bools) -> list[str]:
    has_z = (belongs & np.isfinite(index.z_rounded)).tolist()
    return [
        ("1" if flag else "0") if has else ""
        for flag, has in zip(index.is_flagged.tolist(), has_z, strict=True)
    ]
