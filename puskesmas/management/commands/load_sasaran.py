"""`load_sasaran FILE.csv --year 2026`: figures of a letter; `--project 73.09` computes them instead."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from django.core.management.base import CommandError

from ilp.access import scope
from ilp.base import words
from ilp.base.language import gettext as _
from puskesmas.importing import ListCommand, Row, Sheet, read_sheet
from puskesmas.models import Area, Sasaran
from puskesmas.rules.sasaran import SasaranKind
from puskesmas.services.refusal import Refused
from puskesmas.services.sasaran import MOST, Figure, Letter, keep_sasaran, project_sasaran

# One row a figure (jenis, jumlah), or one row a desa with a column for each kind.
KINDS = {kind.value.lower(): kind for kind in SasaranKind}
NAMES = {
    "area_code": "area_code", "kode_desa": "area_code", "kode_wilayah": "area_code", "kode": "area_code",
    "kind": "kind", "jenis": "kind", "n": "n", "jumlah": "n", "name": "", "nama": "", "nama_desa": "",
    **{name: name for name in KINDS},
}  # fmt: skip


class Command(ListCommand):
    help = "Muat sasaran setahun dari CSV: kode_desa, jenis, jumlah – atau satu kolom per jenis."
    what = "sasaran"
    action = "sasaran.loaded"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", nargs="?", type=Path, metavar="FILE")
        self.add_list_arguments(parser)

    def add_list_arguments(self, parser: ArgumentParser) -> None:
        super().add_list_arguments(parser)
        parser.add_argument("--year", type=int, required=True, help="Tahun sasaran.")
        parser.add_argument("--letter", default="", help="Nomor SK atau surat.")
        parser.add_argument("--approved-by", default="", help="Yang menyetujui.")
        parser.add_argument("--decided-on", type=date.fromisoformat, help="Tanggal surat (TTTT-BB-HH).")
        parser.add_argument("--source", choices=["RESMI", "MANUAL"], default="RESMI", help="Bawaan: RESMI.")
        parser.add_argument("--from", dest="month", default="", help="Bulan mulai berlaku (TTTT-BB).")
        parser.add_argument("--project", metavar="CODE", help="Hitung proyeksi wilayah ini, tanpa berkas.")

    def handle(self, *args: Any, **options: Any) -> None:
        if bool(options["file"]) == bool(options["project"]):
            raise CommandError(_("Sebut berkas CSV, atau --project dengan kode wilayah."))
        if options["project"]:
            self._project(options["project"], options["year"])
        else:
            self.load(options["file"], options)

    def _project(self, code: str, year: int) -> None:
        desa = list(Area.objects.filter(level=Area.Level.DESA, valid_to=None, code__startswith=code))
        if not desa:
            raise CommandError(_("Tidak ada desa di wilayah %(code)s.") % {"code": code})
        try:
            with scope.system("project"):
                kept = project_sasaran(desa=desa, year=year, by=None)
        except Refused as refused:
            raise CommandError(str(refused)) from None
        self.stdout.write(
            _("%(kept)s angka proyeksi untuk %(desa)s desa.") % {"kept": kept, "desa": len(desa)}
        )

    def read(self, path: Path) -> Sheet:
        return read_sheet(path, names=NAMES, required=("area_code",))

    def keep(self, sheet: Sheet, options: Mapping[str, Any]) -> str:
        period = _month(options["month"])
        codes = [row.get("area_code") for row in sheet.rows]
        self.areas = Area.objects.filter(level=Area.Level.DESA).in_bulk(codes, field_name="code")
        seen: dict[tuple[int, SasaranKind], int] = {}
        found = {row.line: self._figures(row, seen) for row in sheet.rows}
        figures = [figure for row in sheet.good for figure in found[row.line]]
        letter = Letter(
            Sasaran.Source(options["source"]),
            options["letter"],
            options["approved_by"],
            options["decided_on"],
        )
        try:
            with scope.system("load"):
                kept = keep_sasaran(
                    year=options["year"], figures=figures, letter=letter, by=None, from_period=period
                )
        except Refused as refused:
            raise CommandError(str(refused)) from None
        return _("%(kept)s angka sasaran dimuat, %(same)s sudah sama.") % {
            "kept": kept,
            "same": len(figures) - kept,
        }

    def _figures(self, row: Row, seen: dict[tuple[int, SasaranKind], int]) -> list[Figure]:
        area = self.areas.get(row.get("area_code"))
        if area is None:
            row.refuse(
                _("Desa %(code)s belum ada. Periksa kodenya, misalnya 73.09.01.1002.")
                % {"code": row.get("area_code") or "(kosong)"}
            )
            return []
        typed = {kind: row.get(name) for name, kind in KINDS.items() if row.get(name)}
        if row.get("kind") or not typed:
            kind = KINDS.get(row.get("kind").lower())
            if kind is None:
                row.refuse(
                    _("Jenis %(kind)s tidak dikenal. Pilih: %(known)s.")
                    % {"kind": row.get("kind") or "(kosong)", "known": ", ".join(SasaranKind)}
                )
                return []
            typed[kind] = row.get("n")
        figures = []
        for kind, text in typed.items():
            number = _people(row, kind, text)
            first = seen.setdefault((area.pk, kind), row.line)
            if first != row.line:
                row.refuse(
                    _("%(kind)s untuk desa ini sudah ada di baris %(line)s. Hapus salah satu.")
                    % {"kind": kind.value, "line": first}
                )
            elif number is not None:
                figures.append(Figure(area.pk, kind, number))
        return figures


def _people(row: Row, kind: SasaranKind, text: str) -> int | None:
    """A whole number, dots between thousands allowed as people write them."""
    plain = text.replace(".", "") if all(len(part) == len("000") for part in text.split(".")[1:]) else text
    if plain.isascii() and plain.isdigit() and int(plain) <= MOST:
        return int(plain)
    row.refuse(
        _("%(kind)s: %(text)s bukan jumlah orang. Isi bilangan bulat, 0 atau lebih.")
        % {"kind": kind.value, "text": text or "(kosong)"}
    )
    return None


def _month(text: str) -> int | None:
    period = words.period_from(text)
    if text and period is None:
        raise CommandError(_("Bulan %(text)s tidak dikenal. Tulis seperti 2026-07.") % {"text": text})
    return period
