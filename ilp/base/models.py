"""The change feed: what the rooms below tell the rooms above, as data."""

from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """Something in this desa and month changed. Written by database triggers only, so nothing bypasses it.

    `person_id` narrows the change to one person; null means that anybody there may be touched.
    The roll-up deletes rows in the transaction that recomputes them.
    """

    id = models.BigAutoField(primary_key=True)
    desa_id = models.IntegerField()
    period = models.IntegerField()
    person_id = models.UUIDField(null=True)
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        indexes = [models.Index(fields=["desa_id", "period"], name="change_key")]
        db_table_comment = "Change feed: desa-months that must be recomputed."
