"""A laptop at a posyandu: it logs in by the form, and sends each visit again until it is acknowledged."""

from __future__ import annotations

import json
import re
import threading
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.cookiejar import CookieJar

from ilp.base.ids import new_id

PAUSE_S = 0.5
PATIENCE_S = 15.0


@dataclass
class Attempt:
    """One request: when it began (monotonic seconds), how long it took, its status (0: no answer)."""

    began: float
    took_s: float
    status: int


@dataclass
class Laptop:
    """Saves one visit after the other in a thread of its own."""

    address: str
    username: str
    password: str
    todo: Iterator[tuple[str, str]]
    acknowledged: dict[str, tuple[str, str]] = field(default_factory=dict)
    attempts: list[Attempt] = field(default_factory=list)
    trouble: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self._jar = CookieJar()
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar))
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def log_in(self) -> None:
        """By the form, as a person does."""
        page = self._opener.open(f"{self.address}/masuk/", timeout=PATIENCE_S).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        form = {"csrfmiddlewaretoken": token[1], "username": self.username, "password": self.password}
        sent = urllib.request.Request(
            f"{self.address}/masuk/", urllib.parse.urlencode(form).encode(), {"Referer": self.address}
        )
        self._opener.open(sent, timeout=PATIENCE_S).read()
        assert any(cookie.name == "ilp_sesi" for cookie in self._jar), "the login was refused"

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """After the visit in hand is acknowledged."""
        self._ended.set()
        self._thread.join(120)
        assert not self._thread.is_alive(), "a visit was never acknowledged"

    def _work(self) -> None:
        for day, child in self.todo:
            if self._ended.is_set():
                return
            self._save(str(new_id()), day, child)
            time.sleep(PAUSE_S)
        self.trouble.append("there was nothing left to save before the test ended")

    def _save(self, visit: str, day: str, child: str) -> None:
        """The same id on every attempt, for as long as it takes."""
        while not self._ended.wait(0) or visit not in self.acknowledged:
            answer = self._send(day, {"id": visit, "person": child, "weight_kg": "9,6"})
            if answer in {"kept", "duplicate"}:
                self.acknowledged[visit] = (day, child)
                return
            if answer:
                self.trouble.append(answer)
                return
            time.sleep(PAUSE_S)

    def _send(self, day: str, row: dict[str, str]) -> str:
        """What the server says of the row; empty when nothing came back that can be relied on."""
        token = next(cookie.value for cookie in self._jar if cookie.name == "ilp_csrf")
        request = urllib.request.Request(
            f"{self.address}/api/v1/hari-buka/{day}/kunjungan/",
            json.dumps({"rows": [row]}).encode(),
            {"Content-Type": "application/json", "X-CSRFToken": str(token)},
        )
        began = time.monotonic()
        try:
            with self._opener.open(request, timeout=PATIENCE_S) as answer:
                body = json.load(answer)
                self.attempts.append(Attempt(began, time.monotonic() - began, answer.status))
                said = body["rows"][0]
                return said["status"] if said["status"] in {"kept", "duplicate"} else json.dumps(said)
        except (OSError, ValueError) as error:  # no connection, cut off, or 5xx
            status = getattr(error, "code", 0)
            self.attempts.append(Attempt(began, time.monotonic() - began, status))
            return f"{status}: {error}" if 400 <= status < 500 else ""
