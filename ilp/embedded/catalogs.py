"""Compile the translations: every `ilp/locale/*/LC_MESSAGES/*.po` beside itself. Run by path."""

from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent.parent


def main() -> None:
    for source in sorted(ROOT.glob("ilp/locale/*/LC_MESSAGES/*.po")):
        with source.open("rb") as text:
            catalog = read_po(text)
        half = source.with_suffix(".mo.new")
        with half.open("wb") as compiled:
            write_mo(compiled, catalog)
        half.replace(source.with_suffix(".mo"))


if __name__ == "__main__":
    main()
