"""Names behind a number, and the people behind its gap: on the screen, on paper, as a file."""

from __future__ import annotations

from datetime import date
from functools import cache
from html import escape
from typing import Any

from django.http import Http404, HttpResponse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from pws.indicators import Subject
from pws.selectors import names as selectors
from pws.selectors.names import MissedRow, NameRow, Part, PostRow
from pws.services.reading import EXPORTED, LISTED, keep_list_read
from pws.views import people, sheets
from pws.views.listing import PAGE_SIZE, Listed, asked_list
from pws.views.markup import badges, class_words, joined, person_link, row, row_group, state_words

# Three months without a weighing: nobody knows how the child grows.
LONG_AGO = 3


@require_safe
@login_needed
def names(request: UserRequest) -> HttpResponse:
    """`?indikator=&bulan=&desa=|posyandu=|puskesmas=&bagian=pembilang|penyebut&hal=`, or `format=csv`."""
    asked = asked_list(request)
    if asked.indicator.subject is Subject.POSYANDU:
        require(request.user, Can.SEE_NUMBERS)
        return _posts_page(request, asked, served=None)
    require(request.user, Can.SEE_NAMES)
    if selectors.subject_of(asked.indicator, asked.part) is not Subject.BALITA:
        return people.behind(request, asked)
    span = {} if asked.as_file else {"limit": PAGE_SIZE, "offset": (asked.page - 1) * PAGE_SIZE}
    count, found = selectors.names(
        asked.place, indicator=asked.indicator, part=asked.part, period=asked.month.period, **span
    )
    rows = [one for one in found if isinstance(one, NameRow)]
    shown = [(one.person_id, one.desa_id) for one in rows]
    keep_list_read(EXPORTED if asked.as_file else LISTED, shown=shown, about=asked.about())
    if asked.as_file:
        return sheets.names_file(asked.indicator, asked.month, rows)
    return _list_page(
        request, asked, "pws/names.html", "pws/_names_part.html", count, _name_lines(rows, asked)
    )


@require_safe
@login_needed
def missed(request: UserRequest) -> HttpResponse:
    """The gap of a rate, most urgent first; `urut=rt` groups it by posyandu and RT for going round."""
    asked = asked_list(request)
    if asked.indicator.denominator is None:
        raise Http404(_("Indikator %(code)s tidak punya penyebut.") % {"code": asked.indicator.code})
    if asked.indicator.subject is Subject.POSYANDU:
        require(request.user, Can.SEE_NUMBERS)
        return _posts_page(request, asked, served=False)
    require(request.user, Can.SEE_NAMES)
    if Subject.BALITA not in {asked.indicator.subject, asked.indicator.counted_of}:
        return people.unreached(request, asked)
    rows = selectors.missed(asked.place, indicator=asked.indicator, period=asked.month.period)
    by_rt = request.GET.get("urut") == "rt"
    if by_rt:
        rows.sort(
            key=lambda one: (one.desa.lower(), one.posyandu.lower(), one.rt.zfill(3) if one.rt else "~")
        )
    here = rows if asked.as_file else rows[(asked.page - 1) * PAGE_SIZE : asked.page * PAGE_SIZE]
    shown = [(one.person_id, one.desa_id) for one in here]
    keep_list_read(
        EXPORTED if asked.as_file else LISTED, shown=shown, about={**asked.about(), "bagian": "belum"}
    )
    if asked.as_file:
        return sheets.missed_file(asked.indicator, asked.month, here)
    lines = _missed_lines(here, asked, by_rt)
    return _list_page(
        request, asked, "pws/missed.html", "pws/_missed_part.html", len(rows), lines, by_rt=by_rt
    )


def _list_page(
    request: UserRequest,
    asked: Listed,
    template: str,
    part: str,
    count: int,
    lines: SafeString,
    **more: Any,
) -> HttpResponse:
    pages = -(-count // PAGE_SIZE)
    return page(
        request, template, part=part, asked=asked, place=asked.place, month=asked.month,
        indicator=asked.indicator, count=words.number(count), lines=lines, is_empty=not count,
        many_desa=len(asked.place.desa) > 1, in_denominator=asked.part is Part.DENOMINATOR,
        newer=asked.page - 1 if asked.page > 1 else None,
        older=asked.page + 1 if asked.page < pages else None, hal=asked.page, pages=pages, **more,
    )  # fmt: skip


def _posts_page(request: UserRequest, asked: Listed, *, served: bool | None) -> HttpResponse:
    rows = selectors.posts(
        asked.place, indicator=asked.indicator, period=asked.month.period, served=served, part=asked.part
    )
    lines = joined(row(_post_cells(one)) for one in rows)
    return page(
        request, "pws/posts.html", part="pws/_posts_part.html", asked=asked, place=asked.place,
        month=asked.month, indicator=asked.indicator, count=words.number(len(rows)), lines=lines,
        is_empty=not rows, is_gap=served is False,
    )  # fmt: skip


def _post_cells(one: PostRow) -> list[str]:
    state = ("good", _("Sudah menutup hari buka")) if one.is_open else ("watch", _("Belum menutup hari buka"))
    said = [state, ("info", _("Divalidasi"))] if one.is_validated else [state]
    return [escape(one.name), escape(one.desa), badges(said)]


class _Words:
    """The words of one list. Days, weights and states repeat, so each is told once."""

    def __init__(self, many_desa: bool) -> None:
        self.many_desa = many_desa
        self.day = cache(lambda on: words.day(on, short=True))
        self.number = cache(words.number)
        self.badges = cache(lambda states, classes: badges([*state_words(states), *class_words(classes)]))
        self.last_seen = cache(_last_seen)
        self.no_post = _("Tanpa posyandu")

    def who(self, one: NameRow | MissedRow) -> list[str]:
        cells = [
            person_link(one.person_id, one.name),
            words.months_old(one.age_months),
            one.sex,
            escape(one.rt) or words.NONE,
            escape(one.posyandu or self.no_post),
        ]
        return [*cells, escape(one.desa)] if self.many_desa else cells


def _name_lines(rows: list[NameRow], asked: Listed) -> SafeString:
    say = _Words(len(asked.place.desa) > 1)
    first_number = 7 if say.many_desa else 6
    numbers = frozenset({first_number, first_number + 1})
    return joined(
        row(
            [
                *say.who(one),
                say.day(one.measured_on),
                say.number(one.weight_kg, 2),
                say.number(one.length_cm, 1),
                say.badges(one.states, one.classes),
            ],
            numbers=numbers,
        )
        for one in rows
    )


def _missed_lines(rows: list[MissedRow], asked: Listed, by_rt: bool) -> SafeString:
    say = _Words(len(asked.place.desa) > 1)
    lines: list[str] = []
    group = None
    for one in rows:
        place = (one.desa, one.posyandu, one.rt)
        if by_rt and place != group:
            group = place
            lines.append(row_group(_group_words(one, say.many_desa), 7 if say.many_desa else 6))
        lines.append(row([*say.who(one), say.last_seen(one.last_weighed_on, one.months)]))
    return joined(lines)


def _group_words(one: MissedRow, many: bool) -> str:
    parts = [one.desa] if many else []
    rt = f"RT {one.rt}" if one.rt else _("RT belum dicatat")
    return " · ".join([*parts, one.posyandu or _("Tanpa posyandu"), rt])


def _last_seen(on: date | None, months: int) -> str:
    if on is None:
        return badges([("bad", _("belum pernah ditimbang"))])
    ago = _("%(months)s bulan lalu") % {"months": months} if months else _("bulan ini")
    kind = "bad" if months >= LONG_AGO else "watch" if months > 1 else "none"
    return f"{words.day(on, short=True)} {badges([(kind, ago)])}"
