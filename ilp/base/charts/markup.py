"""Charts that stand many times on a page as finished HTML: a template writes each number ten times slower."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from django.utils.safestring import SafeString, mark_safe

from ilp.base.charts.shapes import LAYER, Mark, Twin
from ilp.base.charts.trends import Trend
from ilp.base.language import gettext as _

NUMBER = ' class="num"'


def twin_html(title: str, twin: Twin) -> SafeString:
    """The numbers of a chart as a table that can be opened."""
    name, opens = escape(title), escape(_("Angka dalam tabel"))
    head = "".join(
        f'<th scope="col"{NUMBER if index else ""}>{escape(cell)}</th>'
        for index, cell in enumerate(twin.head)
    )
    rows = "".join(
        f'<tr><th scope="row">{escape(first)}</th>'
        + "".join(f'<td class="num">{escape(cell)}</td>' for cell in rest)
        + "</tr>"
        for first, *rest in twin.rows
    )
    return mark_safe(  # noqa: S308 (escaped above)
        f'<details class="twin"><summary>{opens}'
        f'<span class="visually-hidden">: {name}</span></summary>'
        f'<div class="table-wrap" tabindex="0" role="region" aria-label="{name}"><table class="table">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div></details>"
    )


def trend_html(chart: Trend) -> SafeString:
    """A trend with its title, its legend and its table."""
    title, key, target = escape(chart.title), chart.key, escape(chart.target_text)
    target_word = escape(_("Target"))
    goal = f" {target_word} {target}" if target else ""
    labels = "".join(
        f'<text class="soft-text{" label-spare" if label.look else ""}" x="{label.x}" y="{label.y}"'
        f' text-anchor="middle">{escape(label.text)}</text>'
        for label in chart.labels
    )
    return mark_safe(  # noqa: S308 (escaped above)
        f'<figure class="chart chart-trend"><figcaption>{title}</figcaption>'
        f'<svg height="{chart.height}" role="img" aria-labelledby="{key}-t {key}-d">'
        f'<title id="{key}-t">{title}</title>'
        f'<desc id="{key}-d">{escape(chart.description)}{goal}{"." if goal else ""}</desc>'
        f"{grid_lines(chart.grid)}{_paths(chart)}{grid_numbers(chart.grid, -4)}"
        f"{''.join(map(_dot, chart.dots))}{labels}</svg>"
        f"{_legend(f'{target_word} {target}') if target else ''}{twin_html(chart.title, chart.twin)}</figure>"
    )


def grid_lines(grid: Sequence[Mark]) -> str:
    """The axis, and the lines above it."""
    return "".join(
        f'<line class="{"grid" if index else "axis"}-line" x1="0" x2="100%" y1="{line.y}" y2="{line.y}"/>'
        for index, line in enumerate(grid)
    )


def grid_numbers(grid: Sequence[Mark], dy: int) -> str:
    """What stands on the lines, so many pixels off."""
    return "".join(
        f'<text class="soft-text halo" x="0" y="{line.y}" dy="{dy}">{escape(line.text)}</text>'
        for line in grid
    )


def layer(height: int, inside: str) -> str:
    """Paths that are stretched to the width of the chart."""
    return (
        f'<svg width="100%" height="{height}" viewBox="0 0 {LAYER} {height}"'
        f' preserveAspectRatio="none">{inside}</svg>'
    )


def _paths(chart: Trend) -> str:
    goal = path("target-line", chart.target_line) if chart.target_line else ""
    return layer(chart.height, goal + path("data-line", chart.line))


def path(look: str, line: str) -> str:
    """A line that keeps its width, however far it is stretched."""
    return f'<path class="{look}" d="{line}" vector-effect="non-scaling-stroke"/>'


def _dot(dot: Mark) -> str:
    if not dot.look:
        return f'<circle class="dot" cx="{dot.x}" cy="{dot.y}" r="4"/>'
    return named_dot(f"dot dot-{dot.look}", dot)


def named_dot(look: str, dot: Mark) -> str:
    """A large dot with its number above."""
    return (
        f'<circle class="{look}" cx="{dot.x}" cy="{dot.y}" r="6"/>'
        f'<text class="strong-text halo" x="{dot.x}" y="{dot.y}" dy="-11" text-anchor="{dot.anchor}">'
        f"{escape(dot.text)}</text>"
    )


def _legend(target: str) -> str:
    reached = escape(_("Capaian"))
    return (
        '<ul class="legend" aria-hidden="true">'
        '<li><svg><line class="data-line" x1="0" x2="24" y1="7" y2="7"/></svg>'
        f"{reached}</li>"
        '<li><svg><line class="target-line" x1="0" x2="24" y1="7" y2="7"/></svg>'
        f"{target}</li></ul>"
    )
