"""`manage.py indicators_doc`: write docs/indicators.md from the declarations, or check that it is current."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from ilp.base.language import speaking
from pws.families import families
from pws.families.penduduk import COLUMNS as RESIDENTS
from pws.indicators import CATALOGUE, CHAPTERS, VERSIONS, Direction, Indicator, Subject
from pws.models.facts import BalitaMonth, PosyanduMonth
from pws.views.chapters import chapter_title

PATH = Path(settings.BASE_DIR) / "docs" / "indicators.md"

_HEAD = """# Indicators

Written by `python manage.py indicators_doc` from the declarations in `pws/indicators`; a test compares.

A number is a sum over cells; higher levels add numerators and denominators, never percentages. The cells of
`pws_balitamonth` are `pws_balitacell`, and so for every table of facts; posyandu are few, so their facts are
counted themselves, and residents have cells only. The names behind a number are the facts where the same
column is true, so a list has exactly as many names as the number says. Targets are the shipped defaults in
percent; a Dinkes sets its own per year (`pws_target`). Titles, definitions and reasons are the words of the
screen.

## How to read a paragraph

| Kind | Month | Since January | Target in month m |
|---|---|---|---|
| A cumulative | events by the sasaran of the year | their sum by the sasaran of the year | T ÷ 12 × m |
| S once a year | as A, each person in the first month of the year | as A | T ÷ 12 × m |
| B monthly | numerator and denominator of the month | sum by sum | T |
| P process | events and what became of them, in the month of the event | sum by sum | T |
| C state | what is so at the end of the month | as the last month | T |
| K campaign | as B, in the campaign months only | by campaign | T |
| N count | a count without a percentage | their sum | none |

A*: what is served every month. The month shows who was served of all patients; since January counts each
person once, in the month of the first service, by the sasaran of the year.

SP is the sasaran of a year: official, typed or projected (`puskesmas/rules/sasaran.py:SasaranKind`), and the
share of it that counts. SR, by name, stands beside it, or divides where there is no SP. Attribution DOM
counts people in the desa where they lived on the day, LAY events where the service is.

An indicator without a source of data has no number anywhere, only the reason. When a definition changes, the
old version stays: a month keeps the version that was valid in it.
"""
_SCREENING = "- Screening prevalence of those who came: no rank below 60 % D/S or 30 children"
_SENSITIVE = "- Sensitive: names only for those who may read such records"
_WAYS = {Direction.UP: "higher is better", Direction.DOWN: "lower is better", Direction.NONE: "none"}
_BY_HAND = {Subject.BALITA: BalitaMonth, Subject.POSYANDU: PosyanduMonth}


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
    """The whole page: chapters in the order of the programme, each indicator with all its versions."""
    with speaking("id"):
        parts = [_HEAD]
        for name, inside in CHAPTERS.items():
            parts.append(f"## {chapter_title(name)}\n")
            parts += [_paragraph(code) for code in dict.fromkeys(one.code for one in inside)]
    return "\n".join(parts)


def _paragraph(code: str) -> str:
    """One indicator: the newest version, then what held before it."""
    newest, *earlier = reversed(VERSIONS[code])
    lines = [f"### {code}: {newest.title}", "", *_version(newest)]
    for one in earlier:
        lines += [f"Until {one.valid_to}:", "", *_version(one)]
    return "\n".join(lines)


def _version(one: Indicator) -> list[str]:
    target = "none" if one.target is None else f"{one.target.normalize():f} %"
    kind = f"{one.kind}*" if one.is_chronic else one.kind
    until = "" if one.valid_to is None else f" to {one.valid_to}"
    return [
        f"{one.definition}",
        "",
        f"- Short name: {one.short}",
        f"- Kind {kind}, attribution {one.attribution}, owner {one.owner}",
        *_counted(one),
        *_held(one),
        f"- Default target: {target}; direction: {_WAYS[one.direction]}",
        *([_SCREENING] if one.is_prevalence else []),
        *([_SENSITIVE] if one.is_sensitive else []),
        f"- Source: {one.source}",
        f"- Valid from {one.valid_from}{until}",
        "",
    ]  # fmt: skip


def _counted(one: Indicator) -> Iterator[str]:
    """Numerator and denominator, or why there is none."""
    if not one.is_known:
        yield f"- No source of data yet: {one.missing}"
        if one.sp is not None:
            yield f"- Denominator: {_projected(one)}"
    elif one.of_desa:
        yield f"- Numerator: desa where `{one.of_desa}` reaches its target"
        yield "- Denominator: all desa"
    else:
        since = ", since January" if one.of_year else ""
        if one.month_numerator is not None:
            yield f"- Numerator of the month: {_column(one.subject, one.month_numerator)}"
        yield f"- Numerator{since}: {_column(one.subject, one.numerator)}"
        if one.minus is not None:
            yield f"- Less{since}: {_column(one.subject, one.minus)}"
        yield from _divided(one, since)


def _divided(one: Indicator, since: str) -> Iterator[str]:
    real = None if one.denominator is None else _column(one.counted_of, one.denominator)
    if one.sp is not None and one.kind.is_cumulative:
        yield f"- Denominator: {_projected(one)}"
        if real is not None:
            beside = "Beside it, and of the month, SR" if one.is_chronic else "Beside it SR"
            yield f"- {beside}: {real}"
    elif real is None:
        yield "- No denominator"
    else:
        yield f"- Denominator{since}{', SR' if one.kind.is_cumulative else ''}: {real}"
        if one.sp is not None:
            yield f"- Its sasaran of the year: {_projected(one)}"


def _projected(one: Indicator) -> str:
    """`SP IBU_HAMIL × 20 % (Ibu hamil)`."""
    assert one.sp is not None
    share = "" if one.sp_share == 1 else f" × {float(one.sp_share * 100):g} %"
    return f"SP `{one.sp}`{share} ({one.sp.label})"


def _column(subject: Subject, name: str | None) -> str:
    """A column with its table and what it means."""
    if subject is Subject.PENDUDUK:
        return f"`pws_pendudukcell.{name}`: residents, {RESIDENTS[str(name)]}"
    if subject in _BY_HAND:
        facts = _BY_HAND[subject]
        said = getattr(facts._meta.get_field(str(name)), "db_comment", None)
        return f"`{facts._meta.db_table}.{name}`" + (f": {_plain(said)}" if said else "")
    family = families()[subject.value]
    return f"`{family.facts}.{name}`: {_plain(family.columns[str(name)])}"


def _plain(said: str) -> str:
    """A comment within a line: without the capital and the full stop of a sentence."""
    first, *_ = said.split()
    return (said if first.isupper() and first != "A" else said[0].lower() + said[1:]).removesuffix(".")


def _held(one: Indicator) -> Iterator[str]:
    if one.subject is Subject.BALITA:
        low, high = one.ages or (0, 59)
        yield f"- Ages: {low}–{high} months"
    if one.months:
        yield f"- Campaign months: {', '.join(map(str, one.months))}"
