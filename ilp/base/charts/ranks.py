"""Bars in rank order against one target."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ilp.base import words
from ilp.base.charts.shapes import Twin, key_of, percent_x, with_unit
from ilp.base.language import gettext as _

BAR_TOP, BAR_STEP, BAR_HEIGHT = 24, 50, 18


@dataclass(frozen=True, slots=True)
class Bar:
    """One place. `kind` is its status (good, info, watch, bad, none), `word` the status in words.

    `value` None: no report. `is_total`: the sum of all, drawn dark and without a rank.
    """

    label: str
    value: float | None
    kind: str = "none"
    word: str = ""
    detail: str = ""
    href: str = ""
    is_total: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """A bar with its place on the paper."""

    bar: Bar
    name: str
    text: str
    text_y: str
    lane_y: str
    line_top: str
    line_end: str
    width: str
    fill: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Places from best to worst against one target."""

    key: str
    title: str
    description: str
    height: int
    rows: tuple[Row, ...]
    target_x: str
    target_anchor: str
    target_text: str
    twin: Twin
    bar_height: int = BAR_HEIGHT


def bars(
    *,
    title: str,
    rows: Sequence[Bar],
    target: float | None = None,
    high: float = 100.0,
    unit: str = "%",
    places: int = 1,
    head: str = "",
    value_head: str = "",
    ranked: bool = True,
) -> Bars:
    """Bars in the order given, which is the rank unless `ranked` is off.

    A bar longer than `high` widens the axis (04 §3.3).
    """
    highest = max((bar.value for bar in rows if bar.value is not None), default=0.0)
    top = high if max(highest, target or 0) <= high else max(highest, target or 0) + 5
    texts = [with_unit(bar.value, unit, places) for bar in rows]
    ranks = _ranks(rows) if ranked else [""] * len(rows)
    goal = with_unit(target, unit, places) if target is not None else ""
    drawn = tuple(
        _row(index, bar, texts[index], ranks[index], (bar.value or 0) / top) for index, bar in enumerate(rows)
    )
    return Bars(
        key=key_of(title),
        title=title,
        description=_bars_in_words(rows, texts, goal),
        height=BAR_TOP + BAR_STEP * len(rows),
        rows=drawn,
        target_x=percent_x(target / top) if target is not None else "",
        target_anchor="end" if target is not None and target / top > 0.5 else "start",
        target_text=goal,
        twin=Twin(
            (_("Peringkat"), head or _("Desa"), value_head or _("Cakupan"), _("Status"), _("Keterangan")),
            tuple(
                (
                    ranks[index] or words.NONE,
                    bar.label,
                    texts[index],
                    bar.word or words.NONE,
                    bar.detail or words.NONE,
                )
                for index, bar in enumerate(rows)
            ),
        ),
    )


def _ranks(rows: Sequence[Bar]) -> list[str]:
    ranks, rank = [], 0
    for bar in rows:
        ranked = not bar.is_total and bar.value is not None
        rank += ranked
        ranks.append(str(rank) if ranked else "")
    return ranks


def _row(index: int, bar: Bar, text: str, rank: str, share: float) -> Row:
    y = BAR_TOP + index * BAR_STEP
    return Row(
        bar=bar,
        name=f"{rank}. {bar.label}" if rank else bar.label,
        text=f"{text} · {bar.word}" if bar.word else text,
        text_y=str(y + 14),
        lane_y=str(y + 20),
        line_top=str(y + 19),
        line_end=str(y + 23 + BAR_HEIGHT),
        width=percent_x(max(share, 0.0)),
        fill="url(#p-total)" if bar.is_total else f"url(#p-{bar.kind})",
    )


def _bars_in_words(rows: Sequence[Bar], texts: Sequence[str], goal: str) -> str:
    known = [index for index, bar in enumerate(rows) if bar.value is not None and not bar.is_total]
    if not known:
        return _("Belum ada angka.")
    text = _("%(count)s tempat. Teratas %(first)s (%(first_value)s), terbawah %(last)s (%(last_value)s).") % {
        "count": len(known),
        "first": rows[known[0]].label,
        "first_value": texts[known[0]],
        "last": rows[known[-1]].label,
        "last_value": texts[known[-1]],
    }
    return text + " " + _("Target %(goal)s.") % {"goal": goal} if goal else text
