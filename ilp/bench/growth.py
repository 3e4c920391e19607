"""How the time of a rebuild grows with the number of people: smaller districts in databases of their own.

`python -m ilp.bench.growth 0.25` fills the database it is given and prints the seconds of a rebuild as JSON.
"""

from __future__ import annotations

import json
import os
import sys
from math import log
from statistics import linear_regression, median
from time import perf_counter

from ilp.bench import world
from ilp.bench.rollup import ROUNDS

SCALES = (0.25, 0.5)


def measure_growth(*, scale: float, seconds: float) -> dict[float, float]:
    """Seconds of a rebuild by scale; of the full district they are known already."""
    found = {}
    for share in SCALES:
        database = f"ilp_growth_{share * 100:.0f}"
        world.create(database)
        world.run(database, "migrate", "--no-input")
        said = world.output(database, "ilp.bench.growth", str(share * scale), role="ilp_owner")
        found[share] = json.loads(said.splitlines()[-1])
        world.drop(database)
    return {**found, 1.0: seconds}


def slope(seconds: dict[float, float]) -> float:
    """The power of the size that the time grows with: 1 when twice the people take twice the time.

    >>> slope({0.25: 2.0, 0.5: 4.0, 1.0: 8.0})
    1.0
    """
    return linear_regression([log(size) for size in seconds], [log(one) for one in seconds.values()]).slope


def main(scale: float) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilp.settings")
    import django

    django.setup()
    from django.db import connection

    from ilp.bench.seed import measure_seed
    from pws.services import refresh

    measure_seed(scale=scale)
    refresh.rebuild(check_live=False)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    seconds = []
    for _ in range(ROUNDS):
        began = perf_counter()
        refresh.rebuild(check_live=False)
        seconds.append(perf_counter() - began)
    print(json.dumps(median(seconds)))
    return 0


if __name__ == "__main__":
    sys.exit(main(float(sys.argv[1])))
