"""`load_areas 33.71` loads a district from the shipped list; `--file` loads areas with their history."""

from __future__ import annotations

import re
from argparse import ArgumentParser
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError
from django.db import transaction

from ilp.access import audit, scope
from ilp.base.language import gettext as _
from puskesmas.importing import ListCommand, Row, Sheet, read_sheet
from puskesmas.models import Area
from puskesmas.services.areas import KINDS, SOURCE, AreaRow, known_areas, load_areas, plain_name
from puskesmas.services.refusal import Refused

NAMES = {
    **{name: name for name in ("code", "name", "level", "parent", "postal_code", "bps_code", "valid_from")},
    **{name: name for name in ("valid_to", "succeeded_by", "source")},
    "kode": "code", "nama": "name", "jenis": "level", "induk": "parent", "kode_pos": "postal_code",
    "kode_bps": "bps_code", "berlaku_sejak": "valid_from", "berlaku_sampai": "valid_to",
    "diganti_oleh": "succeeded_by", "sumber": "source",
}  # fmt: skip
_CODE = re.compile(r"[0-9]{2}(\.[0-9]{2}(\.[0-9]{2}(\.[0-9]{4})?)?)?", re.ASCII)


class Command(ListCommand):
    help = "Muat wilayah: kode (33.71, 73.09.01, 73) dari daftar bawaan, atau --file dengan riwayatnya."
    what = "area"
    action = "areas.loaded"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("codes", nargs="*", metavar="CODE", help="Kode Kemendagri, misalnya 33.71.")
        parser.add_argument("--file", type=Path, help="CSV: code, name, level, parent, valid_from, …")
        self.add_list_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        if not options["codes"] and not options["file"]:
            raise CommandError(_("Sebut kode wilayah (misalnya 33.71) atau --file."))
        for code in options["codes"]:
            self._load_known(code, dry_run=options["dry_run"])
        if options["file"]:
            self.load(options["file"], options)

    def _load_known(self, code: str, *, dry_run: bool) -> None:
        try:
            rows = known_areas(code)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        with transaction.atomic():
            loaded = load_areas(rows)
            if dry_run:
                transaction.set_rollback(True)
            else:
                with scope.system("load"):
                    audit.record(self.action, self.what, [], changes={"code": code, "rows": len(rows)})
        said = _("%(code)s: %(added)s wilayah baru, %(updated)s sudah ada.") % {
            "code": code,
            "added": loaded.added,
            "updated": loaded.updated,
        }
        self.stdout.write(said + (" " + _("Tidak ada yang disimpan.") if dry_run else ""))

    def read(self, path: Path) -> Sheet:
        return read_sheet(path, names=NAMES, required=("code", "name"))

    def keep(self, sheet: Sheet, options: Mapping[str, Any]) -> str:
        known = set(Area.objects.values_list("code", flat=True))
        seen: dict[str, int] = {}
        for row in sheet.rows:
            self._check(row, seen)
        # A bad parent makes its children bad; from the top down each row knows its parent's fate.
        usable = known.copy()
        for row in sorted(sheet.rows, key=lambda item: item.get("code").count(".")):
            parent = row.get("code").rpartition(".")[0]
            if not row.problems and parent and parent not in usable:
                row.refuse(_("Wilayah induk %(code)s belum ada. Muat wilayah itu dulu.") % {"code": parent})
            if not row.problems:
                usable.add(row.get("code"))
        for row in sheet.good:
            successor = row.get("succeeded_by")
            if successor and successor not in usable:
                row.refuse(_("Wilayah pengganti %(code)s belum ada.") % {"code": successor})
        self.postal_codes = dict(Area.objects.values_list("code", "postal_code"))
        loaded = load_areas([self._area_row(row) for row in sheet.good])
        return _("%(added)s wilayah baru, %(updated)s diperbarui.") % {
            "added": loaded.added,
            "updated": loaded.updated,
        }

    def _check(self, row: Row, seen: dict[str, int]) -> None:
        code, level = row.get("code"), row.get("level")
        if not _CODE.fullmatch(code):
            row.refuse(
                _("Kode %(code)s tidak dikenal bentuknya. Tulis dengan titik: 73.09.01.1002.")
                % {"code": code}
            )
        elif code in seen:
            row.refuse(
                _("Kode %(code)s sudah ada di baris %(line)s. Hapus salah satu.")
                % {"code": code, "line": seen[code]}
            )
        seen.setdefault(code, row.line)
        if not row.get("name"):
            row.refuse(_("Nama kosong. Isi nama wilayah."))
        if level and level.lower() not in KINDS:
            row.refuse(
                _("Jenis %(level)s tidak dikenal. Pilih: %(known)s.")
                % {"level": level, "known": ", ".join(KINDS)}
            )
        parent = row.get("parent")
        if parent and parent != code.rpartition(".")[0]:
            row.refuse(
                _("Induk %(parent)s tidak cocok dengan kode %(code)s.") % {"parent": parent, "code": code}
            )
        start, end = row.date("valid_from"), row.date("valid_to")
        if start and end and end < start:
            row.refuse(_("Akhir berlaku %(end)s sebelum awalnya %(start)s.") % {"end": end, "start": start})

    def _area_row(self, row: Row) -> AreaRow:
        code = row.get("code")
        defaults = ("provinsi", "kabupaten", "kecamatan", "desa")
        kind = KINDS[row.get("level").lower() or defaults[code.count(".")]]
        return AreaRow(
            code,
            plain_name(row.get("name"), kind),
            kind,
            postal_code=row.get("postal_code") or self.postal_codes.get(code, ""),
            bps_code=row.get("bps_code"),
            valid_from=row.date("valid_from"),
            valid_to=row.date("valid_to"),
            succeeded_by=row.get("succeeded_by"),
            source=row.get("source") or SOURCE,
        )
