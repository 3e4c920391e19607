"""A visit: what was measured for one person on one day, wherever it was. Append-only."""

from __future__ import annotations

from django.db import models
from django.db.models import F, Q, Value
from django.db.models.functions import ExtractMonth, ExtractYear, Now
from django.utils.translation import gettext_lazy as _

from ilp.access.managers import ScopedManager
from posyandu.models.hari_buka import HariBuka
from puskesmas.models import Area, Facility, Person


class Place(models.TextChoices):
    """Where the service took place (02 §1.2)."""

    POSYANDU = "POSYANDU", _("Posyandu")
    PUSTU = "PUSTU", _("Pustu")
    PUSKESMAS = "PUSKESMAS", _("Puskesmas")
    KUNJUNGAN_RUMAH = "KUNJUNGAN_RUMAH", _("Kunjungan rumah")
    SEKOLAH = "SEKOLAH", _("Sekolah")
    FASKES_LAIN = "FASKES_LAIN", _("Faskes lain")


class Position(models.TextChoices):
    """How length or height was measured."""

    TELENTANG = "TELENTANG", _("Telentang")
    BERDIRI = "BERDIRI", _("Berdiri")


class Visit(models.Model):
    """Raw values as measured, the classes computed from them, and the version of the rules that did it.

    A correction is a new row whose `corrects` points to the one it replaces, which is voided. The id is made
    by the client (UUIDv7), so sending a visit twice keeps it once. `desa` and `posyandu_of_residence` say
    where the person lived on that day; `facility` and `place` where the service was.
    """

    id = models.UUIDField(primary_key=True)
    person = models.ForeignKey(Person, models.PROTECT, related_name="visits")
    hari_buka = models.ForeignKey(HariBuka, models.PROTECT, null=True, related_name="visits")
    facility = models.ForeignKey(Facility, models.PROTECT, related_name="+")
    place = models.CharField(max_length=16, choices=Place)
    measured_on = models.DateField()
    period = models.GeneratedField(
        expression=ExtractYear("measured_on") * 12 + ExtractMonth("measured_on") - 1,
        output_field=models.IntegerField(),
        db_persist=True,
    )
    desa = models.ForeignKey(Area, models.PROTECT, null=True, related_name="+")
    posyandu_of_residence = models.ForeignKey(Facility, models.PROTECT, null=True, related_name="+")

    age_days = models.IntegerField()
    age_months = models.SmallIntegerField()
    weight_kg = models.DecimalField(max_digits=5, decimal_places=2, null=True)
    length_height_cm = models.DecimalField(max_digits=5, decimal_places=1, null=True)
    position = models.CharField(max_length=9, choices=Position, blank=True)
    head_circumference_cm = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    muac_cm = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    has_oedema = models.BooleanField(null=True)
    systolic_mmhg = models.SmallIntegerField(null=True)
    diastolic_mmhg = models.SmallIntegerField(null=True)
    waist_cm = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    temperature_c = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    hb_g_dl = models.DecimalField(max_digits=3, decimal_places=1, null=True)
    random_glucose_mg_dl = models.SmallIntegerField(null=True)
    fasting_glucose_mg_dl = models.SmallIntegerField(null=True)
    cholesterol_mg_dl = models.SmallIntegerField(null=True)
    tablets_given = models.SmallIntegerField(null=True)
    details = models.JSONField(
        default=dict, db_comment="The other answers by field id, as the form version asks them."
    )
    asked = models.JSONField(
        default=list,
        db_default=Value([], models.JSONField()),
        db_comment="Codes of unlikely values that were measured again and confirmed.",
    )
    form = models.CharField(max_length=12, default="balita", db_default="balita")
    form_version = models.CharField(max_length=20, default="balita-1")
    by_nakes = models.BooleanField(
        default=False, db_default=False, db_comment="A nakes served the person, not only a kader."
    )
    pregnancy = models.ForeignKey("posyandu.Pregnancy", models.PROTECT, null=True, related_name="contacts")

    # Computed when saved, rounded half up to two decimals; null where WHO gives none.
    wfa_z = models.FloatField(null=True)
    lhfa_z = models.FloatField(null=True)
    wflh_z = models.FloatField(null=True)
    bmifa_z = models.FloatField(null=True)
    hcfa_z = models.FloatField(null=True)
    wfa_class = models.CharField(max_length=24, blank=True)
    lhfa_class = models.CharField(max_length=24, blank=True)
    wflh_class = models.CharField(max_length=24, blank=True)
    hc_class = models.CharField(max_length=24, blank=True)
    muac_class = models.CharField(max_length=24, blank=True)
    kbm_g = models.SmallIntegerField(null=True, db_comment="Least gain expected at this weighing, grams.")
    is_bgm = models.BooleanField(default=False, db_comment="Below the red line of the KMS.")
    implausible = models.SmallIntegerField(
        default=0, db_comment="WHO flags: 1 wfa, 2 lhfa, 4 wflh, 8 bmifa, 16 hcfa. 0: none."
    )
    position_assumed = models.BooleanField(default=False)
    is_confirmed = models.BooleanField(default=False, db_comment="A nakes confirmed an implausible value.")
    bmi = models.DecimalField(max_digits=4, decimal_places=1, null=True)
    gestation_weeks = models.SmallIntegerField(null=True)
    tbc_count = models.SmallIntegerField(null=True, db_comment="Yes among the four TBC items.")
    puma_score = models.SmallIntegerField(null=True)
    srq20_score = models.SmallIntegerField(null=True)
    aks_score = models.SmallIntegerField(null=True)
    skilas_count = models.SmallIntegerField(null=True)
    classes = models.JSONField(
        default=dict,
        db_default=Value({}, models.JSONField()),
        db_comment="Class codes by family, as the rules of the day gave.",
    )
    rule_version = models.CharField(max_length=40)

    recorded_by_id = models.IntegerField(null=True)
    recorded_at = models.DateTimeField(db_default=Now(), editable=False)
    corrects = models.ForeignKey("self", models.PROTECT, null=True, related_name="corrections")
    voided_at = models.DateTimeField(null=True, editable=False)
    voided_by_id = models.IntegerField(null=True)
    void_reason = models.CharField(max_length=200, blank=True)

    objects = ScopedManager["Visit"](area="desa_id", posyandu="posyandu_of_residence_id")

    class Meta:
        indexes = [
            models.Index(
                fields=["person", "measured_on", "recorded_at"],
                condition=Q(voided_at=None),
                name="visit_person_day",
            ),
            models.Index(fields=["hari_buka"], condition=Q(voided_at=None), name="visit_hari_buka"),
            # The weighings that a refresh reads; older people have their own.
            models.Index(
                fields=["desa", "period"],
                condition=Q(voided_at=None, age_months__lt=60),
                name="visit_balita_desa_period",
            ),
            models.Index(
                fields=["desa", "period"],
                condition=Q(voided_at=None, age_months__gte=60),
                name="visit_older_desa_period",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["hari_buka", "person"], condition=Q(voided_at=None), name="one_live_visit"
            ),
            models.CheckConstraint(
                condition=Q(weight_kg=None) | Q(weight_kg__range=("0.30", "300")), name="weight_is_possible"
            ),
            models.CheckConstraint(
                condition=Q(length_height_cm=None) | Q(length_height_cm__range=("25", "250")),
                name="length_is_possible",
            ),
            models.CheckConstraint(condition=Q(age_days__gte=0), name="visit_follows_birth"),
            models.CheckConstraint(
                condition=Q(systolic_mmhg=None)
                | Q(diastolic_mmhg=None)
                | Q(systolic_mmhg__gt=F("diastolic_mmhg")),
                name="systolic_above_diastolic",
            ),
        ]
        db_table_comment = "Measurements of one person on one day. Appended and voided, never overwritten."

    def __str__(self) -> str:
        return f"{self.person_id} {self.measured_on}"
