"""Rule sets a Dinkes may change: thresholds, ranges, KBM (02, lines marked from knowledge)."""

from django.db import models
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
