"""What a hari buka amounts to when it is closed: who came, N/T/O/B, who goes to a nakes, who is missing."""

from __future__ import annotations

from dataclasses import dataclass

from posyandu.rules.kms import KmsStatus
from posyandu.selectors.day_sheet import DaySheet, Row


@dataclass(frozen=True, slots=True)
class Summary:
    """Counted over the balita of a sheet; the lists are the very rows that were counted."""

    came: list[Row]
    missing: list[Row]
    referred: list[Row]
    to_look_at: list[Row]
    months: dict[str, int]

    @property
    def weighed(self) -> int:
        """Balita with a weight of this day."""
        return sum(self.months.values())


def summary_of(sheet: DaySheet) -> Summary:
    """The summary of a sheet of balita. No statement: everything is on the sheet."""
    balita = [row for row in sheet.rows if row.is_balita]
    months = {status.value: 0 for status in KmsStatus}
    for row in balita:
        if row.month is not None:
            months[row.month.status.value] += 1
    return Summary(
        came=[row for row in balita if row.served],
        missing=[row for row in balita if not row.served],
        referred=[row for row in balita if row.is_referred],
        to_look_at=[row for row in balita if row.needs_look],
        months=months,
    )
