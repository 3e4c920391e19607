"""`load_demo --district 73.09 --scale 1.0`: everything a demo needs, from areas to the numbers."""

from __future__ import annotations

from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from ilp.base.language import gettext as _
from posyandu.demo.progress import Progress
from posyandu.demo.seeding import STEPS, SeedRefused, seed_district
from posyandu.management.commands.seed_demo import add_seed_arguments

# A command with its arguments and options, and what the progress line calls it.
Step = tuple[str, list[Any], dict[str, Any], str]


class Command(BaseCommand):
    help = "Siapkan demo: wilayah, fasilitas, batas, penduduk dan kunjungan buatan, pengguna, angka PWS."

    def add_arguments(self, parser: ArgumentParser) -> None:
        add_seed_arguments(parser)
        parser.add_argument(
            "--facilities", type=Path, help="Daftar fasilitas (CSV) sebagai ganti yang dibuat."
        )
        parser.add_argument("--boundaries", type=Path, help="Batas desa (GeoJSON).")

    def handle(self, *args: Any, **options: Any) -> None:
        before: list[Step] = [("load_areas", [options["district"]], {}, _("Wilayah"))]
        if options["boundaries"]:
            before.append(("load_boundaries", [options["boundaries"]], {}, _("Batas wilayah")))
        if options["facilities"]:
            before.append(
                ("load_facilities", [options["facilities"]], {"share_desa": True}, _("Daftar fasilitas"))
            )
        after: list[Step] = [
            ("demo_logins", [], {}, _("Pengguna demo")),
            ("pws_rebuild", [], {}, _("Angka PWS")),
        ]
        self.progress = Progress(len(before) + STEPS + len(after))
        self._run(before)
        try:
            seed_district(
                code=options["district"],
                months=options["months"],
                scale=options["scale"],
                seed=options["seed"],
                today=options["today"] or timezone.localdate(),
                progress=self.progress,
            )
        except SeedRefused as refused:
            raise CommandError(str(refused)) from None
        self._run(after)

    def _run(self, commands: list[Step]) -> None:
        for name, args, options, what in commands:
            with self.progress.step(what):
                call_command(name, *args, stdout=self.stdout, stderr=self.stderr, **options)
