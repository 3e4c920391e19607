"""Penyakit dominan: which disease dominates in which desa, so that it can be handled where it is (04 §7)."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.views.decorators.http import require_safe

from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from pws.rules.diseases import BY_CODE, REST, Source, Standing
from pws.rules.small_cells import is_hidden
from pws.selectors.diseases import DesaDiseases, Diseases, Window, diseases, people_with
from pws.selectors.figures import HIDDEN
from pws.selectors.places import PlaceKind
from pws.selectors.tallies import freshness
from pws.services.reading import LISTED, keep_list_read
from pws.views.asked import asked_month, asked_place, may_see_names, place_query, reader_of
from pws.views.markup import badges, joined, person_link, row
from pws.views.remembered import Remembered, place_key
from pws.views.said import arrow, disease_title, source_title
from pws.views.scope_place import wide_place


@dataclass(frozen=True, slots=True)
class Drawn:
    """Tables ready to print; `desa` of a place with many, `lines` of its diseases."""

    found: Diseases
    lines: SafeString
    desa: SafeString


DRAWN = Remembered[Drawn](most=48)


def _asked_source(request: HttpRequest) -> Source:
    typed = request.GET.get("sumber", "")
    return Source(typed) if typed in set(Source) else Source.DIAGNOSA


def _asked_window(request: HttpRequest) -> Window:
    typed = request.GET.get("rentang", "")
    return Window(typed) if typed in set(Window) else Window.YEAR


@require_safe
@login_needed
def dominant(request: UserRequest) -> HttpResponse:
    """`?desa=|puskesmas=&bulan=&sumber=diagnosa|skrining&rentang=12|3|tahun`."""
    month = asked_month(request)
    place = wide_place(request, month)
    require(request.user, Can.SEE_NUMBERS)
    source, window = _asked_source(request), _asked_window(request)
    # The numbers of this month, and of the last one of the window before.
    fresh = freshness(desa_ids=place.desa_ids, period=month.period, months=window.months(month.period) + 1)
    reader, named = reader_of(request), may_see_names(request)

    def draw() -> Drawn:
        found = diseases(place, source=source, window=window, period=month.period)
        asked = f"bulan={month.param}&sumber={source}&rentang={window}"
        return _drawn(found, asked, hides_small=reader.hides_small, named=named)

    key = (place_key(place), month.period, source, window, reader.hides_small, named, fresh.stamp)
    return page(
        request, "pws/dominant.html", part="pws/_dominant_part.html", place=place, month=month, fresh=fresh,
        drawn=DRAWN.get(key, draw), source=source.value, window=window.value,
        is_desa=place.kind in {PlaceKind.DESA, PlaceKind.POSYANDU} or len(place.desa) == 1,
        sources=[(one.value, source_title(one)) for one in Source],
        windows=[(Window.YEAR.value, _("12 bulan")), (Window.QUARTER.value, _("3 bulan")),
                 (Window.TO_DATE.value, _("Tahun berjalan"))],
    )  # fmt: skip


@require_safe
@login_needed
def disease_people(request: UserRequest) -> HttpResponse:
    """`?penyakit=DM&desa=…`: who is behind a number; a sensitive disease for a nakes only."""
    month = asked_month(request)
    place = asked_place(request, month)
    require(request.user, Can.SEE_NAMES)
    group = BY_CODE.get(request.GET.get("penyakit", ""))
    if group is None or group.is_sensitive or _asked_source(request) is Source.DIAGNOSA:
        require(request.user, Can.VALIDATE)
    source, window = _asked_source(request), _asked_window(request)
    disease = group.code if group else ""
    rows = people_with(place, disease=disease, source=source, window=window, period=month.period)
    about = {"penyakit": disease, "sumber": source.value, "bulan": month.param, "tempat": place_query(place)}
    keep_list_read(LISTED, shown=[(one.person_id, one.desa_id) for one in rows], about=about)
    many = len(place.desa) > 1
    lines = joined(
        row([person_link(one.person_id, one.name), words.months_old(one.age_months), one.sex,
             escape(one.rt) or words.NONE, escape(one.posyandu or _("Tanpa posyandu")),
             *([escape(one.desa)] if many else []), words.day(one.last_seen_on, short=True)])
        for one in rows
    )  # fmt: skip
    return page(
        request, "pws/disease_people.html", part="pws/_disease_people_part.html", place=place, month=month,
        title=disease_title(disease), count=words.number(len(rows)), lines=lines, is_empty=not rows,
        many_desa=many, is_screening=source is Source.SKRINING,
    )  # fmt: skip


def _drawn(found: Diseases, asked: str, *, hides_small: bool, named: bool) -> Drawn:
    only = found.desa[0] if len(found.desa) == 1 else None
    shown = only.standings if only else found.whole
    where = f"desa={only.desa.code}" if only else ""
    lines = joined(_line(one, f"{asked}&{where}" if named else "", hides_small=hides_small) for one in shown)
    desa = (
        joined(_desa_line(one, asked, hides_small=hides_small) for one in found.desa)
        if not only
        else SafeString()
    )
    return Drawn(found, lines, desa)


def _line(one: Standing, asked: str, *, hides_small: bool) -> SafeString:
    """`<tr>` of one disease."""
    unseen = hides_small and is_hidden(one.n)
    n = escape(HIDDEN) if unseen else words.number(one.n)
    if asked and one.n and one.code != REST:
        href = f"{reverse('pws:disease_people')}?{asked}&penyakit={one.code}"
        n = f'<a href="{escape(href)}">{n}</a>'
    rate = words.NONE if unseen or one.rate is None else words.number(one.rate, 1)
    lq = words.NONE if unseen or one.lq is None else words.number(one.lq, 2)
    cells = (
        f'<td class="num">{one.rank or words.NONE}</td><th scope="row">{escape(disease_title(one.code))}</th>'
        f'<td class="num">{n}</td><td class="num">{rate}</td><td class="num">{lq}</td>'
        f'<td>{_marks(one)}</td><td class="trend">{"" if unseen else arrow(one.trend)}</td>'
    )
    return mark_safe(f"<tr>{cells}</tr>")  # noqa: S308 (escaped)


def _marks(one: Standing) -> str:
    found = [("bad", _("dominan"))] if one.rank else []
    if one.stands_out:
        found.append(("watch", _("menonjol, kuat") if one.is_strong else _("menonjol")))
    return badges(found) if found else words.NONE


def _desa_line(one: DesaDiseases, asked: str, *, hides_small: bool) -> SafeString:
    """`<tr>` of one desa: its three first diseases, and those that stand out."""
    inside = f"{reverse('pws:dominant')}?{urlencode({'desa': one.desa.code})}&{asked}"
    first = [f"{disease_title(s.code)} ({words.number(s.n)})" for s in one.standings if s.rank]
    out = [
        f"{disease_title(s.code)} (LQ {words.number(s.lq or 0, 1)})" for s in one.standings if s.stands_out
    ]
    cells = (
        f'<th scope="row"><a href="{escape(inside)}">{escape(one.desa.name)}</a></th>'
        f'<td class="num">{words.number(one.population)}</td>'
        f"<td>{escape(', '.join(first)) or words.NONE}</td>"
        f"<td>{escape(', '.join(out)) or words.NONE}</td>"
    )
    return mark_safe(f"<tr>{cells}</tr>")  # noqa: S308 (escaped)
