"""What the roll-up knows of itself: its window, what is fresh, targets, runs of the verifier."""

from django.db import models
from django.db.models.functions import Now

from ilp.access.managers import ScopedManager


class DesaMonth(models.Model):
    """When a desa-month was last recomputed."""

    pk = models.CompositePrimaryKey("desa_id", "period")
    desa_id = models.IntegerField()
    period = models.IntegerField()
    refreshed_at = models.DateTimeField()

    objects = ScopedManager["DesaMonth"](area="desa_id", posyandu=None)

    class Meta:
        db_table_comment = "Freshness of each desa-month."

    def __str__(self) -> str:
        return f"{self.desa_id}/{self.period}"


class Target(models.Model):
    """A Dinkes' own target for one indicator and year; the declaration's default holds where none is set."""

    indicator = models.CharField(max_length=20)
    year = models.SmallIntegerField()
    regency_code = models.CharField(max_length=5)
    percent = models.DecimalField(max_digits=5, decimal_places=2)
    source = models.CharField(max_length=120)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["indicator", "year", "regency_code"], name="one_target_per_indicator_and_year"
            )
        ]
        db_table_comment = "Annual targets set by a Dinkes."

    def __str__(self) -> str:
        return f"{self.indicator} {self.year} {self.regency_code}"


class JobBeat(models.Model):
    """Last sign of life of a background job."""

    name = models.CharField(max_length=30, primary_key=True)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table_comment = "Heartbeats of the worker."

    def __str__(self) -> str:
        return self.name


class RebuildRun(models.Model):
    """One run of the verifier: what it found different before it swapped."""

    started_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)
    facts = models.IntegerField(null=True)
    fact_differences = models.IntegerField(null=True)
    cell_differences = models.IntegerField(null=True)
    sample = models.JSONField(default=list)

    class Meta:
        db_table_comment = "Runs of the full rebuild and the differences they found."

    def __str__(self) -> str:
        return str(self.started_at)
