"""What was given, what was found, and what a nakes diagnosed: one row each, appended and voided."""

from __future__ import annotations

from django.db import models
from django.db.models import Q
from django.db.models.functions import ExtractMonth, ExtractYear, Now
from django.utils.translation import gettext_lazy as _

from ilp.access.managers import ScopedManager
from posyandu.models.visit import Place, Visit
from puskesmas.models import Area, Facility, Person


class Given(models.Model):
    """A dose of a vaccine, vitamin A or deworming medicine, by the codes of 02 §8 and §6.8."""

    class Source(models.TextChoices):
        DIBERIKAN = "DIBERIKAN", _("Diberikan di sini")
        BUKU_KIA = "BUKU_KIA", _("Tercatat di Buku KIA")
        PENGAKUAN = "PENGAKUAN", _("Menurut pengakuan")

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="given")
    code = models.CharField(max_length=12, db_comment="HB0, BCG, OPV1, …, VITA_BIRU, VITA_MERAH, CACING, TD.")
    given_on = models.DateField()
    period = models.GeneratedField(
        expression=ExtractYear("given_on") * 12 + ExtractMonth("given_on") - 1,
        output_field=models.IntegerField(),
        db_persist=True,
    )
    source = models.CharField(max_length=9, choices=Source, default=Source.DIBERIKAN)
    vaccine = models.CharField(max_length=60, blank=True)
    batch = models.CharField(max_length=30, blank=True)
    expires_on = models.DateField(null=True)
    place = models.CharField(max_length=16, choices=Place, default=Place.POSYANDU)
    facility = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="given")
    desa = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    posyandu_of_residence = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    recorded_by_id = models.IntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    voided_at = models.DateTimeField(null=True, editable=False)
    void_reason = models.CharField(max_length=200, blank=True)

    objects = ScopedManager["Given"](area="desa_id", posyandu="posyandu_of_residence_id")

    class Meta:
        indexes = [
            models.Index(fields=["person", "code"], condition=Q(voided_at=None), name="given_person_code"),
            models.Index(fields=["desa", "period"], condition=Q(voided_at=None), name="given_desa_period"),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["person", "code", "given_on"], condition=Q(voided_at=None), name="one_dose_a_day"
            )
        ]
        db_table_comment = "Vaccine doses, vitamin A and deworming, also those given elsewhere."

    def __str__(self) -> str:
        return f"{self.person_id} {self.code} {self.given_on}"


class Finding(models.Model):
    """A rule spoke at a visit (02 §12). It stays with its inputs and version, also when it is overridden.

    `desa` and `posyandu` are the person's of today, so that who cares for the person now can end it.
    """

    class State(models.TextChoices):
        TERBUKA = "TERBUKA", _("Terbuka")
        SELESAI = "SELESAI", _("Selesai")
        DIKESAMPINGKAN = "DIKESAMPINGKAN", _("Dikesampingkan")

    visit = models.ForeignKey(Visit, models.PROTECT, related_name="findings")
    person = models.ForeignKey(Person, models.PROTECT, related_name="findings")
    code = models.CharField(max_length=40)
    rule = models.CharField(max_length=24, blank=True, db_comment="RJK-… of 02 §12, empty without referral.")
    values = models.JSONField(default=dict, db_comment="The inputs that raised it.")
    found_on = models.DateField()
    refer_to = models.CharField(max_length=9, blank=True)
    due_on = models.DateField(null=True, db_comment="Last day of the referral; null without one.")
    rule_version = models.CharField(max_length=40)
    is_sensitive = models.BooleanField(default=False)
    state = models.CharField(max_length=14, choices=State, default=State.TERBUKA)
    ended_at = models.DateTimeField(null=True)
    ended_by_id = models.IntegerField(null=True)
    end_reason = models.CharField(max_length=200, blank=True)
    desa = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    posyandu = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    voided_at = models.DateTimeField(null=True, db_comment="Set with its visit.")

    objects = ScopedManager["Finding"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        indexes = [
            models.Index(fields=["person"], condition=Q(voided_at=None), name="finding_person"),
            models.Index(fields=["desa", "found_on"], include=["code", "person"], condition=Q(voided_at=None),
                         name="finding_desa_day"),
            models.Index(fields=["desa", "due_on"], condition=Q(voided_at=None, state="TERBUKA"),
                         name="finding_open"),
        ]  # fmt: skip
        constraints = [
            models.UniqueConstraint(fields=["visit", "code"], name="one_finding_per_visit_and_code"),
            models.CheckConstraint(
                condition=~Q(state="DIKESAMPINGKAN") | ~Q(end_reason=""), name="override_has_a_reason"
            ),
        ]
        db_table_comment = "Findings of the rules, with inputs and version."

    def __str__(self) -> str:
        return f"{self.visit_id} {self.code}"


class Diagnosis(models.Model):
    """What a nakes diagnosed, by ICD-10. A screening never becomes one by itself. Place as in `Finding`."""

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="diagnoses")
    visit = models.ForeignKey(Visit, models.PROTECT, null=True, related_name="diagnoses")
    icd10 = models.CharField(max_length=8)
    diagnosed_on = models.DateField()
    resolved_on = models.DateField(null=True)
    note = models.CharField(max_length=200, blank=True)
    is_sensitive = models.BooleanField(default=False)
    desa = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    posyandu = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    recorded_by_id = models.IntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    voided_at = models.DateTimeField(null=True, editable=False)

    objects = ScopedManager["Diagnosis"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        indexes = [
            models.Index(fields=["person"], condition=Q(voided_at=None), name="diagnosis_person"),
            models.Index(fields=["desa", "icd10"], condition=Q(voided_at=None), name="diagnosis_desa_code"),
            models.Index(fields=["desa", "diagnosed_on"], include=["icd10", "person"],
                         condition=Q(voided_at=None), name="diagnosis_desa_day"),
        ]  # fmt: skip
        db_table_comment = "Diagnoses by nakes."

    def __str__(self) -> str:
        return f"{self.person_id} {self.icd10}"
