"""Counts about the records themselves: of a posyandu and month, its measurers, its people (04 §8 panel 8).

Derived data, made by pws/sql/45_quality.sql; judged by pws/rules/quality.py.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from ilp.access.managers import ScopedManager


class QualityMonth(models.Model):
    """The hari buka of one posyandu in one month, and what was measured there of balita."""

    pk = models.CompositePrimaryKey("desa_id", "period", "posyandu_id")
    desa_id = models.IntegerField(db_comment="Desa of the posyandu.")
    period = models.IntegerField()
    posyandu_id = models.IntegerField()
    opened = models.IntegerField(db_comment="Sessions that began.")
    closed = models.IntegerField(db_comment="Sessions closed.")
    validated = models.IntegerField(db_comment="Sessions a nakes validated.")
    validated_at = models.DateTimeField(null=True, db_comment="When the last one was validated.")
    measured = models.IntegerField(db_comment="Visits of balita with a weight or a length.")
    flagged = models.IntegerField(db_comment="Of these outside WHO's flags.")
    waiting = models.IntegerField(db_comment="Of the flagged, confirmed by nobody.")
    pairs = models.IntegerField(db_comment="Weighed in this and the last month.")
    equal = models.IntegerField(db_comment="Of the pairs with exactly the same weight.")
    near = models.IntegerField(db_comment="Of the pairs 0.1 kg apart.")

    objects = ScopedManager["QualityMonth"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        db_table_comment = "Timeliness and plausibility of the records of a posyandu-month."

    def __str__(self) -> str:
        return f"{self.desa_id}/{self.period} {self.posyandu_id}"


class QualityDigit(models.Model):
    """Last digits of what one person measured with one kind of tool, at one posyandu in one month."""

    class Tool(models.TextChoices):
        WEIGHT = "W"
        LENGTH = "L"
        HEIGHT = "H"

    pk = models.CompositePrimaryKey("desa_id", "period", "posyandu_id", "recorder_id", "tool")
    desa_id = models.IntegerField()
    period = models.IntegerField()
    posyandu_id = models.IntegerField()
    recorder_id = models.IntegerField(db_comment="Who wrote the measures down; 0: not known.")
    tool = models.CharField(
        max_length=1, choices=Tool, db_comment="W scale, L length lying, H height standing."
    )
    digits = ArrayField(
        models.IntegerField(), db_comment="How many measures end in 0, 1, … 9 tenths of a kg or cm."
    )

    objects = ScopedManager["QualityDigit"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        db_table_comment = "Last digits of measures by posyandu, month, measurer and tool."

    def __str__(self) -> str:
        return f"{self.desa_id}/{self.period} {self.posyandu_id} {self.recorder_id}{self.tool}"


class QualityPlace(models.Model):
    """The people of one posyandu's catchment (0: of none) as records: counted every night."""

    pk = models.CompositePrimaryKey("desa_id", "posyandu_id")
    desa_id = models.IntegerField()
    posyandu_id = models.IntegerField()
    people = models.IntegerField(db_comment="Living people on record.")
    without_nik = models.IntegerField(db_comment="Of these without NIK.")
    duplicates = models.IntegerField(db_comment="Of these in a pair that may be one person.")
    counted_at = models.DateTimeField()

    objects = ScopedManager["QualityPlace"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        db_table_comment = "Completeness of identities by posyandu of residence."

    def __str__(self) -> str:
        return f"{self.desa_id} {self.posyandu_id}"


class LikelyDuplicate(models.Model):
    """Two records that may be one person (04 §9 rule 8). Found every night; nothing is merged by itself."""

    pk = models.CompositePrimaryKey("person_id", "other_id")
    person_id = models.UUIDField()
    other_id = models.UUIDField()
    desa_id = models.IntegerField(db_comment="Desa of the first.")
    other_desa_id = models.IntegerField(db_comment="Desa of the other.")
    likeness = models.CharField(max_length=20)
    score = models.FloatField(db_comment="Likeness of the names, 0 to 1.")

    objects = ScopedManager["LikelyDuplicate"](area="desa_id", posyandu=None)

    class Meta:
        db_table_comment = "Pairs of records that may be one person."

    def __str__(self) -> str:
        return f"{self.person_id} {self.other_id}"
