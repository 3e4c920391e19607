"""`seed_demo --district 73.09 --months 24 --scale 1.0 --seed 1`: invented people and visits."""

from __future__ import annotations

from argparse import ArgumentParser
from datetime import date
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ilp.base.language import gettext as _
from ilp.base.words import number
from posyandu.demo.progress import Progress
from posyandu.demo.seeding import STEPS, SeedRefused, seed_district


def add_seed_arguments(parser: ArgumentParser) -> None:
    """The options that `seed_demo` and `load_demo` share."""
    parser.add_argument("--district", required=True, help="Kode kabupaten/kota, misalnya 73.09.")
    parser.add_argument("--months", type=int, default=24, help="Banyaknya bulan sampai hari ini.")
    parser.add_argument("--scale", type=float, default=1.0, help="Bagian dari penduduk; 1.0 = semuanya.")
    parser.add_argument("--seed", type=int, default=1, help="Angka awal: angka yang sama, data yang sama.")
    parser.add_argument(
        "--today", type=date.fromisoformat, help="Hari terakhir (TTTT-BB-HH); bawaan: hari ini."
    )


class Command(BaseCommand):
    help = "Isi basis data kosong dengan penduduk dan kunjungan buatan (bukan orang sungguhan)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_seed_arguments(parser)

    def handle(self, *args: Any, **options: Any) -> None:
        started = perf_counter()
        try:
            counts = seed_district(
                code=options["district"],
                months=options["months"],
                scale=options["scale"],
                seed=options["seed"],
                today=options["today"] or timezone.localdate(),
                progress=Progress(STEPS),
            )
        except SeedRefused as refused:
            raise CommandError(str(refused)) from None
        rows, seconds = sum(counts.values()), perf_counter() - started
        for table, count in counts.items():
            self.stdout.write(f"  {table}: {number(count)}")
        self.stdout.write(
            _("%(rows)s baris dalam %(seconds)s detik (%(rate)s baris per detik).")
            % {
                "rows": number(rows),
                "seconds": number(round(seconds, 1)),
                "rate": number(round(rows / seconds)),
            }
        )
