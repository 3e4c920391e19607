"""The budgets that need the running site: saves, freshness, weight of the landing page."""

from __future__ import annotations

import re
from collections import Counter
from statistics import median
from typing import Any
from urllib.parse import urlsplit

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from ilp.access.models import User
from ilp.bench import requests
from ilp.bench.freshness import measure_fresh
from ilp.bench.report import Report, percentile
from ilp.bench.traffic import Line, load
from puskesmas.models import Area, Facility, WorkingArea

PING_SECONDS, SAVE_SECONDS = 4.0, 6.0
# Those of the budget are heard several times: how many connections each web process takes is chance.
ROUNDS = {1: 1, 4: 5, 16: 1}


def _puskesmas() -> list[int]:
    return list(Facility.objects.filter(kind="PUSKESMAS").order_by("pk").values_list("pk", flat=True))


def save(report: Report, port: int) -> None:
    """Complete visits as fast as 1, 4 and 16 clients send them, with the plain /ping beside."""
    requests.open_today()
    pool = [save.raw for pk in _puskesmas()[1:] for save in requests.saves_of(pk)]
    statements = _statements_of(pool.pop())
    ping = requests.get("/ping")
    detail: dict[int, Any] = {}
    share = 0.0
    for clients, rounds in ROUNDS.items():
        quick, saved = [], []
        for _ in range(rounds):
            mine, pool = pool[: 300 * clients + 900], pool[300 * clients + 900 :]
            if not mine:  # a small district has not so many children
                break
            quick.append(load(port, clients, [ping] * 60_000, PING_SECONDS))
            saved.append(load(port, clients, mine, SAVE_SECONDS))
        if not saved:
            continue
        took = [seconds for one in saved for seconds in one.took]
        detail[clients] = {
            "saves_per_second": round(median(one.per_second for one in saved), 1),
            "p50_ms": round(percentile(took, 0.5) * 1000, 1),
            "p95_ms": round(percentile(took, 0.95) * 1000, 1),
            "statuses": dict(sum((Counter(one.statuses) for one in saved), Counter[int]())),
            "pings_per_second": round(median(one.per_second for one in quick), 1),
        }
        if clients == 4:
            share = detail[4]["pings_per_second"] / detail[4]["saves_per_second"]
        print(f"  save, {clients} clients: {detail[clients]}", flush=True)
    report.add(
        "save", f"{statements} statements, {share:.1f} x a ping at 4 clients", "<= 10, goal <= 12 x",
        statements <= 10 and share <= 12, clients=detail,
    )  # fmt: skip


def _statements_of(raw: bytes) -> int:
    """SQL statements of one save, BEGIN and COMMIT included."""
    head, _, body = raw.decode().partition("\r\n\r\n")
    path = head.split(" ")[1]
    cookies = re.search(r"Cookie: (.*)\r", head)
    client = Client(HTTP_HX_REQUEST="true", HTTP_X_CSRFTOKEN=requests.CSRF, SERVER_NAME="127.0.0.1")
    for pair in cookies[1].split("; ") if cookies else []:
        name, _, value = pair.partition("=")
        client.cookies[name] = value
    with CaptureQueriesContext(connection) as statements:
        answer = client.post(path, body, content_type="application/x-www-form-urlencoded")
    if answer.status_code != 200:
        raise RuntimeError(f"The save answered {answer.status_code}: {answer.content.decode()[:400]}")
    return len(statements)


def fresh(report: Report, port: int) -> None:
    """Saves at a steady pace in one working area, and the lag until its numbers show them."""
    requests.open_today()
    pk = _puskesmas()[0]
    requests.forget_this_month(pk)
    from pws.services.refresh import drained

    list(drained())
    saves = requests.saves_of(pk)
    most = [desa for desa, _ in Counter(save.desa_id for save in saves).most_common(5)]
    saves = [save for save in saves if save.desa_id in most]
    saves.sort(key=lambda save: save.raw[200:260])
    codes = dict(Area.objects.filter(pk__in=most).values_list("pk", "code"))
    assert WorkingArea.objects.filter(facility=pk, desa__in=most).count() >= len(most)
    found = measure_fresh(port, saves, codes, requests.session_cookie(requests.nakes_of(pk)))
    lags: list[float] = found["lags"]  # type: ignore[assignment]
    p95 = percentile(lags, 0.95)
    report.add(
        "fresh", f"p95 {p95:.2f} s, median {percentile(lags, 0.5):.2f} s, {found['kept']} saves in 60 s",
        "<= 2 s", p95 <= 2 and len(lags) >= 1000, worst_s=max(lags), kept=found["kept"], paced=found["paced"],
    )  # fmt: skip


def weight(report: Report, port: int) -> None:
    """Bytes over the wire of the kader's landing page and everything it asks for, nothing cached."""
    line = Line(port)
    cookie = requests.session_cookie(User.objects.get(username="kader"))
    _, page = line.ask(requests.get("/", cookie))
    import gzip

    html = (gzip.decompress(page) if page[:2] == b"\x1f\x8b" else page).decode()
    parts = {"/": len(page)}
    for path in sorted(set(re.findall(r'(?:src|href)="(/static/[^"]+)"', html))):
        status, body = line.ask(requests.get(urlsplit(path).path, cookie))
        if status != 200:
            raise RuntimeError(f"{path} answered {status}")
        parts[path] = len(body)
    total = sum(parts.values()) / 1000
    report.add("weight", f"{total:.0f} kB", "<= 150 kB", total <= 150, parts=parts)
