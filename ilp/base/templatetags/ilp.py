"""Template tags every page may use: numbers and dates in words, status badges, icons, the month switcher."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django import template
from django.conf import settings
from django.template.context import RequestContext
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

from ilp.base import charts, shell, words
from ilp.base.charts.growth_markup import growth_html
from ilp.base.charts.markup import trend_html, twin_html
from ilp.base.language import gettext as _

register = template.Library()

# Every status has a colour (by its class), a shape (its icon) and a word.
KINDS = ("good", "info", "watch", "bad", "none")

register.filter("month", words.month)
register.filter("month_param", words.month_param)
register.filter("weekday", words.weekday)
register.filter("months_old", words.months_old)
register.filter("clock", words.clock)
register.filter("age", words.age)
register.filter("percent_of", words.percent_of)
register.simple_tag(words.percent, name="percent")
register.simple_tag(lambda: settings.VERSION, name="version")


@register.filter
def num(value: int | float | Decimal | None, places: int | None = None) -> str:
    """`{{ weight|num:1 }}`: decimal comma, a dash for none."""
    return words.number(value, places)


@register.filter
def day(value: date | None) -> str:
    """`{{ visit.held_on|day }}`: 2 November 2026."""
    return words.day(value)


@register.filter
def day_short(value: date | None) -> str:
    """`{{ visit.held_on|day_short }}`: 2 Nov 2026."""
    return words.day(value, short=True)


@register.filter
def month_short(value: date | int | None) -> str:
    """`{{ period|month_short }}`: Nov 2026."""
    return words.month(value, short=True)


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A symbol of `components/icons.svg.html`, hidden from screen readers: a word stands beside it."""
    return format_html(
        '<svg class="icon" aria-hidden="true" focusable="false"><use href="#i-{}"/></svg>', name
    )


_BADGES = {
    kind: (
        f'<span class="badge badge-{kind}"><svg class="icon" aria-hidden="true" focusable="false">'
        f'<use href="#i-{kind}"/></svg>'
    )
    for kind in KINDS
}


@register.simple_tag
def badge(kind: str, word: str) -> SafeString:
    """A status: `{% badge "good" "Baik" %}`. Kinds: good, info, watch, bad, none.

    Raises KeyError for another kind.
    """
    return mark_safe(f"{_BADGES[kind]}{conditional_escape(word)}</span>")  # noqa: S308 (escaped here)


@register.simple_tag(takes_context=True)
def query(context: RequestContext, **changes: Any) -> str:
    """The query of this page with some values changed: `href="{% query hal=2 %}"`. None or "" drops one."""
    values = context["request"].GET.copy()
    for name, value in changes.items():
        values.pop(name, None)
        if value not in (None, ""):
            values[name] = str(value)
    return f"?{values.urlencode()}"


@register.inclusion_tag("components/month_switcher.html", takes_context=True)
def month_switcher(
    context: RequestContext, period: int, first: int | None = None, last: int | None = None
) -> dict[str, object]:
    """The month of the page with links to its neighbours, keeping the rest of the query."""
    before = period - 1 if first is None or period > first else None
    after = period + 1 if last is None or period < last else None
    return {
        "period": period,
        "before": before,
        "after": after,
        "before_query": query(context, bulan=words.month_param(before)) if before is not None else "",
        "after_query": query(context, bulan=words.month_param(after)) if after is not None else "",
    }


@register.inclusion_tag("components/freshness.html")
def freshness(until: datetime | None, missing: int | None = None, of: str | None = None) -> dict[str, object]:
    """ "Data sampai 14:02, 3 posyandu belum kirim". `until` None: nothing was counted yet."""
    return {"until": until, "missing": missing, "of": of or _("posyandu")}


def _field_ids(field: Any) -> str:
    names = [f"{field.auto_id}-help"] if field.help_text else []
    if field.errors:
        names.append(f"{field.auto_id}-error")
    return " ".join(names)


@register.simple_tag
def widget(field: Any, **attributes: str) -> SafeString:
    """The input of a form field, tied to its help and its error; `_` in attribute names becomes `-`."""
    extra = {name.replace("_", "-"): value for name, value in attributes.items() if value not in (None, "")}
    described = _field_ids(field)
    if described:
        extra["aria-describedby"] = described
    if field.errors:
        extra["aria-invalid"] = "true"
    classes = field.field.widget.attrs.get("class", "")
    extra["class"] = f"input {classes} {extra.get('class', '')}".strip()
    rendered: SafeString = field.as_widget(attrs=extra)
    return rendered


register.simple_tag(shell.header, takes_context=True, name="page_header")
register.simple_tag(shell.part, name="part")
register.simple_tag(trend_html, name="trend_chart")
register.simple_tag(twin_html, name="twin")
register.inclusion_tag("charts/bars.svg.html", name="bar_chart")(lambda chart: {"chart": chart})
register.inclusion_tag("charts/stack.svg.html", name="stack_chart")(lambda chart: {"chart": chart})
register.simple_tag(growth_html, name="growth_chart")
register.simple_tag(charts.sparkline_svg, name="sparkline")
