"""A remembered part is the part of its key, and no other."""

from __future__ import annotations

from functools import partial

from pws.views.remembered import Remembered


class Maker:
    """Makes a part of a word, and remembers which it made."""

    def __init__(self) -> None:
        self.made: list[str] = []

    def make(self, word: str) -> str:
        self.made.append(word)
        return f"<p>{word}</p>"


def test_it_makes_a_part_once_for_each_key() -> None:
    maker, parts = Maker(), Remembered[str](most=2)
    got = [parts.get(key, partial(maker.make, key)) for key in "abab"]
    assert got == ["<p>a</p>", "<p>b</p>"] * 2
    assert maker.made == ["a", "b"]


def test_it_forgets_what_nobody_asked_for_the_longest() -> None:
    maker, parts = Maker(), Remembered[str](most=2)
    for key in "abacab":
        parts.get(key, partial(maker.make, key))
    assert maker.made == ["a", "b", "c", "b"], "a was asked for between b and c, so b went"
