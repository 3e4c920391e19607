"""Records with their desa and their posyandu, by statements that are written once."""

from __future__ import annotations

from typing import Any, Generic, TypeVar

from django.db import connection, models

from ilp.access import scope
from ilp.base.joined import Joined
from puskesmas.models import Area, Facility

M = TypeVar("M", bound=models.Model)


class Placed(Generic[M]):
    """Records of a model that has a `desa` and may have a `posyandu`. PostgreSQL keeps them to the scope.

    :param rest: what follows the joins; the record itself is called `r`.
    """

    def __init__(self, model: type[M], rest: str) -> None:
        self._joined = Joined(r=model, d=Area, x=Facility)
        self._statement = (
            f"select {self._joined.columns} from {model._meta.db_table} r"  # noqa: S608 (our own names)
            " join puskesmas_area d on d.id = r.desa_id"
            f" left join puskesmas_facility x on x.id = r.posyandu_id {rest}"
        )

    def read(self, **values: Any) -> list[M]:
        """The records, desa and posyandu at hand.

        :raises UnscopedQuery: outside a scope.
        """
        scope.current()
        with connection.cursor() as cursor:
            cursor.execute(self._statement, values)
            rows = cursor.fetchall()
        found = []
        for row in rows:
            one, one.desa, one.posyandu = self._joined.read(row)
            found.append(one)
        return found
