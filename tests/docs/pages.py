"""The pages that the tests of the documents read."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DOCS = ROOT / "docs"
DECISIONS = sorted((DOCS / "decisions").glob("[0-9]*.md"))
PAGES = sorted([*ROOT.glob("*.md"), *DOCS.rglob("*.md")])
ROOMS = ("ilp", "puskesmas", "posyandu", "pws")

each_page = pytest.mark.parametrize("doc", PAGES, ids=lambda doc: str(doc.relative_to(ROOT)))
each_decision = pytest.mark.parametrize("doc", DECISIONS, ids=lambda doc: doc.stem)


def text_of(name: str) -> str:
    return (DOCS / name).read_text()
