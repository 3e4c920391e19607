"""Seconds that each printed page takes, in process, after the first. Prints JSON."""

from __future__ import annotations

import json
from statistics import median
from time import perf_counter

from ilp.bench.pages import setup

ROUNDS = 5


def main() -> None:
    setup()
    from django.test import Client

    from ilp.access.models import User
    from puskesmas.models import Area

    heads = {name: User.objects.get(username=name) for name in ("puskesmas", "dinkes")}
    desa = Area.objects.filter(pk__in=heads["puskesmas"].scope.desa_ids).order_by("code")[0].code
    asked = {
        "desa": ("puskesmas", f"/pws/desa/{desa}/situasi/?format=pdf"),
        "graph": ("puskesmas", "/pws/grafik/?indikator=KIA-K1A&format=pdf"),
        "lokmin": ("puskesmas", "/pws/matriks/?format=pdf"),
        "dinkes": ("dinkes", "/pws/matriks/?format=pdf"),
    }
    found = {}
    for name, (who, address) in asked.items():
        client = Client()
        client.force_login(heads[who], backend="django.contrib.auth.backends.ModelBackend")
        seconds = []
        for _ in range(ROUNDS + 1):
            began = perf_counter()
            answer = client.get(address)
            if answer.status_code != 200 or not answer.content.startswith(b"%PDF"):
                raise RuntimeError(f"{address} answered {answer.status_code}")
            seconds.append(perf_counter() - began)
        found[name] = median(seconds[1:])
    print(json.dumps(found))


if __name__ == "__main__":
    main()
