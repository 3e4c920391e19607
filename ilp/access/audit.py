"""Writing the audit trail. Called by services for writes and by views for reads of people."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from ilp.access import scope

_INSERT = (
    "insert into access_auditline (actor_id, action, subject_type, subject_ids, desa_id, changes)"
    " values (%s, %s, %s, %s, %s, %s::jsonb)"
)
_encode = DjangoJSONEncoder(separators=(",", ":")).encode


def record(
    action: str,
    subject_type: str,
    subject_ids: Iterable[UUID],
    *,
    desa_id: int | None = None,
    changes: Mapping[str, Any] | None = None,
) -> None:
    """Append one line for the user of the scope in force (or for the system job).

    :param changes: field values worth keeping; never a NIK or KK number.
    """
    active = scope.current()
    detail = dict(changes or {})
    if active.user_id is None and active.reason:
        detail["job"] = active.reason
    with connection.cursor() as cursor:
        cursor.execute(
            _INSERT, [active.user_id, action, subject_type, list(subject_ids), desa_id, _encode(detail)]
        )
