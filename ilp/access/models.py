"""Users and what binds them to places; sessions; the audit trail.

Places are named here by code and number, without foreign keys, because this room lies below `puskesmas`.
"""

from __future__ import annotations

from typing import ClassVar

from django.contrib.auth.models import AbstractBaseUser, UserManager
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Now
from django.utils.translation import gettext_lazy as _

from ilp.access.roles import RIGHTS, SMALL_CELLS_HIDDEN, Can, Role


class User(AbstractBaseUser):
    """A person who logs in. Exactly one role, bound to one area or one facility.

    `area_code` is a dotted Kemendagri code (Dinkes: kabupaten; kader pustu, desa viewer: desa);
    `facility_id` is the number of a puskesmas or posyandu.
    """

    username = models.CharField(_("nama pengguna"), max_length=60, unique=True)
    full_name = models.CharField(_("nama"), max_length=120)
    role = models.CharField(_("peran"), max_length=20, choices=Role)
    area_code = models.CharField(max_length=13, blank=True)
    facility_id = models.IntegerField(null=True, blank=True)
    is_active = models.BooleanField(default=True)
    must_change_password = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now(), editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(area_code="") ^ models.Q(facility_id=None),
                name="user_is_bound_to_one_place",
            )
        ]
        db_table_comment = "People who log in. No password of a real person is ever in a seed."

    def __str__(self) -> str:
        return self.username

    def may(self, right: Can) -> bool:
        """Whether the role holds this right; where it holds is the scope's business."""
        return right in RIGHTS[self.role]

    @property
    def small_cells_hidden(self) -> bool:
        return self.role in SMALL_CELLS_HIDDEN

    @property
    def is_kader(self) -> bool:
        return self.role in {Role.KADER_POSYANDU, Role.KADER_PUSTU}


class Scope(models.Model):
    """Where a user's rights hold today: worked out from role, working areas and catchments.

    Read by PostgreSQL's row policies on every query. `posyandu_ids` is null when the whole desa is visible.
    """

    user = models.OneToOneField(User, on_delete=models.CASCADE, primary_key=True)
    desa_ids = ArrayField(models.IntegerField(), default=list)
    posyandu_ids = ArrayField(models.IntegerField(), null=True)
    sees_names = models.BooleanField(default=False, db_comment="The role holds Can.SEE_NAMES.")
    sees_audit = models.BooleanField(db_default=False, db_comment="The role holds Can.SEE_AUDIT.")
    place_name = models.CharField(
        max_length=140, db_default="", db_comment="The place the user is bound to, as the header shows it."
    )
    updated_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table_comment = "Desa and posyandu each user may read; row-level security reads it."

    def __str__(self) -> str:
        return f"{self.user_id}: {len(self.desa_ids)} desa"


class Session(AbstractBaseSession):
    """A login on one device. Knows its user, so that it can be listed and ended."""

    user = models.ForeignKey(User, on_delete=models.CASCADE, null=True)
    created_at = models.DateTimeField(db_default=Now(), editable=False)
    user_agent = models.CharField(max_length=200, blank=True)

    class Meta:
        db_table_comment = "Server-side sessions."

    @classmethod
    def get_session_store_class(cls) -> type:
        from ilp.access.sessions import SessionStore

        return SessionStore


class AuditLine(models.Model):
    """One line of the trail: who did or read what, when. Never changed, never deleted.

    `subject_ids` holds every person a list showed; `changes` holds field values, never a NIK.
    """

    at = models.DateTimeField(db_default=Now(), editable=False)
    actor_id = models.IntegerField(null=True)
    action = models.CharField(max_length=40)
    subject_type = models.CharField(max_length=30)
    subject_ids = ArrayField(models.UUIDField(), default=list)
    desa_id = models.IntegerField(null=True)
    changes = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["desa_id", "-at"], name="audit_desa_at"),
            models.Index(fields=["actor_id", "-at"], name="audit_actor_at"),
        ]
        db_table_comment = "Audit trail of every write and every person read. Append-only."

    def __str__(self) -> str:
        return f"{self.at} {self.action}"
