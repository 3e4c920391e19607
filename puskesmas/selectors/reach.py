"""What lies in the reach of a user: facilities, desa, accounts, and the places an account may be bound to."""

from __future__ import annotations

from django.db.models import Q, QuerySet
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.language import gettext as _
from puskesmas.models import Area, Facility, WorkingArea
from puskesmas.services.users import FACILITY_OF_ROLE, LEVEL_OF_ROLE

Kind, Level = Facility.Kind, Area.Level
OF_A_KABUPATEN = frozenset(role for role, level in LEVEL_OF_ROLE.items() if level == Level.KABUPATEN)


def _below(code: str, path: str = "code") -> Q:
    return Q(**{path: code}) | Q(**{f"{path}__startswith": f"{code}."})


def desa_within() -> QuerySet[Area]:
    """The desa of the scope in force that exist today, with their kecamatan, by name."""
    found = Area.objects.filter(level=Level.DESA, valid_to=None)
    desa_ids = scope.current().desa_ids
    if desa_ids is not None:
        found = found.filter(pk__in=desa_ids)
    return found.select_related("parent").order_by("parent__name", "name")


def facilities_within(user: User) -> QuerySet[Facility]:
    """Facilities of every kind and age in the area of this user, whose scope is in force.

    Dinkes: all of the kabupaten. Others: the own one, and what stands in the desa of the scope; another
    puskesmas may stand there too, and is not theirs.
    """
    if user.role in OF_A_KABUPATEN:
        return Facility.objects.filter(_below(user.area_code, "area__code")).select_related("area__parent")
    active = scope.current()
    standing = Q(area_id__in=active.desa_ids or ()) & ~Q(kind=Kind.PUSKESMAS)
    if active.posyandu_ids is not None:
        standing &= ~Q(kind=Kind.POSYANDU) | Q(pk__in=active.posyandu_ids)
    return Facility.objects.filter(standing | Q(pk=user.facility_id)).select_related("area__parent")


def accounts_within(user: User) -> QuerySet[User]:
    """Accounts bound to a place in the area of this user; pustu that also serve desa outside it are not."""
    facilities = _reaching_no_further(facilities_within(user))
    if user.role in OF_A_KABUPATEN:
        areas = _below(user.area_code, "area_code")
    else:
        areas = Q(area_code__in=Area.objects.filter(pk__in=scope.current().desa_ids or ()).values("code"))
    return User.objects.filter(areas | Q(facility_id__in=facilities.values("pk")))


def _reaching_no_further(facilities: QuerySet[Facility]) -> QuerySet[Facility]:
    """Without those that answer for a desa outside the scope: who binds an account to one would grant more
    than the own area."""
    desa_ids = scope.current().desa_ids
    if desa_ids is None:
        return facilities
    served = WorkingArea.objects.exclude(desa_id__in=desa_ids).exclude(valid_to__lt=timezone.localdate())
    return facilities.exclude(pk__in=served.values("facility_id"))


def places_for(user: User, role: str) -> QuerySet[Area] | QuerySet[Facility]:
    """The places this admin may bind an account of this role to."""
    if role in FACILITY_OF_ROLE:
        facilities = facilities_within(user).filter(kind__in=FACILITY_OF_ROLE[role], closed_on=None)
        return _reaching_no_further(facilities).order_by("area__parent__name", "area__name", "name")
    if role in OF_A_KABUPATEN:
        return Area.objects.filter(code=user.area_code, level=Level.KABUPATEN)
    return desa_within() if role in Role.values else Area.objects.none()


def kecamatan_within(user: User) -> QuerySet[Area]:
    """The kecamatan of a kabupaten, where a puskesmas may stand."""
    found = Area.objects.filter(_below(user.area_code), level=Level.KECAMATAN, valid_to=None)
    return found.select_related("parent").order_by("name")


def desa_to_serve(user: User, facility: Facility) -> list[tuple[Area, str]]:
    """The desa this facility may answer for, with who answers for them now.

    A puskesmas: those of its kecamatan, and those it has. A pustu or poskesdes: those of the puskesmas of
    its desa. A posyandu answers for no whole desa.
    """
    if facility.kind == Kind.POSYANDU:
        return []
    rows = WorkingArea.objects.filter(kind=Kind.PUSKESMAS, valid_to=None).select_related("facility")
    answers = {row.desa_id: row.facility for row in rows.filter(desa__in=desa_within().order_by())}
    if facility.kind == Kind.PUSKESMAS:
        kecamatan = facility.area_id if facility.area.level == Level.KECAMATAN else facility.area.parent_id
        return [
            (one, _with_owner(one, answers.get(one.pk), facility))
            for one in desa_within()
            if one.parent_id == kecamatan or answers.get(one.pk) == facility
        ]
    own = answers.get(facility.area_id)
    return [
        (one, str(one))
        for one in desa_within()
        if one.pk == facility.area_id or (own and answers.get(one.pk) == own)
    ]


def _with_owner(desa: Area, owner: Facility | None, facility: Facility) -> str:
    if owner is None or owner == facility:
        return str(desa)
    return _("%(desa)s (sekarang %(owner)s)") % {"desa": desa, "owner": owner}
