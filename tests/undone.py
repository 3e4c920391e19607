"""Much work in the database that several tests look at, and that is undone after the last of them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection, transaction


@contextmanager
def undone(blocker: Any) -> Iterator[None]:
    """Undo it, and sweep its rows out: until PostgreSQL finds the time, every later test reads over them."""
    with blocker.unblock():
        with transaction.atomic():
            yield
            transaction.set_rollback(True)
        of_all_tables("vacuum (analyze)")


def of_all_tables(command: str) -> None:
    """`vacuum` or `analyze` of our own tables."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select string_agg(quote_ident(tablename), ', ') from pg_tables where schemaname = 'public'"
        )
        cursor.execute(f"{command} {cursor.fetchone()[0]}")
