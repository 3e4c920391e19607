"""What a request asks for: month, place, indicator. Wrong input gets a sentence, never a crash."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.http import Http404, HttpRequest
from django.utils import timezone

from ilp.access import scope
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.dates import period_of
from ilp.base.language import gettext as _
from pws.indicators import CATALOGUE, Indicator
from pws.selectors.figures import Reader
from pws.selectors.places import Place, PlaceKind, PlaceNotFound, find_place, my_place

# Largest number of a facility; a longer one in an address is no number of ours.
LARGEST_ID = 2**31 - 1


@dataclass(frozen=True, slots=True)
class Month:
    """The month of a page. `notice`: what was wrong with the one asked for, and what is shown instead."""

    period: int
    today: date
    notice: str = ""

    @property
    def is_current(self) -> bool:
        return self.period == period_of(self.today)

    @property
    def current(self) -> int:
        return period_of(self.today)

    @property
    def year(self) -> int:
        return self.period // 12

    @property
    def param(self) -> str:
        return words.month_param(self.period)


def asked_month(request: HttpRequest) -> Month:
    """`?bulan=2026-11`; without it this month. A month to come, or no month at all, is told."""
    today = timezone.localdate()
    now = period_of(today)
    typed = request.GET.get("bulan", "").strip()
    if not typed:
        return Month(now, today)
    period = words.period_from(typed)
    shown = words.month(now)
    if period is None:
        notice = _("Bulan “%(typed)s” tidak dikenal, jadi ditampilkan %(shown)s. Tulis seperti 2026-11.")
        return Month(now, today, notice % {"typed": typed[:20], "shown": shown})
    if period > now:
        notice = _("%(asked)s belum tiba, jadi ditampilkan %(shown)s.")
        return Month(now, today, notice % {"asked": words.month(period), "shown": shown})
    return Month(period, today)


def place_or_404(kind: PlaceKind, key: str | int, month: Month) -> Place:
    """The place, when it exists and lies inside the scope in force."""
    if isinstance(key, int) and key > LARGEST_ID:
        raise Http404
    try:
        return find_place(kind, key, scope=scope.current(), today=month.today, year=month.year)
    except PlaceNotFound as error:
        raise Http404(_("Tempat ini tidak ditemukan di wilayah Anda.")) from error


def asked_place(request: HttpRequest, month: Month) -> Place:
    """`?posyandu=7`, `?desa=73.09.01.1002` or `?puskesmas=3`; without one, all the user may see."""
    for kind in (PlaceKind.POSYANDU, PlaceKind.DESA, PlaceKind.PUSKESMAS):
        typed = request.GET.get(kind.value, "").strip()
        if not typed:
            continue
        if kind is PlaceKind.DESA:
            return place_or_404(kind, typed, month)
        if not (typed.isascii() and typed.isdigit()):
            raise Http404(_("Nomor “%(typed)s” bukan nomor fasilitas.") % {"typed": typed[:20]})
        return place_or_404(kind, int(typed), month)
    try:
        return my_place(scope=scope.current(), today=month.today, year=month.year)
    except PlaceNotFound as error:
        raise Http404(_("Belum ada wilayah untuk akun Anda.")) from error


def asked_indicator(request: HttpRequest, default: str = "GIZ-DS") -> Indicator:
    """`?indikator=GIZ-BGM`, a code of the catalogue."""
    typed = request.GET.get("indikator", "").strip() or default
    indicator = CATALOGUE.get(typed)
    if indicator is None:
        raise Http404(_("Indikator “%(typed)s” tidak ada di katalog.") % {"typed": typed[:30]})
    return indicator


def place_query(place: Place) -> str:
    """The place as it stands in an address; empty for everything the user may see."""
    if place.kind is PlaceKind.DESA:
        return f"desa={place.code}"
    if place.kind in {PlaceKind.POSYANDU, PlaceKind.PUSKESMAS}:
        return f"{place.kind.value}={place.id}"
    return ""


def reader_of(request: UserRequest) -> Reader:
    return Reader(hides_small=request.user.small_cells_hidden)


def may_see_names(request: UserRequest) -> bool:
    return request.user.may(Can.SEE_NAMES)
