"""Who came: everybody but balita is marked present; a balita that was only seen may be marked as well."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ilp.access import audit
from ilp.access.models import User
from ilp.base import kicks
from ilp.base.ids import new_id
from ilp.base.language import gettext as _
from posyandu.models import Attendance, HariBuka
from posyandu.services.closing import late_changes
from posyandu.services.refusing import atomic
from posyandu.services.visit_rows import ChildOnDay, lock_child
from puskesmas.services.refusal import Refused


@atomic
def attend(*, day_id: UUID, person_id: UUID, by: User, reason: str = "") -> ChildOnDay:
    """Mark a person as present. Marking twice changes nothing.

    :raises HariBuka.DoesNotExist: when day or person are outside the scope.
    :param reason: why a nakes still writes into a closed month; see `services.closing`.
    :raises Refused: while the day takes no entries.
    """
    child, late = _on_open_day(day_id, person_id, by, reason)
    attendance = Attendance(
        id=new_id(),
        hari_buka_id=day_id,
        person_id=person_id,
        desa_id=child.desa_id,
        posyandu_id=child.posyandu_id,
        recorded_by_id=by.pk,
    )
    if not Attendance.objects.filter(hari_buka_id=day_id, person_id=person_id, voided_at=None).exists():
        attendance.save(force_insert=True)
        _tell("attendance.recorded", child, attendance.pk, late)
    return child


@atomic
def withdraw(*, day_id: UUID, person_id: UUID, by: User, reason: str = "") -> ChildOnDay:
    """Take a mark back that was set by mistake. Errors as in `attend`."""
    child, late = _on_open_day(day_id, person_id, by, reason)
    for attendance in Attendance.objects.filter(hari_buka_id=day_id, person_id=person_id, voided_at=None):
        Attendance.objects.filter(pk=attendance.pk).update(voided_at=timezone.now())
        _tell("attendance.withdrawn", child, attendance.pk, late)
    return child


def _on_open_day(
    day_id: UUID, person_id: UUID, by: User, reason: str
) -> tuple[ChildOnDay, dict[str, object]]:
    child = lock_child(day_id, person_id)
    if child.state != HariBuka.State.DIBUKA:
        raise Refused({"": _("Hari buka ini tidak sedang dibuka, jadi kehadiran tidak bisa diubah.")})
    return child, late_changes(on=child.held_on, desa_id=child.desa_id, by=by, reason=reason)


def _tell(action: str, child: ChildOnDay, attendance_id: UUID, late: dict[str, object]) -> None:
    audit.record(
        action,
        "attendance",
        [attendance_id],
        desa_id=child.desa_id,
        changes={"person": child.person_id, **late},
    )
    transaction.on_commit(kicks.refresh)
