"""From a save to the changed cell: visits at a steady pace, and somebody who looks at the numbers."""

from __future__ import annotations

import gzip
import json
import threading
import time
from collections import defaultdict
from dataclasses import dataclass, field
from time import perf_counter

from ilp.bench.requests import Save, get
from ilp.bench.traffic import Line

PER_SECOND = 20
SECONDS = 60
SAVERS = 4


@dataclass(slots=True)
class Watch:
    """When each desa's D was first seen at a value."""

    seen: dict[int, list[tuple[float, int]]] = field(default_factory=lambda: defaultdict(list))
    done: bool = False


def _weighed(line: Line, code: str, cookie: str) -> int:
    status, body = line.ask(get(f"/api/pws/desa/{code}/", cookie))
    if status != 200:
        raise RuntimeError(f"/api/pws/desa/{code}/ answered {status}")
    text = gzip.decompress(body) if body[:2] == b"\x1f\x8b" else body
    return int(next(row["numerator"] for row in json.loads(text)["numbers"] if row["indicator"] == "SKDN-D"))


def _look(port: int, desas: dict[int, str], cookie: str, watch: Watch) -> None:
    line = Line(port)
    while not watch.done:
        for desa_id, code in desas.items():
            value = _weighed(line, code, cookie)
            known = watch.seen[desa_id]
            if not known or known[-1][1] != value:
                known.append((perf_counter(), value))
            time.sleep(0.05)


def measure_fresh(port: int, saves: list[Save], desas: dict[int, str], cookie: str) -> dict[str, object]:
    """Seconds between the answer to a save and the first look that shows it, over 60 s at 20 saves a second.

    :param desas: code of each desa that `saves` touches, by number.
    """
    line = Line(port)
    base = {desa_id: _weighed(line, code, cookie) for desa_id, code in desas.items()}
    watch = Watch()
    looker = threading.Thread(target=_look, args=(port, desas, cookie, watch))
    looker.start()
    kept: dict[int, list[float]] = defaultdict(list)
    guard = threading.Lock()
    begin = perf_counter() + 0.5

    def work(number: int) -> None:
        own = Line(port)
        for position in range(number, min(len(saves), PER_SECOND * SECONDS), SAVERS):
            wait = begin + position / PER_SECOND - perf_counter()
            if wait > 0:
                time.sleep(wait)
            status, _ = own.ask(saves[position].raw)
            if status == 200:
                with guard:
                    kept[saves[position].desa_id].append(perf_counter())

    crowd = [threading.Thread(target=work, args=(number,)) for number in range(SAVERS)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    time.sleep(6)
    watch.done = True
    looker.join()
    lags = [
        _first_at_least(watch.seen[desa_id], base[desa_id] + place) - moment
        for desa_id, moments in kept.items()
        for place, moment in enumerate(sorted(moments), start=1)
    ]
    paced = min(len(saves), PER_SECOND * SECONDS)
    return {"lags": lags, "kept": sum(map(len, kept.values())), "paced": paced}


def _first_at_least(seen: list[tuple[float, int]], value: int) -> float:
    return next((moment for moment, shown in seen if shown >= value), float("inf"))
