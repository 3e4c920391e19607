"""Targets of a year, where the reader works."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from django.db import connection


def indicator_targets(*, desa_ids: Sequence[int], year: int) -> dict[str, Decimal]:
    """The Dinkes' own targets by indicator, for the kabupaten of the first desa; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select t.indicator, t.percent from pws_target t where t.year = %s and t.regency_code ="
            " (select left(a.code, 5) from puskesmas_area a where a.id = any(%s) order by a.code limit 1)",
            [year, list(desa_ids)],
        )
        return dict(cursor.fetchall())
