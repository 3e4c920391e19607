"""The judge of milk and food, for many visits: of the earlier ones only the months with milk alone matter."""

from __future__ import annotations

import numpy as np

from posyandu.demo.answers import Sheet
from posyandu.demo.attendance import after, completed_months
from posyandu.demo.judged import Lives, Verdict, on
from posyandu.demo.plan import Ints
from posyandu.rules.clinical import Clinical
from posyandu.rules.feeding import DIVERSITY_GROUPS, EXCLUSIVE, FOOD_GROUPS, SUITS
from posyandu.rules.judges import JUDGES
from posyandu.rules.judging import Earlier, Judged, Subject
from posyandu.rules.vaccines import Span

NAME = "makan_anak"
FIELDS = (EXCLUSIVE, SUITS, FOOD_GROUPS, DIVERSITY_GROUPS)
YES, NO = 1, 2  # 0: nobody asked


def judge_feeding(sheet: Sheet, newborns: Sheet | None, lives: Lives, clinical: Clinical) -> Verdict:
    """What the judge says to each visit; the cards of newborns ask for milk too."""
    months = int(clinical.number("balita.asi_eksklusif_bulan"))
    last = int(clinical.numbers("balita.mpasi_bulan")[1])
    told = _months_told(sheet, newborns, lives, months)
    key = told * (last + 1) + np.minimum(completed_months(lives.born[sheet.person], sheet.day), last)
    for name in FIELDS:
        column = sheet.answers[name]
        key = key * (len(column.values) + 1) + column.codes + 1
    _keys, first, which = np.unique(key, return_index=True, return_inverse=True)
    results = [_judge(sheet, lives, place, int(told[place]), months, clinical) for place in first.tolist()]
    return Verdict(NAME, results, which)


def _judge(sheet: Sheet, lives: Lives, place: int, told: int, months: int, clinical: Clinical) -> Judged:
    person, day = int(sheet.person[place]), int(sheet.day[place])
    born = lives.born[[person]]
    earlier = []
    for month in range(months):
        said = told // 3**month % 3
        if said:
            seen = on(int(after(born, Span(month, 0))[0]))
            earlier.append(Earlier(seen, sheet.form, {EXCLUSIVE: said == YES}))
    subject = Subject(
        "P" if lives.is_girl[person] else "L", on(int(born[0])), on(day), earlier=tuple(earlier)
    )
    return JUDGES[NAME](subject, sheet.told(place, FIELDS), clinical)


def _months_told(sheet: Sheet, newborns: Sheet | None, lives: Lives, months: int) -> Ints:
    """For each visit what was told up to it of each month of age, as digits to the base of three."""
    sheets = [sheet] if newborns is None else [sheet, newborns]
    person = np.concatenate([one.person for one in sheets])
    day = np.concatenate([one.day for one in sheets])
    said = np.concatenate([_said(one) for one in sheets])
    age = completed_months(lives.born[person], day)
    is_newborn = np.arange(len(person)) >= len(sheet)
    order = np.lexsort((~is_newborn, day, person))
    child = np.cumsum(np.r_[False, person[order][1:] != person[order][:-1]]) * (NO + 1)
    code = np.zeros(len(person), np.int64)
    for month in range(months):
        so_far = np.maximum.accumulate(child + np.where(age == month, said, 0)[order]) - child
        code[order] += so_far * 3**month
    return code[: len(sheet)]


def _said(sheet: Sheet) -> Ints:
    column = sheet.answers.get(EXCLUSIVE)
    if column is None:
        return np.zeros(len(sheet), np.int64)
    return np.array([*(YES if value else NO for value in column.values), 0])[column.codes]
