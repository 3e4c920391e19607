"""What a list of names is about, and where in it the reader is."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest

from ilp.base.language import gettext as _
from pws.indicators import Indicator
from pws.selectors.names import Part
from pws.selectors.people import is_listable
from pws.selectors.places import Place
from pws.views.asked import Month, asked_indicator, asked_month, asked_place, place_query

PAGE_SIZE = 500
LONGEST_PAGE_NUMBER = 6
OF_YEAR = "tahun"


@dataclass(frozen=True, slots=True)
class Listed:
    """What a list is about, and where in it the reader is."""

    indicator: Indicator
    place: Place
    month: Month
    part: Part
    page: int
    as_file: bool
    of_year: bool

    @property
    def first(self) -> int:
        """The first month that the list counts."""
        return self.month.period // 12 * 12 if self.of_year else self.month.period

    @property
    def offset(self) -> int:
        return (self.page - 1) * PAGE_SIZE

    def about(self) -> dict[str, object]:
        """For the trail."""
        found: dict[str, object] = {
            "indikator": self.indicator.code,
            "bulan": self.month.param,
            "bagian": self.part.value,
        }
        return found | {"tempat": place_query(self.place) or "wilayah"}


def asked_list(request: HttpRequest) -> Listed:
    """`?indikator=&bulan=&desa=|posyandu=|puskesmas=&bagian=pembilang|penyebut&rentang=tahun&hal=`."""
    month = asked_month(request)
    indicator = asked_indicator(request)
    if indicator.is_known and not is_listable(indicator):
        raise Http404(
            _("%(code)s adalah selisih atau keadaan desa; tidak ada daftar nama di baliknya.")
            % {"code": indicator.code}
        )
    if not indicator.is_known:
        raise Http404(_("%(code)s belum ada sumber data.") % {"code": indicator.code})
    part = Part.DENOMINATOR if request.GET.get("bagian") == Part.DENOMINATOR.value else Part.NUMERATOR
    if part is Part.DENOMINATOR and indicator.denominator is None:
        raise Http404(_("Indikator %(code)s tidak punya penyebut.") % {"code": indicator.code})
    typed = request.GET.get("hal", "1")
    number = int(typed) if typed.isascii() and typed.isdigit() and len(typed) <= LONGEST_PAGE_NUMBER else 1
    as_file = request.GET.get("format") == "csv"
    of_year = request.GET.get("rentang") == OF_YEAR
    return Listed(indicator, asked_place(request, month), month, part, max(number, 1), as_file, of_year)
