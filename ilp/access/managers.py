"""Managers that know the way from a record to its place, and refuse to work without a scope."""

from __future__ import annotations

from typing import TypeVar

from django.db import models

from ilp.access import scope

M = TypeVar("M", bound=models.Model)


class ScopedManager(models.Manager[M]):
    """Filters every query by the scope in force.

    `area` is the lookup that leads to the desa number; `posyandu` the one that leads to the posyandu number,
    used for roles that see one posyandu only.
    """

    use_in_migrations = False

    def __init__(self, *, area: str = "desa_id", posyandu: str | None = "posyandu_id") -> None:
        super().__init__()
        self.area = area
        self.posyandu = posyandu

    def get_queryset(self) -> models.QuerySet[M]:
        active = scope.current()
        rows = super().get_queryset()
        if active.desa_ids is not None:
            rows = rows.filter(**{f"{self.area}__in": active.desa_ids})
        if active.posyandu_ids is not None and self.posyandu:
            rows = rows.filter(**{f"{self.posyandu}__in": active.posyandu_ids})
        return rows
