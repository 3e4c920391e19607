"""The page of one desa: its month by indicator, its year in charts, its posyandu, its ages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from html import escape

from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import charts, words
from ilp.base.charts.markup import trend_html
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from ilp.base.templatetags.ilp import badge, icon
from pws.indicators import CATALOGUE, Indicator, Subject
from pws.models.facts import AGE_BANDS
from pws.rules.small_cells import hidden_parts
from pws.rules.standing import Trend, in_percent
from pws.selectors.desa import MONTHS_SHOWN, DesaNumbers, Post, desa_numbers, of_posts, posts_of
from pws.selectors.figures import MAIN, Figure, Reader, S, figure, hidden, shown_value
from pws.selectors.places import Place, PlaceKind
from pws.selectors.tallies import Tally, freshness
from pws.views.addresses import names_href
from pws.views.asked import Month, asked_month, may_see_names, place_or_404, place_query, reader_of
from pws.views.markup import drawn, figure_cell, joined, signs
from pws.views.remembered import Remembered, place_key

CHARTS = tuple(CATALOGUE[code] for code in ("GIZ-DS", "GIZ-ND", "GIZ-STUNT", "GIZ-WAST"))
BALITA_MAIN = tuple(indicator for indicator in MAIN if indicator.subject is Subject.BALITA)
STATES = (
    ("SKDN-N", "N", "good"), ("SKDN-T", "T", "bad"), ("SKDN-O", "O", "watch"), ("SKDN-B", "B", "info"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reading:
    """Everything the parts of the page are made from."""

    place: Place
    month: Month
    numbers: DesaNumbers
    reader: Reader
    named: bool

    def tally(self, period: int) -> Tally:
        return self.numbers.by_month.get(period, Tally())

    def figure(self, indicator: Indicator, period: int, now: Tally | None = None) -> Figure:
        target = self.place.target(indicator)
        return figure(
            indicator, now or self.tally(period), self.tally(period - 1), target=target, reader=self.reader
        )


@require_safe
@login_needed
def desa(request: UserRequest, code: str) -> HttpResponse:
    """`?bulan=` chooses the month. A kader sees the own posyandu only, and the page says so."""
    month = asked_month(request)
    place = place_or_404(PlaceKind.DESA, code, month)
    require(request.user, Can.SEE_NUMBERS)
    fresh = freshness(desa_ids=place.desa_ids, period=month.period, months=MONTHS_SHOWN)
    posts = posts_of(place.desa[0].id, month.period)
    reader, named = reader_of(request), may_see_names(request)
    key = (place_key(place), month.period, posts, reader.hides_small, named, fresh.stamp)
    drawn = DRAWN.get(key, lambda: _drawn(place, month, posts, reader, named))
    return page(
        request, "pws/desa.html", part="pws/_desa_part.html", place=place, month=month, named=named,
        fresh=fresh, drawn=drawn,
    )  # fmt: skip


DRAWN = Remembered[SafeString](most=64)


def _drawn(place: Place, month: Month, posts: tuple[Post, ...], reader: Reader, named: bool) -> SafeString:
    """Everything on the page that rests on numbers alone."""
    numbers = desa_numbers(place.desa[0].id, period=month.period, posts=posts)
    reading = Reading(place, month, numbers, reader, named)
    context = {
        "place": place,
        "period": month.period,
        "rows": joined(_rows(reading)),
        "posts": _posts(reading),
        "post_heads": [S, *BALITA_MAIN],
        "charts": [trend_html(_chart(reading, one)) for one in CHARTS],
        "states": _states(reading),
        "ages": drawn("charts/bars.svg.html", _ages(reading)),
    }
    return render_to_string("pws/_desa_numbers.html", context)


def _rows(reading: Reading) -> Iterator[str]:
    """One indicator of the month in words, and its year."""
    period = reading.month.period
    query = place_query(reading.place)
    see = escape(_("lihat namanya"))
    for indicator in MAIN:
        now = of_posts(reading.numbers.posts) if indicator.subject is Subject.POSYANDU else None
        shown = reading.figure(indicator, period, now)
        counts = escape(shown.counts)
        href = names_href(indicator, query, reading.month.param, may_names=reading.named)
        if href and shown.numerator is not None:
            counts = f'<a href="{escape(href)}">{counts}<span class="visually-hidden"> {see}</span></a>'
        status = badge(shown.standing, shown.status) if shown.status else words.NONE
        moved = "" if shown.trend is Trend.NONE else icon(shown.trend)
        gap = reading.reader.say.gap(indicator, shown.gap) if shown.gap else words.NONE
        title, meaning = escape(str(indicator.title)), escape(str(indicator.definition))
        target = words.percent_of(reading.place.target(indicator), 0)
        yield (
            f'<tr><th scope="row" title="{meaning}">{title}</th>'
            f'<td class="num"><b>{escape(shown.text)}</b>{signs(shown.marks)}</td>'
            f'<td class="num">{counts}</td><td class="num">{target}</td><td>{status}</td>'
            f'<td class="trend">{moved}{escape(shown.moved)}</td><td>{escape(gap)}</td>'
            f'<td class="fig-spark no-print">{_spark(reading, indicator)}</td></tr>'
        )


def _months(reading: Reading) -> range:
    last = reading.month.period
    return range(last - MONTHS_SHOWN + 1, last + 1)


def _year(reading: Reading, indicator: Indicator) -> list[float | None]:
    values = [shown_value(indicator, reading.tally(month), reading.reader) for month in _months(reading)]
    return [None if value is None else in_percent(value) for value in values]


def _spark(reading: Reading, indicator: Indicator) -> SafeString:
    if indicator.subject is not Subject.BALITA:
        return SafeString()
    target = reading.place.target(indicator)
    goal = None if target is None else float(target)
    return charts.sparkline_svg(charts.sparkline(_year(reading, indicator), target=goal))


def _chart(reading: Reading, indicator: Indicator) -> charts.Trend:
    target = reading.place.target(indicator)
    title = _("%(title)s, 12 bulan") % {"title": indicator.title}
    goal = None if target is None else float(target)
    return charts.trend(
        title=title,
        points=list(zip(map(words.month_word, _months(reading)), _year(reading, indicator), strict=True)),
        target=goal,
        head=_("Bulan"),
        value_head=indicator.short,
    )


@dataclass(frozen=True, slots=True)
class PostRow:
    """One posyandu of the desa, ready to print."""

    name: str
    is_open: bool
    cells: SafeString


def _posts(reading: Reading) -> list[PostRow]:
    period = reading.month.period
    listed = [(post.id, post.name, post.is_open) for post in reading.numbers.posts]
    if (0, period) in reading.numbers.by_post:
        listed.append((0, _("Tanpa posyandu"), False))
    columns = [_column(reading, indicator, [post[0] for post in listed]) for indicator in (S, *BALITA_MAIN)]
    rows = []
    for index, (post, name, is_open) in enumerate(listed):
        cells = []
        for column in columns:
            query = f"posyandu={post}" if post else ""
            href = names_href(
                column[index].indicator, query, reading.month.param, may_names=reading.named and bool(post)
            )
            cells.append(figure_cell(column[index], href, f"p{post}-{column[index].indicator.code}"))
        rows.append(PostRow(name, is_open, joined(cells)))
    return rows


def _column(reading: Reading, indicator: Indicator, posts: list[int]) -> list[Figure]:
    """One indicator over all posyandu, so that a hidden one is not the sum without the others."""
    period, numbers = reading.month.period, reading.numbers
    plain = Reader(say=reading.reader.say)
    found = [
        figure(
            indicator,
            numbers.by_post.get((post, period), Tally()),
            numbers.by_post.get((post, period - 1), Tally()),
            target=reading.place.target(indicator),
            reader=plain,
        )
        for post in posts
    ]
    if not reading.reader.hides_small:
        return found
    unseen = hidden_parts([one.numerator or 0 for one in found])
    return [hidden(indicator, reading.reader) if index in unseen else one for index, one in enumerate(found)]


@dataclass(frozen=True, slots=True)
class States:
    """D split into N, T, O and B: a chart, or only the counts where a part must stay hidden."""

    chart: SafeString | None
    counts: list[tuple[str, str]]


def _states(reading: Reading) -> States:
    tally = reading.tally(reading.month.period)
    counts = [tally.of(CATALOGUE[code])[0] or 0 for code, _short, _kind in STATES]
    unseen = hidden_parts(counts) if reading.reader.hides_small else set()
    titles = [str(CATALOGUE[code].title) for code, _short, _kind in STATES]
    if unseen:
        said = [
            hidden(S, reading.reader).text if i in unseen else words.number(count)
            for i, count in enumerate(counts)
        ]
        return States(None, list(zip(titles, said, strict=True)))
    parts = [
        charts.Part(short, title, count, kind)
        for (_code, short, kind), title, count in zip(STATES, titles, counts, strict=True)
    ]
    split = charts.stack(title=_("Hasil penimbangan (D)"), parts=parts, head=_("Status"))
    return States(drawn("charts/stack.svg.html", split), [])


def _ages(reading: Reading) -> charts.Bars:
    """D/S by age: who is weighed and who stays away."""
    ds = CATALOGUE["GIZ-DS"]
    target, plain = reading.place.target(ds), Reader(say=reading.reader.say)
    shown = [
        figure(ds, _band(reading, band), Tally(), target=target, reader=plain)
        for band in range(len(AGE_BANDS))
    ]
    unseen = hidden_parts([one.numerator or 0 for one in shown]) if reading.reader.hides_small else set()
    bars = [
        charts.Bar(
            label=_("%(low)s–%(high)s bulan") % {"low": low, "high": high},
            value=None if index in unseen or one.value is None else in_percent(one.value),
            kind=one.standing.value if index not in unseen else "none",
            word=hidden(ds, reading.reader).text if index in unseen else one.status,
            detail="" if index in unseen else one.counts,
        )
        for index, ((low, high), one) in enumerate(zip(AGE_BANDS, shown, strict=True))
    ]
    return charts.bars(
        title=_("D/S menurut umur"), rows=bars, target=None if target is None else float(target),
        head=_("Umur"), value_head="D/S", ranked=False,
    )  # fmt: skip


def _band(reading: Reading, band: int) -> Tally:
    # The columns of a whole desa, counted within one band.
    counts = reading.numbers.by_age.get(band, Tally()).counts
    return Tally({key: count for key, count in counts.items() if not key[2]})
