"""Hari buka as lists and pages show them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from ilp.access import scope
from ilp.base.words import weekday
from posyandu.models import HariBuka
from posyandu.selectors.badges import Badge
from puskesmas.models import Facility
from puskesmas.selectors.placed import Placed

State = HariBuka.State
STATE_KINDS = {
    State.TERJADWAL: "info",
    State.DIBUKA: "watch",
    State.DITUTUP: "good",
    State.DIVALIDASI: "good",
    State.DILAPORKAN: "good",
    State.DIBATALKAN: "none",
}
MOST_DAYS = 60


@dataclass(frozen=True, slots=True)
class DayRow:
    """One hari buka of the list."""

    id: UUID
    posyandu: str
    held_on: str
    state: Badge
    served: int
    is_late: bool
    is_today: bool


@dataclass(frozen=True, slots=True)
class DayLists:
    """Today and open ones first, then what comes, then what was."""

    now: list[DayRow]
    coming: list[DayRow]
    past: list[DayRow]


_DAY = Placed(HariBuka, "where r.id = %(day)s")


def find_day(pk: UUID) -> HariBuka:
    """The day with its posyandu and desa.

    :raises HariBuka.DoesNotExist: outside the scope.
    """
    found = _DAY.read(day=pk)
    if not found:
        raise HariBuka.DoesNotExist
    return found[0]


def is_late(day: HariBuka) -> bool:
    """Entered from paper: opened on a later day than it was held."""
    return day.opened_at is not None and timezone.localdate(day.opened_at) > day.held_on


def state_badge(day: HariBuka) -> Badge:
    """The state as a word."""
    return Badge(STATE_KINDS[State(day.state)], str(State(day.state).label))


def posyandu_in_scope() -> QuerySet[Facility]:
    """The posyandu this user works for, by name."""
    active = scope.current()
    found = Facility.objects.filter(kind=Facility.Kind.POSYANDU, closed_on=None)
    if active.desa_ids is not None:
        found = found.filter(area_id__in=active.desa_ids)
    if active.posyandu_ids is not None:
        found = found.filter(pk__in=active.posyandu_ids)
    return found.order_by("name")


def day_lists() -> DayLists:
    """The hari buka of the scope around today; one statement."""
    today = timezone.localdate()
    served = RawSQL(
        "(select count(*) from (select v.person_id from posyandu_visit v"
        " where v.hari_buka_id = posyandu_haribuka.id and v.voided_at is null"
        " union select a.person_id from posyandu_attendance a"
        " where a.hari_buka_id = posyandu_haribuka.id and a.voided_at is null) came)",
        [],
    )
    days = (
        HariBuka.objects.select_related("posyandu")
        .annotate(served=served)
        .filter(held_on__gte=today - timedelta(days=180))
        .order_by("-held_on", "posyandu__name")[:MOST_DAYS]
    )
    lists = DayLists([], [], [])
    for day in days:
        is_now = day.state == State.DIBUKA or (day.held_on == today and day.state == State.TERJADWAL)
        row = DayRow(
            day.pk,
            day.posyandu.name,
            weekday(day.held_on),
            state_badge(day),
            day.served,
            is_late(day),
            day.held_on == today,
        )
        (lists.now if is_now else lists.coming if day.held_on > today else lists.past).append(row)
    lists.coming.reverse()
    return lists


def actions_of(day: HariBuka, *, may_record: bool, may_validate: bool) -> set[str]:
    """What this user may do with the day now: open, close, cancel, validate, reopen."""
    found: set[str] = set()
    if may_record:
        if day.state == State.TERJADWAL:
            found.add("cancel")
            if day.held_on <= timezone.localdate():
                found.add("open")
        elif day.state == State.DIBUKA:
            found |= {"close", "cancel"}
    if may_validate:
        if day.state == State.DITUTUP:
            found |= {"validate", "reopen"}
        elif day.state == State.DIVALIDASI:
            found.add("reopen")
    return found
