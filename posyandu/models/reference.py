"""Reference data a Dinkes may change: thresholds, ranges, KBM, forms (02, lines marked from knowledge)."""

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class RuleSetVersion(models.Model):
    """One version of the balita rule set. The shipped one is loaded from its file; a Dinkes adds others."""

    version = models.CharField(max_length=20, unique=True)
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200)
    body = models.JSONField()
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table_comment = "Versioned thresholds of the balita rules."

    def __str__(self) -> str:
        return self.version


class ClinicalChange(models.Model):
    """A clinical number that a Dinkes set in the place of the shipped one, from a day on."""

    code = models.CharField(max_length=60)
    value = models.JSONField()
    valid_from = models.DateField()
    valid_to = models.DateField(null=True)
    source = models.CharField(max_length=200, db_comment="Letter or regulation that says so.")
    recorded_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        indexes = [models.Index(fields=["code", "valid_from"], name="clinical_change_code")]
        constraints = [models.CheckConstraint(condition=~Q(source=""), name="clinical_change_has_a_source")]
        db_table_comment = "Changed clinical numbers; the shipped ones lie in files."

    def __str__(self) -> str:
        return f"{self.code} {self.valid_from}"


class FormVersion(models.Model):
    """A version of a form that a Dinkes added. The shipped ones lie in files; used ones are never changed."""

    version = models.CharField(max_length=20, unique=True)
    form = models.CharField(max_length=12)
    valid_from = models.DateField()
    source = models.CharField(max_length=200)
    body = models.JSONField()
    recorded_by_id = models.IntegerField(null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    class Meta:
        db_table_comment = "Added versions of the forms."

    def __str__(self) -> str:
        return self.version
