"""Families, persons and where they lived when. A person has a life, not a category (architecture §3)."""

from __future__ import annotations

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import RangeOperators
from django.db import models
from django.db.models import F, Func, Q, Value
from django.db.models.functions import Lower, Now
from django.utils.translation import gettext_lazy as _

from ilp.access.managers import ScopedManager
from puskesmas.models.area import Area
from puskesmas.models.facility import Facility


class Sex(models.TextChoices):
    LAKI_LAKI = "L", _("Laki-laki")
    PEREMPUAN = "P", _("Perempuan")


class Family(models.Model):
    """A family as on its card. The number on the card is sealed; its keyed hash finds it again."""

    id = models.UUIDField(primary_key=True)
    no_kk_sealed = models.BinaryField(null=True)
    no_kk_hash = models.BinaryField(null=True, unique=True)
    desa = models.ForeignKey(Area, models.PROTECT, related_name="+")
    posyandu = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    address = models.CharField(max_length=200, blank=True)
    dusun = models.CharField(max_length=60, blank=True)
    rw = models.CharField(max_length=3, blank=True)
    rt = models.CharField(max_length=3, blank=True)
    is_synthetic = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ScopedManager["Family"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        db_table_comment = "Families and where they live."

    def __str__(self) -> str:
        return str(self.pk)


class Person(models.Model):
    """One human being. Desa and posyandu are today's residence, kept equal to the open row of Residence."""

    class NikMissing(models.TextChoices):
        BELUM_PUNYA = "BELUM_PUNYA", _("Belum punya")
        BAYI = "BAYI", _("Bayi, belum dibuat")
        WNA = "WNA", _("Warga negara asing")
        TIDAK_DIBAWA = "TIDAK_DIBAWA", _("Kartu tidak dibawa")

    id = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=120)
    sex = models.CharField(max_length=1, choices=Sex)
    born_on = models.DateField()
    birth_is_estimated = models.BooleanField(default=False)
    nik_sealed = models.BinaryField(null=True)
    nik_hash = models.BinaryField(null=True)
    nik_missing_reason = models.CharField(max_length=12, choices=NikMissing, blank=True)
    family = models.ForeignKey(Family, models.PROTECT, null=True, related_name="members")
    mother_name = models.CharField(max_length=120, blank=True)
    father_name = models.CharField(max_length=120, blank=True)
    birth_weight_g = models.SmallIntegerField(null=True)
    birth_length_cm = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    buku_kia_since = models.DateField(null=True, db_comment="First day the child was known to have Buku KIA.")
    phone = models.CharField(max_length=16, blank=True)
    desa = models.ForeignKey(Area, models.PROTECT, related_name="+")
    posyandu = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    rt = models.CharField(max_length=3, blank=True)
    died_on = models.DateField(null=True)
    voided_at = models.DateTimeField(null=True, db_comment="Set when the record was a mistake (salah data).")
    is_synthetic = models.BooleanField(default=False)
    created_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ScopedManager["Person"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        indexes = [
            models.Index(fields=["posyandu", "born_on"], name="person_posyandu_born"),
            models.Index(F("desa_id"), Lower("name"), name="person_desa_name"),
            # Who is not counted, or not as somebody with a NIK: few, and asked for each resident.
            models.Index(
                fields=["id"], condition=Q(voided_at__isnull=False) | Q(nik_hash=None), name="person_odd"
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["nik_hash"], condition=Q(voided_at=None), name="one_live_person_per_nik"
            ),
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
            models.CheckConstraint(
                condition=Q(birth_weight_g=None) | Q(birth_weight_g__range=(300, 7000)),
                name="birth_weight_is_possible",
            ),
            models.CheckConstraint(
                condition=Q(died_on=None) | Q(died_on__gte=F("born_on")), name="death_follows_birth"
            ),
        ]
        db_table_comment = "Persons. NIK is sealed; its keyed hash is for look-up only."

    def __str__(self) -> str:
        return str(self.pk)


class Residence(models.Model):
    """Where a person lived between two dates (both included). At most one row per person and day.

    `born_on` and `sex` repeat the person's, held equal by a composite foreign key, so that the sasaran of a
    desa is found in one index.
    """

    class EndReason(models.TextChoices):
        PINDAH = "PINDAH", _("Pindah")
        MENINGGAL = "MENINGGAL", _("Meninggal")
        SALAH_DATA = "SALAH_DATA", _("Salah data")

    person = models.ForeignKey(Person, models.PROTECT, related_name="residences")
    born_on = models.DateField()
    sex = models.CharField(max_length=1, choices=Sex)
    desa = models.ForeignKey(Area, models.PROTECT, related_name="+")
    posyandu = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    end_reason = models.CharField(max_length=10, choices=EndReason, blank=True)

    objects = ScopedManager["Residence"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        indexes = [
            # The sasaran of a desa and a month, from the index alone.
            models.Index(
                fields=["desa", "born_on"],
                include=["valid_from", "valid_to", "posyandu", "sex", "person"],
                name="residence_of_desa",
            ),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(valid_to=None) | Q(valid_to__gte=F("valid_from")), name="residence_goes_forwards"
            ),
            ExclusionConstraint(
                name="one_residence_per_person_and_day",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(F("valid_from"), F("valid_to"), Value("[]"), function="daterange"),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]
        db_table_comment = "Residence history; a move closes one row and opens another."

    def __str__(self) -> str:
        return f"{self.person_id} {self.desa_id} {self.valid_from}"
