"""Signed months: who stood for which numbers, when, sealed by a hash (04 §1 "Status of data", 05 §1).

Rows are appended. Nothing of a signature changes afterwards but that it is withdrawn, with a reason.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ilp.access.managers import ScopedManager
from puskesmas.models import Facility


class Signature(models.Model):
    """One month of one place, signed: a posyandu's by a nakes, a puskesmas' by its head and the Dinkes."""

    class Level(models.TextChoices):
        POSYANDU = "POSYANDU", _("Posyandu")
        PUSKESMAS = "PUSKESMAS", _("Puskesmas")
        DINKES = "DINKES", _("Dinkes")

    class State(models.TextChoices):
        SEMENTARA = "SEMENTARA", _("Sementara")
        FINAL = "FINAL", _("Final")

    level = models.CharField(max_length=9, choices=Level)
    facility = models.ForeignKey(
        Facility, models.PROTECT, related_name="+", db_comment="The posyandu, or the puskesmas."
    )
    desa_ids = ArrayField(models.IntegerField(), db_comment="The desa that the numbers are about.")
    period = models.IntegerField()
    version = models.SmallIntegerField(db_comment="1 for the first signature of this place, month and level.")
    state = models.CharField(max_length=9, choices=State)
    head = models.TextField(
        db_comment="Canonical JSON that is hashed: place, month, signer, hashes of parts."
    )
    sha256 = models.CharField(max_length=64, db_comment="SHA-256 of the head.")
    approves = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        related_name="approvals",
        db_comment="Of the Dinkes: what it approves.",
    )
    signed_by_id = models.IntegerField()
    signer = models.CharField(max_length=120, db_comment="Name of the colleague who signed.")
    signed_at = models.DateTimeField()
    note = models.CharField(max_length=500, blank=True)
    reopened_at = models.DateTimeField(null=True)
    reopened_by_id = models.IntegerField(null=True)
    reopen_reason = models.CharField(max_length=200, blank=True)

    objects = models.Manager["Signature"]()

    class Meta:
        indexes = [models.Index(fields=["period", "facility"], name="signature_period_place")]
        constraints = [
            models.UniqueConstraint(
                fields=["level", "facility", "period"],
                condition=Q(reopened_at=None),
                name="one_standing_signature",
            ),
            models.UniqueConstraint(
                fields=["level", "facility", "period", "version"], name="versions_of_a_signature"
            ),
            models.CheckConstraint(
                condition=Q(reopened_at=None) | ~Q(reopen_reason=""), name="reopened_with_a_reason"
            ),
        ]
        db_table_comment = "Signed months of posyandu and puskesmas, and their approval by the Dinkes."

    def __str__(self) -> str:
        return f"{self.level} {self.facility_id}/{self.period} v{self.version}"


class SignedNumbers(models.Model):
    """Every indicator of one desa (or one posyandu of it) as it stood when it was signed."""

    signature = models.ForeignKey(Signature, models.PROTECT, related_name="parts")
    desa_id = models.IntegerField()
    posyandu_id = models.IntegerField(db_comment="0: the whole desa.")
    body = models.TextField(db_comment="Canonical JSON: code to numerator, denominator, counted, version.")
    sha256 = models.CharField(max_length=64, db_comment="SHA-256 of the body; it stands in the head.")

    objects = ScopedManager["SignedNumbers"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["signature", "desa_id", "posyandu_id"], name="one_part_of_a_place"
            )
        ]
        db_table_comment = "Numbers of a signed month by desa."

    def __str__(self) -> str:
        return f"{self.signature_id} {self.desa_id}/{self.posyandu_id}"


class Restatement(models.Model):
    """A number of a signed month that is another one now: noticed at night, appended each time it moves."""

    signature = models.ForeignKey(Signature, models.PROTECT, related_name="restatements")
    desa_id = models.IntegerField()
    indicator = models.CharField(max_length=20)
    signed = ArrayField(models.IntegerField(), db_comment="Numerator and denominator as signed.")
    live = ArrayField(models.IntegerField(), db_comment="Numerator and denominator since then.")
    noticed_at = models.DateTimeField()

    objects = ScopedManager["Restatement"](area="desa_id", posyandu=None)

    class Meta:
        indexes = [models.Index(fields=["desa_id", "-noticed_at"], name="restatement_desa")]
        db_table_comment = "Restatement log: how numbers of signed months moved later."

    def __str__(self) -> str:
        return f"{self.signature_id} {self.desa_id} {self.indicator}"


class Alarm(models.Model):
    """An invariant that broke: the rebuild differed from the live numbers, or an identity failed."""

    class Kind(models.TextChoices):
        REBUILD = "REBUILD", _("Hitung ulang berbeda")
        IDENTITY = "IDENTITY", _("Angka tidak cocok satu sama lain")

    kind = models.CharField(max_length=8, choices=Kind)
    rule = models.CharField(max_length=40, db_comment="Which identity; empty for the rebuild.")
    desa_ids = ArrayField(models.IntegerField(), db_comment="Where; empty: everywhere.")
    first_period = models.IntegerField(null=True)
    last_period = models.IntegerField(null=True)
    count = models.IntegerField(db_comment="How many rows, or desa-months, break it.")
    raised_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "rule"], condition=Q(ended_at=None), name="one_alarm_of_a_kind"
            )
        ]
        db_table_comment = "Broken invariants of the numbers; shown as a red banner until they hold again."

    def __str__(self) -> str:
        return f"{self.kind} {self.rule}"
