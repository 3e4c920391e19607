"""The one question every save of an event asks: is its month closed, and who may still change it, and why?

While the month is open the question costs nothing: it is answered from the calendar. In a closed month
posyandu users are refused, and a nakes gives a reason, which stands in the trail with the month
(04 §9 rule 9).
"""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.utils import timezone

from ilp.access.models import User
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.dates import period_of
from ilp.base.language import gettext as _
from posyandu.models import MonthOpening
from posyandu.rules.closing import is_closed
from puskesmas.services.refusal import Refused

CLOSED_PERIOD = "closed_period"
"""In the trail: the closed month that a change belongs to. `pws` reads it for the restatement log."""
LONGEST_REASON = 200


def month_is_closed(on: date, desa_id: int | None) -> bool:
    """Whether the month of this day is closed for the desa. No statement while the calendar says no."""
    period = period_of(on)
    if not is_closed(period, timezone.localdate(), settings.CLOSING_DAY):
        return False
    return not MonthOpening.objects.filter(desa_id=desa_id, period=period, ended_at=None).exists()


def refuse_posyandu(*, on: date, desa_id: int | None, by: User) -> None:
    """Keep posyandu users out of a closed month, for what changes no number by itself.

    :raises Refused: under "".
    """
    if not by.may(Can.VALIDATE) and month_is_closed(on, desa_id):
        raise Refused({"": _closed(on)})


def _closed(on: date) -> str:
    return _("%(month)s sudah ditutup. Serahkan lembarnya ke bidan.") % {"month": words.month(on)}


def late_changes(*, on: date, desa_id: int | None, by: User, reason: str = "") -> dict[str, object]:
    """What the trail keeps of a change in a closed month; nothing while the month is open.

    :param on: the day the record is about.
    :raises Refused: for who may not validate, under ""; for a nakes without a reason, under "reason".
    """
    if not month_is_closed(on, desa_id):
        return {}
    if not by.may(Can.VALIDATE):
        raise Refused({"": _closed(on)})
    if not reason.strip():
        text = _("%(month)s sudah ditutup: tulis alasannya, tanpa nama orang.")
        raise Refused({"reason": text % {"month": words.month(on)}})
    return {CLOSED_PERIOD: period_of(on), "reason": reason.strip()[:LONGEST_REASON]}
