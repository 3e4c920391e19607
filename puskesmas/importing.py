"""Loading lists that people made: all rows or none, unless asked; bad rows come back with their reason.

A list is a CSV file with a header, comma or semicolon between cells, UTF-8. Columns may be named in
Indonesian or English. What is wrong with a row is a sentence in Indonesian, as it is read by who made it.
"""

from __future__ import annotations

import csv
import io
from argparse import ArgumentParser
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from ilp.access import audit, scope
from ilp.base.language import gettext as _

REASON_COLUMN = "keterangan"
MOST_SHOWN = 10


@dataclass(slots=True)
class Row:
    """One row of a list. `line` counts as an editor does; `cells` are stripped; `problems` are sentences."""

    line: int
    cells: dict[str, str]
    original: list[str]
    problems: list[str] = field(default_factory=list)

    def get(self, column: str) -> str:
        return self.cells.get(column, "")

    def refuse(self, sentence: str) -> None:
        """Mark the row as bad; the same sentence is kept once."""
        if sentence not in self.problems:
            self.problems.append(sentence)

    def date(self, column: str) -> date | None:
        """A day written 2024-05-03 or 03/05/2024; None for an empty cell, with a problem for any other."""
        text = self.get(column)
        if not text:
            return None
        parts = text.split("/")
        try:
            return date.fromisoformat(text) if len(parts) == 1 else date(*(int(part) for part in parts[::-1]))
        except (ValueError, TypeError):
            self.refuse(
                _("%(column)s: %(text)s bukan tanggal. Tulis tahun-bulan-hari, misalnya 2024-05-03.")
                % {"column": column, "text": text}
            )
            return None

    def degrees(self, column: str, low: int, high: int) -> Decimal | None:
        """A coordinate within Indonesia; None for an empty cell, with a problem for one outside."""
        text = self.get(column).replace(",", ".")
        if not text:
            return None
        try:
            value = Decimal(text)
        except InvalidOperation:
            value = Decimal("NaN")
        if value.is_nan() or not low <= value <= high:
            self.refuse(
                _("%(column)s: %(text)s di luar Indonesia. Tulis derajat desimal, %(low)s sampai %(high)s.")
                % {"column": column, "text": self.get(column), "low": low, "high": high}
            )
            return None
        return value.quantize(Decimal("0.000001"))


@dataclass(slots=True)
class Sheet:
    """A list as it was read: the header as written, and its rows."""

    header: list[str]
    rows: list[Row]

    @property
    def bad(self) -> list[Row]:
        return [row for row in self.rows if row.problems]

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.problems]


def read_sheet(path: Path, *, names: Mapping[str, str], required: Iterable[str]) -> Sheet:
    """Read a CSV file.

    :param names: every header that is understood, in lower case, to the column it means ("" for: ignored).
    :param required: columns that must be there.
    :raises CommandError: in Indonesian, when the file cannot be read as such a list.
    """
    lines = list(csv.reader(io.StringIO(_text(path)), delimiter=_delimiter(path)))
    if not lines:
        raise CommandError(_("%(path)s kosong. Isi baris judul dan datanya.") % {"path": path})
    header = [cell.strip() for cell in lines[0]]
    if header and header[-1] == REASON_COLUMN:  # bad rows that were mended and come back
        header = header[:-1]
    unknown = [cell for cell in header if cell.lower() not in names]
    if unknown:
        raise CommandError(
            _("Kolom tidak dikenal: %(unknown)s. Kolom yang dikenal: %(known)s.")
            % {"unknown": ", ".join(unknown), "known": ", ".join(sorted(names))}
        )
    columns = [names[cell.lower()] for cell in header]
    missing = [column for column in required if column not in columns]
    if missing:
        raise CommandError(_("Kolom %(missing)s tidak ada. Tambahkan.") % {"missing": ", ".join(missing)})
    rows = [_row(number, cells, columns) for number, cells in enumerate(lines[1:], 2) if any(cells)]
    return Sheet(header, rows)


def _row(number: int, cells: list[str], columns: list[str]) -> Row:
    width = len(columns)
    stripped = [cell.strip() for cell in cells]
    row = Row(number, {}, [*stripped[:width], *[""] * (width - len(stripped))])
    if any(stripped[width + 1 :]) or len(stripped) < width:
        row.refuse(
            _("Baris ini punya %(count)s kolom, judulnya %(width)s. Periksa tanda koma dan tanda kutip.")
            % {"count": len(stripped), "width": width}
        )
    for column, cell in zip(columns, row.original, strict=True):
        if column and (cell or column not in row.cells):
            row.cells[column] = cell
    return row


def _text(path: Path) -> str:
    try:
        return path.read_text("utf-8-sig")
    except OSError as error:
        raise CommandError(
            _("%(path)s tidak dapat dibuka: %(why)s.") % {"path": path, "why": error.strerror}
        ) from None
    except UnicodeDecodeError:
        raise CommandError(
            _("%(path)s bukan UTF-8. Simpan lagi sebagai “CSV UTF-8”.") % {"path": path}
        ) from None


def _delimiter(path: Path) -> str:
    first = _text(path).partition("\n")[0]
    return ";" if first.count(";") > first.count(",") else ","


def write_bad_rows(path: Path, header: list[str], rows: Iterable[Row]) -> Path:
    """The bad rows beside the list, each with its reason in the last column; returns where they are."""
    target = path.with_name(f"{path.stem}.bad.csv")
    with target.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([*header, REASON_COLUMN])
        writer.writerows([*row.original, " ".join(row.problems)] for row in rows)
    return target


class ListCommand(BaseCommand):
    """A command that loads a list: dry run, row errors, all or nothing, good rows on request."""

    what = "baris"
    action = "list.loaded"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, metavar="FILE")
        self.add_list_arguments(parser)

    def add_list_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--dry-run", action="store_true", help="Periksa saja, tidak menyimpan apa pun.")
        parser.add_argument("--good-rows", action="store_true", help="Muat baris yang benar saja.")

    def read(self, path: Path) -> Sheet:
        raise NotImplementedError

    def keep(self, sheet: Sheet, options: Mapping[str, Any]) -> str:
        """Write the good rows, put problems on the others; returns a sentence about what was done."""
        raise NotImplementedError

    def handle(self, *args: Any, **options: Any) -> None:
        self.load(options["file"], options)

    def load(self, path: Path, options: Mapping[str, Any]) -> None:
        """Read and keep a list, then say what happened.

        :raises CommandError: with status 1 when a row is bad and good rows were not asked for.
        """
        sheet = self.read(path)
        with transaction.atomic():
            done = self.keep(sheet, options)
            bad = sheet.bad
            undone = options["dry_run"] or (bool(bad) and not options["good_rows"])
            if undone:
                transaction.set_rollback(True)
            else:
                changes = {"file": path.name, "rows": len(sheet.good)}
                with scope.system("load"):
                    audit.record(self.action, self.what, [], changes=changes)
        self._report(path, sheet, bad, done if not undone else "", options)

    def _report(
        self, path: Path, sheet: Sheet, bad: list[Row], done: str, options: Mapping[str, Any]
    ) -> None:
        if bad:
            target = write_bad_rows(path, sheet.header, bad)
            for row in bad[:MOST_SHOWN]:
                self.stderr.write(f"  {row.line}: {' '.join(row.problems)}")
            said = _("%(bad)s dari %(all)s baris salah; sebabnya ada di %(path)s.") % {
                "bad": len(bad),
                "all": len(sheet.rows),
                "path": target,
            }
            if not done and not options["dry_run"]:
                said += " " + _("Tidak ada yang dimuat. Perbaiki, atau muat yang benar dengan --good-rows.")
                raise CommandError(said)
            self.stderr.write(said)
        if options["dry_run"]:
            self.stdout.write(
                _("Diperiksa %(all)s baris, %(good)s benar. Tidak ada yang disimpan.")
                % {"all": len(sheet.rows), "good": len(sheet.good)}
            )
            if bad:
                raise CommandError(_("Perbaiki baris yang salah, lalu periksa lagi."))
        else:
            self.stdout.write(done)
