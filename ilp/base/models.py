"""The change feed: what the rooms below tell the rooms above, as data."""

from django.db import models
from django.db.models.functions import Now


class Change(models.Model):
    """Something in this desa and month changed. Written by database triggers only, so nothing bypasses it.

    Without a topic it may be anything. With one it is only what the topic says: "person" is what is recorded
    of `person_id`. The roll-up deletes rows in the transaction that recomputes them.
    """

    id = models.BigAutoField(primary_key=True)
    desa_id = models.IntegerField()
    period = models.IntegerField()
    changed_at = models.DateTimeField(db_default=Now())
    topic = models.CharField(max_length=12, default="", db_default="")
    person_id = models.UUIDField(null=True)

    class Meta:
        indexes = [models.Index(fields=["desa_id", "period"], name="change_key")]
        db_table_comment = "Change feed: desa-months that must be recomputed."

    def __str__(self) -> str:
        return f"{self.desa_id}/{self.period}"


class Window(models.Model):
    """The months the feed speaks of: one row. The first is fixed at the first load; the last moves on."""

    id = models.SmallIntegerField(primary_key=True, default=1)
    first_period = models.IntegerField()
    last_period = models.IntegerField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(id=1), name="one_window")]
        db_table_comment = "First and last month of the roll-up."

    def __str__(self) -> str:
        return f"{self.first_period}-{self.last_period}"
