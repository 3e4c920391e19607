"""Signed months beside the live numbers: what was signed, by whom, and what is different since."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.db import connection

from pws.indicators import VERSIONS, Indicator, in_force
from pws.models import Signature
from pws.rules.signing import Change, Number, added_up, changes, numbers_of
from pws.selectors.tallies import Tally, counted_of, tallies, tallies_of_posts

Numbers = dict[str, Number]


def counted_in(period: int) -> list[Indicator]:
    """The indicators that have a number in a month, in the version of that month."""
    found = (in_force(code, period) for code in VERSIONS)
    return [one for one in found if one.numerator is not None]


def numbers_in(tally: Tally, indicators: Sequence[Indicator]) -> Numbers:
    """The numbers of one place and month as they are sealed; what nobody was counted in is 0."""
    found: Numbers = {}
    for one in indicators:
        numerator, denominator = tally.of(one)
        version = one.valid_from.year * 12 + one.valid_from.month - 1
        found[one.code] = (numerator or 0, denominator or 0, _counted(tally, one), version)
    return found


def _counted(tally: Tally, one: Indicator) -> int:
    """What the year adds up, which of A* is not what the month shows."""
    found = tally.counts.get((one.subject, one.numerator or "", one.bands), 0)
    less = 0 if one.minus is None else tally.counts.get((one.subject, one.minus, one.bands), 0)
    return found - less


def live_numbers(desa_ids: Sequence[int], period: int) -> dict[int, Numbers]:
    """Every indicator of each desa as it is counted now; one statement."""
    indicators = counted_in(period)
    found = tallies(counted_of(indicators), desa_ids=desa_ids, first=period, last=period)
    return {desa: numbers_in(found.get((desa, period), Tally()), indicators) for desa in desa_ids}


def live_numbers_of_post(desa_id: int, posyandu_id: int, period: int) -> Numbers:
    """The same of one posyandu."""
    indicators = counted_in(period)
    found = tallies_of_posts(counted_of(indicators), desa_ids=[desa_id], first=period, last=period)
    return numbers_in(found.get((desa_id, posyandu_id, period), Tally()), indicators)


@dataclass(frozen=True, slots=True)
class SignedDesa:
    """The numbers of one desa as a puskesmas signed them; `approved_at`: when the Dinkes did too."""

    desa_id: int
    facility_id: int
    signature_id: int
    state: str
    signer: str
    signed_at: datetime
    approved_at: datetime | None
    approver: str
    numbers: Numbers

    @property
    def is_final(self) -> bool:
        return self.state == Signature.State.FINAL


# The signed month of each desa, whichever puskesmas signed it.
_STANDING = """
select n.desa_id, s.facility_id, s.id, s.state, s.signer, s.signed_at, a.signed_at, coalesce(a.signer, ''),
    n.body
from pws_signature s
join pws_signednumbers n on n.signature_id = s.id and n.posyandu_id = 0
left join pws_signature a on a.approves_id = s.id and a.reopened_at is null
where s.level = 'PUSKESMAS' and s.period = %s and s.reopened_at is null and n.desa_id = any (%s)
"""


def signed_numbers(desa_ids: Sequence[int], period: int) -> dict[int, SignedDesa]:
    """The standing signature of each desa in a month, by its number; one statement."""
    with connection.cursor() as cursor:
        cursor.execute(_STANDING, [period, list(desa_ids)])
        return {
            desa: SignedDesa(desa, place, number, state, signer, at, approved_at, approver, numbers_of(body))
            for desa, place, number, state, signer, at, approved_at, approver, body in cursor.fetchall()
        }


@dataclass(frozen=True, slots=True)
class SignedMonth:
    """A month of a place beside its signatures.

    `by_desa`: what differs, by desa. `together`: what differs in the sum of the signed desa. `unsigned`: desa
    that nobody signed for. Empty when nothing was signed.
    """

    signed: Mapping[int, SignedDesa] = field(default_factory=dict)
    by_desa: Mapping[int, list[Change]] = field(default_factory=dict)
    together: Sequence[Change] = ()
    unsigned: Sequence[int] = ()

    @property
    def is_signed(self) -> bool:
        return bool(self.signed)

    @property
    def is_whole(self) -> bool:
        """Whether every desa of the place was signed, so that sums may be shown as signed."""
        return bool(self.signed) and not self.unsigned

    @property
    def is_changed(self) -> bool:
        return any(self.by_desa.values())

    @property
    def since(self) -> datetime | None:
        """When the oldest of the signatures was made."""
        return min((one.signed_at for one in self.signed.values()), default=None)


def beside(
    signed: Mapping[int, SignedDesa], live: Mapping[int, Numbers], desa_ids: Sequence[int]
) -> SignedMonth:
    """Signed and live numbers laid together; no statement."""
    if not signed:
        return SignedMonth(unsigned=list(desa_ids))
    by_desa = {desa: changes(one.numbers, live.get(desa, {})) for desa, one in signed.items()}
    together = changes(
        added_up([one.numbers for one in signed.values()]),
        added_up([live.get(desa, {}) for desa in signed]),
    )
    unsigned = [desa for desa in desa_ids if desa not in signed]
    return SignedMonth(signed, by_desa, together, unsigned)


def signed_month(desa_ids: Sequence[int], period: int) -> SignedMonth:
    """A month beside its signatures: one statement when nothing was signed, else two.

    Boards include it with `templates/pws/_signed.html`.
    """
    signed = signed_numbers(desa_ids, period)
    live = live_numbers(list(signed), period) if signed else {}
    return beside(signed, live, desa_ids)


@dataclass(frozen=True, slots=True)
class LateChange:
    """Something in the trail that may explain a changed number. `is_of_month`: it names the closed month."""

    desa_id: int
    at: datetime
    actor: str
    action: str
    reason: str
    is_of_month: bool


def late_changes(desa_ids: Sequence[int], period: int, since: datetime) -> list[LateChange]:
    """Who changed what since then, newest first, and why; nobody under care is named. One statement."""
    with connection.cursor() as cursor:
        cursor.execute("select * from pws_late_changes(%s, %s, %s)", [list(desa_ids), period, since])
        return [LateChange(*row) for row in cursor.fetchall()]
