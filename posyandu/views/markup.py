"""Lines of the day sheet as finished HTML: a template loop over hundreds of them outweighs the SQL."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from django.utils.safestring import SafeString, mark_safe

from ilp.base.language import gettext as _
from ilp.base.templatetags.ilp import badge, icon
from posyandu.selectors.card_result import Told
from posyandu.selectors.day_sheet import Row
from posyandu.selectors.results import Line, Step


def row_items(
    rows: Iterable[Row], *, can_enter: bool = True, fresh: bool = False, oob: bool = False
) -> SafeString:
    """`<li>` of each row. `fresh`: served just now; `oob`: takes the place of its line on an open sheet."""
    attributes = ' hx-swap-oob="true"' if oob else ""
    mark, unmark = _("Hadir"), _("Batalkan")
    lines = []
    for row in rows:
        name, detail, href = escape(row.name), escape(row.detail), escape(row.href)
        served = f' class="is-served{" just-saved" if fresh else ""}"' if row.served else ""
        who = f'<span class="row-name">{name}</span> <span class="row-detail">{detail}</span>'
        if row.is_balita:
            inside = (
                f'<a href="{href}" data-enter hx-get="{href}" hx-target="#isian" hx-swap="innerHTML">'
                f"<span>{who}{_end(row)}</a>"
            )
        else:
            word = unmark if row.served else mark
            button = _button(row, name, escape(row.mark_href), word) if can_enter and row.mark_href else ""
            inside = (
                f'<div class="row-line"><a href="{href}" data-enter hx-get="{href}" hx-target="#isian"'
                f' hx-swap="innerHTML"><span>{who}{_end(row)}</a>{button}</div>'
            )
        lines.append(
            f'<li id="p-{row.person_id}" data-name="{name} {detail}"{served}{attributes}>{inside}</li>'
        )
    return mark_safe("\n".join(lines))  # noqa: S308 (escaped above)


def _end(row: Row) -> str:
    """The second half of a balita's line: the result, or what is known from before."""
    if row.served:
        said = "".join(f"{badge(kind, word)} " for kind, word in row.badges)
        return f'</span><span class="row-end">{said or badge("good", row.served)}</span>'
    hint = f" · <b>{escape(row.hint)}</b>" if row.hint else ""
    if not row.last:
        hint = hint.removeprefix(" · ")
    return f' <span class="row-last">{escape(row.last)}{hint}</span></span>'


def _button(row: Row, name: str, href: str, word: str) -> str:
    """Marks a person present, or takes the mark back."""
    back = ' name="batal" value="1"' if row.served else ""
    return (
        f'<button class="btn btn-small" type="submit" form="hadir" formaction="{href}" hx-post="{href}"'
        f' hx-target="closest li"{back}>{escape(word)}'
        f'<span class="visually-hidden"> {name}</span></button>'
    )


def fact_lines(lines: Iterable[Line]) -> SafeString:
    """`<dt>` and `<dd>` of what was judged: class, value, z-score."""
    said = []
    for line in lines:
        word = badge(line.badge.kind, line.badge.word) if line.badge else ""
        z = f' <span class="soft small">z {escape(line.z)}</span>' if line.z else ""
        said.append(f"<dt>{escape(line.label)}</dt><dd>{word} {escape(line.value)}{z}</dd>")
    return mark_safe("".join(said))  # noqa: S308 (escaped above)


def spoken(steps: Iterable[Step]) -> SafeString:
    """`<li>` of each step of the short card: what to do, and where to."""
    items = []
    for one in steps:
        said = f"{escape(one.text)}{_where(one)}"
        items.append(f'<li class="step step-{one.kind}">{icon(one.kind)}<span>{said}</span></li>')
    return mark_safe("".join(items))  # noqa: S308 (escaped above)


def _where(one: Step | Told) -> str:
    """Where to, and by when; nothing without a referral."""
    if not one.where:
        return ""
    return f' {badge("bad", one.where)} <span class="small soft">{escape(one.within)}</span>'


def steps(told: Iterable[Told], version: str) -> SafeString:
    """`<li>` of each finding: what to do, where to, and which rule says so."""
    why, rule, set_aside = escape(_("Mengapa?")), escape(_("Aturan")), escape(_("Dikesampingkan:"))
    items = []
    for one in told:
        inputs = reason = ""
        if one.overridden:
            reason = f'<p class="small"><b>{set_aside}</b> {escape(one.overridden)}</p>'
        if one.inputs:
            inputs = f"{escape(one.inputs)}. "
        source = escape(f"{one.rule or one.code}, {one.source}, {version}.")
        items.append(
            f'<li class="step step-{one.kind}">{icon(one.kind)}<div>{escape(one.text)}{_where(one)}{reason}'
            f'<details class="why"><summary>{why}</summary>'
            f'<p class="small soft">{inputs}{rule} {source}</p></details></div></li>'
        )
    return mark_safe("".join(items))  # noqa: S308 (escaped above)
