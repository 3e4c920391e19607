"""`demo_logins`: one account per role, printed with its public password; only in a demo database."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from ilp.access.roles import Role
from ilp.base.language import gettext as _
from posyandu.demo.logins import PASSWORD, NoDemo, ensure_logins


class Command(BaseCommand):
    help = "Buat pengguna demo (satu per peran) dan tampilkan sandinya. Ditolak di luar basis data demo."

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            logins = ensure_logins()
        except NoDemo as refused:
            raise CommandError(str(refused)) from None
        for login in logins:
            self.stdout.write(f"  {login.username:<10} {Role(login.role).label} – {login.place}")
        self.stdout.write(_("Sandi semuanya: %(password)s") % {"password": PASSWORD})
