"""Recompute all facts and cells from the records."""

import time
from typing import Any

from django.core.management.base import BaseCommand

from pws.services import refresh


class Command(BaseCommand):
    help = "Recompute all facts and cells from the records and put them in place of the live ones."

    def handle(self, **options: Any) -> None:
        began = time.perf_counter()
        found = refresh.rebuild(check_live=False)
        self.stdout.write(f"{found.facts} facts in {time.perf_counter() - began:.1f} s")
