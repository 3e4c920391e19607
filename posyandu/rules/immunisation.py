"""Which doses a child has, which count, and when the next one may be given. Source: 02 §8.1, §8.2.

The doses of an antigen are numbered by their day, whatever number somebody wrote beside them: what protects
is the number of valid doses. So the order of entry does not matter, and a dose that came too early is
repeated under its own number. Where a dose was given (posyandu, elsewhere, said by the mother) makes no
difference to its counting.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.utils.translation import gettext_noop as _

from posyandu.rules.clinical import Clinical
from posyandu.rules.day_numbers import CalendarDay, calendar_day
from posyandu.rules.nutrition import Colour, GrowthClass, Severity
from posyandu.rules.vaccines import Limits, Schedule, Series, Slot, Span, schedule_of

SOURCES = ("DIBERIKAN", "BUKU_KIA", "PENGAKUAN")
"""How a dose is known, best first (02 §8.1 sumber)."""
TOO_YOUNG, TOO_SOON = "UMUR", "JARAK"
_RANK = {source: rank for rank, source in enumerate(SOURCES)}
_NEVER = 0


class DoseStatus(GrowthClass):
    """Status of one dose (02 §8.1)."""

    NOT_YET = "BELUM_WAKTUNYA", _("Belum waktunya"), Severity.OK, Colour.GREEN
    DUE = "JATUH_TEMPO", _("Jatuh tempo"), Severity.ATTENTION, Colour.YELLOW
    LATE = "TERLAMBAT", _("Terlambat"), Severity.ATTENTION, Colour.RED
    DONE = "LENGKAP", _("Sudah diberikan"), Severity.OK, Colour.GREEN
    INVALID = "TIDAK_VALID", _("Terlalu dini, perlu diulang"), Severity.ATTENTION, Colour.ORANGE
    NOT_NEEDED = "TIDAK_PERLU", _("Tidak perlu"), Severity.OK, Colour.GREEN
    CONTRAINDICATED = "KONTRAINDIKASI", _("Tidak boleh diberikan"), Severity.ATTENTION, Colour.YELLOW


class Dose(NamedTuple):
    """A dose that was given. ``code``: of the schedule ("DPT2") or a vaccine ("DPT", "HEKSA", "HEKSA1")."""

    code: str
    on: date
    source: str = SOURCES[0]


class DoseState(NamedTuple):
    """One dose of the schedule on a day."""

    code: str
    label: str
    status: DoseStatus
    given_on: date | None
    source: str
    due_on: date
    """For a dose after one that is missing: when that one is given on its day, or today."""
    earliest_on: date
    """The first day on which it counts."""
    overdue_from: date


class InvalidDose(NamedTuple):
    """A dose that does not count, with the one it was to be and why: UMUR (too young), JARAK (too soon)."""

    given: str
    on: date
    slot: str
    reason: str


@dataclass(frozen=True, slots=True)
class DoseCard:
    """The whole card of a person on a day."""

    doses: tuple[DoseState, ...]
    """In the order of the schedule."""
    invalid: tuple[InvalidDose, ...]
    complete: Mapping[str, date | None]
    """Day on which a set (IDL_KLASIK …) was completed in time, None when it was not."""

    def with_status(self, *statuses: DoseStatus) -> tuple[str, ...]:
        """Codes of the doses in one of these states."""
        return tuple(state.code for state in self.doses if state.status in statuses)


Event = tuple[int, int, str, Limits | None]
"""A dose as counted for one antigen: day, rank of its source, code, limits of its vaccine. Sorts by day."""


class Walked(NamedTuple):
    """A series after its doses were counted."""

    valid: list[Event]
    invalid: list[tuple[Event, Slot, str]]
    not_before: int
    """First day for a repeated dose; 0 when none was invalid."""


_NONE = Walked([], [], _NEVER)


def dose_card(
    born_on: date,
    doses: Iterable[Dose],
    on: date,
    clinical: Clinical,
    *,
    sex: str = "",
    contraindicated: Collection[str] = frozenset(),
) -> DoseCard:
    """Every dose of the schedule. Doses after ``on`` are left out; ``contraindicated``: doses or antigens.

    Raises ValueError when ``on`` is before the birth. Source: 02 §8.1, §8.2.
    """
    if on < born_on:
        raise ValueError(f"{on} is before the birth on {born_on}")
    schedule, born, today = schedule_of(clinical), calendar_day(born_on), on.toordinal()
    events = events_of(schedule, doses, today)
    states: dict[str, DoseState] = {}
    invalid: list[InvalidDose] = []
    for place, series in enumerate((*schedule.routine, *schedule.school)):
        walked = walk(series.slots, events.get(place, ()), born, schedule.repeat_days)
        for event, slot, reason in walked.invalid:
            invalid.append(InvalidDose(event[2], date.fromordinal(event[0]), slot.code, reason))
        for state in _states(schedule, series, walked, born, today, sex, contraindicated):
            states[state.code] = state
    invalid.sort(key=lambda dose: (dose.on, dose.slot))
    in_order = tuple(states[slot.code] for slot in schedule.slots)
    return DoseCard(in_order, tuple(invalid), _completeness(schedule, states, born))


def events_of(
    schedule: Schedule, doses: Iterable[Dose], until: int, *, only_school: bool = False
) -> dict[int, list[Event]]:
    """The doses up to a day by place of their series; codes that the schedule does not know are left out."""
    found: dict[int, list[Event]] = {}
    first = len(schedule.routine) if only_school else 0
    credited = schedule.credits.get
    for code, on, source in doses:
        counted = credited(code) or schedule.counts_for(code)
        day = on.toordinal()
        if day > until or not counted or counted[0][0] < first:
            continue
        rank = _RANK.get(source, len(_RANK))
        for place, limits in counted:
            if place in found:
                found[place].append((day, rank, code, limits))
            else:
                found[place] = [(day, rank, code, limits)]
    return found


def walk(slots: tuple[Slot, ...], events: Iterable[Event], born: CalendarDay, repeat_days: int) -> Walked:
    """Number the doses of a series. Two on one day are one; doses after the last slot count for nothing."""
    valid: list[Event] = []
    invalid: list[tuple[Event, Slot, str]] = []
    slot, not_before, last_day = slots[0], _NEVER, _NEVER
    for event in sorted(events):
        day, _rank, _code, limits = event
        if day == last_day:
            continue
        last_day = day
        min_age, interval = slot.min_age, slot.min_interval
        if limits is not None:
            min_age, interval = limits.min_age or min_age, limits.min_interval or interval
        months, days = min_age
        if day < (born.plus_months(months) if months else born.number) + days:
            invalid.append((event, slot, TOO_YOUNG))
            not_before = day + repeat_days
        elif day < not_before or (
            valid and day < (later(valid[-1][0], interval) if interval[0] else valid[-1][0] + interval[1])
        ):
            invalid.append((event, slot, TOO_SOON))
            not_before = day + repeat_days
        else:
            valid.append(event)
            not_before = _NEVER
            if len(valid) == len(slots):
                break
            slot = slots[len(valid)]
    return Walked(valid, invalid, not_before)


def later(day: int, span: Span) -> int:
    """The day so much later than a day number."""
    if not span.months:
        return day + span.days
    return span.after(calendar_day(date.fromordinal(day)))


def open_doses(
    schedule: Schedule,
    in_school: bool,
    doses: Iterable[Dose],
    born: CalendarDay,
    today: int,
    until: int,
    sex: str,
    contraindicated: Collection[str],
) -> Iterator[tuple[str, int, int]]:
    """The next dose of every series that is due by ``until``: code, day due, first day it is late.

    Either of the school series or of the others; doses given after ``today`` are not known yet.
    """
    events = events_of(schedule, doses, today, only_school=in_school)
    first = len(schedule.routine) if in_school else 0
    for place, (_antigen, slots) in enumerate(schedule.school if in_school else schedule.routine, first):
        given = events.get(place)
        walked = walk(slots, given, born, schedule.repeat_days) if given else _NONE
        done = len(walked[0])
        if done == len(slots):
            continue
        slot = slots[done]
        due = slot.scheduled(born)
        if due <= until and _is_wanted(slot, born, today, sex, contraindicated):
            due = max(due, _earliest(slot, walked, born))
            yield slot.code, due, _late_from(schedule, slot, due)


def _is_wanted(slot: Slot, born: CalendarDay, today: int, sex: str, contraindicated: Collection[str]) -> bool:
    if slot.optional or (slot.sex and slot.sex != sex):
        return False
    if slot.code in contraindicated or slot.antigen in contraindicated:
        return False
    return slot.past is None or today < slot.past.after(born)


def _earliest(slot: Slot, walked: Walked, born: CalendarDay) -> int:
    earliest = max(slot.min_age.after(born), walked.not_before)
    return max(earliest, later(walked.valid[-1][0], slot.min_interval)) if walked.valid else earliest


def _late_from(schedule: Schedule, slot: Slot, due: int) -> int:
    if slot.due_for_days is not None:
        return due + slot.due_for_days + 1
    return later(due, Span(schedule.late_months, 0))


def _states(
    schedule: Schedule,
    series: Series,
    walked: Walked,
    born: CalendarDay,
    today: int,
    sex: str,
    contraindicated: Collection[str],
) -> Iterator[DoseState]:
    for slot, event in zip(series.slots, walked.valid, strict=False):
        due, earliest = slot.scheduled(born), slot.min_age.after(born)
        late = _late_from(schedule, slot, due)
        yield _state(slot, DoseStatus.DONE, max(due, earliest), earliest, late, event)
    expected = _NEVER
    for place, slot in enumerate(series.slots[len(walked.valid) :]):
        earliest = max(_earliest(slot, walked, born), later(expected, slot.min_interval) if place else 0)
        due = max(slot.scheduled(born), earliest)
        late = _late_from(schedule, slot, due)
        if slot.code in contraindicated or slot.antigen in contraindicated:
            status = DoseStatus.CONTRAINDICATED
        elif not _is_wanted(slot, born, today, sex, ()):
            status = DoseStatus.NOT_NEEDED
        elif walked.not_before and not place:
            status = DoseStatus.INVALID
        else:
            status = _by_day(today, due, late)
        yield _state(slot, status, due, earliest, late, None)
        expected = max(due, today)


def _by_day(today: int, due: int, late: int) -> DoseStatus:
    if today < due:
        return DoseStatus.NOT_YET
    return DoseStatus.DUE if today < late else DoseStatus.LATE


def _state(
    slot: Slot, status: DoseStatus, due: int, earliest: int, late: int, given: Event | None
) -> DoseState:
    return DoseState(
        slot.code,
        slot.label,
        status,
        date.fromordinal(given[0]) if given else None,
        (*SOURCES, "")[given[1]] if given else "",
        date.fromordinal(due),
        date.fromordinal(earliest),
        date.fromordinal(late),
    )


def _completeness(
    schedule: Schedule, states: Mapping[str, DoseState], born: CalendarDay
) -> dict[str, date | None]:
    found: dict[str, date | None] = {}
    for one in schedule.complete:
        days = [state.given_on for code in one.doses if (state := states.get(code)) and state.given_on]
        last = max(days) if len(days) == len(one.doses) else None
        in_time = last is not None and last.toordinal() < born.plus_months(one.before_months)
        found[one.code] = last if in_time else None
    return found
