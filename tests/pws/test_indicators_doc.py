"""docs/indicators.md says what the declarations say."""

from __future__ import annotations

from pws.indicators import CATALOGUE
from pws.management.commands.indicators_doc import PATH, document


def test_the_page_of_the_indicators_is_current() -> None:
    assert PATH.read_text() == document(), "Run: python manage.py indicators_doc"


def test_every_indicator_has_its_paragraph() -> None:
    text = document()
    for code in CATALOGUE:
        assert f"## {code}: " in text
