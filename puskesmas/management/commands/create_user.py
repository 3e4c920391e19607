"""`create_user USERNAME --role ROLE --place CODE_OR_FACILITY_ID --name NAME`: the first admins."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ilp.access import scope
from ilp.access.roles import Role
from ilp.base.language import gettext as _
from puskesmas.models import Area, Facility
from puskesmas.services.accounts import one_time_password
from puskesmas.services.refusal import Refused
from puskesmas.services.users import FACILITY_OF_ROLE, create_user


class Command(BaseCommand):
    help = "Buat satu akun dan tampilkan sandi sekali pakainya; terutama untuk admin pertama."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("username")
        parser.add_argument("--role", required=True, choices=Role.values, metavar="ROLE")
        parser.add_argument(
            "--place", required=True, help="Kode wilayah (73.09), atau nomor atau kode fasilitas."
        )
        parser.add_argument("--name", required=True, help="Nama lengkap.")

    def handle(self, *args: Any, **options: Any) -> None:
        password = one_time_password()
        try:
            with transaction.atomic(), scope.system("create_user"):
                user = create_user(
                    username=options["username"],
                    full_name=options["name"],
                    role=options["role"],
                    password=password,
                    **_place(options["role"], options["place"]),
                )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        said = _("%(user)s, %(role)s. Sandi sekali pakai: %(password)s")
        self.stdout.write(said % {"user": user.username, "role": Role(user.role).label, "password": password})


def _place(role: str, typed: str) -> dict[str, Any]:
    """The facility or area of this code or number.

    :raises CommandError: when there is none, or more than one.
    """
    if role not in FACILITY_OF_ROLE:
        area = Area.objects.filter(code=typed).first()
        if area is None:
            said = _("Wilayah %(code)s belum ada. Muat dulu: manage.py load_areas %(code)s.")
            raise CommandError(said % {"code": typed})
        return {"area": area}
    found = Facility.objects.select_related("area").filter(kind__in=FACILITY_OF_ROLE[role])
    facility = found.filter(code=typed).first()
    if facility is None and typed.isascii() and typed.isdigit() and len(typed) < len("2147483647"):
        facility = found.filter(pk=int(typed)).first()
    if facility is None:
        kinds = " / ".join(str(Facility.Kind(kind).label) for kind in FACILITY_OF_ROLE[role])
        said = _(
            "Tidak ada %(kinds)s dengan kode atau nomor %(typed)s. Muat dulu: manage.py load_facilities."
        )
        raise CommandError(said % {"kinds": kinds, "typed": typed})
    return {"facility": facility}
