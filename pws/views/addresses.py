"""Where the cells of large tables lead. A table has thousands of them, so each address is looked up once.

Codes of indicators and areas, months and numbers of facilities hold no sign that an address must escape.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

from django.urls import reverse

from pws.indicators import Indicator, Subject
from pws.selectors.people import is_listable


@cache
def _at(name: str) -> str:
    return reverse(name)


def graph_href(indicator: Indicator, month: str, where: Mapping[str, object] | None = None) -> str:
    """The graph of PWS; `where` its place, without one the reader's own."""
    place = "".join(f"&{key}={value}" for key, value in where.items()) if where else ""
    return f"{_at('pws:graph')}?indikator={indicator.code}&bulan={month}{place}"


def missed_href(indicator: Indicator, month: str, desa: str) -> str:
    """Who was not reached; empty where no list tells it."""
    if indicator.denominator is None or not is_listable(indicator):
        return ""
    return f"{_at('pws:missed')}?indikator={indicator.code}&bulan={month}&desa={desa}"


def names_href(indicator: Indicator, place: str, month: str, *, may_names: bool) -> str:
    """Where the names behind a number stand; empty if the role may not read them. Posyandu are no secret."""
    if indicator.subject is not Subject.POSYANDU and not may_names:
        return ""
    return f"{_at('pws:names')}?indikator={indicator.code}&bulan={month}{'&' if place else ''}{place}"


def listed_href(indicator: Indicator, month: str, desa: str, *, may_names: bool) -> str:
    """The names behind what the situation of a desa says: of the year where it adds up."""
    if not is_listable(indicator):
        return ""
    span = "&rentang=tahun" if indicator.kind.is_cumulative else ""
    return names_href(indicator, f"desa={desa}{span}", month, may_names=may_names)


def desa_href(desa: str, month: str) -> str:
    """The situation of a desa."""
    before, after = _situation()
    return f"{before}{desa}{after}?bulan={month}"


def heat_href(month: str, puskesmas_id: int) -> str:
    """The heat table of a puskesmas."""
    return f"{_at('pws:heat')}?bulan={month}&puskesmas={puskesmas_id}"


@cache
def _situation() -> tuple[str, str]:
    some = "00.00.00.0000"
    before, after = reverse("pws:situation", args=[some]).split(some)
    return before, after
