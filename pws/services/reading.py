"""The trail of lists: one line a desa, with every person shown, in one statement."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from ilp.access import scope

LISTED = "person.listed"
EXPORTED = "person.exported"

# A line stands in the trail of its desa; a list over many desa is a line in each.
_INSERT = """
insert into access_auditline (actor_id, action, subject_type, subject_ids, desa_id, changes)
select %s, %s, 'person', array_agg(person_id), desa_id, %s::jsonb
from unnest(%s::uuid[], %s::integer[]) shown (person_id, desa_id)
group by desa_id
"""
_encode = DjangoJSONEncoder(separators=(",", ":")).encode


def keep_list_read(action: str, *, shown: Iterable[tuple[UUID, int]], about: Mapping[str, Any]) -> None:
    """Append who was shown, as (person, desa). An empty list shows nobody, and leaves no line.

    :param about: what the list was, such as indicator and month.
    """
    people = list(dict.fromkeys(shown))
    if not people:
        return
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT,
            [
                scope.current().user_id,
                action,
                _encode(dict(about)),
                [person_id for person_id, _desa in people],
                [desa_id for _person, desa_id in people],
            ],
        )


_DEED = """
insert into access_auditline (actor_id, action, subject_type, subject_ids, desa_id, changes)
select %s, %s, 'month', '{}', desa_id, %s::jsonb from unnest(%s::integer[]) places (desa_id)
"""


def keep_deed(action: str, *, desa_ids: Iterable[int], about: Mapping[str, Any]) -> None:
    """Append what was done to a month, a line in the trail of each desa; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_DEED, [scope.current().user_id, action, _encode(dict(about)), list(desa_ids)])
