"""A browser per role and width, and the pictures it takes."""

from __future__ import annotations

import io
import os
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from PIL import Image
from playwright.sync_api import BrowserContext, Page, sync_playwright

# A laptop of a puskesmas, a cheap telephone.
SIZES = {1366: 768, 360: 740}
# A picture ends after this many screens; what comes after looks the same.
SCREENS = 2
COLOURS = 96
QUIET = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking")


class Camera:
    """Opens pages as a role and writes pictures `name-width.png`."""

    def __init__(self, address: str, password: str, chromium: str, folder: Path) -> None:
        self.address = address
        self.folder = folder
        self._password = password
        self._chromium = chromium
        self._open: dict[tuple[str, int], BrowserContext] = {}

    def __enter__(self) -> Self:
        # Chromium's sandbox needs an ordinary user.
        args = [*QUIET, "--no-sandbox"] if os.geteuid() == 0 else [*QUIET]
        self._playwright = sync_playwright().start()
        self._browser = self._playwright.chromium.launch(executable_path=self._chromium, args=args)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._playwright.stop()

    def page(self, username: str, width: int) -> Page:
        """A new page of somebody who is logged in; of a visitor when the name is empty."""
        key = (username, width)
        if key not in self._open:
            self._open[key] = self._browser.new_context(
                viewport={"width": width, "height": SIZES[width]}, base_url=self.address, locale="id-ID",
                timezone_id="Asia/Makassar", reduced_motion="reduce",
            )  # fmt: skip
            if username:
                self._log_in(self._open[key].new_page(), username)
        return self._open[key].new_page()

    def take(self, page: Page, name: str) -> Path:
        """Write what the page shows, from its top."""
        width = int(page.evaluate("innerWidth"))
        page.wait_for_load_state("networkidle")
        page.evaluate("scrollTo(0, 0)")
        long = int(page.evaluate("document.documentElement.scrollHeight"))
        shot = page.screenshot(
            full_page=True, clip={"x": 0, "y": 0, "width": width, "height": min(long, SCREENS * SIZES[width])}
        )
        file = self.folder / f"{name}-{width}.png"
        _few_colours(Image.open(io.BytesIO(shot)).convert("RGB")).save(file, optimize=True)
        page.close()
        return file

    def _log_in(self, page: Page, username: str) -> None:
        page.goto("/masuk/")
        page.fill("[name=username]", username)
        page.fill("[name=password]", self._password)
        page.keyboard.press("Enter")
        page.wait_for_url(lambda url: "/masuk/" not in url)
        page.close()


def _few_colours(picture: Image.Image) -> Image.Image:
    """The colours of most pixels exactly; the edges of letters in the nearest of them."""
    counted = picture.getcolors(picture.width * picture.height) or []
    kept: list[Any] = [colour for _count, colour in sorted(counted, reverse=True)[:COLOURS]]
    palette = Image.new("P", (1, 1))
    palette.putpalette([part for colour in kept for part in colour])
    return picture.quantize(palette=palette, dither=Image.Dither.NONE)
