"""The immunisation schedule of an area, read from the clinical numbers into a form that is quick to go over.

Source: 02 §8.1 and §8.2. `imunisasi.jadwal` names the table that goes over the standard one. A dose with
``only`` belongs to the schedule where that switch is on; elsewhere it counts when it was given.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from posyandu.rules.clinical import Clinical
from posyandu.rules.compiled import once_per_set
from posyandu.rules.day_numbers import CalendarDay, month_called, month_start
from posyandu.rules.mapping import RuleSetError

_KEYS = {
    "code", "antigen", "label", "reason", "only", "optional", "sex", "class", "due_days", "due_months",
    "due_years", "campaign_month", "due_for_days", "min_age_days", "min_age_months", "min_interval_days",
    "min_interval_months", "latest_days", "latest_months", "before_months",
}  # fmt: skip
MONTHS_OF_YEAR = 12


class Span(NamedTuple):
    """A length of time: calendar months, then days."""

    months: int
    days: int

    def after(self, day: CalendarDay) -> int:
        """The day so much later."""
        return day.plus_months(self.months) + self.days


class Slot(NamedTuple):
    """One dose of a schedule."""

    code: str
    antigen: str
    label: str
    reason: str
    """Reason code of SATUSEHAT."""
    due: Span
    campaign_month: int
    """The month of a campaign, 1-12: due on its first day, at or after ``due``. 0: no campaign."""
    due_for_days: int | None
    """Days for which it is due and not late; None: the month of `imunisasi.lewat_bulan`."""
    min_age: Span
    min_interval: Span
    past: Span | None
    """The age at which it is not given any more."""
    optional: bool
    """Counts when it was given, is not asked for."""
    sex: str

    def scheduled(self, born: CalendarDay) -> int:
        """The day that the schedule aims at."""
        day = self.due.after(born)
        if not self.campaign_month:
            return day
        month = born.month + self.due.months
        month += (self.campaign_month - month_called(month)) % MONTHS_OF_YEAR
        start = month_start(month)
        return start if start >= day else month_start(month + MONTHS_OF_YEAR)


class Limits(NamedTuple):
    """Least age and interval of a combined vaccine for one antigen; None: those of the schedule."""

    min_age: Span | None = None
    min_interval: Span | None = None


class Series(NamedTuple):
    """The doses of one antigen, in order."""

    antigen: str
    slots: tuple[Slot, ...]


class CompleteSet(NamedTuple):
    """A definition of "imunisasi lengkap"."""

    code: str
    before_months: int
    doses: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Schedule:
    """The doses of an area. ``credits``: code as recorded -> places of the series it counts for."""

    routine: tuple[Series, ...]
    school: tuple[Series, ...]
    slots: tuple[Slot, ...]
    """All doses in the order of the table."""
    credits: Mapping[str, tuple[tuple[int, Limits | None], ...]]
    complete: tuple[CompleteSet, ...]
    late_months: int
    repeat_days: int
    routine_to_month: int
    school_from_month: int
    school_to_month: int

    def counts_for(self, code: str) -> tuple[tuple[int, Limits | None], ...]:
        """Places of the series; empty for a code that is no vaccine of this schedule."""
        return self.credits.get(code) or self.credits.get(code.rstrip("0123456789"), ())


@once_per_set
def schedule_of(clinical: Clinical) -> Schedule:
    """The schedule. Raises RuleSetError naming the row that cannot be used."""
    routine = _routine(clinical)
    school = [_slot(row, clinical, "imunisasi.bias") for row in clinical.rows("imunisasi.bias")]
    routine_series, school_series = _series(routine), _series(school)
    return Schedule(
        routine_series,
        school_series,
        (*routine, *school),
        _credits((*routine_series, *school_series), clinical),
        tuple(_complete(row, clinical) for row in clinical.rows("imunisasi.lengkap")),
        int(clinical.number("imunisasi.lewat_bulan")),
        int(clinical.number("imunisasi.ulang_hari")),
        int(clinical.number("imunisasi.sampai_bulan")),
        min((slot.due.months for slot in school), default=0),
        int(clinical.number("imunisasi.bias_sampai_bulan")),
    )


def _routine(clinical: Clinical) -> list[Slot]:
    """The standard table, with the doses of the chosen one in the place of those of the same code."""
    standard = "imunisasi.jadwal_baku"
    table = f"imunisasi.jadwal_{clinical.text('imunisasi.jadwal')}"
    if table not in clinical.entries:
        raise RuleSetError("imunisasi.jadwal", f"there is no table {table}")
    rows = {row["code"]: row for row in (*clinical.rows(standard), *clinical.rows(table))}
    return [_slot(row, clinical, table) for row in rows.values()]


def _slot(row: Mapping[str, Any], clinical: Clinical, table: str) -> Slot:
    code = str(row.get("code", ""))
    unknown = row.keys() - _KEYS
    if unknown or not code or "antigen" not in row:
        raise RuleSetError(f"{table} {code}", f"needs code and antigen, does not know {sorted(unknown)}")
    due = Span(int(row.get("due_months", 0)) + 12 * int(row.get("due_years", 0)), int(row.get("due_days", 0)))
    is_off = "only" in row and not clinical.flag(f"imunisasi.{row['only']}")
    due_for = row.get("due_for_days")
    return Slot(
        code,
        str(row["antigen"]),
        str(row.get("label", code)),
        str(row.get("reason", "")),
        due,
        int(row.get("campaign_month", 0)),
        None if due_for is None else int(due_for),
        _span(row, "min_age") or Span(0, 0),
        _span(row, "min_interval") or Span(0, 0),
        _past(row),
        bool(row.get("optional")) or is_off,
        str(row.get("sex", "")),
    )


def _span(row: Mapping[str, Any], name: str) -> Span | None:
    if f"{name}_days" not in row and f"{name}_months" not in row:
        return None
    return Span(int(row.get(f"{name}_months", 0)), int(row.get(f"{name}_days", 0)))


def _past(row: Mapping[str, Any]) -> Span | None:
    if "latest_days" in row:
        return Span(0, int(row["latest_days"]) + 1)
    if "latest_months" in row:
        return Span(int(row["latest_months"]) + 1, 0)
    return Span(int(row["before_months"]), 0) if "before_months" in row else None


def _series(slots: Iterable[Slot]) -> tuple[Series, ...]:
    by_antigen: dict[str, list[Slot]] = {}
    for slot in slots:
        by_antigen.setdefault(slot.antigen, []).append(slot)
    return tuple(Series(antigen, tuple(doses)) for antigen, doses in by_antigen.items())


def _credits(
    series: tuple[Series, ...], clinical: Clinical
) -> dict[str, tuple[tuple[int, Limits | None], ...]]:
    place = {one.antigen: number for number, one in enumerate(series)}
    found: dict[str, tuple[tuple[int, Limits | None], ...]] = {}
    for one in series:
        own: tuple[tuple[int, Limits | None], ...] = ((place[one.antigen], None),)
        found[one.antigen] = own
        found.update((slot.code, own) for slot in one.slots)
    for row in clinical.rows("imunisasi.vaksin_gabungan"):
        if row["antigen"] not in place:
            raise RuleSetError("imunisasi.vaksin_gabungan", f"{row['antigen']} is not in the schedule")
        limits = Limits(_span(row, "min_age"), _span(row, "min_interval"))
        found[row["vaccine"]] = (*found.get(row["vaccine"], ()), (place[row["antigen"]], limits))
    return found


def _complete(row: Mapping[str, Any], clinical: Clinical) -> CompleteSet:
    endemic = row.get("endemis_je", []) if clinical.flag("imunisasi.endemis_je") else []
    return CompleteSet(str(row["code"]), int(row["before_months"]), (*row["doses"], *endemic))
