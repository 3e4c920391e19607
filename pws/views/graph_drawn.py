"""The graph of PWS in finished parts: bars, columns and table, as the page and the paper show them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString

from ilp.base import charts, words
from ilp.base.language import gettext as _
from pws.indicators import Direction, Indicator, Kind, Subject
from pws.rules.coverage import target_at
from pws.selectors.graph import Column, Graph, graph
from pws.selectors.places import Place, PlaceKind
from pws.selectors.tallies import Freshness
from pws.views.addresses import names_href
from pws.views.asked import Month, place_query
from pws.views.explained import divided_by
from pws.views.graph_rows import Links, Row, rows
from pws.views.graph_words import bar, percent, target_word


@dataclass(frozen=True, slots=True)
class About:
    """What a graph is about. `named`: the reader may see who is behind a number."""

    place: Place
    indicator: Indicator
    month: Month
    fresh: Freshness
    named: bool

    @property
    def number(self) -> int:
        """The month of the year, 1 to 12."""
        return self.month.period % 12 + 1

    @property
    def is_of_posts(self) -> bool:
        """Whether the reader sees single posyandu of a desa, which have no yearly sasaran of their own."""
        return self.place.posyandu_id is not None or self.place.narrowed

    @property
    def span(self) -> str:
        """The months of the graph in words."""
        if self.number == 1 or not self.indicator.kind.is_cumulative:
            return words.month(self.month.period)
        first = words.month(self.month.period - self.number + 1)
        return f"{first.rpartition(' ')[0]}–{words.month(self.month.period)}"

    @property
    def divided_by(self) -> str:
        """The denominators in words."""
        return divided_by(self.indicator)

    @property
    def query(self) -> str:
        """Indicator and month as they stand in an address."""
        return f"indikator={self.indicator.code}&bulan={self.month.param}"


@dataclass(frozen=True, slots=True)
class Head:
    """A column: the name under its bar, where it leads, and the bar."""

    name: str
    href: str
    bar: charts.Upright


@dataclass(frozen=True, slots=True)
class Drawn:
    """Everything that rests on numbers alone. `goal`: the target line in words, "" without a target."""

    chart: charts.Columns
    heads: tuple[Head, ...]
    rows: tuple[Row, ...]
    goal: str
    html: SafeString


def drawn_graph(about: About, sasaran: Mapping[int, int | None], *, hides_small: bool) -> Drawn:
    """Read and draw; one statement."""
    shown = graph(
        about.place,
        about.indicator,
        period=about.month.period,
        by_puskesmas=about.place.kind is PlaceKind.KABUPATEN,
        sasaran=sasaran,
        hides_small=hides_small,
        stamps=about.fresh.months,
    )
    chart = _chart(shown)
    heads = tuple(
        Head(_name(about, one), _place_href(about, one), drawn)
        for one, drawn in zip(shown.columns, chart.bars, strict=True)
    )
    table = tuple(rows(shown, _links(about)))
    goal = _goal(shown)
    context = {"about": about, "chart": chart, "heads": heads, "rows": table, "goal": goal}
    return Drawn(chart, heads, table, goal, render_to_string("pws/_graph_table.html", context))


def _chart(shown: Graph) -> charts.Columns:
    bars = [bar(one, shown.indicator) for one in shown.columns]
    if shown.indicator.kind is Kind.ABSOLUT:
        return charts.columns(bars, high=None, unit="", places=0)
    goal = None
    if shown.target is not None:
        cumulative = shown.indicator.kind.is_cumulative
        goal = float(target_at(shown.target, shown.month) * 100) if cumulative else float(shown.target)
    # Where fewer is better everything lies at the foot of an axis of 100 %.
    is_low = shown.indicator.direction is Direction.DOWN and not shown.indicator.kind.is_cumulative
    return charts.columns(bars, target=goal, high=None if is_low else 100.0)


def _goal(shown: Graph) -> str:
    if shown.target is None or shown.indicator.kind is Kind.ABSOLUT:
        return ""
    whole = words.percent_of(shown.target, 0 if shown.target == int(shown.target) else 1)
    if not shown.indicator.kind.is_cumulative:
        return f"{target_word(shown.indicator)} {whole}"
    return _("Target sampai bulan ini %(now)s, setahun %(year)s, paling sedikit %(month)s per bulan") % {
        "now": percent(target_at(shown.target, shown.month)),
        "year": whole,
        "month": percent(target_at(shown.target, 1)),
    }


def _name(about: About, one: Column) -> str:
    """The heading says already that these are puskesmas."""
    if one.group.name:
        is_one_of_many = about.place.kind is PlaceKind.KABUPATEN and not one.is_total
        return one.group.name.removeprefix("Puskesmas ") if is_one_of_many else one.group.name
    return _("Tanpa puskesmas")


def _query(about: About, one: Column) -> str:
    if one.is_total:
        return place_query(about.place)
    if one.group.code:
        return f"desa={one.group.code}"
    return f"puskesmas={one.group.key}" if one.group.key else ""


def _place_href(about: About, one: Column) -> str:
    if one.is_total:
        return ""
    if one.group.code:
        return f"{reverse('pws:desa', args=[one.group.code])}?bulan={about.month.param}"
    return f"{reverse('pws:graph')}?{about.query}&puskesmas={one.group.key}" if one.group.key else ""


def _links(about: About) -> Links:
    period, indicator = about.month.period, about.indicator
    may_read = about.named or indicator.subject is Subject.POSYANDU

    def place(one: Column) -> str:
        # A posyandu's kader reads the names of the own posyandu, not of the desa.
        return place_query(about.place) if about.place.posyandu_id is not None else _query(about, one)

    def names(one: Column, period: int) -> str:
        if not may_read or indicator.of_desa or indicator.of_year:
            return ""
        return names_href(indicator, place(one), words.month_param(period), may_names=about.named)

    def missed(one: Column) -> str:
        if not may_read or indicator.denominator is None or indicator.direction is not Direction.UP:
            return ""
        return f"{reverse('pws:missed')}?{about.query}&{place(one)}"

    def since_january(one: Column) -> str:
        found = names(one, period)
        return f"{found}&rentang=tahun" if found and not indicator.is_chronic else ""

    return Links(lambda one: names(one, period), lambda one: names(one, period - 1), missed, since_january)
