"""A pregnancy is an episode of a woman's life, closed by its outcome (02 §2, §4.2).

Desa and posyandu of its rows are today's: who cares for the woman or child now must read and end it.
Where she lived on the day of a contact stands on the visit.
"""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ilp.access.managers import ScopedManager
from puskesmas.models import Area, Facility, Person


class Pregnancy(models.Model):
    """One pregnancy. What is counted (K1…K6, weeks) is computed from its contacts, never typed."""

    class Outcome(models.TextChoices):
        HAMIL = "HAMIL", _("Masih hamil")
        LAHIR_HIDUP = "LAHIR_HIDUP", _("Lahir hidup")
        LAHIR_MATI = "LAHIR_MATI", _("Lahir mati")
        ABORTUS = "ABORTUS", _("Keguguran")
        MOLA = "MOLA", _("Hamil anggur")
        EKTOPIK = "EKTOPIK", _("Hamil di luar kandungan")
        MENINGGAL = "MENINGGAL", _("Ibu meninggal")
        PINDAH = "PINDAH", _("Pindah")
        SALAH_DATA = "SALAH_DATA", _("Salah data")

    class Dating(models.TextChoices):
        HPHT = "HPHT", _("Hari pertama haid terakhir")
        USG = "USG", _("USG")

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="pregnancies")
    desa = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    posyandu = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    lmp_on = models.DateField(db_comment="HPHT, or the day the ultrasound dates it to.")
    dated_by = models.CharField(max_length=4, choices=Dating, default=Dating.HPHT)
    gravida = models.SmallIntegerField(null=True)
    parity = models.SmallIntegerField(null=True)
    abortions = models.SmallIntegerField(null=True)
    spacing_months = models.SmallIntegerField(null=True)
    pre_weight_kg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    height_cm = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    blood_group = models.CharField(max_length=2, blank=True)
    rhesus = models.CharField(max_length=1, blank=True)
    has_buku_kia = models.BooleanField(null=True)
    husband_name = models.CharField(max_length=120, blank=True)
    first_known_on = models.DateField(db_comment="When anybody, also a kader, first knew of it.")
    first_known_by_nakes = models.BooleanField(default=False)
    outcome = models.CharField(max_length=11, choices=Outcome, default=Outcome.HAMIL)
    ended_on = models.DateField(null=True)
    recorded_by_id = models.IntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    voided_at = models.DateTimeField(null=True, editable=False)

    objects = ScopedManager["Pregnancy"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        indexes = [models.Index(fields=["person", "-lmp_on"], name="pregnancy_person")]
        constraints = [
            models.UniqueConstraint(
                fields=["person"], condition=Q(outcome="HAMIL", voided_at=None), name="one_open_pregnancy"
            ),
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("lmp_on")), name="outcome_follows_lmp"
            ),
            models.CheckConstraint(
                condition=Q(outcome="HAMIL", ended_on=None) | (~Q(outcome="HAMIL") & ~Q(ended_on=None)),
                name="outcome_has_a_day",
            ),
        ]
        db_table_comment = "Pregnancies. An outcome closes the episode."

    def __str__(self) -> str:
        return f"{self.person_id} {self.lmp_on}"


class Delivery(models.Model):
    """How a pregnancy ended in birth (02 §5). Times are local times of the place of birth."""

    class Attendant(models.TextChoices):
        BIDAN = "BIDAN", _("Bidan")
        DOKTER = "DOKTER", _("Dokter umum")
        SPOG = "SPOG", _("Dokter kandungan")
        LAINNYA = "LAINNYA", _("Lainnya")

    class At(models.TextChoices):
        PUSTU = "PUSTU", _("Pustu/Posyandu Prima")
        PUSKESMAS = "PUSKESMAS", _("Puskesmas")
        RS = "RS", _("Rumah sakit")
        KLINIK = "KLINIK", _("Klinik")
        PMB = "PMB", _("Praktik mandiri bidan")
        LAINNYA = "LAINNYA", _("Lainnya")

    class Mode(models.TextChoices):
        SPONTAN = "SPONTAN", _("Spontan")
        VAKUM = "VAKUM", _("Vakum/forsep")
        SC = "SC", _("Operasi sesar")

    pregnancy = models.OneToOneField(Pregnancy, models.PROTECT, primary_key=True, related_name="delivery")
    delivered_at = models.DateTimeField()
    gestation_weeks = models.SmallIntegerField(null=True)
    attendant = models.CharField(max_length=7, choices=Attendant, blank=True)
    born_at = models.CharField(max_length=9, choices=At, blank=True)
    mode = models.CharField(max_length=7, choices=Mode, blank=True)
    mother_state = models.CharField(max_length=20, blank=True)
    complications = models.JSONField(default=list, db_comment="Codes of 02 §5: PENDARAHAN, KEJANG, …")
    desa = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    posyandu = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    recorded_by_id = models.IntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ScopedManager["Delivery"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        db_table_comment = "Deliveries, one for each pregnancy that ended in birth."

    def __str__(self) -> str:
        return f"{self.pregnancy_id} {self.delivered_at}"


class Newborn(models.Model):
    """A child of a delivery. The child itself is a person; its birth weight and length stand there."""

    child = models.OneToOneField(Person, models.PROTECT, primary_key=True, related_name="birth")
    delivery = models.ForeignKey(Delivery, models.PROTECT, related_name="newborns")
    is_live = models.BooleanField(default=True)
    head_cm = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    apgar = models.SmallIntegerField(null=True)
    had_imd = models.BooleanField(null=True)
    had_vitamin_k = models.BooleanField(null=True)
    had_eye_ointment = models.BooleanField(null=True)
    shk_on = models.DateField(null=True, db_comment="Congenital hypothyroidism screening.")
    desa = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    posyandu = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = ScopedManager["Newborn"](area="desa_id", posyandu="posyandu_id")

    class Meta:
        db_table_comment = "What was done for a child at birth."

    def __str__(self) -> str:
        return str(self.child_id)
