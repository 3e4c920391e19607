"""Bounded load on 127.0.0.1 with little work on the asking side: raw sockets, ready requests."""

from __future__ import annotations

import multiprocessing
import socket
from collections.abc import Sequence
from dataclasses import dataclass
from time import perf_counter
from typing import TypeAlias


class Line:
    """One keep-alive connection."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.socket = self._connect()

    def _connect(self) -> socket.socket:
        made = socket.create_connection(("127.0.0.1", self.port), timeout=20)
        made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return made

    def ask(self, raw: bytes) -> tuple[int, bytes]:
        """Send a request, read the answer to its end. Returns status and body as sent (maybe compressed)."""
        try:
            return self._exchange(raw)
        except (ConnectionError, BrokenPipeError):
            self.socket.close()
            self.socket = self._connect()
            return self._exchange(raw)

    def _exchange(self, raw: bytes) -> tuple[int, bytes]:
        self.socket.sendall(raw)
        data = b""
        while b"\r\n\r\n" not in data:
            block = self.socket.recv(65536)
            if not block:
                raise ConnectionError("closed")
            data += block
        head, _, body = data.partition(b"\r\n\r\n")
        length = _length(head)
        while len(body) < length:
            block = self.socket.recv(65536)
            if not block:
                raise ConnectionError("closed")
            body += block
        if b"connection: close" in head.lower():
            self.socket.close()
            self.socket = self._connect()
        return int(head[9:12]), body


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        name, _, value = line.partition(b":")
        if name.lower() == b"content-length":
            return int(value)
    return 0


Answers: TypeAlias = "multiprocessing.Queue[tuple[list[float], list[int]]]"


@dataclass(frozen=True, slots=True)
class Load:
    """What clients got: answers with status 200 per second, and how long each took."""

    seconds: float
    took: list[float]
    statuses: dict[int, int]

    @property
    def per_second(self) -> float:
        return self.statuses.get(200, 0) / self.seconds


def _client(
    port: int,
    requests: Sequence[bytes],
    seconds: float,
    out: Answers,
) -> None:
    line = Line(port)
    took, statuses = [], []
    end = perf_counter() + seconds
    for raw in requests:
        began = perf_counter()
        if began > end:
            break
        status, _ = line.ask(raw)
        took.append(perf_counter() - began)
        statuses.append(status)
    out.put((took, statuses))


def load(port: int, clients: int, requests: Sequence[bytes], seconds: float) -> Load:
    """So many clients at once, each with its share of the requests, for at most so many seconds."""
    out: Answers = multiprocessing.Queue()
    crowd = [
        multiprocessing.Process(target=_client, args=(port, requests[number::clients], seconds, out))
        for number in range(clients)
    ]
    began = perf_counter()
    for one in crowd:
        one.start()
    answers = [out.get(timeout=seconds + 60) for _ in crowd]
    lasted = perf_counter() - began
    for one in crowd:
        one.join()
    statuses: dict[int, int] = {}
    for _, got in answers:
        for status in got:
            statuses[status] = statuses.get(status, 0) + 1
    return Load(min(lasted, seconds), [value for took, _ in answers for value in took], statuses)
