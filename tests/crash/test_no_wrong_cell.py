"""Kill the worker, the broker and the database at random points of refreshes and rebuilds of every family.

A district with people of every age is changed by hundreds of records at once, so that hundreds of desa-months
are due; while the worker refreshes them, something is killed. What is left must be what a calm rebuild gives.
A rebuild that is killed at any point leaves the cells as they were.
"""

from __future__ import annotations

import random
import subprocess
import time
from collections.abc import Callable, Iterator
from functools import partial

import pytest

from ilp.embedded import processes
from ilp.embedded.children import wait_until
from pws.families import families
from tests.crash.site import Site, assert_caught_up, end_database_at_once, kill_worker_at_work, made_site

pytestmark = pytest.mark.long
DISTRICT, SCALE, MONTHS = "33.71", "0.015", "14"
REFRESHES = 200
DESA_CHANGED = 6
REBUILDS_KILLED = 6
BEGINS_WITHIN_S = 120.0
TABLES = ("pws_balitacell", "pws_posyandumonth", "pws_pendudukcell")


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A small demo district, and all its numbers. A test ends what it started, and leaves right cells."""
    with made_site(tmp_path_factory.mktemp("filled")) as site:
        site.run(processes.manage("load_areas", DISTRICT))
        site.run(processes.manage("seed_demo", "--district", DISTRICT, "--scale", SCALE, "--months", MONTHS))
        site.run(processes.manage("pws_rebuild"))
        yield site


def change(site: Site, rng: random.Random) -> int:
    """Withdraw a third of the visits, doses and diagnoses of some desa; how many desa-months are due then."""
    desa = site.ask(
        f"select id from puskesmas_area where level = 'desa' order by md5(id || '{rng.random()}')"
    )
    chosen = ", ".join(str(pk) for (pk,) in desa[:DESA_CHANGED])
    for table in ("posyandu_visit", "posyandu_given", "posyandu_diagnosis"):
        site.ask(
            f"update {table} set voided_at = now() where voided_at is null"
            f" and desa_id in ({chosen}) and abs(hashtext(id::text || '{rng.random()}')) % 3 = 0 returning 1"
        )
    return keys_due(site)


def keys_due(site: Site) -> int:
    """How many desa-months wait."""
    ((keys,),) = site.ask("select count(*) from (select distinct desa_id, period from base_change) due")
    assert isinstance(keys, int)
    return keys


def has_begun(site: Site, keys: int) -> bool:
    """Whether some of so many are refreshed."""
    return keys_due(site) < keys


def kill_worker(site: Site) -> None:
    kill_worker_at_work(site)


def stop_broker(site: Site) -> None:
    site.stack.valkey.stop()
    time.sleep(2)
    site.stack.valkey.start()


def kill_database(site: Site) -> None:
    site.stack.postgres.kill_9()
    site.stack.postgres.start()


def cells(site: Site) -> list[tuple[object, ...]]:
    """A checksum of every table of cells."""
    names = [*TABLES, *(family.cells for family in families().values())]
    sums = [f"select '{name}', count(*), sum(hashtextextended(t::text, 0)) from {name} t" for name in names]
    return site.ask(" union all ".join(sums) + " order by 1")


@pytest.mark.timeout(900)
def test_killed_refreshes_leave_no_wrong_cell(filled: Site) -> None:
    rng, site = random.Random(11), filled
    site.start("worker")
    site.start("beat")
    disasters: list[Callable[[Site], None]] = [
        kill_worker, stop_broker, end_database_at_once, kill_worker, kill_database, kill_worker,
    ]  # fmt: skip
    refreshed = 0
    for disaster in disasters:
        keys = change(site, rng)
        refreshed += keys
        wait_until(partial(has_begun, site, keys), site.children["beat"], seconds=BEGINS_WITHIN_S)
        time.sleep(rng.uniform(0, 0.5))
        disaster(site)
    assert_caught_up(site)
    assert refreshed >= REFRESHES
    assert site.run(processes.manage("pws_verify")).startswith("0 differences in ")
    site.stop("beat", "worker")


@pytest.mark.timeout(900)
def test_a_killed_rebuild_leaves_the_cells_as_they_were(filled: Site) -> None:
    rng, site = random.Random(12), filled
    began = time.monotonic()
    site.run(processes.manage("pws_rebuild"))
    takes = time.monotonic() - began
    before = cells(site)
    assert len(before) == len(TABLES) + len(families())
    for number in range(REBUILDS_KILLED):
        owner = {**site.environ, "ILP_DATABASE_URL": site.environ["ILP_OWNER_DATABASE_URL"]}
        rebuild = subprocess.Popen(processes.manage("pws_rebuild"), env=owner, cwd=processes.ROOT)
        time.sleep(rng.uniform(0.2, takes))
        if number % 2:
            rebuild.kill()
            rebuild.wait()
        end_database_at_once(site) if number % 3 else kill_database(site)
        rebuild.wait()
        assert cells(site) == before
    assert site.run(processes.manage("pws_verify")).startswith("0 differences in ")
