"""One login per role for a demo database. The password is public, so it is refused anywhere else."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.access.roles import Role
from ilp.base.language import gettext as _
from posyandu.demo.plan import make_plan
from puskesmas.models import Area, Facility, Person, WorkingArea
from puskesmas.services.scopes import rebuild_scopes
from puskesmas.services.users import create_user, set_password

PASSWORD = "posyandu-untuk-dicoba"  # noqa: S105 - printed on purpose


class NoDemo(Exception):
    """This is not a demo database; the message says so in Indonesian."""


@dataclass(frozen=True, slots=True)
class Login:
    """A demo account: who, in which role, where."""

    username: str
    full_name: str
    role: str
    area: Area | None = None
    facility: Facility | None = None

    @property
    def place(self) -> str:
        return str(self.facility or self.area)


def ensure_logins() -> list[Login]:
    """Open the six demo accounts, or set their password and place again; returns them.

    :raises NoDemo: without a synthetic district, or beside a person who is not synthetic.
    """
    with scope.system("demo"):
        people = Person.objects.all()
        if not people.filter(is_synthetic=True).exists() or people.filter(is_synthetic=False).exists():
            raise NoDemo(_("Ini bukan basis data demo, jadi tidak ada pengguna demo yang dibuat."))
    logins = _logins()
    with scope.system("demo"):
        for login in logins:
            _ensure(login)
        rebuild_scopes()
    return logins


def _ensure(login: Login) -> None:
    user = User.objects.filter(username=login.username).first()
    if user is None:
        create_user(
            username=login.username, full_name=login.full_name, role=login.role, password=PASSWORD,
            area=login.area, facility=login.facility, must_change_password=False,
        )  # fmt: skip
        return
    User.objects.filter(pk=user.pk).update(
        role=login.role,
        area_code=login.area.code if login.area else "",
        facility_id=login.facility.pk if login.facility else None,
        is_active=True,
    )
    set_password(user=user, password=PASSWORD)


def _logins() -> list[Login]:
    seeded = AuditLine.objects.filter(action="demo.seeded").order_by("-id").first()
    if seeded is None:
        raise NoDemo(_("Ini bukan basis data demo, jadi tidak ada pengguna demo yang dibuat."))
    told = seeded.changes
    plan = make_plan(
        code=told["district"], months=told["months"], scale=told["scale"], seed=told["seed"],
        today=date.fromisoformat(told["today"]),
    )  # fmt: skip
    desa = Area.objects.get(pk=int(plan.desa_ids[plan.demo_desa]))
    posyandu = Facility.objects.get(pk=int(plan.posyandu_ids[plan.demo_posyandu[0]]))
    pustu = WorkingArea.objects.select_related("facility").get(
        desa=desa, kind=Facility.Kind.PUSTU, valid_to=None
    )
    puskesmas = WorkingArea.objects.select_related("facility").get(
        desa=desa, kind=Facility.Kind.PUSKESMAS, valid_to=None
    )
    regency = Area.objects.get(code=told["district"])
    return [
        Login("kader", "Siti Aminah", Role.KADER_POSYANDU, facility=posyandu),
        Login("bidan", "Ratna Dewi", Role.NAKES_PUSTU, facility=pustu.facility),
        Login("puskesmas", "Hasan Basri", Role.KEPALA_PUSKESMAS, facility=puskesmas.facility),
        Login("admin", "Rina Lestari", Role.ADMIN_PUSKESMAS, facility=puskesmas.facility),
        Login("dinkes", "Budi Santoso", Role.DINKES_SUPERVISOR, area=regency),
        Login("desa", "Andi Saleh", Role.DESA_VIEWER, area=desa),
    ]
