"""The menu: where everybody may go from every page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import NamedTuple

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Entry(NamedTuple):
    """`needs`: the right without which it is not shown. `section`: the addresses that belong to it."""

    address: str
    icon: str
    word: str | Promise
    needs: str = ""
    section: str = ""


ENTRIES = (
    Entry("home", "home", _("Beranda")),
    Entry("posyandu:days", "calendar", _("Hari buka"), "see_names", "/hari-buka/"),
    Entry("pws:missed", "people", _("Belum terlayani"), "see_names"),
    Entry("puskesmas:new_person", "plus", _("Orang baru"), "record"),
    Entry("puskesmas:users", "person", _("Pengguna"), "manage", "/pengguna/"),
    Entry("puskesmas:facilities", "building", _("Fasilitas"), "manage", "/fasilitas/"),
    Entry("pws:heat", "chart", _("PWS"), "", "/pws/"),
    Entry("pws:indicators", "chart", _("Indikator")),
    Entry("posyandu:reference", "info", _("Data acuan"), "manage", "/acuan/"),
)


@cache
def href(entry: Entry) -> str:
    return reverse(entry.address)


@dataclass(frozen=True, slots=True)
class Here:
    """The entry a page belongs to, by its place in the menu; -1 for none. `mark`: for `aria-current`."""

    index: int
    mark: str


def here(path: str) -> Here:
    """Where in the menu a page stands: at an entry itself, or inside its section."""
    for index, entry in enumerate(ENTRIES):
        if path == href(entry):
            return Here(index, "page")
    for index, entry in enumerate(ENTRIES):
        if entry.section and path.startswith(entry.section):
            return Here(index, "true")
    return Here(-1, "")
