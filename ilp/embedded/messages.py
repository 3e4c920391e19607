"""Collect the texts to translate into `ilp/locale/*/LC_MESSAGES/django.po`, without GNU gettext.

`make messages` keeps what is translated, adds what is new, drops what is gone, and says what is missing.
The texts are Indonesian; only other languages need a catalogue.
"""

from __future__ import annotations

import io
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_python
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent.parent
LANGUAGES = ("en",)
ROOMS = ("ilp", "puskesmas", "posyandu", "pws")
# The functions that take texts, under the names that this code gives them.
SINGLE = ("_", "_lazy", "_now", "gettext", "gettext_lazy", "gettext_noop")
PLURAL = ("ngettext", "ngettext_lazy")
WITH_CONTEXT = ("pgettext", "pgettext_lazy")
# The names of reference data under which words for a reader stand; sources and marks are for the record.
WORDS = frozenset({"title", "label", "short", "help", "unit", "sentences"})
FORMAT = re.compile(r"%\(\w+\)[sd]|%[sd]")
# Without dates and names: they are in the history of the file.
HEADER = """\
msgid ""
msgstr ""
"Language: {language}\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""
Text = str | tuple[str, ...]


def main() -> int:
    """Every catalogue brought up to date; ends with an error when a translation is missing."""
    missing = 0
    for language in LANGUAGES:
        file = catalogue_file(language)
        catalogue = collected(language, file)
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as target:
            target.write(HEADER.format(language=language).encode())
            write_po(target, catalogue, width=0, omit_header=True, sort_output=True)
        untranslated = [message.id for message in catalogue if message.id and not message.string]
        missing += len(untranslated)
        print(f"{file.relative_to(ROOT)}: {len(catalogue)} texts, {len(untranslated)} not translated")
        for text in untranslated:
            print(f"  {text}")
    return 1 if missing else 0


def catalogue_file(language: str) -> Path:
    return ROOT / "ilp" / "locale" / language / "LC_MESSAGES" / "django.po"


def collected(language: str, file: Path) -> Catalog:
    """The texts of today with the translations that `file` has for them."""
    catalogue = Catalog(locale=language, fuzzy=False)
    known = _known(file)
    for text, context in sorted(set(texts()), key=str):
        kept = known.get((text, context), "")
        flags = ["python-format"] if FORMAT.search(text if isinstance(text, str) else text[0]) else []
        catalogue.add(text, kept, context=context, flags=flags)
    return catalogue


def _known(file: Path) -> dict[tuple[Any, str | None], Any]:
    if not file.exists():
        return {}
    with file.open("rb") as source:
        return {(message.id, message.context): message.string for message in read_po(source) if message.id}


def texts() -> Iterator[tuple[Text, str | None]]:
    """Every text of the code, the templates and the reference data, with its context."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            yield from texts_of(path.read_text())
    for path in sorted((ROOT / "templates").rglob("*.html")):
        yield from texts_of_template(path.read_text())
    for room in ROOMS:
        for path in sorted((ROOT / room / "reference").rglob("*.toml")):
            yield from texts_of_reference(tomllib.loads(path.read_text("utf-8")))


def texts_of(code: str) -> Iterator[tuple[Text, str | None]]:
    """The texts of Python source."""
    wanted: Any = [*SINGLE, *PLURAL, *WITH_CONTEXT]
    found: Any = extract_python(io.BytesIO(code.encode()), wanted, [], {"encoding": "utf-8"})
    for _line, function, arguments, _comments in found:
        # Babel gives None for what is not a plain string.
        given = [one or "" for one in (arguments if isinstance(arguments, tuple) else (arguments,))]
        if function in WITH_CONTEXT:
            yield given[1], given[0]
        elif function in PLURAL:
            yield (given[0], given[1]), None
        elif given[0]:
            yield given[0], None


def texts_of_template(template: str) -> Iterator[tuple[Text, str | None]]:
    """The texts of a template, which Django writes down as calls with the rest blanked out."""
    from django.utils.translation.template import templatize

    # On one line: the blanks would be read as indentation.
    yield from texts_of(" ".join(templatize(template).split("\n")))


def texts_of_reference(data: Any, name: str = "") -> Iterator[tuple[Text, str | None]]:
    """The words of reference data (TOML), wherever they lie in it; they are translated as they are shown."""
    if isinstance(data, dict):
        for inner, value in data.items():
            yield from texts_of_reference(value, inner)
    elif isinstance(data, list):
        for value in data:
            yield from texts_of_reference(value, name)
    elif name in WORDS and isinstance(data, str) and data:
        yield data, None


if __name__ == "__main__":
    sys.exit(main())
