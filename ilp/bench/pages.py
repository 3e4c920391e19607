"""Server time and statements of the main pages, in process, through the whole middleware.

`measure_pages` has a process for each district and asks them by turns, so that both are measured on the same
machine, however busy it is just then; of some rounds the quickest counts. Within a round each page is asked
a few times first, as in a server that has run for a minute: rule sets, which are read once a minute, and
compiled templates are there, and PostgreSQL's pages are in memory.

A posyandu of a small district has fewer people, so its sheet would always be quicker. Pages that name people
are therefore asked once more for a posyandu and a desa that are alike in both districts (`sheet~`, `names~`,
`missed~`, `gap~`): those answer whether a page takes longer because the district around it is larger.
"""

from __future__ import annotations

import contextlib
import json
import os
import random
import sys
from collections.abc import Collection, Iterator
from time import perf_counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ilp.access.models import User

ROUNDS, REQUESTS = 4, 150
WARM_UP, COUNTED = 10, 10
LIVES = 120
# Sasaran of the posyandu and of the desa that are alike: few for the full district, many for the small one.
ALIKE_POSYANDU, ALIKE_DESA = 32, 50
# Indicators of every family, and chapters of the heat table.
SHOWN = ("KIA-K1A", "IMU-BCG", "LAN-SKRIN", "PTM-HTLAY", "GIZ-ND")
CHAPTERS = ("utama", "ibu", "imunisasi", "warga")


def setup() -> None:
    """Django as the web server loads it."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilp.settings")
    # As the web server loads it, with the same garbage collector.
    from django.conf import settings

    import ilp.wsgi  # noqa: F401

    settings.ALLOWED_HOSTS = ["testserver"]


def _clients(head: User) -> dict[str, Any]:
    from django.test import Client

    from ilp.access.models import User

    users: dict[str, User] = {name: User.objects.get(username=name) for name in ("kader", "bidan", "dinkes")}
    users["puskesmas"] = head
    found = {}
    for name, user in users.items():
        found[name] = Client()
        found[name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    return found


def _head() -> User:
    """The head of the puskesmas with most desa: the same place in both districts, with many pages."""
    from django.db import connection
    from django.db.models import Count

    from ilp.bench.requests import head_of
    from puskesmas.models import WorkingArea

    with connection.cursor() as cursor:
        cursor.execute("select set_config('ilp.system', 'bench', false)")
        working = WorkingArea._base_manager.filter(kind="PUSKESMAS", valid_to=None).values("facility_id")
        largest = working.annotate(n=Count("pk")).order_by("-n", "facility__name")[0]["facility_id"]
        user = head_of(largest)
        cursor.execute("select set_config('ilp.system', '', false)")
    return user


def _alike(kind: str, size: int) -> tuple[int, int]:
    """The posyandu or desa (`kind`: column of the cells) with sasaran nearest to `size`; its puskesmas."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            f"select b.{kind}, w.facility_id from pws_balitacell b"
            " join puskesmas_workingarea w"
            " on w.desa_id = b.desa_id and w.kind = 'PUSKESMAS' and w.valid_to is null"
            f" where b.posyandu_id <> 0 and b.period = (select max(period) from pws_balitacell)"
            f" group by 1, 2 order by abs(sum(b.is_s) - %s), 1 limit 1",
            [size],
        )
        place, puskesmas = cursor.fetchone()
        return int(place), int(puskesmas)


def _alike_addresses(clients: dict[str, Any], months: list[str]) -> dict[str, tuple[str, list[str]]]:
    from django.db import connection
    from django.test import Client

    from ilp.bench.requests import nakes_of
    from puskesmas.models import Area

    with connection.cursor() as cursor:
        cursor.execute("select set_config('ilp.system', 'bench', false)")
        posyandu, of_posyandu = _alike("posyandu_id", ALIKE_POSYANDU)
        desa, of_desa = _alike("desa_id", ALIKE_DESA)
        days = _days([posyandu])
        users = {name: nakes_of(pk) for name, pk in (("~posyandu", of_posyandu), ("~desa", of_desa))}
        cursor.execute("select set_config('ilp.system', '', false)")
    for name, user in users.items():
        clients[name] = Client()
        clients[name].force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    code = Area.objects.get(pk=desa).code
    lists = _lists(months, [code])
    return {
        "sheet~": ("~posyandu", [f"/hari-buka/{day}/" for day in days]),
        "names~": ("~desa", [f"/pws/nama/?{query}" for query in lists]),
        "missed~": ("~desa", [f"/pws/belum/?{query}" for query in lists if "GIZ-DS" in query]),
        "gap~": ("~desa", _gaps(months[0], [code])),
    }


def _gaps(month: str, desa: list[str]) -> list[str]:
    return [f"/pws/belum/?indikator={code}&bulan={month}&desa={one}" for code in SHOWN for one in desa]


def _days(posyandu: list[int]) -> list[str]:
    from posyandu.models import HariBuka

    found = HariBuka._base_manager.filter(posyandu__in=posyandu).exclude(state="DIBATALKAN")
    return [str(pk) for pk in found.order_by("-held_on").values_list("pk", flat=True)[:60]]


def _lists(months: list[str], desa: list[str]) -> list[str]:
    return [
        f"indikator={code}&bulan={month}&desa={one}"
        for one in desa
        for month in months
        for code in ("GIZ-DS", "GIZ-2T", "GIZ-STUNT", "GIZ-BGM")
    ]


def _addresses(clients: dict[str, Any], head: User) -> dict[str, tuple[str, list[str]]]:
    """Page -> (who asks, addresses to draw from). Different desa and posyandu, so that no cache flatters."""
    from django.db import connection

    from ilp.access.models import User
    from puskesmas.models import Area, Facility, Person
    from pws.services.refresh import this_period

    def text(period: int) -> str:
        return f"{period // 12}-{period % 12 + 1:02d}"

    bidan = User.objects.select_related("scope").get(username="bidan")
    desas = list(Area.objects.filter(pk__in=bidan.scope.desa_ids))
    wide = list(Area.objects.filter(pk__in=User.objects.get(pk=head.pk).scope.desa_ids))
    months = [text(this_period() - back) for back in range(12)]
    posyandu = list(Facility.objects.filter(kind="POSYANDU", area__in=desas).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("select set_config('ilp.system', 'bench', false)")
        days = _days(posyandu)
        known = Person._base_manager.filter(desa__in=desas, voided_at=None).order_by("pk")
        everybody = list(known.values_list("pk", flat=True))
        # As many of a small desa as of a large one: of six people, nobody may have a long life.
        people = everybody[:: max(1, len(everybody) // LIVES)]
        cursor.execute("select set_config('ilp.system', '', false)")
    lists = _lists(months, [desa.code for desa in desas])
    return {
        "sheet": ("bidan", [f"/hari-buka/{day}/" for day in days]),
        "board": ("puskesmas", [f"/pws/puskesmas/{head.facility_id}/?bulan={month}" for month in months]),
        "desa": ("puskesmas", [f"/pws/desa/{desa.code}/?bulan={m}" for desa in wide for m in months]),
        "names": ("bidan", [f"/pws/nama/?{query}" for query in lists]),
        "missed": ("bidan", [f"/pws/belum/?{query}" for query in lists if "GIZ-DS" in query]),
        "district": ("dinkes", [f"/pws/kabupaten/{_regency()}/?bulan={month}" for month in months]),
        "kader": ("kader", ["/"]),
        "timeline": ("bidan", [f"/orang/{person}/" for person in people]),
        "desa_board": (
            "puskesmas",
            [f"/pws/desa/{desa.code}/situasi/?bulan={m}" for desa in wide for m in months],
        ),
        "pws_graph": (
            "puskesmas",
            [f"/pws/grafik/?indikator={code}&bulan={m}" for code in SHOWN for m in months],
        ),
        "dinkes": (
            "dinkes",
            [f"/pws/matriks/?bulan={m}&bab={chapter}" for m in months for chapter in CHAPTERS],
        ),
        "dominant": (
            "puskesmas",
            [
                f"/pws/penyakit/?bulan={m}&sumber={source}&desa={desa.code}"
                for desa in wide
                for m in months
                for source in ("diagnosa", "skrining")
            ],
        ),
        "gap": ("bidan", _gaps(months[0], [desa.code for desa in desas])),
        **_alike_addresses(clients, months),
    }


def _regency() -> str:
    from ilp.access.models import User

    return User.objects.get(username="dinkes").area_code


def _measured(client: Any, addresses: list[str]) -> Iterator[tuple[float, int]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rng = random.Random(1)
    for _ in range(WARM_UP):
        address = rng.choice(addresses)
        _expect(client.get(address), address)
    for number in range(COUNTED + REQUESTS):
        address = rng.choice(addresses)
        if number < COUNTED:
            with CaptureQueriesContext(connection) as statements:
                response = client.get(address)
            _expect(response, address)
            yield 0.0, len(statements)
            continue
        began = perf_counter()
        response = client.get(address)
        seconds = perf_counter() - began
        _expect(response, address)
        yield seconds, 0


def _expect(response: Any, address: str) -> None:
    if response.status_code != 200:
        raise RuntimeError(f"{address} answered {response.status_code}")


def measure_pages(
    databases: tuple[str, ...], pages: Collection[str]
) -> dict[tuple[str, str], dict[str, Any]]:
    """(page, database) -> `statements`, `p50_ms`, `p95_ms`. `pages` brings its alike twins with it."""
    from ilp.bench import world

    found: dict[tuple[str, str], dict[str, Any]] = {}
    with contextlib.ExitStack() as stack:
        asked = {name: stack.enter_context(world.asking(name, "ilp.bench.pages")) for name in databases}
        # Both have started before the first is measured.
        *_, known = [json.loads(ask("")) for ask in asked.values()]
        for page in (one for one in known if one.rstrip("~") in pages):
            rounds = [{name: json.loads(ask(page)) for name, ask in asked.items()} for _ in range(ROUNDS)]
            for name in databases:
                found[page, name] = min((one[name] for one in rounds), key=lambda one: one["p95_ms"])
    return found


def _figures(client: Any, addresses: list[str]) -> dict[str, float]:
    from ilp.bench.report import percentile

    rows = list(_measured(client, addresses))
    seconds = [value for value, _ in rows[COUNTED:]]
    return {
        "statements": max(count for _, count in rows),
        "p50_ms": percentile(seconds, 0.5) * 1000,
        "p95_ms": percentile(seconds, 0.95) * 1000,
    }


def main() -> None:
    """Answers each line of its input, the name of a page, by a line of JSON; an empty one by all names.

    Each answer comes from a process of its own: what the first round remembers does not help the second.
    """
    setup()
    from django.db import connection

    head = _head()
    clients = _clients(head)
    addresses = _addresses(clients, head)
    connection.close()
    for line in sys.stdin:
        page = line.strip()
        if not page:
            print(json.dumps(list(addresses)), flush=True)
        elif child := os.fork():
            _, status = os.waitpid(child, 0)
            if status:
                sys.exit(f"{page} could not be measured.")
        else:
            who, drawn_from = addresses[page]
            print(json.dumps(_figures(clients[who], drawn_from)), flush=True)
            os._exit(0)


if __name__ == "__main__":
    main()
