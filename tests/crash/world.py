"""A small place for the crash test, made by a process of its own: `python -m tests.crash.world`.

Prints what the client needs to know as JSON: who logs in, and which children may be saved on which day.
"""

from __future__ import annotations

import json
import sys
from datetime import timedelta

CHILDREN, DAYS_AGO = 300, (0, 7, 14)


def make() -> dict[str, object]:
    """One posyandu with many children of a year, and three days that are open."""
    from django.utils import timezone

    from ilp.access.roles import Role
    from tests import factories

    today = timezone.localdate()
    desa = factories.make_desa("Bangkala")
    puskesmas = factories.make_puskesmas(desa)
    posyandu = factories.make_posyandu(desa, puskesmas=puskesmas)
    siti = factories.make_user(Role.KADER_POSYANDU, posyandu, "siti")
    born_on = today - timedelta(days=370)
    children = [factories.make_person(posyandu, born_on=born_on) for _ in range(CHILDREN)]
    days = [factories.make_hari_buka(posyandu, today - timedelta(days=ago)) for ago in DAYS_AGO]
    return {
        "username": siti.username,
        "password": factories.PASSWORD,
        "days": [str(day.pk) for day in days],
        "children": [str(child.pk) for child in children],
    }


if __name__ == "__main__":
    import django

    django.setup()
    json.dump(make(), sys.stdout)
