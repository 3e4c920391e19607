"""What axe finds on a page as the browser shows it."""

from __future__ import annotations

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

RULES = ["wcag2a", "wcag2aa", "wcag21aa", "wcag22aa"]
# Of what is in order nothing is gathered and sent: that takes longer than the looking. The pages load no
# foreign styles or media, for which axe would wait.
_LOOK = """async rules => {
    const options = {runOnly: rules, resultTypes: ["violations"], preload: false, performanceTimer: false};
    const {violations} = await axe.run(options);
    return violations.map(({id, nodes}) => `${id}: ${nodes[0].html.slice(0, 160)}`);
}"""


def barriers(page: Page) -> list[str]:
    """Each rule of WCAG 2.2 AA that is broken, with the first element that breaks it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(_LOOK, RULES)
    return found


def too_wide(page: Page) -> list[str]:
    """Whether anything sticks out of the screen."""
    wide = page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth")
    return ["wider than the screen"] if wide else []
