"""Whether a kept connection is still there is known without asking the server."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from django.db import connections
from django.db.backends.base.base import BaseDatabaseWrapper


def _own() -> Iterator[BaseDatabaseWrapper]:
    own = connections.create_connection("default")
    own.ensure_connection()
    yield own
    own.close()


@pytest.fixture
def kept(db: None) -> Iterator[BaseDatabaseWrapper]:
    """A connection as a thread of the web server keeps it."""
    yield from _own()


@pytest.fixture
def second(db: None) -> Iterator[BaseDatabaseWrapper]:
    """A second client of the same server."""
    yield from _own()


def asked(own: BaseDatabaseWrapper) -> int:
    """How many statements a look at it sends."""
    sent: list[object] = []
    cursor = own.connection.cursor_factory

    class Counting(cursor):  # type: ignore[misc, valid-type]
        def execute(self, query: object, *more: object, **options: object) -> object:
            sent.append(query)
            return super().execute(query, *more, **options)

    own.connection.cursor_factory = Counting
    try:
        assert own.is_usable()
    finally:
        own.connection.cursor_factory = cursor
    return len(sent)


def test_a_connection_that_is_there_is_not_asked(kept: BaseDatabaseWrapper) -> None:
    assert asked(kept) == 0


def test_after_an_error_it_is_asked(kept: BaseDatabaseWrapper) -> None:
    kept.errors_occurred = True
    assert asked(kept) == 1


def test_a_word_of_the_server_is_no_end(kept: BaseDatabaseWrapper, second: BaseDatabaseWrapper) -> None:
    with kept.cursor() as cursor:
        cursor.execute("listen news")
    with second.cursor() as cursor:
        cursor.execute("notify news")
    assert kept.is_usable()
    with kept.cursor() as cursor:
        cursor.execute("select 1")


def test_a_server_that_ended_is_seen(kept: BaseDatabaseWrapper, second: BaseDatabaseWrapper) -> None:
    assert kept.connection is not None
    with second.cursor() as cursor:
        cursor.execute("select pg_terminate_backend(%s, 5000)", [kept.connection.info.backend_pid])
    assert not kept.is_usable()
