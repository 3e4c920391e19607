"""Administrative areas by their Kemendagri code, with their history (01 §4)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Area(models.Model):
    """Provinsi, kabupaten/kota, kecamatan or desa/kelurahan. Reference data: readable by everyone."""

    class Level(models.TextChoices):
        PROVINSI = "provinsi", _("Provinsi")
        KABUPATEN = "kabupaten", _("Kabupaten/Kota")
        KECAMATAN = "kecamatan", _("Kecamatan")
        DESA = "desa", _("Desa/Kelurahan")

    id = models.AutoField(primary_key=True)
    code = models.CharField(
        max_length=13, unique=True, db_comment="Dotted Kemendagri code, a string: leading zeros matter."
    )
    name = models.CharField(max_length=120)
    level = models.CharField(max_length=10, choices=Level)
    kind = models.CharField(
        max_length=20, db_comment="Local kind shown to people: Desa, Kelurahan, Nagari, Distrik…"
    )
    parent = models.ForeignKey("self", models.PROTECT, null=True, related_name="children")
    postal_code = models.CharField(max_length=5, blank=True)
    bps_code = models.CharField(
        max_length=10, blank=True, db_comment="BPS numbers areas differently; never joined on digits."
    )
    valid_from = models.DateField(null=True, db_comment="Null: since before the product's first record.")
    valid_to = models.DateField(null=True, db_comment="Last day of validity; null while in force.")
    succeeded_by = models.ForeignKey("self", models.PROTECT, null=True, related_name="predecessors")
    source = models.CharField(max_length=120, blank=True, db_comment="Decree the row was taken from.")

    class Meta:
        indexes = [models.Index(fields=["parent", "name"], name="area_parent_name")]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_from=None) | Q(valid_to__gte=models.F("valid_from")),
                name="area_is_valid_forwards",
            )
        ]
        db_table_comment = "Administrative areas of Indonesia and their history."

    def __str__(self) -> str:
        return f"{self.kind} {self.name}"


class Boundary(models.Model):
    """Outline of an area, WGS 84, as the GeoJSON geometry it came in."""

    area = models.OneToOneField(Area, models.CASCADE, primary_key=True, related_name="boundary")
    geometry = models.JSONField()
    source = models.CharField(max_length=120, blank=True)

    class Meta:
        db_table_comment = "Outlines of areas for maps; not authoritative for boundary questions."

    def __str__(self) -> str:
        return str(self.area_id)
