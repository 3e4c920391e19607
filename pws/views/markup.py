"""Table cells and list rows as finished HTML: a template loop over thousands of cells costs more than the SQL."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from django.urls import NoReverseMatch, reverse
from django.utils.html import conditional_escape as escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext as _

from ilp.base import words
from posyandu.rules.nutrition import Colour, GrowthClass, LengthForAge, Proportion, WeightForAge
from pws.indicators import Indicator, Subject
from pws.rules.standing import Standing, Trend
from pws.selectors.figures import Figure, standing_word, trend_word

_ICON = '<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>'
_UNSEEN = '<span class="visually-hidden">{}</span>'


def figure_cell(shown: Figure, href: str = "", key: str = "", *, extra: str = "") -> SafeString:
    """`<td>` of a board: percent, counts, standing as colour, shape and word, trend, link to the names.

    `key` becomes the id of the link, so that the focus stays on it when the table is brought up to date.
    """
    counts = f'<span class="fig-n">{escape(shown.counts)}</span>' if shown.counts else ""
    number = f"<b>{escape(shown.text)}</b>{counts}"
    if href and shown.numerator is not None:
        number = f'<a class="fig-a" id="{escape(key)}" href="{escape(href)}">{number}</a>'
    else:
        number = f'<span class="fig-a">{number}</span>'
    signs = "".join(_sign(sign, text) for sign, text in shown.marks)
    state = "" if shown.standing is Standing.NONE else _ICON.format(shown.standing) + _UNSEEN.format(
        escape(standing_word(shown))
    )  # fmt: skip
    moved = (
        ""
        if shown.trend is Trend.NONE
        else _ICON.format(shown.trend) + _UNSEEN.format(trend_word(shown.trend))
    )
    tail = f'<span class="fig-s">{state}{moved}{signs}</span>' if state or moved or signs else ""
    return mark_safe(  # noqa: S308 (every part is escaped above)
        f'<td class="fig fig-{shown.standing}{extra}" title="{escape(shown.note)}">{number}{tail}</td>'
    )


def _sign(sign: str, text: str) -> str:
    return f'<span class="fig-mark" aria-hidden="true">{escape(sign)}</span>{_UNSEEN.format(escape(text))}'


def names_href(indicator: Indicator, place: str, month: str, *, may_names: bool) -> str:
    """Where the names behind a number stand; empty when the role may not read them. Posyandu are no secret."""
    if indicator.subject is Subject.BALITA and not may_names:
        return ""
    return f"{reverse('pws:names')}?indikator={indicator.code}&bulan={month}{'&' if place else ''}{place}"


@lru_cache(maxsize=1)
def _person_address() -> tuple[str, str] | None:
    zero = "00000000-0000-0000-0000-000000000000"
    try:
        before, after = reverse("puskesmas:person", args=[zero]).split(zero)
    except NoReverseMatch:
        return None
    return before, after


def person_link(person_id: object, name: str | None) -> SafeString:
    """The name as a link to the person; for who lives elsewhere now, only that."""
    if name is None:
        return mark_safe(f"<i>{escape(_('Sudah pindah dari wilayah Anda'))}</i>")  # noqa: S308
    address = _person_address()
    if address is None:
        return mark_safe(escape(name))  # noqa: S308
    return mark_safe(f'<a href="{address[0]}{person_id}{address[1]}">{escape(name)}</a>')  # noqa: S308


def badge(kind: str, word: str) -> str:
    return f'<span class="badge badge-{kind}">{_ICON.format(kind)}{escape(word)}</span>'


_KIND_OF_COLOUR = {Colour.GREEN: "good", Colour.YELLOW: "watch", Colour.ORANGE: "watch", Colour.RED: "bad"}
_CLASSES: dict[str, GrowthClass] = {
    one.value: one for many in (WeightForAge, LengthForAge, Proportion) for one in many
}


def state_words(states: Iterable[str]) -> list[tuple[str, str]]:
    """(kind of badge, words) of the states of a fact."""
    said = {
        "is_n": ("good", _("N naik")),
        "is_t": ("watch", _("T tidak naik")),
        "is_o": ("none", _("O bulan lalu tidak ditimbang")),
        "is_b": ("none", _("B pertama ditimbang")),
        "is_2t": ("bad", _("2T dua kali tidak naik")),
        "is_bgm": ("bad", _("BGM bawah garis merah")),
        "is_wasted": ("bad", _("Gizi kurang atau buruk")),
    }
    return [said[state] for state in states]


def class_words(classes: Iterable[str]) -> list[tuple[str, str]]:
    """(kind of badge, printed label) of the stored classes that are not normal."""
    found = [_CLASSES[code] for code in classes if code in _CLASSES]
    return [(_KIND_OF_COLOUR[one.colour], str(one.label)) for one in found if one.colour is not Colour.GREEN]


def badges(said: Iterable[tuple[str, str]]) -> SafeString:
    return mark_safe(" ".join(badge(kind, word) for kind, word in said) or words.NONE)  # noqa: S308


def row(cells: Iterable[object], *, head: int = 0, numbers: frozenset[int] = frozenset()) -> SafeString:
    """`<tr>` of cells; the one at `head` names the row, those in `numbers` stand right."""
    parts = []
    for index, cell in enumerate(cells):
        if index == head:
            parts.append(f'<th scope="row">{escape(cell)}</th>')
        else:
            right = ' class="num"' if index in numbers else ""
            parts.append(f"<td{right}>{escape(cell)}</td>")
    return mark_safe(f"<tr>{''.join(parts)}</tr>")  # noqa: S308
