"""Facilities of all kinds, the areas they answer for, and the catchments of posyandu (01 §5)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _

from puskesmas.models.area import Area


class Facility(models.Model):
    """A place of service. Closing or moving one never deletes it: records keep the facility of their day."""

    class Kind(models.TextChoices):
        DINKES = "DINKES", _("Dinas Kesehatan")
        PUSKESMAS = "PUSKESMAS", _("Puskesmas")
        PUSTU = "PUSTU", _("Puskesmas Pembantu")
        POSKESDES = "POSKESDES", _("Poskesdes/Polindes")
        PUSLING = "PUSLING", _("Puskesmas Keliling")
        POSYANDU = "POSYANDU", _("Posyandu")
        SEKOLAH = "SEKOLAH", _("Sekolah/Madrasah/Pesantren")
        JEJARING = "JEJARING", _("Jejaring")

    class IlpStatus(models.TextChoices):
        BELUM = "BELUM", _("Belum")
        PERSIAPAN = "PERSIAPAN", _("Persiapan")
        UJI_COBA = "UJI_COBA", _("Uji coba")
        MENERAPKAN = "MENERAPKAN", _("Menerapkan")
        PENUH = "PENUH", _("Penuh")

    id = models.AutoField(primary_key=True)
    kind = models.CharField(max_length=10, choices=Kind)
    name = models.CharField(max_length=120)
    code = models.CharField(max_length=30, blank=True, db_comment="Kemenkes facility code, a text.")
    satusehat_id = models.CharField(max_length=20, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="network")
    area = models.ForeignKey(
        Area,
        models.PROTECT,
        related_name="facilities",
        db_comment="Where it stands: desa, or wider for Dinkes.",
    )
    address = models.CharField(max_length=200, blank=True)
    latitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True)
    opened_on = models.DateField(null=True)
    closed_on = models.DateField(null=True)
    ilp_status = models.CharField(max_length=10, choices=IlpStatus, default=IlpStatus.BELUM)
    is_synthetic = models.BooleanField(default=False)

    class Meta:
        indexes = [models.Index(fields=["kind", "area"], name="facility_kind_area")]
        constraints = [
            models.UniqueConstraint(fields=["code"], condition=~Q(code=""), name="one_facility_per_code"),
            models.UniqueConstraint(fields=["kind", "area", "name"], name="one_facility_per_name_and_place"),
        ]
        db_table_comment = "Places of service of every kind."

    def __str__(self) -> str:
        return self.name


def _validity(start: str = "valid_from", end: str = "valid_to") -> Func:
    return Func(F(start), F(end), Value("[]"), function="daterange")


class WorkingArea(models.Model):
    """A desa in the working area of a puskesmas, or served by a pustu, between two dates."""

    facility = models.ForeignKey(Facility, models.PROTECT, related_name="working_areas")
    kind = models.CharField(max_length=10, choices=Facility.Kind)
    desa = models.ForeignKey(Area, models.PROTECT, related_name="served_by")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        constraints = [
            # A desa answers to exactly one puskesmas at any date.
            ExclusionConstraint(
                name="one_puskesmas_per_desa_and_day",
                expressions=[("desa", RangeOperators.EQUAL), (_validity(), RangeOperators.OVERLAPS)],
                condition=Q(kind="PUSKESMAS"),
            )
        ]
        db_table_comment = "Working areas of puskesmas and pustu, with dates."

    def __str__(self) -> str:
        return f"{self.facility_id} {self.desa_id} {self.valid_from}"


class Catchment(models.Model):
    """The people a posyandu serves: a part of one desa, by dusun, RW or RT, between two dates."""

    posyandu = models.ForeignKey(Facility, models.PROTECT, related_name="catchments")
    desa = models.ForeignKey(Area, models.PROTECT, related_name="catchments")
    dusun = models.CharField(max_length=60, blank=True)
    rw = models.CharField(max_length=3, blank=True)
    rt = models.CharField(max_length=3, blank=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)

    class Meta:
        indexes = [models.Index(fields=["desa", "posyandu"], name="catchment_desa")]
        db_table_comment = "Which part of a desa each posyandu serves, with dates."

    def __str__(self) -> str:
        return f"{self.posyandu_id} {self.desa_id} {self.valid_from}"
