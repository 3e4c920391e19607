"""Founding, changing and closing one facility of the network, from the screen of an admin (01 §5)."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from ilp.access import audit
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base import words
from ilp.base.language import gettext as _
from puskesmas.models import Area, Facility, WorkingArea
from puskesmas.services.facilities import SINCE_EVER, find_parent, give_desa
from puskesmas.services.refusal import Refused, one_transaction
from puskesmas.services.scopes import rebuild_scopes
from puskesmas.services.service_areas import (
    Part,
    add_parts,
    check_desa,
    check_parts,
    check_since,
    end,
    end_or_resume,
    moves,
    open_parts,
    part_of,
    redraw,
    said,
)
from puskesmas.services.users import desa_of

Kind = Facility.Kind
_IN_THE_DESA = (Kind.PUSTU, Kind.POSKESDES, Kind.POSYANDU)
# Which kinds an admin keeps, inside the own area.
KEEPS: dict[str, tuple[Kind, ...]] = {
    Role.ADMIN_PUSKESMAS: _IN_THE_DESA,
    Role.DINKES_ADMIN: (Kind.PUSKESMAS, *_IN_THE_DESA),
}


@dataclass(frozen=True, slots=True)
class About:
    """What is written about a facility itself."""

    name: str
    code: str = ""
    address: str = ""
    opened_on: date | None = None
    closed_on: date | None = None
    ilp_status: str = Facility.IlpStatus.BELUM


def may_keep(by: User, kind: str) -> None:
    """Stop with 403 when this user does not keep facilities of that kind."""
    if kind not in KEEPS.get(by.role, ()):
        raise PermissionDenied


@one_transaction()
def found_facility(
    *, by: User, kind: str, area: Area, about: About, parts: Iterable[Part] = (), since: date | None = None
) -> Facility:
    """Open a facility in a desa of the area (a puskesmas in a kecamatan). A pustu answers for its desa.

    :raises PermissionDenied: for a kind this user does not keep.
    :raises Refused: for a taken name, code or RT, or dates that cannot be.
    """
    may_keep(by, kind)
    facility = Facility(kind=kind, area=area, parent=find_parent(kind, area))
    start = since or about.opened_on or SINCE_EVER
    wanted = sorted(set(parts)) or [Part()]
    problems = _check_about(facility, about)
    if kind == Kind.POSYANDU:
        problems |= check_parts(facility, wanted, start)
    if problems:
        raise Refused(problems)
    _write(facility, about)
    if kind == Kind.POSYANDU:
        add_parts(facility, wanted, start)
    elif kind != Kind.PUSKESMAS:
        give_desa(facility, area, start)
    detail = {"kind": kind, "name": facility.name, "since": start}
    _trace(
        "facility.created", facility, {**detail, "parts": [said(part) for part in wanted if part != Part()]}
    )
    return facility


@one_transaction()
def change_facility(
    *,
    by: User,
    facility: Facility,
    about: About,
    parts: Iterable[Part] | None = None,
    desa: Iterable[Area] | None = None,
    offered: Iterable[Area] = (),
    since: date | None = None,
) -> dict[str, Any]:
    """Change what is written about a facility, its catchment or working area, or close it with a date.

    :param parts: the catchment from `since` on; None leaves it.
    :param desa: those of `offered` it answers for from `since` on; None leaves the working area.
    :returns: what changed.
    :raises PermissionDenied: for a kind this user does not keep.
    :raises Refused: for a taken name, code or RT, or dates that cannot be.
    """
    may_keep(by, facility.kind)
    plan = _planned(facility, parts, desa, offered, since)
    problems = _check_change(facility, about, plan) or _check_closing(facility, about)
    if problems:
        raise Refused(problems)
    changed = _write(facility, about) | _serve(facility, plan)
    if "closed_on" in changed:
        end_or_resume(facility, *changed["closed_on"])
    if changed:
        _after(facility, changed)
    return changed


@dataclass(frozen=True, slots=True)
class _Plan:
    """Whom a facility serves from `since` on: what differs from now. `parts` None: the catchment stays."""

    parts: list[Part] | None
    gained: list[Area]
    lost: list[WorkingArea]
    since: date | None


def _planned(
    facility: Facility,
    parts: Iterable[Part] | None,
    desa: Iterable[Area] | None,
    offered: Iterable[Area],
    since: date | None,
) -> _Plan:
    wanted = None if parts is None else sorted(set(parts)) or [Part()]
    if wanted is not None and {*wanted} == ({part_of(row) for row in open_parts(facility)} or {Part()}):
        wanted = None
    return _Plan(wanted, *moves(facility, desa, offered), since)


def _check_change(facility: Facility, about: About, plan: _Plan) -> dict[str, str]:
    problems = _check_about(facility, about)
    problems |= check_since(facility, plan.since, needed=bool(plan.parts or plan.gained or plan.lost))
    problems |= check_desa(facility, plan.lost)
    if plan.parts is not None and plan.since is not None:
        problems |= check_parts(facility, plan.parts, plan.since)
    return problems


def _serve(facility: Facility, plan: _Plan) -> dict[str, Any]:
    """Put the plan in force; returns what changed."""
    changed: dict[str, Any] = {}
    if plan.since is None:
        return changed
    if plan.parts is not None:
        before = open_parts(facility)
        changed["parts"] = [[said(part_of(row)) for row in before], [said(part) for part in plan.parts]]
        end(before, plan.since)
        add_parts(facility, plan.parts, plan.since)
    if plan.gained or plan.lost:
        changed |= redraw(facility, plan.gained, plan.lost, plan.since)
    return {**changed, "since": plan.since} if changed else changed


def _write(facility: Facility, about: About) -> dict[str, Any]:
    """Store what differs; returns [before, after] by field."""
    changed = {}
    for name in ("name", "code", "address", "opened_on", "closed_on", "ilp_status"):
        before, after = getattr(facility, name), getattr(about, name)
        if before != after:
            changed[name] = [before, after]
            setattr(facility, name, after)
    if changed or facility.pk is None:
        try:
            with transaction.atomic():
                facility.save()
        except IntegrityError:  # somebody took name or code since they were looked up
            raise Refused({"name": _("Nama atau kode ini baru saja dipakai. Periksa daftarnya.")}) from None
    return changed


def _after(facility: Facility, changed: dict[str, Any]) -> None:
    action = "facility.changed"
    if "closed_on" in changed:
        action = "facility.reopened" if facility.closed_on is None else "facility.closed"
    _trace(action, facility, changed)
    touched = {facility.pk, *changed.get("desa_from", ())}
    rebuild_scopes(User.objects.filter(facility_id__in=touched))


def _trace(action: str, facility: Facility, changes: dict[str, Any]) -> None:
    detail = {"facility": facility.pk, **changes}
    audit.record(action, "facility", [], desa_id=desa_of(facility), changes=detail)


# --- what may be true ----------------------------------------------------------------------------------


def _check_about(facility: Facility, about: About) -> dict[str, str]:
    problems = {}
    others = Facility.objects.exclude(pk=facility.pk)
    if not about.name:
        problems["name"] = _("Isi nama fasilitas.")
    elif others.filter(kind=facility.kind, area=facility.area, name__iexact=about.name).exists():
        problems["name"] = _("%(name)s sudah ada di %(area)s. Pakai nama lain.") % {
            "name": about.name,
            "area": facility.area,
        }
    if about.code and others.filter(code=about.code).exists():
        problems["code"] = _("Kode %(code)s sudah dipakai fasilitas lain. Periksa kodenya.") % {
            "code": about.code
        }
    today = timezone.localdate()
    if about.opened_on and about.opened_on > today:
        problems["opened_on"] = _("Tanggal %(day)s belum tiba. Isi tanggal mulai yang sebenarnya.") % {
            "day": words.day(about.opened_on)
        }
    if about.closed_on and about.closed_on > today:
        problems["closed_on"] = _("Tanggal %(day)s belum tiba. Tutup pada harinya.") % {
            "day": words.day(about.closed_on)
        }
    elif about.closed_on and about.opened_on and about.closed_on < about.opened_on:
        problems["closed_on"] = _("Tanggal tutup %(closed)s sebelum tanggal mulai %(opened)s.") % {
            "closed": words.day(about.closed_on),
            "opened": words.day(about.opened_on),
        }
    return problems


def _check_closing(facility: Facility, about: About) -> dict[str, str]:
    if about.closed_on is None or about.closed_on == facility.closed_on:
        return {}
    served = WorkingArea.objects.filter(facility=facility).exclude(valid_to__lt=about.closed_on)
    if facility.kind == Kind.PUSKESMAS:
        desa = ", ".join(str(row.desa) for row in served.select_related("desa")[:5])
        sentence = _("Masih melayani %(desa)s. Serahkan dulu desanya kepada puskesmas lain.")
        return {"closed_on": sentence % {"desa": desa}} if desa else {}
    starts = [*served.values_list("valid_from", flat=True), *(row.valid_from for row in open_parts(facility))]
    if starts and max(starts) > about.closed_on:
        sentence = _("Wilayah layanannya baru berlaku sejak %(day)s. Tutup sesudah hari itu.")
        return {"closed_on": sentence % {"day": words.day(max(starts))}}
    return {}
