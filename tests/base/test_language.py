"""Indonesian unless a person chose English; every text has its English twin."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from django.test import Client
from django.utils.translation import gettext, ngettext, override

from ilp.access.models import User
from ilp.embedded import messages
from tests import factories

PLACEHOLDERS = re.compile(r"%\(\w+\)[sd]|%%|%s|</?\w+>")


def english() -> list[Message]:
    with messages.catalogue_file("en").open("rb") as source:
        return [message for message in read_po(source) if message.id]


def forms(text: object) -> list[str]:
    return [str(one) for one in text] if isinstance(text, list | tuple) else [str(text)]


def test_every_text_of_code_and_templates_is_in_the_catalogue_and_nothing_else() -> None:
    known = {(message.id, message.context) for message in english()}
    found = set(messages.texts())
    assert sorted(map(str, found - known)) == [], "run make messages, then translate them"
    assert sorted(map(str, known - found)) == [], "run make messages"
    assert len(found) > 500


def test_every_text_is_translated() -> None:
    assert [message.id for message in english() if not all(forms(message.string))] == []
    assert [message.id for message in english() if message.fuzzy] == []


def test_a_translation_has_the_placeholders_of_its_text() -> None:
    wrong = []
    for message in english():
        for text, translated in zip(forms(message.id), forms(message.string), strict=True):
            if Counter(PLACEHOLDERS.findall(text)) != Counter(PLACEHOLDERS.findall(translated)):
                wrong.append((text, translated))
    assert wrong == []


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ('_("Simpan")', "Simpan"),
        ('ngettext("%(n)s orang", "%(n)s orang", 2)', ("%(n)s orang", "%(n)s orang")),
        ('x = [_(\n    "satu "\n    "dua"\n)]', "satu dua"),
    ],
)
def test_texts_are_found_in_code(code: str, text: str) -> None:
    assert list(messages.texts_of(code)) == [(text, None)]


def test_texts_are_found_in_templates() -> None:
    template = (
        "{% translate 'Cari \"nama\"' %}\n  {% include 'x.html' with text=_(\"Simpan\") %}\n"
        "{% blocktranslate with n=count %}{{ n }} orang{% endblocktranslate %}"
    )
    found = [text for text, _context in messages.texts_of_template(template)]
    assert found == ['Cari "nama"', "Simpan", "%(n)s orang"]


def test_the_compiled_catalogue_is_used() -> None:
    with override("en"):
        assert gettext("Simpan") == "Save"
        assert ngettext("%(n)s orang", "%(n)s orang", 1) % {"n": 1} == "1 person"
        assert ngettext("%(n)s orang", "%(n)s orang", 2) % {"n": 2} == "2 people"


def test_the_button_of_the_footer_changes_the_language_and_comes_back(visitor: Client, db: None) -> None:
    page = visitor.get("/masuk/?next=/sesi/").content.decode()
    assert '<html lang="id">' in page
    assert 'name="language" value="en"' in page
    answer = visitor.post("/bahasa/setlang/", {"language": "en", "next": "/masuk/?next=/sesi/"})
    assert answer.headers["Location"] == "/masuk/?next=/sesi/"
    answer = visitor.get(answer.headers["Location"])
    assert answer.headers["Content-Language"] == "en"
    assert '<html lang="en">' in answer.content.decode()
    assert "User name" in answer.content.decode()
    visitor.post("/bahasa/setlang/", {"language": "id", "next": "/"})
    assert "Nama pengguna" in visitor.get("/masuk/").content.decode()


def test_the_language_of_the_browser_is_not_asked(visitor: Client, db: None) -> None:
    page = visitor.get("/masuk/", headers={"Accept-Language": "en-US,en;q=0.9"}).content.decode()
    assert "Nama pengguna" in page


@pytest.mark.parametrize(
    "address", ["/", "/hari-buka/", "/pws/belum/", "/pws/indikator/", "/sesi/", "/sandi/"]
)
def test_no_indonesian_sentence_is_left_on_an_english_page(ratna: User, address: str) -> None:
    browser = factories.logged_in(ratna)
    browser.cookies["ilp_bahasa"] = "en"
    page = browser.get(address).content.decode()
    assert '<html lang="en">' in page
    left = [text for text in map(str, sentences()) if text in page]
    assert left == []


def sentences() -> list[str]:
    """Indonesian texts that cannot be a programme word or a part of something else."""
    return [
        str(message.id)
        for message in english()
        if isinstance(message.id, str) and message.id.count(" ") >= 2 and "%" not in message.id
        and message.id != message.string
    ]  # fmt: skip


def test_no_text_hides_inside_an_f_string() -> None:
    """Before Python 3.12 an f-string is one piece, and the texts in it are not found."""
    hidden = re.compile(r"""\bf(["']).*\{[^{}]*\b_\(.*\1""")
    found = [
        f"{path.name}: {line.strip()}"
        for room in messages.ROOMS
        for path in (messages.ROOT / room).rglob("*.py")
        for line in path.read_text().splitlines()
        if hidden.search(line)
    ]
    assert found == []
