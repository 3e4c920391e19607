"""Server time and statements of the main pages, in process, through the whole middleware. Prints JSON."""

from __future__ import annotations

import json
import os
import random
from collections.abc import Iterator
from time import perf_counter
from typing import Any

REQUESTS = 150
WARM_UP = 10


def _setup() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ilp.settings")
    # As the web server loads it, with the same garbage collector.
    from django.conf import settings

    import ilp.wsgi  # noqa: F401

    settings.ALLOWED_HOSTS = ["testserver"]


def _clients() -> dict[str, Any]:
    from django.test import Client

    from ilp.access.models import User

    found = {}
    for name in ("kader", "bidan", "puskesmas", "dinkes"):
        client = Client()
        client.force_login(
            User.objects.get(username=name), backend="django.contrib.auth.backends.ModelBackend"
        )
        found[name] = client
    return found


def _addresses() -> dict[str, tuple[str, list[str]]]:
    """Page -> (who asks, addresses to draw from). Different desa and posyandu, so that no cache flatters."""
    from django.db import connection

    from ilp.access.models import User
    from posyandu.models import HariBuka
    from puskesmas.models import Area, Facility
    from pws.services.refresh import this_period

    def text(period: int) -> str:
        return f"{period // 12}-{period % 12 + 1:02d}"

    head = User.objects.get(username="puskesmas")
    bidan = User.objects.select_related("scope").get(username="bidan")
    desas = list(Area.objects.filter(pk__in=bidan.scope.desa_ids))
    wide = list(Area.objects.filter(pk__in=User.objects.get(username="puskesmas").scope.desa_ids))
    months = [text(this_period() - back) for back in range(12)]
    posyandu = list(Facility.objects.filter(kind="POSYANDU", area__in=desas).values_list("pk", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("select set_config('ilp.system', 'bench', false)")
        days = [
            str(pk)
            for pk in HariBuka._base_manager.filter(posyandu__in=posyandu)
            .exclude(state="DIBATALKAN")
            .order_by("-held_on")
            .values_list("pk", flat=True)[:60]
        ]
        cursor.execute("select set_config('ilp.system', '', false)")
    lists = [
        f"indikator={code}&bulan={month}&desa={desa.code}"
        for desa in desas
        for month in months
        for code in ("GIZ-DS", "GIZ-2T", "GIZ-STUNT", "GIZ-BGM")
    ]
    return {
        "sheet": ("bidan", [f"/hari-buka/{day}/" for day in days]),
        "board": ("puskesmas", [f"/pws/puskesmas/{head.facility_id}/?bulan={month}" for month in months]),
        "desa": ("puskesmas", [f"/pws/desa/{desa.code}/?bulan={m}" for desa in wide for m in months]),
        "names": ("bidan", [f"/pws/nama/?{query}" for query in lists]),
        "missed": ("bidan", [f"/pws/belum/?{query}" for query in lists if "GIZ-DS" in query]),
        "district": ("dinkes", [f"/pws/kabupaten/{_regency()}/?bulan={month}" for month in months]),
        "kader": ("kader", ["/"]),
    }


def _regency() -> str:
    from ilp.access.models import User

    return User.objects.get(username="dinkes").area_code


def _measured(client: Any, addresses: list[str]) -> Iterator[tuple[float, int]]:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    rng = random.Random(1)
    for number in range(WARM_UP + REQUESTS):
        address = rng.choice(addresses)
        if number < WARM_UP:
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


def main() -> None:
    _setup()
    from ilp.bench.report import percentile

    clients = _clients()
    found = {}
    for page, (who, addresses) in _addresses().items():
        rows = list(_measured(clients[who], addresses))
        seconds = [value for value, _ in rows[WARM_UP:]]
        found[page] = {
            "statements": max(count for _, count in rows),
            "p50_ms": percentile(seconds, 0.5) * 1000,
            "p95_ms": percentile(seconds, 0.95) * 1000,
        }
    print(json.dumps(found))


if __name__ == "__main__":
    main()
