"""The area scope of a piece of work, entered once per request or task.

Inside a scope, managers filter by it and PostgreSQL's row policies filter again. Outside one, a manager
refuses and the policies show nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from django.db import connection, transaction

from ilp.access.models import User

APPLICATION_ROLE = "ilp_app"


class UnscopedQuery(RuntimeError):
    """A query for people's data was made outside a scope. Enter one with `scope.of` or `scope.system`."""


@dataclass(frozen=True, slots=True)
class Scope:
    """`desa_ids` None: the whole database (a declared system job). `posyandu_ids` None: all of the desa."""

    user_id: int | None
    desa_ids: tuple[int, ...] | None
    posyandu_ids: tuple[int, ...] | None
    reason: str = ""


_current: ContextVar[Scope | None] = ContextVar("ilp_scope", default=None)


def current() -> Scope:
    """The scope in force.

    :raises UnscopedQuery: when none is.
    """
    scope = _current.get()
    if scope is None:
        raise UnscopedQuery("No scope is entered; queries for people's data need one.")
    return scope


def scope_of(user: User) -> Scope:
    """What this user's stored scope allows; nothing at all when it has none yet."""
    stored = getattr(user, "scope", None)
    if stored is None:
        return Scope(user.pk, (), ())
    posyandu = stored.posyandu_ids
    return Scope(user.pk, tuple(stored.desa_ids), None if posyandu is None else tuple(posyandu))


def _announce(role: str, user_id: str, system: str) -> None:
    # One round trip: drop to the application role, and tell the policies whose work this is.
    with connection.cursor() as cursor:
        cursor.execute(
            "select set_config('role', %s, true), set_config('ilp.user_id', %s, true),"
            " set_config('ilp.system', %s, true)",
            [role, user_id, system],
        )


def _announce_again(scope: Scope | None) -> None:
    if scope is None:
        _announce("none", "", "")
    else:
        user = "" if scope.user_id is None else str(scope.user_id)
        _announce(APPLICATION_ROLE, user, scope.reason)


@contextmanager
def of(user: User) -> Iterator[Scope]:
    """Work as this user, inside the transaction that is already open and until it ends."""
    scope = scope_of(user)
    _announce_again(scope)
    token = _current.set(scope)
    try:
        yield scope
    finally:
        _current.reset(token)


@contextmanager
def system(reason: str) -> Iterator[Scope]:
    """Work for the whole database, in a transaction of its own. The reason is a short constant word.

    Row policies admit a declared system job; it stays the application role and cannot change the schema.
    Inside another scope, that scope is in force again afterwards.
    """
    outer = _current.get()
    with transaction.atomic():
        scope = Scope(None, None, None, reason)
        _announce_again(scope)
        token = _current.set(scope)
        try:
            yield scope
        finally:
            _current.reset(token)
            if not connection.needs_rollback:
                _announce_again(outer)
