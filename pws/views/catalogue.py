"""The catalogue on the screen: every indicator from its declaration."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ilp.access import scope
from ilp.access.gate import need
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.htmx import page
from pws.indicators import CATALOGUE, Direction, Indicator, Kind
from pws.selectors.catalogue import indicator_targets


@dataclass(frozen=True, slots=True)
class Entry:
    """One indicator in words."""

    indicator: Indicator
    kind: str
    better: str
    target: str


@require_safe
@need(Can.SEE_NUMBERS)
def indicators(request: UserRequest) -> HttpResponse:
    """Every indicator with its definition and the target of this year."""
    targets = indicator_targets(desa_ids=scope.current().desa_ids or (), year=timezone.localdate().year)
    entries = [
        _entry(one, words.percent_of(targets.get(one.code, one.target), 0)) for one in CATALOGUE.values()
    ]
    return page(request, "pws/indicators.html", part="pws/_indicators_part.html", entries=entries)


def _entry(one: Indicator, target: str) -> Entry:
    kinds = {
        Kind.BULANAN: _("Bulanan: pembilang dan penyebut dari bulan yang sama"),
        Kind.TITIK_WAKTU: _("Keadaan pada akhir bulan"),
        Kind.ABSOLUT: _("Jumlah; tanpa persen"),
    }
    ways = {
        Direction.UP: _("makin tinggi makin baik"),
        Direction.DOWN: _("makin rendah makin baik"),
        Direction.NONE: "",
    }
    return Entry(one, kinds[one.kind], ways[one.direction], target)
