"""The shared pages in a real browser: they fit a phone, obey the keyboard, and lose nothing typed."""

import os
import re
import shutil
from collections.abc import Iterator

import pytest
from django.urls import include, path
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect, sync_playwright
from pytest_django.live_server_helper import LiveServer

from ilp import urls
from ilp.access.models import Session, User
from ilp.base import views
from tests.barriers import barriers, too_wide
from tests.factories import PASSWORD

urlpatterns = [path("", include("ilp.urls")), path("components/", views.components)]
handler404 = urls.handler404

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls(__name__),
]
SIZES = [(1366, 768), (360, 740)]
QUIET = ["--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"]


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    args = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else QUIET
    with sync_playwright() as playwright:
        yield playwright.chromium.launch(executable_path=shutil.which("chromium"), args=args)


@pytest.fixture(params=SIZES, ids=["laptop", "phone"])
def screen(request: pytest.FixtureRequest, chromium: Browser, live_server: LiveServer) -> Iterator[Page]:
    """A page that fails the test when it asks another host, breaks the security policy, or throws."""
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height}, base_url=live_server.url)
    opened = context.new_page()
    troubles: list[str] = []

    def said(message: ConsoleMessage) -> None:
        if "Content Security" in message.text:
            troubles.append(message.text)

    def asked(request: Request) -> None:
        if not request.url.startswith((live_server.url, "data:")):
            troubles.append(request.url)

    opened.on("pageerror", lambda error: troubles.append(str(error)))
    opened.on("console", said)
    opened.on("request", asked)
    yield opened
    context.close()
    assert troubles == []


def log_in(page: Page, username: str) -> None:
    page.goto("/masuk/?next=/sesi/")
    expect(page.get_by_label("Nama pengguna")).to_be_focused()
    page.keyboard.type(username)
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"//[^/]+/sesi/$"))


def is_sound(page: Page) -> None:
    """No barrier found by axe, and nothing beside the screen."""
    assert [*barriers(page), *too_wide(page)] == []


def test_every_shared_page_is_sound(screen: Page, kepala: User) -> None:
    for address in ("/masuk/", "/tidak-ada/", "/components/"):
        screen.goto(address)
        is_sound(screen)
    log_in(screen, "kepala")
    for address in ("/sandi/", "/sesi/", "/jejak/", "/sesi/kembali/"):
        screen.goto(address)
        is_sound(screen)


def test_a_kader_finds_a_name_with_the_keyboard(screen: Page) -> None:
    screen.goto("/components/")
    search = screen.get_by_label("Cari nama")
    search.focus()
    screen.keyboard.type("BÁYU sap")
    expect(screen.locator("#contoh-baris > li:visible")).to_have_count(1)
    expect(screen.locator("#contoh-jumlah")).to_have_text("1 nama cocok")
    screen.keyboard.press("Enter")
    expect(screen).to_have_url(re.compile("#bayu$"))
    search.focus()
    screen.keyboard.press("Escape")
    expect(screen.locator("#contoh-baris > li:visible")).to_have_count(3)
    for _press in range(3):
        screen.keyboard.press("ArrowDown")
    screen.keyboard.press("Enter")
    expect(screen).to_have_url(re.compile("#citra$"))


FORM = """
document.querySelector('main').insertAdjacentHTML('beforeend', `
  <form method="post" hx-post="/sesi/x/akhiri/" hx-target="#isi" id="uji" data-guard>
    <input type="hidden" name="client_id" data-uuid7>
    <label>Berat <input name="berat" id="berat"></label>
    <button>Simpan</button>
  </form>`);
htmx.process(document.getElementById('uji'));
"""


def test_a_new_record_gets_its_id_in_the_browser(screen: Page, siti: User) -> None:
    log_in(screen, "siti")
    screen.evaluate(FORM)
    screen.evaluate("htmx.trigger(document.body, 'htmx:load', {elt: document.body})")
    made = screen.locator("[data-uuid7]").input_value()
    assert re.fullmatch(r"[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}", made)


def test_a_lost_session_loses_nothing_that_was_typed(screen: Page, siti: User) -> None:
    log_in(screen, "siti")
    screen.evaluate(FORM)
    screen.locator("#berat").fill("9,8")
    Session.objects.all().delete()
    screen.keyboard.press("Control+Enter")
    expect(screen.get_by_text("Sesi Anda sudah berakhir")).to_be_visible()
    expect(screen.get_by_role("link", name="Masuk lagi (tab baru)")).to_be_visible()
    assert screen.locator("#berat").input_value() == "9,8"
    is_sound(screen)


def test_a_network_that_is_away_loses_nothing_that_was_typed(screen: Page, siti: User) -> None:
    log_in(screen, "siti")
    screen.evaluate(FORM)
    screen.locator("#berat").fill("9,8")
    screen.context.set_offline(True)
    screen.get_by_role("button", name="Simpan").click()
    expect(screen.get_by_text("Server tidak terjangkau")).to_be_visible()
    assert screen.locator("#berat").input_value() == "9,8"
