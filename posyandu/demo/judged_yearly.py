"""The judge of what is due every year, for many visits: it looks at the last time each thing was answered."""

from __future__ import annotations

import numpy as np

from posyandu.demo.answers import Bools, Sheet
from posyandu.demo.attendance import completed_months
from posyandu.demo.judged import Lives, Verdict, on, years_old
from posyandu.demo.plan import Ints
from posyandu.rules.clinical import Clinical
from posyandu.rules.judges import JUDGES
from posyandu.rules.judging import Earlier, Judged, Subject

NAME, ROWS = "tiap_tahun", "sekolah.tiap_tahun"
NOT_YET = -1


def judge_yearly(sheet: Sheet, lives: Lives, clinical: Clinical) -> Verdict:
    """What the judge says to each visit. The sheet is ordered by person and day, and holds all that counts.

    Of the earlier answers only the last one matters, and of that only whether its months are over.
    """
    fields = list(dict.fromkeys(name for row in clinical.rows(ROWS) for name in row["isian"]))
    asked = [name for name in fields if name in sheet.answers]
    born = lives.born[sheet.person]
    parts = [lives.is_girl[sheet.person].astype(np.int64), years_old(born, sheet.day)]
    spans = sorted({row["tiap_bulan"] for row in clinical.rows(ROWS)})
    last = {name: _last_before(sheet, sheet.answers[name].codes >= 0) for name in asked}
    for name in asked:
        ago = completed_months(np.where(last[name] == NOT_YET, sheet.day, last[name]), sheet.day)
        # Only whether it is over counts, whatever the months are.
        ago = np.where(last[name] == NOT_YET, len(spans) + 1, np.searchsorted(spans, ago, side="right"))
        parts += [(sheet.answers[name].codes >= 0).astype(np.int64), ago]
    key = np.zeros(len(sheet), np.int64)
    for part in parts:
        key = key * 128 + part
    _keys, first, which = np.unique(key, return_index=True, return_inverse=True)
    return Verdict(NAME, [_judge(sheet, lives, place, asked, last, clinical) for place in first], which)


def _judge(
    sheet: Sheet, lives: Lives, place: int, asked: list[str], last: dict[str, Ints], clinical: Clinical
) -> Judged:
    person, day = int(sheet.person[place]), int(sheet.day[place])
    earlier = tuple(
        Earlier(on(int(last[name][place])), sheet.form, {name: 1})
        for name in asked
        if last[name][place] != NOT_YET
    )
    subject = Subject(
        "P" if lives.is_girl[person] else "L", on(int(lives.born[person])), on(day), earlier=earlier
    )
    return JUDGES[NAME](subject, sheet.told(place, asked), clinical)


def _last_before(sheet: Sheet, answered: Bools) -> Ints:
    """The day of the last earlier visit of the person that answered, or NOT_YET."""
    place = np.arange(len(sheet))
    # The newest answering visit up to and with this one, shifted by one; a person starts afresh.
    newest = np.maximum.accumulate(np.where(answered, place, -1))
    before = np.r_[-1, newest[:-1]][: len(sheet)]
    new = np.r_[True, sheet.person[1:] != sheet.person[:-1]][: len(sheet)]
    start = np.maximum.accumulate(np.where(new, place, 0))
    return np.where(before >= start, sheet.day[np.maximum(before, 0)], NOT_YET)
