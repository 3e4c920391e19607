"""Table cells and list rows as finished HTML: a template loop over thousands of cells outweighs the SQL."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from functools import cache, lru_cache
from html import escape

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ilp.base import words
from ilp.base.language import gettext as _
from ilp.base.language import spoken
from ilp.base.templatetags.ilp import badge
from posyandu.rules.nutrition import Colour, GrowthClass, LengthForAge, Proportion, WeightForAge
from pws.rules.standing import Trend
from pws.selectors.figures import Figure

_PLACED = '<svg class="icon fig-{}" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>'
_UNSEEN = '<span class="visually-hidden">{}</span>'


def figure_cell(shown: Figure, href: str = "", key: str = "") -> SafeString:
    """`<td>` of a board: percent, counts, standing as colour, shape and word, trend, link to the names.

    `key` becomes the id of the link, so that the focus stays on it when the table is brought up to date.
    """
    parts = [f"<b>{escape(shown.text)}{signs(shown.marks)}</b>"]
    if shown.counts:
        parts.append(f'<span class="fig-n">{shown.counts}</span>')
    if shown.status:
        parts.append(placed("s", shown.standing, shown.status))
    if shown.trend is not Trend.NONE:
        parts.append(placed("t", shown.trend, shown.moved))
    inside = "".join(parts)
    if href and shown.numerator is not None:
        inside = f'<a class="fig-a" id="{key}" href="{escape(href)}">{inside}</a>'
    else:
        inside = f'<span class="fig-a">{inside}</span>'
    note = escape(shown.note)
    return mark_safe(f'<td class="fig fig-{shown.standing}" title="{note}">{inside}</td>')  # noqa: S308 (escaped)


@lru_cache(maxsize=256)
def placed(place: str, name: str, word: str) -> str:
    """A symbol in its corner of a cell (s: status, t: trend), and its word for who cannot see it."""
    return _PLACED.format(place, name) + _UNSEEN.format(escape(word))


def signs(marks: Iterable[tuple[str, str]]) -> str:
    """The signs beside a number, each with what it means for who cannot see it."""
    return "".join(
        f'<span class="fig-mark" aria-hidden="true">{escape(sign)}</span>{_UNSEEN.format(escape(text))}'
        for sign, text in marks
    )


@lru_cache(maxsize=1)
def _person_address() -> tuple[str, str]:
    zero = "00000000-0000-0000-0000-000000000000"
    before, after = reverse("posyandu:person", args=[zero]).split(zero)
    return before, after


def person_link(person_id: object, name: str | None) -> SafeString:
    """The name as a link to the person; for who lives elsewhere now, only that."""
    if name is None:
        word = escape(_("Sudah pindah dari wilayah Anda"))
        return mark_safe(f"<i>{word}</i>")  # noqa: S308
    before, after = _person_address()
    link = f'<a href="{before}{person_id}{after}">{escape(name)}</a>'
    return mark_safe(link)  # noqa: S308


_KIND_OF_COLOUR = {Colour.GREEN: "good", Colour.YELLOW: "watch", Colour.ORANGE: "watch", Colour.RED: "bad"}
_CLASSES: dict[str, GrowthClass] = {
    one.value: one for many in (WeightForAge, LengthForAge, Proportion) for one in many
}


def state_words(states: Iterable[str]) -> list[tuple[str, str]]:
    """(kind of badge, words) of the states of a fact."""
    said = _states(spoken())
    return [said[state] for state in states]


@cache
def _states(language: str) -> dict[str, tuple[str, str]]:
    return {
        "is_n": ("good", _("N naik")),
        "is_t": ("watch", _("T tidak naik")),
        "is_o": ("none", _("O bulan lalu tidak ditimbang")),
        "is_b": ("none", _("B pertama ditimbang")),
        "is_2t": ("bad", _("2T dua kali tidak naik")),
        "is_bgm": ("bad", _("BGM bawah garis merah")),
        "is_wasted": ("bad", _("Gizi kurang atau buruk")),
    }


def class_words(classes: Iterable[str]) -> list[tuple[str, str]]:
    """(kind of badge, printed label) of the stored classes that are not normal."""
    found = [_CLASSES[code] for code in classes if code in _CLASSES]
    return [(_KIND_OF_COLOUR[one.colour], str(one.label)) for one in found if one.colour is not Colour.GREEN]


def badges(said: Iterable[tuple[str, str]]) -> SafeString:
    return mark_safe(" ".join(badge(kind, word) for kind, word in said) or words.NONE)  # noqa: S308


def row(cells: Iterable[str], *, numbers: frozenset[int] = frozenset()) -> str:
    """`<tr>` of cells that are HTML already; the first names the row, those in `numbers` stand right."""
    head, *rest = cells
    parts = [
        f'<td class="num">{cell}</td>' if index in numbers else f"<td>{cell}</td>"
        for index, cell in enumerate(rest, start=1)
    ]
    return f'<tr><th scope="row">{head}</th>{"".join(parts)}</tr>'


def joined(lines: Iterable[str]) -> SafeString:
    """Finished rows, one after the other."""
    return mark_safe("".join(lines))  # noqa: S308


def row_group(text: str, columns: int) -> str:
    """`<tr>` that names the rows below it."""
    return f'<tr class="group"><th scope="rowgroup" colspan="{columns}">{escape(text)}</th></tr>'


def drawn(template: str, chart: Hashable) -> SafeString:
    """A chart as `templates/charts` draws it. Its numbers change seldom, so the drawing is remembered."""
    return _drawn(spoken(), template, chart)


@lru_cache(maxsize=1024)
def _drawn(language: str, template: str, chart: Hashable) -> SafeString:
    return render_to_string(template, {"chart": chart})
