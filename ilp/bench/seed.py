"""How fast a synthetic district is made and loaded. Needs a database without people."""

from __future__ import annotations

import io
from datetime import date
from time import perf_counter

from django.core.management import call_command
from django.utils import timezone

from posyandu.demo.progress import Progress
from posyandu.demo.seeding import STEPS, seed_district


def measure_seed(
    *, district: str = "73.09", scale: float = 1.0, months: int = 24, today: date | None = None
) -> dict[str, float]:
    """Rows, seconds and rows per second of `seed_demo`; the full Maros shall take 3 minutes on two cores.

    :raises SeedRefused: when the district already has people.
    """
    call_command("load_areas", district, stdout=io.StringIO())
    started = perf_counter()
    counts = seed_district(
        code=district,
        months=months,
        scale=scale,
        seed=1,
        today=today or timezone.localdate(),
        progress=Progress(STEPS, io.StringIO()),
    )
    seconds, rows = perf_counter() - started, sum(counts.values())
    return {"rows": rows, "seconds": seconds, "rows_per_second": rows / seconds}
