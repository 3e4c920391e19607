"""What the page of month closing shows: reports and signatures of posyandu, puskesmas and Dinkes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.utils import timezone

from pws.models import Restatement, Signature
from pws.rules.quality import Report, Sessions, report_of


@dataclass(frozen=True, slots=True)
class PostState:
    """One posyandu in the month. `signature_id` None: nobody signed."""

    desa_id: int
    posyandu_id: int
    name: str
    sessions: Sessions
    report: Report
    signature_id: int | None
    signer: str
    state: str

    @property
    def is_ready(self) -> bool:
        """Everything that began is validated, or nothing began."""
        return self.signature_id is None and self.report in {Report.IN_TIME, Report.LATE, Report.NOT_OPENED}


_POSTS = """
select m.desa_id, m.posyandu_id, f.name, coalesce(q.opened, 0), coalesce(q.closed, 0),
    coalesce(q.validated, 0), q.validated_at, s.id, coalesce(s.signer, ''), coalesce(s.state, '')
from pws_posyandumonth m
join puskesmas_facility f on f.id = m.posyandu_id
left join pws_qualitymonth q using (desa_id, period, posyandu_id)
left join pws_signature s on s.level = 'POSYANDU' and s.facility_id = m.posyandu_id and s.period = m.period
    and s.reopened_at is null
where m.desa_id = any (%s) and m.period = %s and m.is_active
order by lower(f.name), f.id
"""


def posts_states(desa_ids: Sequence[int], period: int, until: date) -> list[PostState]:
    """Every active posyandu of the desa by name; one statement.

    :param until: the last day on which the report is in time.
    """
    with connection.cursor() as cursor:
        cursor.execute(_POSTS, [list(desa_ids), period])
        rows = cursor.fetchall()
    found = []
    for desa_id, posyandu_id, name, opened, closed, validated, at, signature_id, signer, state in rows:
        day = None if at is None else timezone.localtime(at).date()
        sessions = Sessions(opened, closed, validated, day)
        report = report_of(sessions, until)
        found.append(PostState(desa_id, posyandu_id, name, sessions, report, signature_id, signer, state))
    return found


def signatures(puskesmas_ids: Sequence[int], period: int) -> list[Signature]:
    """Signatures of puskesmas and Dinkes for a month, withdrawn ones too, newest first; one statement."""
    rows = Signature.objects.filter(facility_id__in=list(puskesmas_ids), period=period)
    return list(rows.exclude(level=Signature.Level.POSYANDU).order_by("-signed_at", "-pk"))


def standing(found: Sequence[Signature], puskesmas_id: int, level: str) -> Signature | None:
    """The signature of this level that was not withdrawn."""
    return next(
        (
            one
            for one in found
            if one.facility_id == puskesmas_id and one.level == level and one.reopened_at is None
        ),
        None,
    )


def restatements(desa_ids: Sequence[int], period: int, most: int = 300) -> list[Restatement]:
    """The log of a month, newest first; one statement."""
    rows = Restatement.objects.filter(desa_id__in=list(desa_ids), signature__period=period)
    return list(rows.order_by("-noticed_at", "desa_id", "indicator")[:most])
