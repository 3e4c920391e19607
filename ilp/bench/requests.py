"""Requests made ready in advance: who saves what for which child. Works as the owner of the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.db import connection, transaction
from django.utils import timezone

from ilp.access.models import User
from ilp.access.roles import Role
from ilp.access.sessions import SessionStore
from ilp.base.dates import age_days, completed_months
from ilp.base.ids import new_id
from posyandu.rules.growth_tables import growth_tables

CSRF = "b" * 32


@dataclass(frozen=True, slots=True)
class Save:
    """One visit to post: raw HTTP, ready to send, and the desa whose number it changes."""

    raw: bytes
    desa_id: int


def session_cookie(user: User) -> str:
    """A logged-in session of this user, as a Cookie header with the CSRF secret."""
    store = SessionStore()
    store[SESSION_KEY] = str(user.pk)
    store[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    store[HASH_SESSION_KEY] = user.get_session_auth_hash()
    store.create()
    return f"ilp_sesi={store.session_key}; ilp_csrf={CSRF}"


def get(path: str, cookie: str = "") -> bytes:
    return (
        f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Encoding: gzip\r\nCookie: {cookie}\r\n\r\n"
    ).encode()


def post(path: str, cookie: str, fields: dict[str, str]) -> bytes:
    body = urlencode(fields)
    return (
        f"POST {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nCookie: {cookie}\r\nX-CSRFToken: {CSRF}\r\n"
        f"HX-Request: true\r\nContent-Type: application/x-www-form-urlencoded\r\n"
        f"Content-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def nakes_of(puskesmas_id: int) -> User:
    """A health worker who may record in the whole working area."""
    return _user_of(puskesmas_id, Role.NAKES_PUSKESMAS)


def head_of(puskesmas_id: int) -> User:
    """Who heads this puskesmas."""
    return _user_of(puskesmas_id, Role.KEPALA_PUSKESMAS)


def _user_of(puskesmas_id: int, role: Role) -> User:
    from puskesmas.services.scopes import rebuild_scopes

    user, _ = User.objects.get_or_create(
        username=f"bench-{role.lower()}-{puskesmas_id}",
        defaults={"full_name": "Bench", "role": role, "facility_id": puskesmas_id},
    )
    rebuild_scopes([user])
    return user


def open_today() -> None:
    """One open hari buka in every posyandu today."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update posyandu_haribuka set state = 'DIBUKA', opened_at = now()"
            " where held_on = %s and state <> 'DIBATALKAN'", [timezone.localdate()],
        )  # fmt: skip
        cursor.execute(
            "insert into posyandu_haribuka"
            " (id, posyandu_id, desa_id, held_on, state, place, note, cancel_reason, opened_at)"
            " select gen_random_uuid(), f.id, f.area_id, %s, 'DIBUKA', '', '', '', now()"
            " from puskesmas_facility f where f.kind = 'POSYANDU'"
            " and not exists (select from posyandu_haribuka h"
            " where h.posyandu_id = f.id and h.held_on = %s and h.state <> 'DIBATALKAN')",
            [timezone.localdate()] * 2,
        )  # fmt: skip


def forget_this_month(puskesmas_id: int) -> None:
    """Take back this month's visits of a working area, so that each child's next one changes D."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "update posyandu_visit set voided_at = now(), void_reason = 'bench' where voided_at is null"
            " and measured_on >= date_trunc('month', %s::date) and desa_id in"
            " (select desa_id from puskesmas_workingarea where facility_id = %s and valid_to is null)",
            [timezone.localdate(), puskesmas_id],
        )


# The last weight, the greatest length and head: what grew since is not asked about, and a save is whole.
_CHILDREN = """
    select p.id, p.sex, p.born_on, p.desa_id, h.id, v.weight_kg, v.length_height_cm, v.head_circumference_cm
    from puskesmas_person p
    join posyandu_haribuka h on h.posyandu_id = p.posyandu_id and h.held_on = %(today)s and h.state = 'DIBUKA'
    join puskesmas_residence r on r.person_id = p.id and r.valid_to is null and r.valid_from <= %(today)s
    left join lateral (
        select (array_agg(weight_kg order by measured_on desc) filter (where weight_kg > 0))[1] as weight_kg,
            max(length_height_cm) as length_height_cm, max(head_circumference_cm) as head_circumference_cm
        from posyandu_visit where person_id = p.id and voided_at is null and implausible = 0) v on true
    where p.born_on > (%(today)s::date - interval '59 months') and p.born_on < %(today)s - 40
        and p.died_on is null and p.voided_at is null
        and p.desa_id in (select desa_id from puskesmas_workingarea
                          where facility_id = %(puskesmas)s and valid_to is null)
        and not exists (select from posyandu_visit x where x.person_id = p.id and x.hari_buka_id = h.id
                        and x.voided_at is null)
    order by p.id
"""


def saves_of(puskesmas_id: int) -> list[Save]:
    """A complete visit for every balita of the working area who has none today: all measures of the form."""
    cookie = session_cookie(nakes_of(puskesmas_id))
    with connection.cursor() as cursor:
        cursor.execute(_CHILDREN, {"today": timezone.localdate(), "puskesmas": puskesmas_id})
        rows = cursor.fetchall()
    return [_save(cookie, *row) for row in rows]


def _save(cookie: str, person: Any, sex: str, born_on: date, desa_id: int, day: Any, *last: Any) -> Save:
    today = timezone.localdate()
    days = age_days(born_on, today)
    tables = growth_tables()
    weight = float(last[0]) + 0.1 if last[0] else tables.weight_for_age.row(sex, days)[1]
    length = float(last[1]) + 0.2 if last[1] else tables.length_for_age.row(sex, days)[1]
    head = max(float(last[2] or 0), tables.head_for_age.row(sex, days)[1])
    fields = {
        "weight_kg": f"{weight:.1f}".replace(".", ","),
        "length_height_cm": f"{length:.1f}".replace(".", ","),
        "position": "TELENTANG" if days < 731 else "BERDIRI",
        "head_circumference_cm": f"{head:.1f}".replace(".", ","),
        "client_id": str(new_id()),
        "sure": "",
    }
    if completed_months(born_on, today) >= 6:
        fields["muac_cm"] = "14,5"
    return Save(post(f"/hari-buka/{day}/orang/{person}/", cookie, fields), desa_id)
