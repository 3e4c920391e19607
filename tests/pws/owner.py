"""Reading as the owner of the database, to whom no row is hidden.

Whoever worked last in a test's transaction is still in force afterwards, and no user may read the row of a
day on which its person lived nowhere; the numbers count it all the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.db.backends.utils import CursorWrapper


@contextmanager
def owner_cursor() -> Iterator[CursorWrapper]:
    """A cursor of the owner; whoever works in this transaction goes on afterwards."""
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('role'), set_config('role', 'none', true)")
        role = cursor.fetchone()[0]
        yield cursor
        cursor.execute("select set_config('role', %s, true)", [role])
