"""Reading the audit trail. PostgreSQL's row policy shows each reader the lines of the own area only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ilp.access.models import AuditLine, User

LINES_PER_PAGE = 50

# What the services call their deeds, in words. A deed without words is shown by its own name.
DEEDS = {
    "access.login": _("masuk"),
    "access.logout": _("keluar"),
    "access.password": _("mengganti kata sandi"),
    "access.session_ended": _("mengakhiri sesi"),
    "audit.read": _("membaca jejak audit"),
    "person.read": _("membuka data orang"),
    "person.listed": _("melihat daftar orang"),
    "person.created": _("mendaftarkan orang"),
    "person.changed": _("mengubah data orang"),
    "person.moved": _("memindahkan orang"),
    "person.died": _("mencatat kematian"),
    "person.voided": _("membatalkan data orang"),
    "visit.recorded": _("mencatat kunjungan"),
    "visit.corrected": _("mengoreksi kunjungan"),
    "visit.voided": _("membatalkan kunjungan"),
    "attendance.recorded": _("mencatat kehadiran"),
    "hari_buka.planned": _("menjadwalkan hari buka"),
    "hari_buka.opened": _("membuka hari buka"),
    "hari_buka.closed": _("menutup hari buka"),
    "hari_buka.validated": _("memvalidasi hari buka"),
    "hari_buka.cancelled": _("membatalkan hari buka"),
    "month.signed": _("menandatangani bulan"),
    "month.approved": _("menyetujui bulan"),
    "month.reopened": _("membuka lagi bulan"),
    "user.created": _("membuat akun"),
    "user.changed": _("mengubah akun"),
    "user.closed": _("menutup akun"),
    "user.reopened": _("membuka lagi akun"),
    "user.password_reset": _("membuat sandi baru"),
    "facility.created": _("menambah fasilitas"),
    "facility.changed": _("mengubah fasilitas"),
    "facility.closed": _("menutup fasilitas"),
    "facility.reopened": _("membuka lagi fasilitas"),
}


@dataclass(frozen=True, slots=True)
class TrailLine:
    """One deed as a row of the screen."""

    pk: int
    at: datetime
    actor: str
    deed: str
    people: tuple[UUID, ...]
    detail: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """A search. `before`: only lines older than this one."""

    person: UUID | None = None
    actor: str = ""
    action: str = ""
    on: date | None = None
    before: int | None = None


def deed(action: str) -> str:
    return str(DEEDS.get(action, action))


def lines(wanted: Wanted, *, with_values: bool) -> tuple[list[TrailLine], int | None]:
    """A page of the trail, newest first, and where the next page begins (None: nowhere). Two statements.

    :param with_values: also say which values were kept, for readers who may see people by name.
    """
    found = list(_matching(wanted).order_by("-id")[: LINES_PER_PAGE + 1])
    shown = found[:LINES_PER_PAGE]
    names = _actors({line.actor_id for line in shown if line.actor_id})
    return [_row(line, names, with_values) for line in shown], shown[-1].pk if len(
        found
    ) > LINES_PER_PAGE else None


def _matching(wanted: Wanted) -> Any:
    rows = AuditLine.objects.all()
    if wanted.person:
        rows = rows.filter(subject_ids__contains=[wanted.person])
    if wanted.actor:
        rows = rows.filter(actor_id__in=User.objects.filter(username=wanted.actor.lower()).values("pk"))
    if wanted.action:
        rows = rows.filter(action=wanted.action)
    if wanted.on:
        start = timezone.make_aware(datetime.combine(wanted.on, time.min))
        end = timezone.make_aware(datetime.combine(wanted.on, time.max))
        rows = rows.filter(at__range=(start, end))
    if wanted.before:
        rows = rows.filter(pk__lt=wanted.before)
    return rows


def _actors(ids: set[int]) -> dict[int, str]:
    found = User.objects.filter(pk__in=ids).values_list("pk", "full_name", "username")
    return {pk: f"{full_name or username} ({username})" for pk, full_name, username in found}


def _row(line: AuditLine, names: dict[int, str], with_values: bool) -> TrailLine:
    actor = names.get(line.actor_id or 0) or str(_("sistem: %(job)s") % {"job": line.changes.get("job", "–")})
    people = tuple(line.subject_ids) if line.subject_type == "person" else ()
    told = {name: value for name, value in line.changes.items() if name != "job"}
    detail = ", ".join(f"{name}: {value}" if with_values else name for name, value in told.items())
    return TrailLine(line.pk, line.at, actor, deed(line.action), people, detail)
