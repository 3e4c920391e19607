"""The accounts of an area as rows of a list, and what the forms about them offer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _lazy

from ilp.access.models import User
from ilp.access.roles import GRANTS, Role
from ilp.base import words
from ilp.base.language import gettext as _
from puskesmas.models import Area, Facility, WorkingArea
from puskesmas.selectors.reach import OF_A_KABUPATEN, accounts_within, desa_within, facilities_within

USERS_PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class UserFilter:
    """What the list is narrowed to. `place`: number of a desa, or for a Dinkes of a puskesmas."""

    search: str = ""
    role: str = ""
    place: int | None = None
    closed: bool = False
    page: int = 1


@dataclass(frozen=True, slots=True)
class UserRow:
    """One account, in words."""

    pk: int
    username: str
    name: str
    role: str
    place: str
    last_login: str
    is_active: bool
    must_change: bool
    editable: bool


def users(*, by: User, wanted: UserFilter) -> tuple[list[UserRow], bool]:
    """A page of accounts by name, and whether there is another page. Two statements."""
    start = (wanted.page - 1) * USERS_PER_PAGE
    found = _matching(by, wanted).select_related("scope").order_by("full_name", "username")
    rows = list(found[start : start + USERS_PER_PAGE + 1])
    shown = rows[:USERS_PER_PAGE]
    places = places_of(shown)
    mine = GRANTS.get(by.role, ())
    return [_row(user, places, user.role in mine and user.pk != by.pk) for user in shown], len(rows) > len(
        shown
    )


def _matching(by: User, wanted: UserFilter) -> QuerySet[User]:
    found = accounts_within(by).filter(is_active=not wanted.closed)
    if wanted.role:
        found = found.filter(role=wanted.role)
    if wanted.search:
        found = found.filter(Q(full_name__icontains=wanted.search) | Q(username__icontains=wanted.search))
    if wanted.place is not None:
        found = found.filter(_at_place(by, wanted.place))
    return found


def _at_place(by: User, place: int) -> Q:
    if by.role not in OF_A_KABUPATEN:
        desa = Area.objects.filter(pk=place)
        own = Q()
    else:
        served = WorkingArea.objects.filter(facility_id=place, kind=Facility.Kind.PUSKESMAS, valid_to=None)
        desa = Area.objects.filter(pk__in=served.values("desa_id"))
        own = Q(facility_id=place)
    standing = Facility.objects.filter(area__in=desa).exclude(kind=Facility.Kind.PUSKESMAS)
    return own | Q(facility_id__in=standing.values("pk")) | Q(area_code__in=desa.values("code"))


def places_of(shown: list[User]) -> dict[int, str]:
    """Posyandu and pustu with their desa, by facility number; one statement."""
    ids = {user.facility_id for user in shown if user.facility_id}
    facilities = Facility.objects.filter(pk__in=ids).select_related("area")
    return {
        one.pk: f"{one.name}, {one.area}" if one.area.level == Area.Level.DESA else one.name
        for one in facilities
    }


def _row(user: User, places: dict[int, str], editable: bool) -> UserRow:
    bound = places.get(user.facility_id or 0)
    return UserRow(
        user.pk,
        user.username,
        user.full_name,
        str(Role(user.role).label),
        bound or (user.scope.place_name if hasattr(user, "scope") else ""),
        words.clock(user.last_login) if user.last_login else _("belum pernah masuk"),
        user.is_active,
        user.must_change_password,
        editable,
    )


def place_filter(by: User) -> list[tuple[int, str]]:
    """What the list can be narrowed to: the puskesmas of a kabupaten, or the desa of a puskesmas."""
    if by.role in OF_A_KABUPATEN:
        puskesmas = facilities_within(by).filter(kind=Facility.Kind.PUSKESMAS)
        return [(one.pk, one.name) for one in puskesmas.order_by("name")]
    return [(one.pk, str(one)) for one in desa_within()]


def place_choices(places: Iterable[Area | Facility]) -> list[tuple[str, list[tuple[int, str]]]]:
    """Places for a select, in groups: facilities by the area they stand in, desa by their kecamatan."""
    groups: dict[str, list[tuple[int, str]]] = {}
    for place in places:
        above = place.area if isinstance(place, Facility) else place.parent
        groups.setdefault(str(above or ""), []).append((place.pk, str(place)))
    return list(groups.items())


def place_of(user: User) -> Area | Facility | None:
    """The place an account is bound to, open or closed."""
    if user.facility_id:
        return Facility.objects.select_related("area").filter(pk=user.facility_id).first()
    return Area.objects.filter(code=user.area_code).select_related("parent").first()


# What a role does, in one sentence, for the admin who has to choose.
ROLE_WORDS = {
    Role.KADER_POSYANDU: _lazy("Mencatat hari buka satu posyandu; melihat nama warga posyandu itu."),
    Role.KADER_PUSTU: _lazy("Mencatat dan menindaklanjuti di satu desa; melihat nama warga desa itu."),
    Role.NAKES_PUSTU: _lazy("Bidan atau perawat: mencatat, mengoreksi dan memvalidasi di desa pustunya."),
    Role.NAKES_PUSKESMAS: _lazy("Mencatat, mengoreksi dan memvalidasi di seluruh wilayah kerja puskesmas."),
    Role.PJ_PROGRAM: _lazy("Gizi, KIA, imunisasi dan program lain: seperti nakes puskesmas."),
    Role.KEPALA_PUSKESMAS: _lazy("Melihat angka, nama dan jejak audit wilayah kerja; tidak mencatat."),
    Role.ADMIN_PUSKESMAS: _lazy("Mengelola pengguna dan fasilitas puskesmas; tidak melihat nama warga."),
    Role.DINKES_SUPERVISOR: _lazy("Melihat angka seluruh kabupaten/kota; tidak melihat nama warga."),
    Role.DESA_VIEWER: _lazy(
        "Kepala desa/lurah, TP Posyandu: melihat angka desanya; kurang dari 5 disamarkan."
    ),
}
