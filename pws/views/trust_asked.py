"""What the pages about trust ask for in the same way: last month, one puskesmas or many, deadlines."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

from django.conf import settings
from django.http import HttpRequest

from ilp.base.language import gettext as _
from pws.rules.quality import deadline
from pws.selectors.places import Desa, Place, PlaceKind
from pws.views.asked import Month, asked_month, asked_place


@dataclass(frozen=True, slots=True)
class Asked:
    """Month and place of a page. `puskesmas`: the one it is about, or None for all of the place."""

    month: Month
    place: Place
    puskesmas: int | None

    @property
    def groups(self) -> dict[tuple[int, str], list[Desa]]:
        """The desa of the place by puskesmas, in the order of their names."""
        found: dict[tuple[int, str], list[Desa]] = {}
        for desa in self.place.desa:
            key = (desa.puskesmas_id, desa.puskesmas_name or _("Tanpa puskesmas"))
            found.setdefault(key, []).append(desa)
        return dict(sorted(found.items(), key=lambda one: one[0][1].lower()))


def asked(request: HttpRequest) -> Asked:
    """`?bulan=`, the last whole month without it; `?puskesmas=` or `?desa=`, everything without it."""
    month = asked_month(request)
    if not request.GET.get("bulan", "").strip():
        month = replace(month, period=month.current - 1)
    place = asked_place(request, month)
    numbers = {desa.puskesmas_id for desa in place.desa}
    only = next(iter(numbers)) if len(numbers) == 1 else None
    return Asked(month, place, place.id if place.kind is PlaceKind.PUSKESMAS else only)


def deadlines(period: int, months: int) -> dict[int, date]:
    """The last day in time of each of so many months up to this one."""
    return {one: deadline(one, settings.CLOSING_DAY) for one in range(period - months + 1, period + 1)}
