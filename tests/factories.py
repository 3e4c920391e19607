"""Small makers of places, people and hari buka for tests. Each stores what it names, straight in its table.

They work as a declared system job, so they may be called before, between and after requests of a user.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from functools import wraps
from itertools import count
from typing import Any, ParamSpec, TypeVar

from django.test import Client
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.ids import new_id
from posyandu.models import HariBuka, Pregnancy, Visit
from posyandu.rules.assessment import Taken, assess_visit
from puskesmas.models import Area, Catchment, Facility, Person, Residence, WorkingArea
from puskesmas.services.residence import move_person
from puskesmas.services.scopes import rebuild_scopes

P = ParamSpec("P")
T = TypeVar("T")

PASSWORD = "hanya-untuk-uji"
SINCE = date(2015, 1, 1)
_numbers = count(1)
_desas = count(3001)  # a code has four digits for its desa, so desa are counted alone

# The district of the cast: code, name, level, kind.
_DISTRICT = (
    ("73", "Sulawesi Selatan", Area.Level.PROVINSI, "Provinsi"),
    ("73.16", "Enrekang", Area.Level.KABUPATEN, "Kabupaten"),
    ("73.16.01", "Maiwa", Area.Level.KECAMATAN, "Kecamatan"),
)


def as_system(make: Callable[P, T]) -> Callable[P, T]:
    """Run a maker as a system job, whoever is at work when the test calls it."""

    @wraps(make)
    def made(*args: P.args, **kwargs: P.kwargs) -> T:
        with scope.system("test"):
            return make(*args, **kwargs)

    return made


@as_system
def make_kabupaten() -> Area:
    """Kabupaten Enrekang with its provinsi and one kecamatan; the same one every time."""
    parent: Area | None = None
    for code, name, level, kind in _DISTRICT:
        parent, _ = Area.objects.get_or_create(
            code=code, defaults={"name": name, "level": level, "kind": kind, "parent": parent}
        )
    return Area.objects.get(code="73.16")


@as_system
def make_desa(name: str = "", *, code: str = "") -> Area:
    """A desa of the cast's kecamatan; a new one at every call unless `code` exists already."""
    make_kabupaten()
    code = code or f"73.16.01.{next(_desas)}"
    parent = Area.objects.get(code="73.16.01")
    desa, _ = Area.objects.get_or_create(
        code=code,
        defaults={
            "name": name or f"Desa {code[-4:]}",
            "level": Area.Level.DESA,
            "kind": "Desa",
            "parent": parent,
        },
    )
    return desa


@as_system
def make_facility(
    kind: str, area: Area, name: str = "", *, parent: Facility | None = None, **more: Any
) -> Facility:
    """A facility of any kind, without working area or catchment."""
    return Facility.objects.create(
        kind=kind, area=area, name=name or f"{kind.title()} {next(_numbers)}", parent=parent, **more
    )


@as_system
def make_puskesmas(*desas: Area, name: str = "") -> Facility:
    """A puskesmas that answers for these desa since ten years."""
    puskesmas = make_facility("PUSKESMAS", desas[0].parent or desas[0], name)
    for desa in desas:
        WorkingArea.objects.create(facility=puskesmas, kind="PUSKESMAS", desa=desa, valid_from=SINCE)
    return puskesmas


@as_system
def make_pustu(desa: Area, name: str = "", *, puskesmas: Facility | None = None) -> Facility:
    """A pustu that serves this desa."""
    pustu = make_facility("PUSTU", desa, name, parent=puskesmas)
    WorkingArea.objects.create(facility=pustu, kind="PUSTU", desa=desa, valid_from=SINCE)
    return pustu


@as_system
def make_posyandu(desa: Area, name: str = "", *, puskesmas: Facility | None = None, rt: str = "") -> Facility:
    """A posyandu with its catchment: the whole desa, or one RT."""
    posyandu = make_facility("POSYANDU", desa, name, parent=puskesmas, opened_on=SINCE)
    Catchment.objects.create(posyandu=posyandu, desa=desa, rt=rt, valid_from=SINCE)
    return posyandu


@as_system
def make_person(
    posyandu: Facility | None = None,
    *,
    name: str = "",
    sex: str = "L",
    born_on: date = date(2025, 1, 15),
    desa: Area | None = None,
    lives_there_since: date | None = None,
    **more: Any,
) -> Person:
    """A person who lives in the catchment of this posyandu (or in this desa without one) since birth."""
    home = desa or (posyandu.area if posyandu else make_desa())
    person = Person.objects.create(
        **{
            "id": new_id(),
            "name": name or f"Anak {next(_numbers)}",
            "sex": sex,
            "born_on": born_on,
            "desa": home,
            "posyandu": posyandu,
            "nik_missing_reason": Person.NikMissing.TIDAK_DIBAWA,
            **more,
        }
    )
    Residence.objects.create(
        person=person,
        born_on=born_on,
        sex=sex,
        desa=home,
        posyandu=posyandu,
        valid_from=lives_there_since or born_on,
    )
    return person


@as_system
def make_user(role: Role, place: Area | Facility, username: str = "", **more: Any) -> User:
    """A user of this role, bound to the area or facility, with the scope worked out. Password: PASSWORD."""
    number = next(_numbers)
    bound: dict[str, Any] = (
        {"area_code": place.code} if isinstance(place, Area) else {"facility_id": place.pk}
    )
    name = username or f"pengguna{number}"
    user = User(**{"username": name, "full_name": name.title(), "role": role, **bound, **more})
    user.set_password(PASSWORD)
    user.save()
    rebuild_scopes([user])
    return User.objects.select_related("scope").get(pk=user.pk)


@as_system
def make_hari_buka(
    posyandu: Facility,
    held_on: date | None = None,
    *,
    state: str = HariBuka.State.DIBUKA,
    **more: Any,
) -> HariBuka:
    """A hari buka of this posyandu, today and open unless told otherwise."""
    opened = state not in {HariBuka.State.TERJADWAL, HariBuka.State.DIBATALKAN}
    return HariBuka.objects.create(
        **{
            "id": new_id(),
            "posyandu": posyandu,
            "desa": posyandu.area,
            "held_on": held_on or timezone.localdate(),
            "state": state,
            "opened_at": timezone.now() if opened else None,
            **more,
        }
    )


def logged_in(user: User) -> Client:
    """A browser of its own in which this user is logged in."""
    client = Client()
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return client


@as_system
def move(person: Person, posyandu: Facility, on: date) -> None:
    """The person lives in the catchment of this posyandu from this day on."""
    move_person(person=person, desa=posyandu.area, posyandu=posyandu, moved_on=on)


@as_system
def make_pregnancy(mother: Person, *, lmp_on: date, **more: Any) -> Pregnancy:
    """An open pregnancy of this woman."""
    return Pregnancy.objects.create(
        id=new_id(), person=mother, desa=mother.desa, posyandu=mother.posyandu, lmp_on=lmp_on,
        first_known_on=more.pop("first_known_on", lmp_on), **more,
    )  # fmt: skip


@as_system
def make_weighing(child: Person, posyandu: Facility, *, months_ago: int, weight_kg: str) -> Visit:
    """A weighing at this posyandu on the same day of an earlier month, judged as the rules judge it."""
    on = timezone.localdate().replace(day=1) - timedelta(days=1)
    for _ in range(months_ago - 1):
        on = on.replace(day=1) - timedelta(days=1)
    assessment = assess_visit(child.sex, child.born_on, on, Taken(Decimal(weight_kg)))
    return Visit.objects.create(
        id=new_id(), person=child, facility=posyandu, place="POSYANDU", measured_on=on, desa=posyandu.area,
        posyandu_of_residence=posyandu, weight_kg=Decimal(weight_kg), **assessment.columns(),
    )  # fmt: skip
