"""Sessions in the database, each with its user, read in one statement with user and scope."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.utils import timezone

from ilp.access.models import Session, User


class SessionStore(DatabaseStore):
    """Keeps the user that came with the session row, so that no second statement fetches it."""

    loaded_user: User | None = None
    created_at: datetime | None = None

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def _get_session_from_db(self) -> Session | None:
        try:
            row = Session.objects.select_related("user__scope").get(
                session_key=self.session_key, expire_date__gt=timezone.now()
            )
        except Session.DoesNotExist:
            self._session_key = None
            return None
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
