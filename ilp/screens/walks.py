"""The way to each picture, as a user goes it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

from playwright.sync_api import Page

from ilp.screens.camera import SIZES, Camera

Walk = Callable[[Camera, str], Iterator[Path]]
# What the children of the day sheet gained since they were weighed last, in kg.
GAINS = ("0.3", "0.4", "0.0", "0.2", "0.5", "0.3", "-0.1", "0.4")
ROWS = "#baris > li"


def at(username: str, address: str, *clicks: str) -> Walk:
    """The page behind an address, or behind the first of these links, one after the other."""

    def walk(camera: Camera, name: str) -> Iterator[Path]:
        for width in SIZES:
            page = camera.page(username, width)
            page.goto(address)
            for link in clicks:
                page.locator(link).first.click()
            yield camera.take(page, name)

    return walk


def day_sheet(camera: Camera, name: str) -> Iterator[Path]:
    """The sheet of today, opened, with some children weighed and the last result beside."""
    for width in SIZES:
        page = _sheet(camera, width)
        names = page.locator(f"{ROWS}:not(.is-served) .row-name").all_inner_texts()
        for child, gain in zip(names, GAINS[: 6 if width == max(SIZES) else 2], strict=False):
            _weigh(page, child, Decimal(gain))
        yield camera.take(page, name)


def entry(camera: Camera, name: str) -> Iterator[Path]:
    """The entry of a child, half filled."""
    for width in SIZES:
        page = _sheet(camera, width)
        waiting = page.locator(f"{ROWS}:not(.is-served)").first
        weight = _last_weight(waiting.inner_text())
        waiting.locator("a").click()
        page.locator("#isian [name=weight_kg]").fill(_typed(weight + Decimal("0.2")))
        yield camera.take(page, name)


def _sheet(camera: Camera, width: int) -> Page:
    page = camera.page("kader", width)
    page.goto("/hari-buka/")
    page.locator('main a[href^="/hari-buka/0"]').first.click()
    page.wait_for_selector(ROWS)
    opens = page.locator('form[action$="/buka/"] button')
    if opens.count():
        opens.click()
        page.wait_for_selector('form[action$="/buka/"]', state="detached")
    return page


def _weigh(page: Page, child: str, gain: Decimal) -> None:
    """Search, Enter, weight, Ctrl+Enter: as a kader does it."""
    row = page.locator(ROWS).filter(has=page.get_by_text(child, exact=True))
    weight = _last_weight(row.inner_text()) + gain
    page.locator("#cari").fill(child)
    page.keyboard.press("Enter")
    page.locator("#isian [name=weight_kg]").fill(_typed(weight))
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(f"#isian [data-saved]:has-text({child!r})")


def _last_weight(text: str) -> Decimal:
    """The weight on a row of the sheet; that of a newborn when there is none."""
    found = re.search(r"(\d+(?:,\d+)?) kg", text)
    return Decimal(found[1].replace(",", ".")) if found else Decimal("3.4")


def _typed(weight: Decimal) -> str:
    return str(weight).replace(".", ",")


WALKS: dict[str, Walk] = {
    "login": at("", "/masuk/"),
    "kader": at("kader", "/"),
    "day-sheet": day_sheet,
    "entry": entry,
    "bidan": at("bidan", "/"),
    "person": at("bidan", "/", 'main a[href^="/orang/"]'),
    "puskesmas": at("puskesmas", "/"),
    "board": at("dinkes", "/", 'a[href^="/pws/puskesmas/"]'),
    "desa": at("bidan", "/", 'a[href^="/pws/desa/"]'),
    "names": at("puskesmas", "/", 'a[href*="/pws/nama/"]'),
    "missed": at("kader", "/pws/belum/"),
    "dinkes": at("dinkes", "/"),
}
