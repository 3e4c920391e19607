"""Ending a finding: it was followed up, or a nakes set it aside with a reason. Row and inputs stay."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.utils import timezone

from ilp.access import audit
from ilp.access.models import User
from ilp.access.roles import Can
from ilp.base.language import gettext as _
from posyandu.models import Finding
from posyandu.services.refusing import atomic
from puskesmas.services.refusal import Refused

LONGEST_REASON = 200


@atomic
def override_finding(*, finding_id: int, reason: str, by: User) -> Finding:
    """A nakes does not follow the rule here, and says why. The same reason again changes nothing.

    :raises PermissionDenied: for anybody but a nakes.
    :raises Finding.DoesNotExist: outside the scope.
    :raises Refused: without a reason, or when the visit of the finding was replaced.
    """
    if not by.may(Can.VALIDATE):
        raise PermissionDenied
    kept = _locked(finding_id)
    if not reason.strip():
        raise Refused(
            {"reason": _("Tulis alasan temuan ini dikesampingkan, misalnya: sudah diperiksa dokter.")}
        )
    return _end(kept, Finding.State.DIKESAMPINGKAN, reason, "finding.overridden", by)


@atomic
def end_finding(*, finding_id: int, by: User, note: str = "") -> Finding:
    """What the finding asked for was done. A nakes ends a sensitive one. Errors as `override_finding`."""
    kept = _locked(finding_id)
    if kept.is_sensitive and not by.may(Can.VALIDATE):
        raise PermissionDenied
    if kept.state == Finding.State.DIKESAMPINGKAN:
        raise Refused({"": _("Temuan ini sudah dikesampingkan bidan. Tidak ada yang diubah.")})
    return _end(kept, Finding.State.SELESAI, note, "finding.ended", by)


def _locked(finding_id: int) -> Finding:
    kept = Finding.objects.select_for_update(no_key=True, of=("self",)).get(pk=finding_id)
    if kept.voided_at is not None:
        raise Refused({"": _("Kunjungan temuan ini sudah diganti. Muat ulang halaman.")})
    return kept


def _end(kept: Finding, state: str, reason: str, action: str, by: User) -> Finding:
    reason = reason.strip()[:LONGEST_REASON]
    if (kept.state, kept.end_reason) == (state, reason):
        return kept
    was = kept.state
    kept.state, kept.end_reason, kept.ended_at, kept.ended_by_id = state, reason, timezone.now(), by.pk
    kept.save(update_fields=["state", "end_reason", "ended_at", "ended_by_id"])
    changes = {"finding": kept.code, "person": kept.person_id, "was": was, "reason": reason}
    audit.record(action, "visit", [kept.visit_id], desa_id=kept.desa_id, changes=changes)
    return kept
