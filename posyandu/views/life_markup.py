"""Visits of a life as finished HTML: a template loop over a hundred of them outweighs the SQL."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from uuid import UUID

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe

from ilp.base.language import gettext as _
from ilp.base.templatetags.ilp import badge
from posyandu.selectors.growth_page import GrowthRow
from posyandu.selectors.results import Line
from posyandu.selectors.timeline import Entry


def entry_items(entries: Iterable[Entry], person_id: UUID, *, may_record: bool) -> SafeString:
    """`<li>` of each visit: when and where, measures, what they said, and the other answers folded away."""
    more, nakes, card = escape(_("Jawaban lain")), escape(_("oleh nakes")), escape(_("Buka kartu"))
    items = []
    for entry in entries:
        by = f" · {nakes}" if entry.by_nakes else ""
        where = " · ".join(map(escape, (entry.age, entry.where, entry.title)))
        parts = [f'<p class="life-head"><b>{entry.on}</b> <span class="soft">{where}{by}</span></p>']
        if entry.measures:
            measures = (
                f'<span><span class="soft small">{escape(label)}</span> {escape(text)}</span> '
                for label, text in entry.measures
            )
            parts.append(f'<p class="life-measures">{"".join(measures)}</p>')
        if entry.lines:
            parts.append(f'<p class="life-classes">{"".join(map(_line, entry.lines))}</p>')
        if entry.more:
            answers = "".join(
                f"<dt>{escape(label)}</dt><dd>{escape(text)}</dd>" for label, text in entry.more
            )
            parts.append(
                f'<details><summary class="small">{more} ({len(entry.more)})</summary><dl class="facts">'
                f'{answers}</dl><p class="small soft">{escape(entry.version)}</p></details>'
            )
        if entry.day_id and may_record:
            href = reverse("posyandu:card", args=[entry.day_id, person_id])
            parts.append(f'<p class="small"><a href="{href}">{card}</a></p>')
        items.append(f'<li class="card life-entry">{"".join(parts)}</li>')
    return mark_safe("".join(items))  # noqa: S308 (escaped above)


def _line(line: Line) -> str:
    said = badge(line.badge.kind, line.badge.word) if line.badge else escape(line.value)
    return f'<span class="class-line"><span class="small soft">{escape(line.label)}</span> {said}</span> '


def growth_rows(rows: Iterable[GrowthRow], *, may_record: bool) -> SafeString:
    """`<tr>` of each visit of a child; the day leads to its correction."""
    look = badge("watch", _("Lihat lagi"))
    lines = []
    for row in rows:
        on = escape(row.on)
        if row.has_day and may_record:
            on = f'<a href="{reverse("posyandu:correct", args=[row.visit_id])}">{on}</a>'
        month = "–"
        if row.month:
            gain = f'<br><span class="small soft">{escape(row.gain)}</span>' if row.gain else ""
            month = f"{badge(row.month.kind, row.month.word)}{gain}"
        classes = "".join(
            f'<span class="class-line"><span class="small soft">{escape(label)}</span>'
            f" {badge(each.kind, each.word)}</span> "
            for label, each in row.classes
        )
        lines.append(
            f'<tr><th scope="row" class="text-nowrap">{on}<br><span class="small soft">{escape(row.place)}'
            f'</span></th><td class="text-nowrap">{escape(row.age)}</td><td class="num">{escape(row.weight)}'
            f'</td><td>{month}</td><td class="num">{escape(row.length)}</td><td class="num">'
            f'{escape(row.head)}</td><td class="num">{escape(row.muac)}</td><td>{classes}'
            f"{look if row.needs_look else ''}</td></tr>"
        )
    return mark_safe("".join(lines))  # noqa: S308 (escaped above)
