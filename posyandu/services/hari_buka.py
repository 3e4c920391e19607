"""The life of a hari buka: planned, opened, closed, validated; cancelled or reopened with a reason (02 §1.2).

    TERJADWAL → DIBUKA → DITUTUP → DIVALIDASI → DILAPORKAN
        ↓           ↑________|__________|   reopened by a nakes
    DIBATALKAN

Who may do what is asked by the views; what may follow what is decided here, under a lock of the day.
"""

from __future__ import annotations

from datetime import date, time, timedelta
from typing import Any
from uuid import UUID

import holidays
from django.db import transaction
from django.utils import timezone

from ilp.access import audit
from ilp.access.models import User
from ilp.base import kicks
from ilp.base.dates import period_of, period_start
from ilp.base.ids import new_id
from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from posyandu.models import Attendance, HariBuka, Visit
from posyandu.rules.life_cycle import is_balita
from posyandu.services.closing import CLOSED_PERIOD, late_changes, month_is_closed, refuse_posyandu
from posyandu.services.refusing import NotWritten, atomic
from puskesmas.models import Facility, Residence
from puskesmas.services.refusal import Refused

State = HariBuka.State
OLDEST_DAYS = 60  # paper of an earlier month is still taken over; older sheets belong to the puskesmas
FURTHEST_DAYS = 400


class HolidayAsked(NotWritten):
    """Nothing was written: the day is a public holiday. Planned again with `on_holiday=True`, it is kept."""

    def __init__(self, name: str) -> None:
        super().__init__(name)
        self.name = name


def holiday_on(on: date) -> str | None:
    """The name of the national holiday on this day, in Indonesian; None on other days."""
    return holidays.country_holidays("ID", years=on.year, language="id").get(on)


@atomic
def plan_day(
    *,
    posyandu: Facility,
    held_on: date,
    place: str = "",
    starts_at: time | None = None,
    on_holiday: bool = False,
    day_id: UUID | None = None,
    by: User | None = None,
) -> HariBuka:
    """Put a hari buka into the calendar. Also for a past day whose paper is to be taken over.

    :param by: who asks; None is a job, which no closed month stops. The same below.
    :raises Refused: for a day too far away, in a closed month, or one that is planned already.
    :raises HolidayAsked: for a public holiday that nobody confirmed.
    """
    _refuse_far_day(held_on)
    if by is not None:
        refuse_posyandu(on=held_on, desa_id=posyandu.area_id, by=by)
    same = HariBuka.objects.filter(posyandu=posyandu, held_on=held_on).exclude(state=State.DIBATALKAN).first()
    if same is not None:
        raise Refused(
            {
                "held_on": _("%(posyandu)s sudah punya hari buka pada %(day)s. Buka yang itu.")
                % {"posyandu": posyandu.name, "day": in_words(held_on)}
            }
        )
    name = holiday_on(held_on)
    if name and not on_holiday:
        raise HolidayAsked(name)
    day = HariBuka.objects.create(
        id=day_id or new_id(),
        posyandu=posyandu,
        desa_id=posyandu.area_id,
        held_on=held_on,
        place=place.strip()[:120],
        starts_at=starts_at,
    )
    _tell(day, "planned", held_on=held_on)
    return day


def _refuse_far_day(held_on: date) -> None:
    today = timezone.localdate()
    if held_on < today - timedelta(days=OLDEST_DAYS):
        raise Refused(
            {
                "held_on": _("%(day)s sudah lebih dari %(days)s hari lalu. Serahkan lembarnya ke puskesmas.")
                % {"day": in_words(held_on), "days": OLDEST_DAYS}
            }
        )
    if held_on > today + timedelta(days=FURTHEST_DAYS):
        raise Refused({"held_on": _("%(day)s terlalu jauh. Periksa tahunnya.") % {"day": in_words(held_on)}})


@atomic
def open_day(*, day: HariBuka, by: User | None = None) -> HariBuka:
    """Begin to take entries, and note how many balita are expected. On the planned day or later.

    Opening an open day changes nothing.

    :raises Refused: before its day, in a closed month, or when it was closed or cancelled.
    """
    day = locked_day(day.pk)
    if day.state == State.DIBUKA:
        return day
    if day.state != State.TERJADWAL:
        raise Refused({"": _wrong_state(day)})
    if day.held_on > timezone.localdate():
        raise Refused(
            {
                "": _("Hari buka ini baru %(day)s. Hari lain? Batalkan dan jadwalkan ulang.")
                % {"day": in_words(day.held_on)}
            }
        )
    if by is not None:
        refuse_posyandu(on=day.held_on, desa_id=day.desa_id, by=by)
    day.sasaran_balita = count_balita(day.posyandu_id, day.held_on)
    day.opened_at = timezone.now()
    _move(day, State.DIBUKA, "opened", ["sasaran_balita", "opened_at"], sasaran_balita=day.sasaran_balita)
    return day


def count_balita(posyandu_id: int, on: date) -> int:
    """How many residents of the posyandu's catchment are 0-59 months old on this day."""
    born = (
        Residence.objects.filter(posyandu_id=posyandu_id, valid_from__lte=on, born_on__lte=on)
        .filter(born_on__gte=period_start(period_of(on) - 61), person__voided_at=None)
        .exclude(valid_to__lt=on)
        .values_list("born_on", flat=True)
    )
    return sum(is_balita(born_on, on) for born_on in born)


@atomic
def close_day(
    *,
    day: HariBuka,
    kader_present: int | None = None,
    nakes_present: int | None = None,
    note: str = "",
    by: User | None = None,
) -> HariBuka:
    """End the day: from here on no attendance and no visit is taken. Closing a closed day changes nothing.

    In a closed month the note of a nakes is the reason.

    :raises Refused: when the day was never opened.
    """
    day = locked_day(day.pk)
    if day.state in {State.DITUTUP, State.DIVALIDASI, State.DILAPORKAN}:
        return day
    if day.state != State.DIBUKA:
        raise Refused({"": _wrong_state(day)})
    late = _late(day, by, note, "note")
    day.kader_present, day.nakes_present, day.note = kader_present, nakes_present, note.strip()[:500]
    day.closed_at = timezone.now()
    _move(day, State.DITUTUP, "closed", ["kader_present", "nakes_present", "note", "closed_at"], **late)
    return day


@atomic
def validate_day(*, day: HariBuka, by: User) -> HariBuka:
    """A nakes vouches for the day. Implausible values are confirmed, corrected or withdrawn first.

    :raises Refused: while the day is open, or values wait for a second look.
    """
    day = locked_day(day.pk)
    if day.state in {State.DIVALIDASI, State.DILAPORKAN}:
        return day
    if day.state != State.DITUTUP:
        raise Refused({"": _("Hari buka belum ditutup. Tutup dahulu, lalu validasi.")})
    waiting = Visit.objects.filter(
        hari_buka_id=day.pk, voided_at=None, is_confirmed=False, implausible__gt=0
    ).count()
    if waiting:
        raise Refused(
            {
                "": _("%(count)s hasil ukur tidak biasa belum dilihat. Benarkan, koreksi atau hapus dahulu.")
                % {"count": waiting}
            }
        )
    day.validated_at, day.validated_by_id = timezone.now(), by.pk
    is_late = month_is_closed(day.held_on, day.desa_id)
    late = {CLOSED_PERIOD: period_of(day.held_on)} if is_late else {}
    _move(day, State.DIVALIDASI, "validated", ["validated_at", "validated_by_id"], **late)
    return day


@atomic
def cancel_day(*, day: HariBuka, reason: str, by: User | None = None) -> HariBuka:
    """The day does not take place (rain, feast, no room). Only while nobody was recorded.

    :raises Refused: without a reason, after closing, or when somebody was recorded.
    """
    day = locked_day(day.pk)
    if day.state == State.DIBATALKAN:
        return day
    if not reason.strip():
        raise Refused({"reason": _("Tulis alasan pembatalan, misalnya: hujan deras.")})
    if day.state not in {State.TERJADWAL, State.DIBUKA}:
        raise Refused({"": _wrong_state(day)})
    served = Visit.objects.filter(hari_buka_id=day.pk, voided_at=None).exists()
    if served or Attendance.objects.filter(hari_buka_id=day.pk, voided_at=None).exists():
        raise Refused({"": _("Sudah ada yang dilayani. Tutup hari buka ini, jangan dibatalkan.")})
    late = _late(day, by, reason)
    day.cancel_reason = reason.strip()[:200]
    said = {"reason": day.cancel_reason, **late}
    _move(day, State.DIBATALKAN, "cancelled", ["cancel_reason"], **said)
    return day


@atomic
def reopen_day(*, day: HariBuka, reason: str, by: User | None = None) -> HariBuka:
    """A nakes opens a closed or validated day again, for a sheet that was left out.

    :raises Refused: without a reason, or when the day was never closed or is already reported.
    """
    day = locked_day(day.pk)
    if day.state == State.DIBUKA:
        return day
    if not reason.strip():
        raise Refused({"reason": _("Tulis alasannya, misalnya: satu lembar tertinggal.")})
    if day.state not in {State.DITUTUP, State.DIVALIDASI}:
        raise Refused({"": _wrong_state(day)})
    said = {"reason": reason.strip(), **_late(day, by, reason)}
    day.closed_at = day.validated_at = day.validated_by_id = None
    _move(day, State.DIBUKA, "reopened", ["closed_at", "validated_at", "validated_by_id"], **said)
    return day


def _late(day: HariBuka, by: User | None, reason: str, field: str = "reason") -> dict[str, Any]:
    if by is None:
        return {}
    try:
        return late_changes(on=day.held_on, desa_id=day.desa_id, by=by, reason=reason)
    except Refused as refused:
        problems = {field if name == "reason" else name: text for name, text in refused.problems.items()}
        raise Refused(problems) from None


def locked_day(day_id: UUID) -> HariBuka:
    """The day, locked until the commit. Waits for saves under way, so that none comes after a closing.

    :raises HariBuka.DoesNotExist: outside the scope.
    """
    return HariBuka.objects.select_for_update().get(pk=day_id)


def _move(day: HariBuka, state: str, word: str, fields: list[str], **changes: Any) -> None:
    day.state = state
    HariBuka.objects.filter(pk=day.pk).update(state=state, **{name: getattr(day, name) for name in fields})
    _tell(day, word, **changes)


def _tell(day: HariBuka, word: str, **changes: Any) -> None:
    audit.record(f"hari_buka.{word}", "hari_buka", [day.pk], desa_id=day.desa_id, changes=changes)
    transaction.on_commit(kicks.refresh)


def _wrong_state(day: HariBuka) -> str:
    return _("Hari buka ini sudah %(state)s, jadi tidak bisa. Muat ulang halaman.") % {
        "state": str(State(day.state).label).lower()
    }
