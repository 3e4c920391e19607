"""Tetanus status T1 to T5 from the days of the doses (02 §8.3).

All doses with tetanus count, also those of childhood (DPT-HB-Hib, DT, Td). A dose that came too soon after
the last counted one is kept in the record but moves the status no further.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from ilp.base.dates import period_end, period_of
from posyandu.rules.answering import word
from posyandu.rules.clinical import Clinical
from posyandu.rules.judging import Answers, Judged, Raised, Subject
from posyandu.rules.pregnancy_advice import FINDINGS

NOTHING = "T0"


class TdStatus(NamedTuple):
    """How far a woman is."""

    status: str
    """T0 to T5."""
    counted: tuple[date, ...]
    """The doses that moved the status, oldest first."""
    protected_until: date | None
    """Last day of the protection; None when there is none."""
    next_from: date | None
    """The first day for the next dose; None when the last one was given or none was."""

    @property
    def doses(self) -> int:
        """The number in the status."""
        return len(self.counted)


def td_status(doses: Iterable[date], clinical: Clinical) -> TdStatus:
    """The status after these doses, in whatever order they are named; two on one day are one."""
    rows = clinical.rows("td.jadwal")
    counted: list[date] = []
    for on in sorted(set(doses)):
        if len(counted) < len(rows) and (not counted or on >= _from(counted[-1], rows[len(counted)])):
            counted.append(on)
    if not counted:
        return TdStatus(NOTHING, (), None, None)
    row = rows[len(counted) - 1]
    until = months_later(counted[-1], row["lindung_bulan"]) if row["lindung_bulan"] else None
    next_from = _from(counted[-1], rows[len(counted)]) if len(counted) < len(rows) else None
    return TdStatus(row["status"], tuple(counted), until, next_from)


def _from(last: date, row: Mapping[str, Any]) -> date:
    return months_later(last + timedelta(weeks=row["minggu"]), row["bulan"])


def months_later(on: date, months: int) -> date:
    """The day on which so many calendar months are completed (02 §2: the end of a shorter month counts).

    >>> months_later(date(2026, 8, 31), 6)
    datetime.date(2027, 2, 28)
    """
    last = period_end(period_of(on) + months)
    return last.replace(day=min(on.day, last.day))


def status(subject: Subject, answers: Answers, clinical: Clinical) -> Judged:
    """Judge: a pregnant woman below T2 is sent for her doses with a word, not a letter (02 §8.3).

    `td_status` is what a nakes answered, "T0" to "T5".
    """
    given = word(answers, "td_status")
    if not given[1:].isdigit():
        return Judged()
    is_enough = int(given[1:]) >= clinical.number("td.cukup_dosis")
    raised = [] if is_enough else [Raised(FINDINGS["BUMIL_TD_IMUNISASI"], {"td_status": given})]
    return Judged({"td2_plus": is_enough}, {}, raised)
