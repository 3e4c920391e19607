"""Sessions in the database, each with its user, read in one statement with user and scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.db import connection
from django.utils import timezone

from ilp.access.models import Scope, Session, User
from ilp.base.joined import Joined

# Read with every request, so without what hardly any asks for; times take longest to read.
_OF_A_SESSION = Joined(
    {"expire_date", "user_agent", "last_login", "updated_at"}, s=Session, u=User, c=Scope
)  # fmt: skip
_LOAD = (
    f"select {_OF_A_SESSION.columns}"  # noqa: S608 (our own names)
    " from access_session s left join access_user u on u.id = s.user_id"
    " left join access_scope c on c.user_id = u.id"
    " where s.session_key = %s and s.expire_date > %s"
)


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
        row: Session
        row, user, scope = _OF_A_SESSION.read(found)
        if user is not None:
            row.user = user
            if scope is not None:
                user.scope = scope
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
