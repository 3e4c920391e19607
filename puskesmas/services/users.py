"""Accounts: who may log in, in which role, bound to which place."""

from __future__ import annotations

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from ilp.access import audit
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.language import gettext as _
from puskesmas.models import Area, Facility, WorkingArea
from puskesmas.services.refusal import Refused, one_transaction
from puskesmas.services.scopes import rebuild_scopes

Kind, Level = Facility.Kind, Area.Level
FACILITY_OF_ROLE: dict[str, tuple[str, ...]] = {
    Role.KADER_POSYANDU: (Kind.POSYANDU,),
    Role.NAKES_PUSTU: (Kind.PUSTU, Kind.POSKESDES),
    Role.NAKES_PUSKESMAS: (Kind.PUSKESMAS,),
    Role.PJ_PROGRAM: (Kind.PUSKESMAS,),
    Role.KEPALA_PUSKESMAS: (Kind.PUSKESMAS,),
    Role.ADMIN_PUSKESMAS: (Kind.PUSKESMAS,),
}
LEVEL_OF_ROLE: dict[str, str] = {
    Role.KADER_PUSTU: Level.DESA,
    Role.DESA_VIEWER: Level.DESA,
    Role.DINKES_SUPERVISOR: Level.KABUPATEN,
    Role.DINKES_ADMIN: Level.KABUPATEN,
}


@one_transaction()
def create_user(
    *,
    username: str,
    full_name: str,
    role: str,
    password: str,
    area: Area | None = None,
    facility: Facility | None = None,
    must_change_password: bool = True,
) -> User:
    """Open an account and work out its scope.

    :raises Refused: for a taken user name, a role without its kind of place, or a weak password.
    """
    username = username.strip().lower()
    user = User(
        username=username,
        full_name=full_name.strip(),
        role=role,
        area_code=area.code if area else "",
        facility_id=facility.pk if facility else None,
        must_change_password=must_change_password,
    )
    problems = _check_names(user) | check_place(role, area, facility) | _check_password(user, password)
    if problems:
        raise Refused(problems)
    user.set_password(password)
    _insert(user)
    rebuild_scopes([user])
    place = area or facility
    changes = {"user": user.pk, "username": username, "role": role, "place": str(place)}
    audit.record("user.created", "user", [], desa_id=desa_of(place), changes=changes)
    return user


def _insert(user: User) -> None:
    try:
        with transaction.atomic():
            user.save(force_insert=True)
    except IntegrityError:  # somebody took the name since it was looked up
        raise Refused(_taken(user.username)) from None


def desa_of(place: Area | Facility | None) -> int | None:
    """The desa in whose trail a line about an account of this place stands: its own, or for a puskesmas
    the first it answers for today, so that its kepala and admin can read it. None for a kabupaten."""
    if place is None or isinstance(place, Area):
        return place.pk if place and place.level == Level.DESA else None
    if place.area.level == Level.DESA:
        return place.area_id
    today = timezone.localdate()
    served = WorkingArea.objects.filter(facility=place, valid_from__lte=today).exclude(valid_to__lt=today)
    return served.order_by("desa").values_list("desa_id", flat=True).first()


@one_transaction()
def set_password(*, user: User, password: str, must_change_password: bool = False) -> User:
    """Replace a password; sessions opened with the old one end with it.

    :raises Refused: for a weak password.
    """
    problems = _check_password(user, password)
    if problems:
        raise Refused(problems)
    user.set_password(password)
    user.must_change_password = must_change_password
    user.save(update_fields=["password", "must_change_password"])
    audit.record("user.password_set", "user", [], changes={"user": user.pk})
    return user


def _taken(username: str) -> dict[str, str]:
    return {"username": _("Nama pengguna %(name)s sudah dipakai. Pilih yang lain.") % {"name": username}}


def _check_names(user: User) -> dict[str, str]:
    problems = {}
    if not user.username or " " in user.username:
        problems["username"] = _("Isi nama pengguna tanpa spasi.")
    elif User.objects.filter(username=user.username).exists():
        problems |= _taken(user.username)
    if not user.full_name:
        problems["full_name"] = _("Isi nama lengkap.")
    return problems


def check_place(role: str, area: Area | None, facility: Facility | None) -> dict[str, str]:
    """What is wrong with this role at this place, by field; nothing when they fit."""
    if role not in Role.values:
        return {"role": _("Peran %(role)s tidak dikenal. Pilih dari daftar.") % {"role": role}}
    label = Role(role).label
    kinds = FACILITY_OF_ROLE.get(role)
    if kinds is not None and (area is not None or facility is None or facility.kind not in kinds):
        wanted = " / ".join(str(Kind(kind).label) for kind in kinds)
        return {
            "facility": _("%(role)s terikat pada %(wanted)s. Pilih fasilitasnya.")
            % {"role": label, "wanted": wanted}
        }
    if kinds is None and (facility is not None or area is None or area.level != LEVEL_OF_ROLE[role]):
        wanted = str(Level(LEVEL_OF_ROLE[role]).label)
        return {
            "area": _("%(role)s terikat pada %(wanted)s. Pilih wilayahnya.")
            % {"role": label, "wanted": wanted}
        }
    return {}


def _check_password(user: User, password: str) -> dict[str, str]:
    try:
        validate_password(password, user)
    except ValidationError as error:
        return {"password": " ".join(error.messages)}
    return {}
