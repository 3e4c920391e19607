"""Where each role lands: a page made for its work."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ilp.access import scope
from ilp.access.gate import login_needed
from ilp.access.http import UserRequest
from ilp.access.roles import Role
from ilp.base import words
from ilp.base.dates import period_of
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from pws.indicators import CATALOGUE, Indicator
from pws.selectors.figures import Reader, figure, needed
from pws.selectors.landing import Day, FollowUp, Landing, day_to_show, follow_up, landing
from pws.selectors.names import MissedRow
from pws.selectors.places import Place, PlaceNotFound
from pws.selectors.tallies import Tally, counted_of, tallies, total
from pws.services.reading import LISTED, keep_list_read
from pws.views import boards, desa
from pws.views.addresses import names_href
from pws.views.asked import place_query
from pws.views.markup import badges, person_link, state_words

# Names on a landing page; the rest stands on the list it links to.
SHOWN = 8
KADER_TILES = tuple(CATALOGUE[code] for code in ("GIZ-DS", "SKDN-T", "SKDN-2T", "SKDN-BGM"))
BIDAN_TILES = tuple(
    CATALOGUE[code]
    for code in ("GIZ-DS", "GIZ-ND", "GIZ-2T", "GIZ-BGM", "GIZ-WAST", "GIZ-STUNT", "GIZ-UNDER", "GIZ-UKUR")
)  # fmt: skip


@require_safe
@login_needed
def home(request: UserRequest) -> HttpResponse:
    """Kader, bidan, puskesmas, Dinkes and desa each see their own page."""
    user = request.user
    match user.role:
        case Role.KADER_POSYANDU:
            return _kader(request)
        case Role.NAKES_PUSTU | Role.KADER_PUSTU:
            return _bidan(request)
        case Role.DINKES_SUPERVISOR | Role.DINKES_ADMIN:
            return boards.district(request, code=user.area_code)
        case Role.DESA_VIEWER:
            return desa.desa(request, code=user.area_code)
    return boards.board(request, pk=user.facility_id or 0)


@dataclass(frozen=True, slots=True)
class Tile:
    """A number of the month on a landing page."""

    label: str
    value: str
    detail: str
    target: str
    trend: str
    trend_text: str
    status: str
    status_text: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """A name on a landing page."""

    name: SafeString
    detail: str
    said: SafeString


@dataclass(frozen=True, slots=True)
class DayLine:
    """A hari buka in words."""

    href: str
    posyandu: str
    when: str
    state: str
    kind: str
    detail: str
    action: str


def _read(today: date) -> tuple[Landing, Tally, Tally, FollowUp]:
    try:
        found = landing(scope=scope.current(), today=today)
    except PlaceNotFound as error:
        raise Http404(_("Belum ada wilayah untuk akun Anda. Hubungi admin puskesmas.")) from error
    now = period_of(today)
    counted = counted_of(needed([*KADER_TILES, *BIDAN_TILES]))
    cells = tallies(counted, desa_ids=found.place.desa_ids, first=now - 1, last=now)
    months = [total(cells[key] for key in cells if key[1] == period) for period in (now, now - 1)]
    return found, months[0], months[1], follow_up(found.place, period=now)


def _kader(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    found, now, before, people = _read(today)
    query = place_query(found.place)
    weighed, sasaran = now.of(CATALOGUE["GIZ-DS"])
    shown = day_to_show(found.days, today)
    return page(
        request, "pws/home_kader.html", part="pws/_home_kader_part.html", place=found.place,
        desa=found.place.desa[0], fresh=found.fresh, period=period_of(today),
        day=_day_line(shown, today) if shown else None, weighed=weighed or 0, sasaran=sasaran or 0,
        tiles=_tiles(KADER_TILES, found.place, now, before, query), **_people(people, found.place, today),
    )  # fmt: skip


def _bidan(request: UserRequest) -> HttpResponse:
    today = timezone.localdate()
    found, now, before, people = _read(today)
    monday = today - timedelta(days=today.weekday())
    week = [day for day in found.days if monday <= day.held_on < monday + timedelta(days=7)]
    waiting = [day for day in found.days if day.state == "DITUTUP"]
    late = [day for day in found.days if day.state == "DIBUKA" and day.held_on < today]
    return page(
        request, "pws/home_bidan.html", part="pws/_home_bidan_part.html", place=found.place,
        fresh=found.fresh, period=period_of(today), week=[_day_line(day, today) for day in reversed(week)],
        waiting=[_day_line(day, today) for day in waiting], late=[_day_line(day, today) for day in late],
        desa=[(one.name, reverse("pws:desa", args=[one.code])) for one in found.place.desa],
        tiles=_tiles(BIDAN_TILES, found.place, now, before, _only_desa(found.place)),
        **_people(people, found.place, today),
    )  # fmt: skip


def _only_desa(place: Place) -> str:
    return f"desa={place.code}" if len(place.desa) == 1 else place_query(place)


def _tiles(
    indicators: tuple[Indicator, ...], place: Place, now: Tally, before: Tally, query: str
) -> list[Tile]:
    month = words.month_param(period_of(timezone.localdate()))
    tiles = []
    for indicator in indicators:
        target = place.target(indicator)
        one = figure(indicator, now, before, target=target, reader=Reader())
        tiles.append(
            Tile(
                label=str(indicator.title),
                value=one.text,
                detail=one.counts.replace("/", " " + _("dari") + " "),
                target=words.percent_of(target, 0) if target is not None else "",
                trend="" if one.trend.value == "none" else one.trend.value,
                trend_text=one.moved,
                status=one.standing.value if one.status else "",
                status_text=one.status,
                href=names_href(indicator, query, month, may_names=True) if one.numerator else "",
            )
        )
    return tiles


def _people(people: FollowUp, place: Place, today: date) -> dict[str, Any]:
    """The two lists with what is shown of them, kept in the trail."""
    away, watched = people.missed[:SHOWN], people.watched[:SHOWN]
    period = period_of(today)
    keep_list_read(
        LISTED,
        shown=[(one.person_id, one.desa_id) for one in (*away, *(row for row, _states in watched))],
        about={"halaman": "beranda", "bulan": words.month_param(period)},
    )
    query = _only_desa(place)
    return {
        "away": [_away_line(one, place) for one in away],
        "away_count": len(people.missed),
        "away_href": f"{reverse('pws:missed')}{'?' if query else ''}{query}",
        "watched": [
            Line(person_link(one.person_id, one.name), _where(one, place), badges(state_words(states)))
            for one, states in watched
        ],
        "watched_count": len(people.watched),
    }  # fmt: skip


def _where(one: MissedRow, place: Place) -> str:
    posyandu = "" if place.posyandu_id else one.posyandu
    parts = [words.months_old(one.age_months), f"RT {one.rt}" if one.rt else "", posyandu]
    return " · ".join(part for part in parts if part)


def _away_line(one: MissedRow, place: Place) -> Line:
    if one.last_weighed_on is None:
        said = badges([("bad", _("belum pernah ditimbang"))])
    else:
        last = _("terakhir %(day)s") % {"day": words.day(one.last_weighed_on, short=True)}
        said = badges([("watch" if one.months > 1 else "none", last)])
    return Line(person_link(one.person_id, one.name), _where(one, place), said)


def _day_line(day: Day, today: date) -> DayLine:
    kinds = {
        "TERJADWAL": (
            "info",
            _("Terjadwal"),
            _("Buka lembar hari ini") if day.held_on == today else _("Lihat"),
        ),
        "DIBUKA": ("good", _("Sedang buka"), _("Lanjutkan mencatat")),
        "DITUTUP": ("watch", _("Menunggu validasi"), _("Lihat hasilnya")),
        "DIVALIDASI": ("good", _("Sudah divalidasi"), _("Lihat hasilnya")),
        "DILAPORKAN": ("good", _("Sudah dilaporkan"), _("Lihat hasilnya")),
    }
    kind, state, action = kinds[day.state]
    when = _("Hari ini") if day.held_on == today else words.weekday(day.held_on)
    detail = ""
    if day.expected:
        detail = _("%(served)s dari %(expected)s balita sudah dilayani") % {
            "served": day.served, "expected": day.expected,
        }  # fmt: skip
    return DayLine(reverse("posyandu:day", args=[day.id]), day.posyandu, when, state, kind, detail, action)
