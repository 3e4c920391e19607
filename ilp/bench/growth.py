"""How the time of a rebuild grows with the number of people: smaller districts in databases of their own.

`python -m ilp.bench.growth fill 0.25` fills the database it is given; `… rebuild` prints the seconds of one.
"""

from __future__ import annotations

import os
import sys
from math import log
from statistics import linear_regression, median
from time import perf_counter

from ilp.bench import world
from ilp.bench.rollup import ROUNDS

SCALES = (0.25, 0.5)


def measure_growth(full: str, *, scale: float) -> dict[float, float]:
    """Seconds of a rebuild by scale; `full`: the database with all of the district.

    The sizes take turns, because the clock of a machine in use is not the same from one minute to the next.
    What the server still has to sweep of one is swept before the next is timed: a long rebuild would pay for
    the short ones.
    """
    databases = {share: f"ilp_growth_{share * 100:.0f}" for share in SCALES}
    for share, database in databases.items():
        world.create(database)
        world.run(database, "migrate", "--no-input")
        _run(database, "fill", str(share * scale))
    databases[1.0] = full
    rounds = [
        {share: _rebuild_seconds(database) for share, database in databases.items()} for _ in range(ROUNDS)
    ]
    for share in SCALES:
        world.drop(databases[share])
    return {share: median(one[share] for one in rounds) for share in databases}


def _rebuild_seconds(database: str) -> float:
    world.settle(database)
    return float(_run(database, "rebuild").splitlines()[-1])


def _run(database: str, *arguments: str) -> str:
    return world.output(database, "ilp.bench.growth", *arguments, role="ilp_owner")


def slope(seconds: dict[float, float]) -> float:
    """The power of the size that the time grows with: 1 when twice the people take twice the time.

    >>> slope({0.25: 2.0, 0.5: 4.0, 1.0: 8.0})
    1.0
    """
    return linear_regression([log(size) for size in seconds], [log(one) for one in seconds.values()]).slope


def main(arguments: list[str]) -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilp.settings")
    import django

    django.setup()
    from ilp.bench.seed import measure_seed
    from pws.services import refresh

    if arguments[0] == "fill":
        measure_seed(scale=float(arguments[1]))
        refresh.rebuild(check_live=False)
    else:
        began = perf_counter()
        refresh.rebuild(check_live=False)
        print(perf_counter() - began)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
