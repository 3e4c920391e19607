"""Yearly sasaran of a desa, and the numbers they are projected with; both only ever added to (04 §2.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ilp.access.managers import ScopedManager
from puskesmas.models.area import Area


class Sasaran(models.Model):
    """One version of one figure. In a month the newest version counts that begins in it or before."""

    class Source(models.TextChoices):
        RESMI = "RESMI", _("Resmi")
        PROYEKSI = "PROYEKSI", _("Proyeksi")
        MANUAL = "MANUAL", _("Diisi sendiri")

    year = models.SmallIntegerField()
    desa = models.ForeignKey(Area, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=20, db_comment="Whom the figure counts: puskesmas.rules.sasaran.")
    version = models.SmallIntegerField(db_comment="1, 2, … of the same year, desa and kind.")
    valid_from_period = models.IntegerField(db_comment="First month of the year in which it counts.")
    n = models.IntegerField(db_comment="People.")
    source = models.CharField(max_length=8, choices=Source)
    letter_no = models.CharField(max_length=80, blank=True, db_comment="Letter or decree (no. surat).")
    approved_by = models.CharField(max_length=120, blank=True)
    decided_on = models.DateField(null=True, db_comment="Day of the letter.")
    recorded_by_id = models.IntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ScopedManager["Sasaran"](area="desa_id", posyandu=None)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["desa", "year", "kind", "version"], name="one_sasaran_per_version"
            ),
            models.CheckConstraint(condition=Q(n__gte=0), name="sasaran_is_not_negative"),
            models.CheckConstraint(
                condition=Q(valid_from_period__gte=F("year") * 12)
                & Q(valid_from_period__lt=F("year") * 12 + 12),
                name="sasaran_begins_in_its_year",
            ),
            models.CheckConstraint(
                condition=~Q(source="RESMI") | ~Q(letter_no=""), name="official_sasaran_has_a_letter"
            ),
        ]
        db_table_comment = "Annual denominators (sasaran) by desa, with their versions."

    def __str__(self) -> str:
        return f"{self.kind} {self.year} {self.desa_id} v{self.version}"


class SasaranParameter(models.Model):
    """A birth rate, share or prevalence as a kabupaten set it for a year; the newest counts."""

    regency_code = models.CharField(max_length=5)
    year = models.SmallIntegerField()
    code = models.CharField(max_length=20, db_comment="A code of puskesmas.rules.sasaran.PARAMETERS.")
    value = models.DecimalField(max_digits=12, decimal_places=4, db_comment="In the unit of its code.")
    source = models.CharField(max_length=120)
    recorded_by_id = models.IntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["regency_code", "year", "code"], name="sasaran_parameter_of")]
        constraints = [
            models.CheckConstraint(condition=Q(value__gte=0), name="sasaran_parameter_is_not_negative"),
            models.CheckConstraint(condition=~Q(source=""), name="sasaran_parameter_has_a_source"),
        ]
        db_table_comment = "Numbers that sasaran are projected with, by kabupaten and year."

    def __str__(self) -> str:
        return f"{self.code} {self.year} {self.regency_code}"
