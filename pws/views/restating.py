"""The restatement log: which numbers of a signed month moved, who changed what, and why."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from django.http import HttpResponse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ilp.access.gate import need
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.access.trail import deed
from ilp.base import words
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from ilp.base.templatetags.ilp import badge
from pws.indicators import VERSIONS, in_force
from pws.models import Restatement
from pws.selectors.closing import restatements
from pws.selectors.signed import LateChange, SignedMonth, late_changes, signed_month
from pws.views.markup import joined, row, row_group
from pws.views.signed import changed_words, number_words
from pws.views.trust_asked import Asked, asked

NUMBERS = frozenset({1, 2})


@require_safe
@need(Can.STEER)
def restated(request: UserRequest) -> HttpResponse:
    """`?bulan=&puskesmas=|desa=`: signed beside live, the log of the nights, and the changes behind both."""
    found = asked(request)
    desa_ids, period = found.place.desa_ids, found.month.period
    month = signed_month(desa_ids, period)
    late = late_changes(desa_ids, period, month.since) if month.since is not None else []
    names = {desa.id: desa.name for desa in found.place.desa}
    return page(
        request, "pws/restated.html", part="pws/_restated_part.html", place=found.place, month=found.month,
        signed=month, lines=joined(_changed(found, month)), log=_log(restatements(desa_ids, period), names),
        late=_late(late, names),
    )  # fmt: skip


def _changed(found: Asked, month: SignedMonth) -> Iterator[str]:
    for desa in found.place.desa:
        changes = month.by_desa.get(desa.id)
        if not changes:
            continue
        yield row_group(desa.name, 3)
        for one in changed_words(changes, period=found.month.period, hides_small=False):
            yield row([escape(one.title), one.signed, one.live], numbers=NUMBERS)


def _log(found: list[Restatement], names: dict[int, str]) -> SafeString:
    return joined(
        row(
            [
                words.day(timezone.localtime(one.noticed_at).date(), short=True),
                escape(names.get(one.desa_id, "")),
                escape(_short(one.indicator)),
                _pair(one.signed),
                _pair(one.live),
            ],
            numbers=frozenset({3, 4}),
        )
        for one in found
    )


def _short(code: str) -> str:
    return str(in_force(code, 0).short) if code in VERSIONS else code


def _pair(counts: list[int]) -> str:
    return number_words((counts[0], counts[1], 0, 0), is_rate=bool(counts[1]), hides_small=False)


def _late(found: list[LateChange], names: dict[int, str]) -> SafeString:
    return joined(
        row(
            [
                words.day(timezone.localtime(one.at).date(), short=True),
                escape(names.get(one.desa_id, "")),
                escape(one.actor or _("sistem")),
                escape(deed(one.action)),
                escape(one.reason) or words.NONE,
                badge("info", _("bulan ini")) if one.is_of_month else badge("none", _("data dasar")),
            ]
        )
        for one in found
    )
