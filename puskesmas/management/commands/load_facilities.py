"""`load_facilities FILE.csv`: facilities of every kind with working areas and catchments."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.db import DataError, IntegrityError, transaction

from ilp.base.language import gettext as _
from puskesmas.importing import ListCommand, Row, Sheet, read_sheet
from puskesmas.models import Area, Facility
from puskesmas.services.facilities import SERVES_DESA, FacilityDraft, keep_facility, share_desa
from puskesmas.services.refusal import Refused
from puskesmas.services.scopes import rebuild_scopes

Kind = Facility.Kind
_SAME = (
    "kind", "name", "code", "satusehat_id", "parent_code", "area_code", "district_code", "address", "lat",
    "lng",
    "opened_on", "closed_on", "ilp_status", "working_area", "valid_from", "dusun", "rw", "rt",
)  # fmt: skip
NAMES = {
    **{name: name for name in _SAME},
    "jenis": "kind", "nama": "name", "kode": "code", "kode_puskesmas": "code",
    "kode_satusehat": "satusehat_id",
    "kode_induk": "parent_code", "kode_wilayah": "area_code", "village_code": "area_code",
    "kode_kecamatan": "district_code", "alamat": "address", "lintang": "lat", "bujur": "lng",
    "tanggal_buka": "opened_on", "tanggal_tutup": "closed_on", "status_ilp": "ilp_status",
    "wilayah_kerja": "working_area", "berlaku_sejak": "valid_from",
    # Columns of public registers that say nothing we keep.
    **dict.fromkeys(
        ("kode_bpjs", "type", "regency_code", "district_name", "coordinate_source", "source"), ""
    ),
}  # fmt: skip
# Parents first: a list may name facilities in any order.
ORDER = {kind: place for place, kind in enumerate(Kind.values)}
LONGITUDE, LATITUDE = (94, 142), (-12, 7)


class Command(ListCommand):
    help = "Muat fasilitas dari CSV: nama, jenis, kode, kode_wilayah, kode_induk, wilayah_kerja, rw, rt, …"
    what = "facility"
    action = "facilities.loaded"

    def add_list_arguments(self, parser: ArgumentParser) -> None:
        super().add_list_arguments(parser)
        parser.add_argument(
            "--share-desa",
            action="store_true",
            help="Desa tanpa wilayah kerja diberikan kepada puskesmas terdekat di kecamatannya.",
        )

    def read(self, path: Path) -> Sheet:
        sheet = read_sheet(path, names=NAMES, required=("name",))
        if "kode_puskesmas" in sheet.header:
            for row in sheet.rows:
                row.cells["kind"] = row.get("kind") or Kind.PUSKESMAS
        return sheet

    def keep(self, sheet: Sheet, options: Mapping[str, Any]) -> str:
        codes = {code for row in sheet.rows for code in _codes(row)}
        self.areas = Area.objects.in_bulk(list(codes), field_name="code")
        seen: dict[str, int] = {}
        for row in sheet.rows:
            _check_row(row, seen)
        kept = 0
        for row in sorted(sheet.rows, key=lambda item: ORDER.get(item.get("kind").upper(), 0)):
            draft = self._draft(row)
            if draft is not None and not row.problems:
                kept += self._keep(row, draft)
        shared = 0
        if options["share_desa"]:
            codes = {row.get("area_code")[:8] or row.get("district_code") for row in sheet.good}
            shared = share_desa(Area.objects.filter(code__in=codes, level=Area.Level.KECAMATAN))
        rebuild_scopes()
        return _("%(kept)s fasilitas dimuat, %(shared)s desa dibagikan.") % {"kept": kept, "shared": shared}

    def _keep(self, row: Row, draft: FacilityDraft) -> bool:
        try:
            with transaction.atomic():
                keep_facility(draft)
        except Refused as refused:
            row.problems += refused.problems.values()
        except (IntegrityError, DataError):
            row.refuse(_("Bentrok dengan fasilitas lain bernama sama di tempat yang sama. Ubah namanya."))
        return not row.problems

    def _draft(self, row: Row) -> FacilityDraft | None:
        kind = row.get("kind").upper()
        area = self._area(row, row.get("area_code") or row.get("district_code"))
        desa = [self._area(row, code) for code in _served(row)]
        parent = self._parent(row)
        name = row.get("name")
        if kind == Kind.PUSKESMAS and not name.lower().startswith("puskesmas"):
            name = f"Puskesmas {name}"
        if area is None or row.problems:
            return None
        return FacilityDraft(
            kind=kind, name=name, area=area, code=row.get("code"), satusehat_id=row.get("satusehat_id"),
            parent=parent, address=row.get("address"),
            latitude=row.degrees("lat", *LATITUDE), longitude=row.degrees("lng", *LONGITUDE),
            opened_on=row.date("opened_on"), closed_on=row.date("closed_on"),
            ilp_status=row.get("ilp_status").upper() or Facility.IlpStatus.BELUM,
            desa=tuple(item for item in desa if item), valid_from=row.date("valid_from"),
            dusun=row.get("dusun"), rw=_three(row.get("rw")), rts=tuple(map(_three, row.get("rt").split())),
        )  # fmt: skip

    def _area(self, row: Row, code: str) -> Area | None:
        found = self.areas.get(code)
        if found is None:
            row.refuse(
                _(
                    "Wilayah %(code)s belum ada."
                    " Periksa kodenya, atau muat dulu: manage.py load_areas %(district)s."
                )
                % {"code": code or "(kosong)", "district": code[:5] or "…"}
            )
        return found

    def _parent(self, row: Row) -> Facility | None:
        code = row.get("parent_code")
        if not code:
            return None
        found = Facility.objects.filter(code=code).first()
        if found is None:
            row.refuse(
                _("Fasilitas induk %(code)s tidak ditemukan. Muat induknya dulu, atau kosongkan.")
                % {"code": code}
            )
        return found


def _three(number: str) -> str:
    return number.zfill(3) if number else ""


def _served(row: Row) -> list[str]:
    return row.get("working_area").replace(";", " ").replace(",", " ").split()


def _codes(row: Row) -> list[str]:
    return [row.get("area_code"), row.get("district_code"), *_served(row)]


def _check_row(row: Row, seen: dict[str, int]) -> None:
    kind, code = row.get("kind").upper(), row.get("code")
    if not row.get("name"):
        row.refuse(_("Nama kosong. Isi nama fasilitas."))
    if kind not in Kind.values:
        row.refuse(
            _("Jenis %(kind)s tidak dikenal. Pilih: %(known)s.")
            % {"kind": kind or "(kosong)", "known": ", ".join(Kind.values)}
        )
    if code and code in seen:
        row.refuse(
            _("Kode %(code)s sudah ada di baris %(line)s. Hapus salah satu.")
            % {"code": code, "line": seen[code]}
        )
    seen.setdefault(code, row.line)
    status = row.get("ilp_status").upper()
    if status and status not in Facility.IlpStatus.values:
        row.refuse(
            _("Status ILP %(status)s tidak dikenal. Pilih: %(known)s.")
            % {"status": status, "known": ", ".join(Facility.IlpStatus.values)}
        )
    if _served(row) and kind not in SERVES_DESA:
        row.refuse(_("Hanya puskesmas dan pustu punya wilayah kerja. Kosongkan kolom itu."))
    if kind == Kind.POSYANDU and len(row.get("area_code")) != len("73.09.01.1002"):
        row.refuse(_("Posyandu harus berada di satu desa. Isi kode_wilayah desanya, misalnya 73.09.01.1002."))
    row.degrees("lat", *LATITUDE)
    row.degrees("lng", *LONGITUDE)
    opened, closed = row.date("opened_on"), row.date("closed_on")
    row.date("valid_from")
    if opened and closed and closed < opened:
        row.refuse(
            _("Tanggal tutup %(closed)s sebelum tanggal buka %(opened)s.")
            % {"closed": closed, "opened": opened}
        )
