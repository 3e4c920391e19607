"""Watching the numbers at night: do the invariants hold, and did signed months move?"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.db import connection, transaction
from django.utils import timezone

from ilp.access import scope
from pws.models import Alarm, Restatement, Signature
from pws.rules.signing import Change, changes
from pws.selectors.signed import Numbers, live_numbers, signed_numbers
from pws.services.refresh import RebuildResult


@dataclass(frozen=True, slots=True)
class Broken:
    """One invariant that does not hold. No desa: everywhere."""

    kind: str
    rule: str
    count: int
    desa_ids: Sequence[int] = ()
    first_period: int | None = None
    last_period: int | None = None


def check_invariants(rebuilt: RebuildResult) -> list[Broken]:
    """Raise an alarm for everything that is broken, and end those that hold again.

    A rebuild that found differences has put the right numbers in place; its alarm stays until the next one
    finds none, so that somebody looks for the cause.
    """
    with transaction.atomic():
        broken = [*_rebuild(rebuilt), *_identities()]
    with scope.system("trust"):
        _end_all_but(broken)
        for one in broken:
            _raise(one)
    return broken


def _rebuild(rebuilt: RebuildResult) -> list[Broken]:
    count = (rebuilt.fact_differences or 0) + (rebuilt.cell_differences or 0)
    if not count:
        return []
    rows = [row["kept"] or row["computed"] for row in rebuilt.examples]
    desa_ids = sorted({row["desa_id"] for row in rows})
    periods = [row["period"] for row in rows]
    return [
        Broken(
            Alarm.Kind.REBUILD, "", count, desa_ids, min(periods, default=None), max(periods, default=None)
        )
    ]


def _identities() -> list[Broken]:
    with connection.cursor() as cursor:
        cursor.execute("select rule, n, desa_ids, first_period, last_period from pws_broken_identities()")
        return [Broken(Alarm.Kind.IDENTITY, *row) for row in cursor.fetchall()]


def _end_all_but(broken: Iterable[Broken]) -> None:
    standing = {(one.kind, one.rule) for one in broken}
    for alarm in Alarm.objects.filter(ended_at=None):
        if (alarm.kind, alarm.rule) not in standing:
            Alarm.objects.filter(pk=alarm.pk).update(ended_at=timezone.now())


def _raise(one: Broken) -> None:
    found = {
        "desa_ids": list(one.desa_ids), "first_period": one.first_period, "last_period": one.last_period,
        "count": one.count,
    }  # fmt: skip
    Alarm.objects.update_or_create(
        kind=one.kind, rule=one.rule, ended_at=None,
        defaults=found, create_defaults={**found, "raised_at": timezone.now()},
    )  # fmt: skip


def log_restatements() -> int:
    """Append every number of a signed month that is another one than when it was last looked at.

    :returns: how many lines were appended. Run again, it appends none.
    """
    with scope.system("restatements"):
        rows = Signature.objects.filter(level=Signature.Level.PUSKESMAS, reopened_at=None)
        months: dict[int, set[int]] = {}
        for period, desa_ids in rows.values_list("period", "desa_ids"):
            months.setdefault(period, set()).update(desa_ids)
        return sum(_log_month(period, sorted(desa_ids)) for period, desa_ids in sorted(months.items()))


def _log_month(period: int, desa_ids: list[int]) -> int:
    signed = signed_numbers(desa_ids, period)
    live = live_numbers(desa_ids, period)
    known = _last_known([one.signature_id for one in signed.values()])
    now = timezone.now()
    new = [
        Restatement(
            signature_id=one.signature_id, desa_id=desa, indicator=change.code,
            signed=list(change.signed[:2]), live=list(change.live[:2]), noticed_at=now,
        )
        for desa, one in signed.items()
        for change in _moved(one.numbers, live[desa], known.get((one.signature_id, desa), {}))
    ]  # fmt: skip
    Restatement.objects.bulk_create(new)
    return len(new)


def _moved(signed: Numbers, live: Numbers, known: dict[str, list[int]]) -> list[Change]:
    """What differs from what was last known of it: the signed number, or the newest line of the log."""
    found = {change.code: change for change in changes(signed, live)}
    for code in known:
        if code not in found and code in signed:
            found[code] = Change(code, signed[code], signed[code])  # it went back to the signed number
    return [one for code, one in found.items() if list(one.live[:2]) != known.get(code, list(one.signed[:2]))]


def _last_known(signature_ids: list[int]) -> dict[tuple[int, int], dict[str, list[int]]]:
    known: dict[tuple[int, int], dict[str, list[int]]] = {}
    rows = Restatement.objects.filter(signature_id__in=signature_ids).order_by("pk")
    for signature_id, desa_id, code, live in rows.values_list("signature_id", "desa_id", "indicator", "live"):
        known.setdefault((signature_id, desa_id), {})[code] = live
    return known
