"""`growth IN.csv OUT.csv`: z-scores, flags and classes of every child in a file, as WHO computes them."""

from __future__ import annotations

import csv
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any, TextIO

from django.core.management.base import BaseCommand, CommandError

from ilp.base.language import gettext as _
from posyandu.survey.answering import Survey
from posyandu.survey.reading import MEASURES, HeaderError


class Command(BaseCommand):
    help = "Hitung z-skor WHO, tanda, dan kelas gizi untuk setiap anak dalam berkas CSV."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "source", type=Path, metavar="IN.csv", help="sex, umur, dan ukuran; satu anak satu baris."
        )
        parser.add_argument(
            "target", type=Path, metavar="OUT.csv", help="Berkas hasil; ditimpa bila sudah ada."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        source, target = options["source"], options["target"]
        if target.exists() and source.exists() and target.samefile(source):
            raise CommandError(_("Berkas hasil sama dengan berkas asal. Sebut nama lain."))
        try:
            with source.open(encoding="utf-8-sig", newline="") as file:
                survey = self._answer(file, target)
        except OSError as refused:
            raise CommandError(
                _("Berkas %(name)s tidak dapat dibuka: %(why)s.")
                % {"name": refused.filename, "why": refused.strerror}
            ) from None
        except (HeaderError, UnicodeDecodeError, csv.Error) as refused:
            raise CommandError(_sentence(refused)) from None
        self._report(survey)

    def _answer(self, file: TextIO, target: Path) -> Survey:
        delimiter = _delimiter(file)
        rows = _rows(file, delimiter)
        survey = Survey(next(rows, []))
        with target.open("w", encoding="utf-8", newline="") as output:
            writer = csv.writer(output, delimiter=delimiter, lineterminator="\n")
            writer.writerow(survey.header)
            # Where cells are kept apart by semicolons, the comma is the decimal sign.
            writer.writerows(survey.answers(rows, "," if delimiter == ";" else "."))
        return survey

    def _report(self, survey: Survey) -> None:
        absent = [name for name in MEASURES if name not in survey.places]
        if absent:
            self.stderr.write(
                _("Tidak ada kolom %(names)s: dianggap tidak diukur.") % {"names": ", ".join(absent)}
            )
        self.stdout.write(
            _("%(count)s baris, %(troubled)s dengan isian yang tidak terbaca (kolom error).")
            % {"count": survey.count, "troubled": survey.troubled}
        )


def _delimiter(file: TextIO) -> str:
    header = file.readline()
    file.seek(0)
    return next((sign for sign in (";", "\t") if sign in header and "," not in header), ",")


def _rows(file: TextIO, delimiter: str) -> Iterator[list[str]]:
    """Every line that is not empty."""
    return (row for row in csv.reader(file, delimiter=delimiter) if row)


def _sentence(refused: Exception) -> str:
    if isinstance(refused, UnicodeDecodeError):
        return _("Berkas ini bukan teks UTF-8. Simpan sebagai “CSV UTF-8”.")
    return str(refused)
