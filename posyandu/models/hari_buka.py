"""The posyandu day: planned, opened, closed, validated, reported (02 §1.2)."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ilp.access.managers import ScopedManager
from puskesmas.models import Area, Facility, Person


class HariBuka(models.Model):
    """One session of one posyandu. At most one a day; cancelled ones do not count."""

    class State(models.TextChoices):
        TERJADWAL = "TERJADWAL", _("Terjadwal")
        DIBUKA = "DIBUKA", _("Dibuka")
        DITUTUP = "DITUTUP", _("Ditutup")
        DIVALIDASI = "DIVALIDASI", _("Divalidasi")
        DILAPORKAN = "DILAPORKAN", _("Dilaporkan")
        DIBATALKAN = "DIBATALKAN", _("Dibatalkan")

    id = models.UUIDField(primary_key=True)
    posyandu = models.ForeignKey(Facility, models.PROTECT, related_name="hari_buka")
    desa = models.ForeignKey(Area, models.PROTECT, related_name="+")
    held_on = models.DateField()
    state = models.CharField(max_length=10, choices=State, default=State.TERJADWAL)
    place = models.CharField(max_length=120, blank=True)
    starts_at = models.TimeField(null=True)
    ends_at = models.TimeField(null=True)
    kader_present = models.SmallIntegerField(null=True)
    nakes_present = models.SmallIntegerField(null=True)
    sasaran_balita = models.SmallIntegerField(
        null=True, db_comment="Balita expected, counted when the day was opened."
    )
    note = models.CharField(max_length=500, blank=True)
    cancel_reason = models.CharField(max_length=200, blank=True)
    opened_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)
    validated_at = models.DateTimeField(null=True)
    validated_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ScopedManager["HariBuka"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        indexes = [models.Index(fields=["posyandu", "-held_on"], name="hari_buka_posyandu_day")]
        constraints = [
            models.UniqueConstraint(
                fields=["posyandu", "held_on"],
                condition=~Q(state="DIBATALKAN"),
                name="one_hari_buka_per_posyandu_and_day",
            )
        ]
        db_table_comment = "Posyandu sessions and their state."

    def __str__(self) -> str:
        return f"{self.posyandu_id} {self.held_on} {self.state}"

    @property
    def accepts_entries(self) -> bool:
        return self.state == self.State.DIBUKA


class Attendance(models.Model):
    """Somebody came to a hari buka. Balita attend by being measured; others by being marked here."""

    id = models.UUIDField(primary_key=True)
    hari_buka = models.ForeignKey(HariBuka, models.PROTECT, related_name="attendances")
    person = models.ForeignKey(Person, models.PROTECT, related_name="attendances")
    desa = models.ForeignKey(Area, models.PROTECT, related_name="+", db_comment="Desa of the posyandu.")
    posyandu = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    recorded_by_id = models.IntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    voided_at = models.DateTimeField(null=True)

    objects = ScopedManager["Attendance"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["hari_buka", "person"], condition=Q(voided_at=None), name="one_live_attendance"
            )
        ]
        db_table_comment = "Who came to a hari buka."

    def __str__(self) -> str:
        return f"{self.hari_buka_id} {self.person_id}"
