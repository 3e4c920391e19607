"""`manage.py indicators_doc`: write docs/indicators.md from the declarations, or check that it is current."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils.translation import override

from pws.indicators import CATALOGUE, Direction, Indicator, Kind, Subject

PATH = Path(settings.BASE_DIR) / "docs" / "indicators.md"

_HEAD = """# Indicators

Written by `python manage.py indicators_doc` from the declarations in `pws/indicators`; a test compares.

A number is a sum over cells (`pws_balitacell`, or facts of `pws_posyandumonth`); higher levels add numerators
and denominators, never percentages. The names behind a number are the person-month facts where the same
column is true, so a list has exactly as many names as the number says. Targets are the shipped defaults in
percent; a Dinkes sets its own per year (`pws_target`). Titles and definitions are the words of the screen.

Kinds: B monthly (numerator and denominator of the same month), C state at the month's end, N absolute count.
"""
_SCREENING = "- Screening prevalence of those who came: no rank below 60 % D/S or 30 children"
_WAYS = {Direction.UP: "higher is better", Direction.DOWN: "lower is better", Direction.NONE: "none"}
_TABLES = {Subject.BALITA: "pws_balitamonth", Subject.POSYANDU: "pws_posyandumonth"}
_KINDS = {Kind.BULANAN: "B", Kind.TITIK_WAKTU: "C", Kind.ABSOLUT: "N"}


class Command(BaseCommand):
    help = "Writes docs/indicators.md from the indicator declarations."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--check", action="store_true", help="Change nothing; fail when it is not current."
        )

    def handle(self, *args: Any, **options: Any) -> None:
        wanted = document()
        if not options["check"]:
            PATH.parent.mkdir(exist_ok=True)
            PATH.write_text(wanted)
            self.stdout.write(f"{len(CATALOGUE)} indicators written to docs/indicators.md.")
        elif not PATH.exists() or PATH.read_text() != wanted:
            raise CommandError("docs/indicators.md is not current. Run: python manage.py indicators_doc")


def document() -> str:
    """The whole page, in the order of the catalogue."""
    with override("id"):
        return "\n".join([_HEAD, *(_paragraph(one) for one in CATALOGUE.values())])


def _paragraph(one: Indicator) -> str:
    target = "none" if one.target is None else f"{one.target.normalize():f} %"
    ages = "0–59 months" if one.ages is None else f"{one.ages[0]}–{one.ages[1]} months"
    until = "" if one.valid_to is None else f" to {one.valid_to}"
    lines = [
        f"## {one.code}: {one.title}",
        "",
        f"{one.definition}",
        "",
        f"- Short name: {one.short}",
        f"- Kind {_KINDS[one.kind]}, attribution {one.attribution}, owner {one.owner}",
        f"- Facts: `{_TABLES[one.subject]}`; numerator `{one.numerator}`"
        + (f", denominator `{one.denominator}`" if one.denominator else ", no denominator"),
        *([f"- Ages: {ages}"] if one.subject is Subject.BALITA else []),
        f"- Default target: {target}; direction: {_WAYS[one.direction]}",
        *([_SCREENING] if one.is_prevalence else []),
        f"- Source: {one.source}",
        f"- Valid from {one.valid_from}{until}",
        "",
    ]  # fmt: skip
    return "\n".join(lines)
