"""Models of a joined row, for statements written once: composing one anew takes longer than it does."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from django.db import connection, models


class Joined:
    """Models by their alias in the statement, in the order of `columns`.

    `seldom`: fields that are not fetched with the others; Django asks for one of them when it is wanted.
    """

    def __init__(self, seldom: Collection[str] = (), /, **aliases: type[models.Model]) -> None:
        self._parts: list[tuple[type[models.Model], list[str], int]] = []
        named, at = [], 0
        for alias, model in aliases.items():
            fields = [field for field in model._meta.concrete_fields if field.attname not in seldom]
            named += [f'{alias}."{field.column}"' for field in fields]
            self._parts.append((model, [field.attname for field in fields], at))
            at += len(fields)
        self.columns = ", ".join(named)

    def read(self, row: Sequence[Any]) -> list[Any]:
        """The instances of a row; None where an outer join found none."""
        return [
            None
            if row[at + names.index(model._meta.pk.attname)] is None
            else model.from_db(connection.alias, names, row[at : at + len(names)])
            for model, names, at in self._parts
        ]
