"""Sessions in the database, each with its user, read in one statement with user and scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any, TypeVar, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection, models
from django.utils import timezone

from ilp.access.models import Scope, Session, User

M = TypeVar("M", bound=models.Model)


def _columns(model: type[models.Model]) -> list[str]:
    return [str(field.column) for field in model._meta.concrete_fields]


# Written once: composing three joined models anew takes longer than PostgreSQL takes to answer.
_LOAD = (
    "select "  # noqa: S608 (our own names)
    + ", ".join(
        f"{short}.{name}"
        for short, model in (("s", Session), ("u", User), ("c", Scope))
        for name in _columns(model)
    )
    + " from access_session s left join access_user u on u.id = s.user_id"
    " left join access_scope c on c.user_id = u.id"
    " where s.session_key = %s and s.expire_date > %s"
)


def _instance(model: type[M], values: tuple[Any, ...]) -> M:
    names = [field.attname for field in model._meta.concrete_fields]
    return model.from_db(connection.alias, names, values)


class SessionStore(DatabaseStore):
    """Keeps the user that came with the session row, so that no second statement fetches it."""

    loaded_user: User | None = None
    created_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        with connection.cursor() as cursor:
            cursor.execute(_LOAD, [self.session_key, timezone.now()])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return None
        own, other = len(_columns(Session)), len(_columns(User))
        row = _instance(Session, found[:own])
        if row.user_id is not None:
            row.user = _instance(User, found[own : own + other])
            if found[own + other] is not None:
                row.user.scope = _instance(Scope, found[own + other :])
        self.loaded_user = row.user
        self.created_at = row.created_at
        return row

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        row = cast(Session, super().create_model_instance(data))
        user_id = data.get(SESSION_KEY)
        row.user_id = int(user_id) if user_id else None
        row.user_agent = str(data.get("user_agent", ""))[:200]
        if self.created_at:  # or saving again would begin the session anew
            row.created_at = self.created_at
        return row
