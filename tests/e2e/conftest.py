"""A real browser, and the worker and beat that run beside the web server."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.db import connection
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)
from pytest_django.live_server_helper import LiveServer

from ilp.embedded import processes
from ilp.embedded.children import Child, wait_until
from ilp.embedded.chromium import chromium as chromium_program
from tests.factories import PASSWORD

FLAGS = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync"]  # fmt: skip
LAPTOP = {"width": 1366, "height": 768}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    flags = [*FLAGS, "--no-sandbox"] if os.geteuid() == 0 else FLAGS
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium_program(), args=flags)
        yield browser
        browser.close()


@dataclass
class Visitor:
    """Somebody at a browser of their own. Whatever goes wrong in it is written down."""

    context: BrowserContext
    page: Page
    address: str
    troubles: list[str] = field(default_factory=list)

    def watch(self) -> Visitor:
        """Note errors, broken policies and requests to anybody else."""

        def said(message: ConsoleMessage) -> None:
            if message.type == "error":
                self.troubles.append(f"{self.page.url}: {message.text}")

        def asked(request: Request) -> None:
            if not request.url.startswith((self.address, "data:")):
                self.troubles.append(f"{self.page.url} asked {request.url}")

        self.page.on("pageerror", lambda error: self.troubles.append(f"{self.page.url}: {error}"))
        self.page.on("console", said)
        self.context.on("request", asked)
        return self

    def log_in(self, username: str) -> None:
        """By the form and the keyboard."""
        self.page.goto("/masuk/")
        expect(self.page.get_by_label("Nama pengguna")).to_be_focused()
        self.page.keyboard.type(username)
        self.page.keyboard.press("Tab")
        self.page.keyboard.type(PASSWORD)
        self.page.keyboard.press("Enter")
        self.page.wait_for_url(f"{self.address}/")


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[[], Visitor]]:
    """Opens browsers; at the end, none of them may have had trouble."""
    opened: list[Visitor] = []

    def open_one() -> Visitor:
        context = chromium.new_context(viewport=LAPTOP, base_url=live_server.url)  # type: ignore[arg-type]
        opened.append(Visitor(context, context.new_page(), live_server.url).watch())
        return opened[-1]

    yield open_one
    for visitor in opened:
        visitor.context.close()
    assert [trouble for visitor in opened for trouble in visitor.troubles] == []


@pytest.fixture
def at_work(live_server: LiveServer, tmp_path: Path) -> Iterator[Path]:
    """Worker and beat as processes of their own, as the application role, on the database of this test.

    Yields the folder with what they say.
    """
    assert os.environ.get("ILP_BROKER_URL"), "this test needs a broker: run it with `make test`"
    given = connection.settings_dict
    socket = given["HOST"] or given["OPTIONS"]["host"]
    mine = {
        **os.environ,
        "ILP_DATABASE_URL": f"postgresql://ilp_app@/{given['NAME']}?host={socket}",
        "ILP_DATA": str(tmp_path),
        "ILP_LOG_LEVEL": "INFO",
    }
    mine.pop("ILP_OWNER_DATABASE_URL", None)
    names = ("worker", "beat")
    started = [
        Child(name, processes.COMMANDS[name](mine), tmp_path / "logs", env=mine, cwd=processes.ROOT)
        for name in names
    ]
    try:
        log = tmp_path / "logs" / "worker.log"
        wait_until(lambda: log.exists() and " ready." in log.read_text(), started[0], seconds=60)
        time.sleep(1)  # the beat's first round
        yield tmp_path / "logs"
        assert [child.ended() for child in started] == [None, None], started[0].last_lines()
    finally:
        for child in started:
            child.kill()
