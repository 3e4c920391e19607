"""Working out which desa and posyandu each user may read today, from role, area and working areas."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction
from django.utils import timezone

from ilp.access.models import User
from ilp.access.roles import RIGHTS, Can

_REBUILD = """
insert into access_scope (user_id, desa_ids, posyandu_ids, sees_names, sees_audit, place_name, updated_at)
select u.id,
       array(
           -- Bound to an area: every desa at or below it.
           select a.id from puskesmas_area a
           where u.area_code <> '' and a.level = 'desa'
             and (a.code = u.area_code or a.code like u.area_code || '.%%')
           union
           -- Bound to a posyandu: the desa it stands in.
           select f.area_id from puskesmas_facility f join puskesmas_area a on a.id = f.area_id
           where f.id = u.facility_id and f.kind = 'POSYANDU' and a.level = 'desa'
           union
           -- Bound to any other facility: the desa it answers for today.
           select w.desa_id from puskesmas_workingarea w
           where w.facility_id = u.facility_id
             and w.valid_from <= %(today)s and (w.valid_to is null or w.valid_to >= %(today)s)
           order by 1
       ),
       (select array[f.id] from puskesmas_facility f where f.id = u.facility_id and f.kind = 'POSYANDU'),
       u.role = any (%(named)s),
       u.role = any (%(audited)s),
       coalesce(
           (select f.name from puskesmas_facility f where f.id = u.facility_id),
           (select a.kind || ' ' || a.name from puskesmas_area a where a.code = u.area_code),
           ''
       ),
       now()
from access_user u
where %(users)s::integer[] is null or u.id = any (%(users)s::integer[])
on conflict (user_id) do update
set desa_ids = excluded.desa_ids, posyandu_ids = excluded.posyandu_ids,
    sees_names = excluded.sees_names, sees_audit = excluded.sees_audit,
    place_name = excluded.place_name, updated_at = excluded.updated_at
"""

_NAMED_ROLES = sorted(role for role, rights in RIGHTS.items() if Can.SEE_NAMES in rights)
_AUDITED_ROLES = sorted(role for role, rights in RIGHTS.items() if Can.SEE_AUDIT in rights)


@transaction.atomic(savepoint=False)
def rebuild_scopes(users: Iterable[User] | None = None) -> int:
    """Store the scope of these users, or of all; returns how many. Running it again changes nothing.

    Called after a user, a working area or a catchment changed, and every night, because both have dates.
    """
    ids = None if users is None else [user.pk for user in users]
    with connection.cursor() as cursor:
        cursor.execute(
            _REBUILD,
            {
                "users": ids,
                "named": _NAMED_ROLES,
                "audited": _AUDITED_ROLES,
                "today": timezone.localdate(),
            },
        )
        return int(cursor.rowcount)
