"""Compare the live numbers with a full recomputation."""

import json
import time
from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from pws.services import refresh


class Command(BaseCommand):
    help = "Finish what waits in the change feed, recompute everything beside it, and print the differences."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--repair", action="store_true", help="Put the recomputed numbers in place.")

    def handle(self, *, repair: bool, **options: Any) -> None:
        began = time.perf_counter()
        refreshed = sum(refresh.drained())
        found = refresh.rebuild(check_live=True, swap=repair)
        total = (found.fact_differences or 0) + (found.cell_differences or 0)
        self.stdout.write(
            f"{total} differences in {found.facts} facts and their cells"
            f" ({refreshed} desa-months refreshed first, {time.perf_counter() - began:.1f} s)"
        )
        if total:
            for example in found.examples:
                self.stdout.write(json.dumps(example, default=str))
            raise CommandError(
                "The live numbers differ from the records. Run with --repair, and report this."
            )
