"""The database of `DATABASES["default"]["ENGINE"]`; Django looks for this name."""

from __future__ import annotations

import select

from django.db.backends.postgresql import base


class DatabaseWrapper(base.DatabaseWrapper):
    """Django's own, which looks at a connection before it is used again without a question over the line.

    A server that ended has closed its side, and that can be read at once. Whatever waits to be read is asked
    about in Django's way; a network that went silent is found by `tcp_user_timeout`.
    """

    def is_usable(self) -> bool:
        """Whether the connection still answers."""
        if self.errors_occurred or self.connection is None or self.connection.closed:
            return bool(super().is_usable())
        waiting = select.poll()
        waiting.register(self.connection.fileno(), select.POLLIN)
        return bool(super().is_usable()) if waiting.poll(0) else True
