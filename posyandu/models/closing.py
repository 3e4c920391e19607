"""Months that were closed and are open again for a while, because somebody with the right said why."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from ilp.access.managers import ScopedManager
from puskesmas.models import Area


class MonthOpening(models.Model):
    """A closed month of a desa is open again to those who record, until it is signed anew."""

    desa = models.ForeignKey(Area, models.PROTECT, related_name="+")
    period = models.IntegerField()
    reason = models.CharField(max_length=200)
    opened_by_id = models.IntegerField(null=True)
    opened_at = models.DateTimeField(db_default=Now(), editable=False)
    ended_at = models.DateTimeField(null=True)

    objects = ScopedManager["MonthOpening"](area="desa_id", posyandu=None)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desa", "period"], condition=Q(ended_at=None), name="one_opening_of_a_month"
            )
        ]
        db_table_comment = "Closed months that are open again, with the reason."

    def __str__(self) -> str:
        return f"{self.desa_id}/{self.period}"
