"""The columns of a survey file as arrays. A cell that cannot be read is told and left out; nothing stops.

Columns: `sex` (L, P), one of `age_days`, `age_months`, or `birth_date` with `measured_on` (YYYY-MM-DD), and
any of `weight_kg`, `length_height_cm`, `head_circumference_cm`, `muac_cm`, `position` (L lying, H standing),
`oedema` (Y, N). Empty and NA mean "not measured".
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from math import isfinite, nan
from typing import Any, NamedTuple

import numpy as np

from ilp.base.dates import age_days, completed_months
from ilp.base.language import gettext as _
from posyandu.rules.growth import SMALLEST_MEASURE
from posyandu.rules.growth_arrays import Bools, Codes, Floats
from posyandu.rules.growth_batch import LYING, STANDING, UNKNOWN
from posyandu.rules.growth_index import DAYS_PER_MONTH

MEASURES = ("weight_kg", "length_height_cm", "head_circumference_cm", "muac_cm")
AGES = ("age_days", "age_months", "birth_date", "measured_on")
KNOWN = ("sex", *AGES, *MEASURES, "position", "oedema")

POSITIONS = {"": UNKNOWN, "L": LYING, "H": STANDING}
OEDEMA = {"": False, "N": False, "Y": True}
SEXES = {"L": False, "P": True}
NOTHING = ("", "NA")
LARGEST_MEASURE = 1000.0  # kg or cm: more is a slip of the pen, and would run out of the numbers there are
NO_AGE = (nan, nan)


class HeaderError(ValueError):
    """The file lacks a column without which no row can be judged; the text is a sentence for the reader."""


class Children(NamedTuple):
    """n children as columns for ``assess_batch``; NaN where nothing is known."""

    is_girl: Bools
    age_days: Floats
    age_months: Floats
    """Completed months."""
    weight_kg: Floats
    length_cm: Floats
    head_cm: Floats
    muac_cm: Floats
    position: Codes
    oedema: Bools


class Troubles:
    """What could not be read, as sentences by row."""

    def __init__(self) -> None:
        self.by_row: dict[int, list[str]] = {}

    def add(self, row: int, sentence: str) -> None:
        """Keep one more sentence about a row."""
        self.by_row.setdefault(row, []).append(sentence)


def places_of(header: Sequence[str]) -> dict[str, int]:
    """Where each known column stands. Raises HeaderError naming the column that is missing or there twice."""
    places: dict[str, int] = {}
    for place, typed in enumerate(header):
        name = typed.strip().lower()
        if name in KNOWN and name in places:
            raise HeaderError(_("Kolom %(name)s ada dua kali. Hapus salah satu.") % {"name": name})
        places[name] = place
    if "sex" not in places:
        raise HeaderError(_("Kolom sex tidak ada. Tambahkan kolom sex dengan isi L atau P."))
    has_dates = "birth_date" in places and "measured_on" in places
    if not ("age_days" in places or "age_months" in places or has_dates):
        raise HeaderError(
            _("Kolom umur tidak ada. Tambahkan age_days, age_months, atau birth_date bersama measured_on.")
        )
    if not any(name in places for name in MEASURES):
        raise HeaderError(
            _("Tidak ada kolom ukuran. Tambahkan paling sedikit satu dari: %(names)s.")
            % {"names": ", ".join(MEASURES)}
        )
    return {name: place for name, place in places.items() if name in KNOWN}


def children_of(rows: Sequence[Sequence[str]], places: dict[str, int], troubles: Troubles) -> Children:
    """The rows as columns. A row whose sex or age cannot be read has no measures, so it gets no z."""
    cells = {name: [row[place].strip() for row in rows] for name, place in places.items()}
    sex = _choices("sex", cells["sex"], SEXES, troubles)
    days, months = _ages(cells, len(rows), troubles)
    weight, length, head, muac = (_measures(name, cells.get(name), len(rows), troubles) for name in MEASURES)
    unclear = [girl is None or age is None for girl, age in zip(sex, days, strict=True)]
    for column in (weight, length, head, muac):
        column[unclear] = nan
    nothing = [""] * len(rows)
    position = _choices("position", cells.get("position", nothing), POSITIONS, troubles)
    oedema = _choices("oedema", cells.get("oedema", nothing), OEDEMA, troubles)
    return Children(
        np.array([bool(girl) for girl in sex]),
        np.array([nan if age is None else age for age in days]),
        np.array(months),
        weight,
        length,
        head,
        muac,
        np.array([place or UNKNOWN for place in position], np.int8),
        np.array([bool(swollen) for swollen in oedema]),
    )


def _choices(name: str, cells: list[str], meanings: dict[str, Any], troubles: Troubles) -> list[Any]:
    """What each cell means; None, and a sentence, for a cell that means nothing."""
    found = [meanings.get("" if cell in NOTHING else cell.upper()) for cell in cells]
    if None in found:
        expected = ", ".join(key or _("kosong") for key in meanings)
        for row, meaning in enumerate(found):
            if meaning is None:
                troubles.add(
                    row,
                    _("%(name)s: “%(cell)s” tidak dikenal; isi salah satu dari %(expected)s.")
                    % {"name": name, "cell": cells[row], "expected": expected},
                )
    return found


def number_of(cell: str) -> float:
    """A number with decimal point or decimal comma. Raises ValueError for anything else."""
    number = float(cell.replace(",", ".", 1))
    if not isfinite(number) or "_" in cell:
        raise ValueError(cell)
    return number


def _numbers(name: str, cells: list[str], troubles: Troubles) -> list[float | None]:
    """Each cell as a number, NaN where there is none; None, and a sentence, where it is not a number."""
    found: list[float | None] = []
    for row, cell in enumerate(cells):
        try:
            found.append(nan if cell in NOTHING else number_of(cell))
        except ValueError:
            troubles.add(row, _not_a_number(name, cell))
            found.append(None)
    return found


def _not_a_number(name: str, cell: str) -> str:
    return _("%(name)s: “%(cell)s” bukan angka; tulis misalnya 9.8, atau kosongkan.") % {
        "name": name,
        "cell": cell,
    }


def _measures(name: str, cells: list[str] | None, count: int, troubles: Troubles) -> Floats:
    if cells is None:
        return np.full(count, nan)
    numbers = _numbers(name, cells, troubles)
    column = np.array([nan if number is None else number for number in numbers])
    for row in np.flatnonzero((column < SMALLEST_MEASURE) | (column > LARGEST_MEASURE)).tolist():
        troubles.add(
            row,
            _("%(name)s: %(cell)s tidak mungkin; isi angka antara 0 dan 1000, atau kosongkan.")
            % {"name": name, "cell": cells[row]},
        )
        column[row] = nan
    return column


def _ages(
    cells: dict[str, list[str]], count: int, troubles: Troubles
) -> tuple[list[float | None], list[float]]:
    """Days (NaN: not known, None: cannot be read) and completed months. Days go before months and dates."""
    ages = [_age(cells, row, troubles) for row in range(count)]
    days = [None if age is None else age[0] for age in ages]
    return days, [nan if age is None else age[1] for age in ages]


def _age(cells: dict[str, list[str]], row: int, troubles: Troubles) -> tuple[float, float] | None:
    given = {name: cells[name][row] for name in AGES if name in cells and cells[name][row] not in NOTHING}
    if "age_days" in given:
        return _from_number("age_days", given["age_days"], 1.0, row, troubles)
    if "age_months" in given:
        return _from_number("age_months", given["age_months"], DAYS_PER_MONTH, row, troubles)
    if "birth_date" in given and "measured_on" in given:
        return _from_dates(given, row, troubles)
    return NO_AGE


def _from_number(
    name: str, cell: str, unit_days: float, row: int, troubles: Troubles
) -> tuple[float, float] | None:
    try:
        age = number_of(cell)
    except ValueError:
        troubles.add(row, _not_a_number(name, cell))
        return None
    if age < 0:
        troubles.add(
            row, _("%(name)s: %(cell)s kurang dari nol; periksa umur.") % {"name": name, "cell": cell}
        )
        return None
    return age * unit_days, float(int(age * unit_days / DAYS_PER_MONTH))


def _from_dates(given: dict[str, str], row: int, troubles: Troubles) -> tuple[float, float] | None:
    found = []
    for name in ("birth_date", "measured_on"):
        try:
            found.append(date.fromisoformat(given[name]))
        except ValueError:
            troubles.add(
                row,
                _("%(name)s: “%(cell)s” bukan tanggal; tulis seperti 2026-03-31.")
                % {"name": name, "cell": given[name]},
            )
    if len(found) < 2:
        return None
    born_on, on = found
    if on < born_on:
        troubles.add(
            row,
            _("measured_on %(on)s sebelum birth_date %(born)s; periksa kedua tanggal.")
            % {"on": on, "born": born_on},
        )
        return None
    return float(age_days(born_on, on)), float(completed_months(born_on, on))
