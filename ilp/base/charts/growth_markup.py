"""A growth chart as finished HTML; a child's page has five of them, with hundreds of marks."""

from __future__ import annotations

from html import escape

from django.utils.safestring import SafeString, mark_safe

from ilp.base.charts.growths import Drawn, Growth
from ilp.base.charts.markup import grid_lines, grid_numbers, layer, named_dot, path, twin_html
from ilp.base.charts.shapes import Mark
from ilp.base.language import gettext as _


def growth_html(chart: Growth) -> SafeString:
    """A chart with its title, its legend and its table."""
    title, key = escape(chart.title), chart.key
    tone = f" chart-{chart.tone}" if chart.tone else ""
    return mark_safe(  # noqa: S308 (escaped here and below)
        f'<figure class="chart chart-growth{tone}"><figcaption>{title}</figcaption>'
        f'<p class="chart-axis">{escape(chart.y_head)}</p>'
        f'<svg height="{chart.height}" role="img" aria-labelledby="{key}-t {key}-d">'
        f'<title id="{key}-t">{title}</title><desc id="{key}-d">{escape(chart.description)}</desc>'
        f"{_drawing(chart)}</svg>"
        f'<p class="chart-axis chart-axis-x">{escape(chart.x_head)}</p>'
        f"{_legend(chart) if chart.has_legend else ''}{twin_html(chart.title, chart.twin)}</figure>"
    )


def _drawing(chart: Growth) -> str:
    plot = f'<rect class="plot" width="100%" height="{chart.floor}"/>' if chart.tone else ""
    areas = "".join(f'<path class="area-{area.look}" d="{area.path}"/>' for area in chart.areas)
    curves = "".join(path(f"curve curve-{curve.look}", curve.path) for curve in chart.curves)
    ends = "".join(_text("soft-text halo", curve.label, "end") for curve in chart.curves if curve.label)
    dots = "".join(f'<circle class="{dot.look}" cx="{dot.x}" cy="{dot.y}" r="4"/>' for dot in chart.dots)
    letters = "".join(_text(letter.look, letter, "middle") for letter in chart.letters)
    labels = "".join(
        _text(f"soft-text{' label-spare' if label.look else ''}", label, label.anchor)
        for label in chart.labels
    )
    child = path("data-line", chart.child)
    last = named_dot(chart.last.look, chart.last) if chart.last else ""
    below = plot + layer(chart.height, areas) + grid_lines(chart.grid) + layer(chart.height, curves + child)
    return "".join((below, grid_numbers(chart.grid, -3), ends, dots, last, letters, labels))


def _text(look: str, mark: Mark, anchor: str) -> str:
    return f'<text class="{look}" x="{mark.x}" y="{mark.y}" text-anchor="{anchor}">{escape(mark.text)}</text>'


def _legend(chart: Growth) -> str:
    named = "".join(_named(curve) for curve in chart.curves if curve.name)
    return f'<ul class="legend" aria-hidden="true">{named}{_alert() if chart.has_alert else ""}</ul>'


def _named(curve: Drawn) -> str:
    end = escape(curve.label.text) if curve.label else ""
    return (
        f'<li><svg viewBox="0 0 24 14"><path class="curve curve-{curve.look}" d="M0 7L24 7"/></svg>'
        f"{escape(curve.name)} ({end}&nbsp;SD)</li>"
    )


def _alert() -> str:
    dot = '<svg viewBox="0 0 24 14"><circle class="dot dot-alert" cx="12" cy="7" r="4"/></svg>'
    word = escape(_("perlu perhatian"))
    return f"<li>{dot}{word}</li>"
