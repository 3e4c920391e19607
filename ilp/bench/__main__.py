"""Measure every budget and print it beside its limit; `bench.json` keeps the details.

`-k a,b` measures only these; `--scale 0.1` is for trying the bench itself out, not for its figures.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import platform
import sys
from pathlib import Path
from typing import Any

from ilp.bench import world
from ilp.bench.report import Report

FULL, SMALL = "ilp", "ilp_small"
SMALL_SCALE = 0.05
# Statements and milliseconds of server time that each page may take.
PAGES = {
    **dict.fromkeys(("sheet", "board", "desa", "names", "missed", "district", "kader"), (8, 30)),
    "timeline": (10, 40),
    **dict.fromkeys(("desa_board", "pws_graph", "dinkes", "dominant", "gap"), (10, 50)),
}
ROLLUP = ("rebuild", "refresh", "growth_of_cost")
LINES = (
    "zscore", "js", "due", "start", "seed", *ROLLUP, *PAGES, "pdf", "save_full", "save", "fresh",
    "memory", "weight",
)  # fmt: skip


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("-k", dest="only", default="", help=f"of {', '.join(LINES)}")
    parser.add_argument("--scale", type=float, default=1.0)
    options = parser.parse_args(arguments)
    wanted = set(options.only.split(",")) if options.only else set(LINES)
    report = Report()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilp.settings")
    # This process seeds and rebuilds; the pages and the site below work as the application role.
    os.environ["ILP_DATABASE_URL"] = world.url_as("ilp_owner", FULL)
    import django

    django.setup()
    if "zscore" in wanted:
        _zscore(report)
    if "js" in wanted:
        _js(report)
    if "due" in wanted:
        _due(report)
    if "start" in wanted:
        _start(report)
    if wanted - {"zscore", "js", "due", "start"}:
        world.run(FULL, "migrate", "--no-input")
        _seed(report, options.scale)
        _rollup(report, wanted, options.scale)
    if wanted - {"zscore", "js", "due", "start", "seed", *ROLLUP}:
        world.collect_static(FULL)
    if wanted & set(PAGES):
        _pages(report, wanted)
    if "pdf" in wanted:
        _pdf(report)
    if "save_full" in wanted:
        from ilp.bench import requests

        requests.open_today()
        _full(report)
    if wanted & {"save", "fresh", "memory", "weight"}:
        _traffic(report, wanted)
    about = {"machine": platform.machine(), "cores": os.cpu_count(), "python": platform.python_version(),
             "scale": options.scale}  # fmt: skip
    report.write(Path("bench.json"), about)
    print(f"{len(report.over)} over: {', '.join(report.over) or 'none'}")
    return 1 if report.over else 0


def _zscore(report: Report) -> None:
    from ilp.bench.zscore import measure_zscore

    found = measure_zscore()
    batch, single = found["batch_per_second"], found["single_per_second"]
    report.add("zscore batch", f"{batch / 1e6:.2f} M children/s", ">= 1 M/s", batch >= 1e6)
    report.add("zscore single", f"{single:,.0f} calls/s", ">= 100,000/s", single >= 1e5)


def _js(report: Report) -> None:
    from ilp.bench.script import LIMIT_KB, compressed_bytes

    size = compressed_bytes() / 1000
    report.add("js", f"{size:.1f} kB compressed", f"<= {LIMIT_KB} kB", size <= LIMIT_KB)


def _due(report: Report) -> None:
    from ilp.bench.due import measure_due

    found = measure_due()
    rate = found["persons_per_second"]
    report.add("due", f"{rate:,.0f} persons/s", ">= 20,000/s", rate >= 20_000, **found)


def _start(report: Report) -> None:
    from ilp.bench.start import measure_start

    found = sorted(measure_start())
    said = f"{found[len(found) // 2]:.1f} s until /health answers, with data"
    report.add("start", said, "<= 8 s", found[len(found) // 2] <= 8, seconds=found)


def _seed(report: Report, scale: float) -> None:
    from django.core.management import call_command

    from ilp.bench.seed import measure_seed

    found = measure_seed(scale=scale)
    said = f"{found['rows_per_second']:,.0f} rows/s ({found['rows']:,} rows in {found['seconds']:.0f} s)"
    report.add("seed", said, "-", None, **found)
    call_command("demo_logins", stdout=io.StringIO())


def _rollup(report: Report, wanted: set[str], scale: float) -> None:
    from django.db import connection

    from ilp.bench import growth, rollup
    from pws.services import refresh

    refresh.rebuild(check_live=False)
    with connection.cursor() as cursor:
        cursor.execute("vacuum analyze")
    found = rollup.measure_rebuild() if wanted & set(ROLLUP) else {}
    if "rebuild" in wanted:
        _rebuild(report, found)
    if "refresh" in wanted:
        once = rollup.measure_refresh()
        share = found["rebuild_s"] * 1000 / once["median_ms"]
        said = f"1/{share:.0f} of rebuild (median {once['median_ms']:.1f} ms)"
        report.add("refresh", said, "<= 1/500", share >= 500, **once)
    if "growth_of_cost" in wanted:
        sizes = growth.measure_growth(FULL, scale=scale)
        slope = growth.slope(sizes)
        said = ", ".join(f"{size}: {seconds:.1f} s" for size, seconds in sizes.items())
        report.add("growth_of_cost", f"slope {slope:.2f} ({said})", "<= 1.1", slope <= 1.1, sizes=sizes)
    connection.close()


def _rebuild(report: Report, found: dict[str, Any]) -> None:
    ratio = found["rebuild_s"] / found["duckdb_s"]
    said = f"{ratio:.2f} x DuckDB ({found['rebuild_s']:.2f} / {found['duckdb_s']:.2f} s)"
    if not found["cells_equal"]:
        said += f", cells differ: {', '.join(family for family, one in found['differences'].items() if one)}"
    report.add("rebuild", said, "<= 3 x", ratio <= 3 and found["cells_equal"], **found)


def _pages(report: Report, wanted: set[str]) -> None:
    from ilp.bench.pages import measure_pages

    world.create(SMALL)
    world.run(SMALL, "migrate", "--no-input")
    world.run(SMALL, "load_demo", "--district", "73.09", "--scale", str(SMALL_SCALE))
    world.settle(FULL, SMALL)
    found = measure_pages((FULL, SMALL), wanted)
    for page, limits in PAGES.items():
        if page in wanted:
            alike = f"{page}~" if (f"{page}~", FULL) in found else page
            growth = found[alike, FULL]["p95_ms"] / found[alike, SMALL]["p95_ms"]
            _page(report, page, limits, growth, found[page, FULL], found[page, SMALL])


def _page(
    report: Report,
    page: str,
    limits: tuple[int, int],
    growth: float,
    full: dict[str, Any],
    small: dict[str, Any],
) -> None:
    """`growth`: p95 in the full district over p95 in the small one, for places of the same size."""
    most, slowest = limits
    said = f"{full['statements']} statements, p95 {full['p95_ms']:.1f} ms, {growth:.2f} x scale {SMALL_SCALE}"
    holds = full["statements"] <= most and full["p95_ms"] <= slowest and growth <= 1.3
    report.add(page, said, f"<= {most}, <= {slowest} ms, <= 1.3 x", holds, full=full, small=small)


def _full(report: Report) -> None:
    found = json.loads(world.output(FULL, "ilp.bench.full").splitlines()[-1])
    ratio = found["full"] / found["plain"]
    said = f"{found['statements']} statements, {ratio:.2f} x a balita save ({found['full']:.1f} ms)"
    report.add("save_full", said, "<= 12, <= 1.5 x", found["statements"] <= 12 and ratio <= 1.5, **found)


def _pdf(report: Report) -> None:
    found = json.loads(world.output(FULL, "ilp.bench.papers").splitlines()[-1])
    slowest = max(found.values())
    said = ", ".join(f"{name} {seconds:.2f} s" for name, seconds in found.items())
    report.add("pdf", said, "<= 1 s", slowest <= 1, **found)


def _traffic(report: Report, wanted: set[str]) -> None:
    from ilp.bench import live

    with world.site(FULL) as (port, processes):
        if "weight" in wanted:
            live.weight(report, port)
        if "save" in wanted:
            live.save(report, port)
        if "fresh" in wanted:
            live.fresh(report, port)
        if "memory" in wanted:
            used = {name: round(world.proportional_mib(process), 1) for name, process in processes.items()}
            total = sum(used.values())
            report.add("memory", f"{total:.0f} MiB {used}", "<= 450 MiB", total <= 450, **used)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
