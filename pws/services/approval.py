"""Signing a month, approving it, and opening it again: posyandu → puskesmas → Dinkes.

Who may do it is asked by the views; what may follow what is decided here. A signature seals the numbers as
they are counted at that moment (`pws.rules.signing`), and is never changed: who errs withdraws it with a
reason and signs again.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict
from datetime import UTC, datetime

from django.conf import settings
from django.db import connection
from django.utils import timezone

from ilp.access.models import User
from ilp.base import words
from ilp.base.dates import period_of
from ilp.base.language import gettext as _
from posyandu.models import MonthOpening
from posyandu.rules.closing import NEVER, is_closed
from posyandu.services.refusing import atomic
from puskesmas.models import Facility, WorkingArea
from puskesmas.services.refusal import Refused
from pws.models import Signature, SignedNumbers
from pws.rules.signing import Part, digest, head_of, is_intact, part_of
from pws.selectors.signed import live_numbers, live_numbers_of_post
from pws.services.reading import keep_deed

Level, State = Signature.Level, Signature.State
LONGEST_NOTE, LONGEST_REASON = 500, 200


@atomic
def sign_posyandu(*, posyandu: Sequence[Facility], period: int, by: User, note: str = "") -> list[Signature]:
    """A nakes stands for the month of these posyandu; those that are signed already stay as they are.

    :raises Refused: before the month is over, while sessions wait to be closed or validated, or without a
        note for a posyandu that had none.
    """
    _refuse_running(period)
    _refuse_uncounted([one.area_id for one in posyandu], period)
    standing = set(_standing(Level.POSYANDU, [one.pk for one in posyandu], period))
    _refuse_incomplete([one for one in posyandu if one.pk not in standing], period, note)
    made = []
    for one in posyandu:
        if one.pk in standing:
            continue
        numbers = live_numbers_of_post(one.area_id, one.pk, period)
        parts = [part_of(one.area_id, one.pk, period, numbers)]
        made.append(_sign(Level.POSYANDU, one.pk, [one.area_id], period, parts, by, note))
    return made


@atomic
def sign_puskesmas(*, puskesmas: Facility, period: int, by: User, note: str = "") -> Signature:
    """The head stands for the month of all desa of the puskesmas. Signing a final month changes nothing.

    A signature from before the closing day is provisional (SEMENTARA); signed again after it, it is final.

    :raises Refused: before the month is over, while changes wait to be counted, or without a note when a
        posyandu is not signed.
    """
    _refuse_running(period)
    desa_ids = desa_of(puskesmas.pk, period)
    if not desa_ids:
        raise Refused({"": _("%(name)s tidak punya desa pada bulan ini.") % {"name": puskesmas.name}})
    _refuse_uncounted(desa_ids, period)
    kept = Signature.objects.filter(
        level=Level.PUSKESMAS, facility=puskesmas, period=period, reopened_at=None
    ).first()
    if kept is not None and kept.state == State.FINAL:
        return kept
    if kept is not None and not _has_closed(period):
        return kept
    missing = len(unsigned_posyandu(desa_ids, period))
    if missing and not note.strip():
        text = _("%(n)s posyandu belum ditandatangani: tulis catatan, misalnya mengapa tidak ditunggu.")
        raise Refused({"note": text % {"n": missing}})
    if kept is not None:
        _withdraw(kept, by, _("Ditandatangani lagi sesudah bulan ditutup"))
    live = live_numbers(desa_ids, period)
    parts = [part_of(desa, 0, period, live[desa]) for desa in desa_ids]
    signed = _sign(Level.PUSKESMAS, puskesmas.pk, desa_ids, period, parts, by, note)
    MonthOpening.objects.filter(desa_id__in=desa_ids, period=period, ended_at=None).update(
        ended_at=timezone.now()
    )
    return signed


@atomic
def approve(*, puskesmas: Facility, period: int, by: User, note: str = "") -> Signature:
    """The Dinkes approves what the head signed; approving again changes nothing.

    :raises Refused: when nothing final is signed, or the seal of it is broken.
    """
    signed = (
        Signature.objects.select_for_update()
        .filter(level=Level.PUSKESMAS, facility=puskesmas, period=period, reopened_at=None)
        .first()
    )
    if signed is None or signed.state != State.FINAL:
        text = _("%(name)s belum menandatangani %(month)s sebagai final.")
        raise Refused({"": text % {"name": puskesmas.name, "month": words.month(period)}})
    if not seal_holds(signed):
        raise Refused({"": _("Segel angka ini rusak: isinya bukan lagi yang ditandatangani. Laporkan.")})
    kept = Signature.objects.filter(approves=signed, reopened_at=None).first()
    return kept or _sign(Level.DINKES, puskesmas.pk, signed.desa_ids, period, [], by, note, approves=signed)


@atomic
def reopen(*, signature: Signature, by: User, reason: str) -> Signature:
    """Withdraw a signature, and the approval that rests on it. Doing it again changes nothing.

    With the signature of a puskesmas, its month is open again to those who record, until it is signed anew.

    :raises Refused: without a reason.
    """
    kept = Signature.objects.select_for_update().get(pk=signature.pk)
    if kept.reopened_at is not None:
        return kept
    if not reason.strip():
        raise Refused({"reason": _("Tulis alasan membuka lagi, misalnya: satu posyandu terlambat.")})
    if kept.level == Level.DINKES and kept.approves is not None:
        _withdraw(kept, by, reason)
        kept = kept.approves
    for approval in Signature.objects.filter(approves=kept, reopened_at=None):
        _withdraw(approval, by, reason)
    _withdraw(kept, by, reason)
    if kept.level == Level.PUSKESMAS:
        _open_months(kept, by, reason)
    return kept


def seal_holds(signature: Signature) -> bool:
    """Whether a signature and its numbers are still what was signed; two statements at most."""
    rows = SignedNumbers.objects.filter(signature=signature)
    parts = [Part(row.desa_id, row.posyandu_id, row.body, row.sha256) for row in rows]
    about = {
        "level": signature.level, "place": signature.facility_id, "period": signature.period,
        "version": signature.version, "state": signature.state, "signed_by": signature.signed_by_id,
        "signer": signature.signer, "signed_at": _instant(signature.signed_at), "note": signature.note,
    }  # fmt: skip
    return is_intact(signature.head, signature.sha256, parts, about)


def desa_of(puskesmas_id: int, period: int) -> list[int]:
    """The desa that a puskesmas answers for today."""
    today = timezone.localdate()
    rows = WorkingArea.objects.filter(
        facility_id=puskesmas_id, kind=Facility.Kind.PUSKESMAS, valid_from__lte=today
    ).exclude(valid_to__lt=today)
    return sorted(rows.values_list("desa_id", flat=True))


def unsigned_posyandu(desa_ids: Sequence[int], period: int) -> list[int]:
    """Active posyandu of the month whose signature is missing."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select m.posyandu_id from pws_posyandumonth m"
            " where m.desa_id = any (%s) and m.period = %s and m.is_active and not exists ("
            " select from pws_signature s where s.level = 'POSYANDU' and s.facility_id = m.posyandu_id"
            " and s.period = m.period and s.reopened_at is null)",
            [list(desa_ids), period],
        )
        return [one for (one,) in cursor.fetchall()]


def _standing(level: str, facilities: Iterable[int], period: int) -> list[int]:
    rows = Signature.objects.filter(
        level=level, facility_id__in=list(facilities), period=period, reopened_at=None
    )
    return list(rows.values_list("facility_id", flat=True))


def _has_closed(period: int) -> bool:
    """Final from the closing day on; without one, from the end of the month on."""
    today = timezone.localdate()
    if settings.CLOSING_DAY == NEVER:
        return period < period_of(today)
    return is_closed(period, today, settings.CLOSING_DAY)


def _refuse_running(period: int) -> None:
    if period >= period_of(timezone.localdate()):
        raise Refused({"": _("%(month)s belum berakhir.") % {"month": words.month(period)}})


def _refuse_uncounted(desa_ids: Sequence[int], period: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select exists (select from base_change where desa_id = any (%s) and period = %s),"
            " (select count(*) from pws_desamonth where desa_id = any (%s) and period = %s)",
            [list(desa_ids), period, list(desa_ids), period],
        )
        waits, counted = cursor.fetchone()
    if waits or counted < len(set(desa_ids)):
        raise Refused({"": _("Angka bulan ini masih dihitung. Coba lagi beberapa detik lagi.")})


def _refuse_incomplete(posyandu: Sequence[Facility], period: int, note: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "select posyandu_id, opened - validated from pws_qualitymonth where posyandu_id = any (%s)"
            " and period = %s",
            [[one.pk for one in posyandu], period],
        )
        waiting = dict(cursor.fetchall())
    unfinished = [one.name for one in posyandu if waiting.get(one.pk)]
    if unfinished:
        text = _("Masih ada hari buka yang belum ditutup atau divalidasi: %(names)s.")
        raise Refused({"": text % {"names": ", ".join(unfinished)}})
    silent = [one.name for one in posyandu if one.pk not in waiting]
    if silent and not note.strip():
        text = _("Tidak ada hari buka di %(names)s: tulis catatan mengapa.")
        raise Refused({"note": text % {"names": ", ".join(silent)}})


def _sign(
    level: str, facility_id: int, desa_ids: Sequence[int], period: int, parts: Sequence[Part], by: User,
    note: str, approves: Signature | None = None,
) -> Signature:  # fmt: skip
    rows = Signature.objects.filter(level=level, facility_id=facility_id, period=period)
    before = rows.order_by("-version").first()
    version = before.version + 1 if before else 1
    at, signer, note = timezone.now(), by.full_name or by.username, note.strip()[:LONGEST_NOTE]
    state = State.FINAL if _has_closed(period) else State.SEMENTARA
    about = {
        "level": level, "place": facility_id, "period": period, "version": version, "state": str(state),
        "signed_by": by.pk, "signer": signer, "signed_at": _instant(at), "note": note,
    }  # fmt: skip
    head = head_of(
        about, parts, approves=approves.sha256 if approves else "", previous=before.sha256 if before else ""
    )
    made = Signature.objects.create(
        level=level, facility_id=facility_id, desa_ids=list(desa_ids), period=period, version=version,
        state=state, head=head, sha256=digest(head), approves=approves, signed_by_id=by.pk, signer=signer,
        signed_at=at, note=note,
    )  # fmt: skip
    SignedNumbers.objects.bulk_create(SignedNumbers(signature=made, **asdict(part)) for part in parts)
    deed = "month.approved" if level == Level.DINKES else "month.signed"
    keep_deed(deed, desa_ids=desa_ids, about=_told(made))
    return made


def _withdraw(signature: Signature, by: User, reason: str) -> None:
    signature.reopened_at, signature.reopened_by_id = timezone.now(), by.pk
    signature.reopen_reason = reason.strip()[:LONGEST_REASON]
    Signature.objects.filter(pk=signature.pk).update(
        reopened_at=signature.reopened_at, reopened_by_id=by.pk, reopen_reason=signature.reopen_reason
    )
    about = {**_told(signature), "reason": signature.reopen_reason}
    keep_deed("month.reopened", desa_ids=signature.desa_ids, about=about)


def _told(signature: Signature) -> dict[str, object]:
    return {
        "bulan": words.month_param(signature.period), "tingkat": signature.level,
        "tempat": signature.facility_id, "versi": signature.version, "sha256": signature.sha256,
    }  # fmt: skip


def _open_months(signature: Signature, by: User, reason: str) -> None:
    for desa_id in signature.desa_ids:
        MonthOpening.objects.get_or_create(
            desa_id=desa_id, period=signature.period, ended_at=None,
            defaults={"reason": reason.strip()[:LONGEST_REASON], "opened_by_id": by.pk},
        )  # fmt: skip


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="microseconds")
