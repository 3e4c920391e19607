"""Opening, changing and closing accounts of others, within what an admin may grant."""

from __future__ import annotations

import secrets
from typing import Any

from django.core.exceptions import PermissionDenied
from django.views.decorators.debug import sensitive_variables

from ilp.access import audit, devices
from ilp.access.models import User
from ilp.access.roles import GRANTS, Role
from ilp.base.language import gettext as _
from puskesmas.models import Area, Facility
from puskesmas.selectors.reach import places_for
from puskesmas.services.refusal import Refused, one_transaction
from puskesmas.services.scopes import rebuild_scopes
from puskesmas.services.users import check_place, create_user, desa_of

# Without letters and digits that look alike on paper. Twelve of 31: 59 bits.
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_GROUPS, _GROUP = 3, 4


def one_time_password() -> str:
    """A password to be read out once and changed at the first login: `k7mq-x3np-w9ft`."""
    return "-".join("".join(secrets.choice(_LETTERS) for _at in range(_GROUP)) for _n in range(_GROUPS))


def grantable(by: User) -> tuple[Role, ...]:
    """Roles whose accounts this user may open, change and close."""
    return GRANTS.get(by.role, ())


@sensitive_variables("password")
@one_transaction()
def open_account(
    *, by: User, username: str, full_name: str, role: str, place: Area | Facility
) -> tuple[User, str]:
    """Open an account; returns it with the one-time password, which is kept nowhere in clear.

    :raises Refused: for a taken or empty name, a role this admin may not grant, or a place outside the area.
    """
    _may_grant(by, role, place)
    password = one_time_password()
    user = create_user(username=username, full_name=full_name, role=role, password=password, **_bound(place))
    return user, password


@one_transaction()
def change_account(
    *, by: User, user: User, full_name: str, role: str, place: Area | Facility, is_active: bool
) -> dict[str, Any]:
    """Change who, what and where; closing ends every session. Returns what changed.

    :raises PermissionDenied: when this admin may not touch an account of the role it has now.
    :raises Refused: for an empty name, a role this admin may not grant, or a place outside the area.
    """
    may_touch(by, user)
    if role != user.role or _differs(
        user, _keys(place)
    ):  # who stays at a place that closed can be closed too
        _may_grant(by, role, place)
    if not full_name.strip():
        raise Refused({"full_name": _("Isi nama lengkap.")})
    wanted = {"full_name": full_name.strip(), "role": role, "is_active": is_active, **_keys(place)}
    changed = _differs(user, wanted)
    if not changed:
        return changed
    for name, value in changed.items():
        setattr(user, name, value)
    user.save(update_fields=list(changed))
    rebuild_scopes([user])
    if changed.get("is_active") is False:
        devices.end_other_devices(user=user, this_key=None)
    _trace(_action(changed), user, place, **changed)
    return changed


@sensitive_variables("password")
@one_transaction()
def reset_password(*, by: User, user: User, place: Area | Facility | None) -> str:
    """Give a new one-time password, which is returned, and end every session.

    :raises PermissionDenied: when this admin may not touch an account of this role.
    """
    may_touch(by, user)
    password = one_time_password()
    user.set_password(password)
    user.must_change_password = True
    user.save(update_fields=["password", "must_change_password"])
    devices.end_other_devices(user=user, this_key=None)
    _trace("user.password_reset", user, place)
    return password


def _action(changed: dict[str, Any]) -> str:
    if "is_active" not in changed:
        return "user.changed"
    return "user.reopened" if changed["is_active"] else "user.closed"


def _trace(action: str, user: User, place: Area | Facility | None, **changes: Any) -> None:
    detail = {"user": user.pk, "username": user.username, **changes}
    audit.record(action, "user", [], desa_id=desa_of(place), changes=detail)


def may_touch(by: User, user: User) -> None:
    """Stop with 403 when this admin may not change accounts of that role, or the own one."""
    if user.role not in grantable(by) or user.pk == by.pk:
        raise PermissionDenied


def _may_grant(by: User, role: str, place: Area | Facility) -> None:
    if role not in grantable(by):
        label = Role(role).label if role in Role.values else role
        raise Refused(
            {"role": _("Peran %(role)s tidak dapat Anda berikan. Pilih dari daftar.") % {"role": label}}
        )
    problems = check_place(role, **_bound(place))
    if not problems and not places_for(by, role).filter(pk=place.pk).exists():
        problems = {"place": _("%(place)s tidak ada di wilayah Anda, atau sudah ditutup.") % {"place": place}}
    if problems:
        raise Refused({"place": " ".join(problems.values())})


def _bound(place: Area | Facility) -> dict[str, Any]:
    is_area = isinstance(place, Area)
    return {"area": place if is_area else None, "facility": None if is_area else place}


def _keys(place: Area | Facility) -> dict[str, Any]:
    if isinstance(place, Area):
        return {"area_code": place.code, "facility_id": None}
    return {"area_code": "", "facility_id": place.pk}


def _differs(user: User, wanted: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in wanted.items() if getattr(user, name) != value}
