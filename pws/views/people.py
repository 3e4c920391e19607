"""The people behind a number of any family, and those whom it did not reach yet."""

from __future__ import annotations

from html import escape
from typing import Any

from django.http import HttpResponse
from django.utils.safestring import SafeString

from ilp.access.gate import require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from posyandu.selectors.sheet_words import due_words
from pws.selectors import names as selectors
from pws.selectors import people
from pws.selectors.gaps import GapRow, owed
from pws.selectors.names import Part
from pws.selectors.people import PersonRow
from pws.services.reading import EXPORTED, LISTED, keep_list_read
from pws.views import sheets
from pws.views.listing import PAGE_SIZE, Listed
from pws.views.markup import badges, joined, person_link, row, row_group


def behind(request: UserRequest, asked: Listed) -> HttpResponse:
    """Who is counted."""
    _require_discretion(request, asked)
    span = {} if asked.as_file else {"limit": PAGE_SIZE, "offset": asked.offset}
    count, rows = selectors.names(
        asked.place, indicator=asked.indicator, part=asked.part, period=asked.month.period,
        first=asked.first, **span,
    )  # fmt: skip
    found = [one for one in rows if isinstance(one, PersonRow)]
    _keep_read(asked, found, is_gap=False)
    if asked.as_file:
        return sheets.people_file(asked.indicator, asked.month, found)
    many = len(asked.place.desa) > 1
    return page(
        request, "pws/people.html", part="pws/_people_part.html", **_common(asked, count),
        lines=joined(row(_cells(one, many)) for one in found), has_year=asked.indicator.kind.is_cumulative,
        in_denominator=asked.part is Part.DENOMINATOR,
    )  # fmt: skip


def unreached(request: UserRequest, asked: Listed) -> HttpResponse:
    """Who is not counted yet, with what is due, most urgent first; `urut=rt`: by posyandu and RT, to walk.

    Of more than a page those come first who were not seen for longest.
    """
    _require_discretion(request, asked)
    span = {} if asked.as_file else {"limit": PAGE_SIZE, "offset": asked.offset}
    count, found = people.unreached(asked.place, indicator=asked.indicator, period=asked.month.period, **span)
    rows = owed(found, indicator=asked.indicator, on=asked.month.today)
    _keep_read(asked, found, is_gap=True)
    if asked.as_file:
        return sheets.gap_file(asked.indicator, asked.month, rows)
    by_rt = request.GET.get("urut") == "rt"
    many = len(asked.place.desa) > 1
    lines = _by_rt(rows, many) if by_rt else joined(row(_gap_cells(one, many)) for one in rows)
    return page(
        request, "pws/gap.html", part="pws/_gap_part.html", **_common(asked, count), lines=lines, by_rt=by_rt,
        has_year=asked.indicator.kind.is_cumulative,
    )  # fmt: skip


def _require_discretion(request: UserRequest, asked: Listed) -> None:
    if asked.indicator.is_sensitive:
        require(request.user, Can.VALIDATE)


def _keep_read(asked: Listed, rows: list[PersonRow], *, is_gap: bool) -> None:
    about = asked.about() | ({"bagian": "belum"} if is_gap else {})
    shown = [(one.person_id, one.desa_id) for one in rows]
    keep_list_read(EXPORTED if asked.as_file else LISTED, shown=shown, about=about)


def _common(asked: Listed, count: int) -> dict[str, Any]:
    pages = -(-count // PAGE_SIZE)
    return {
        "asked": asked, "place": asked.place, "month": asked.month, "indicator": asked.indicator,
        "count": words.number(count), "is_empty": not count, "many_desa": len(asked.place.desa) > 1,
        "hal": asked.page, "pages": pages, "newer": asked.page - 1 if asked.page > 1 else None,
        "older": asked.page + 1 if asked.page < pages else None,
    }  # fmt: skip


def _cells(one: PersonRow, many_desa: bool) -> list[str]:
    cells = [
        person_link(one.person_id, one.name),
        words.months_old(one.age_months),
        one.sex,
        escape(one.rt) or words.NONE,
        escape(one.posyandu or _("Tanpa posyandu")),
    ]
    if many_desa:
        cells.append(escape(one.desa))
    return [*cells, words.month(one.period), _last_seen(one)]


def _last_seen(one: PersonRow) -> str:
    if not one.last_seen_on:
        return badges([("bad", _("belum pernah"))])
    # A telephone shows no heads of columns, and the day before this one is when the service is due.
    last = _("terakhir")
    return f'<span class="only-narrow">{last} </span>{words.day(one.last_seen_on, short=True)}'


def _gap_cells(one: GapRow, many_desa: bool) -> list[str]:
    person = _cells(one.person, many_desa)[:-2]
    if one.due is None:
        return [*person, words.NONE, words.NONE, _last_seen(one.person)]
    name = due_words([one.due])
    late = (
        badges([("bad", _("terlambat %(days)s hari") % {"days": one.days_late})])
        if one.days_late
        else badges([("watch", _("jatuh tempo"))])
    )
    due = f"{words.day(one.due.due_on, short=True)} {late}"
    return [*person, escape(name), due, _last_seen(one.person)]


def _by_rt(rows: list[GapRow], many_desa: bool) -> SafeString:
    """A heading for every posyandu and RT, and under it the names in their urgency."""
    ordered = sorted(rows, key=_rt_key)
    lines, group = [], None
    for one in ordered:
        if (key := _rt_key(one)) != group:
            group = key
            lines.append(row_group(_rt_words(one.person, many_desa), 9 if many_desa else 8))
        lines.append(row(_gap_cells(one, many_desa)))
    return joined(lines)


def _rt_key(one: GapRow) -> tuple[str, str, str]:
    person = one.person
    return person.desa.lower(), person.posyandu.lower(), person.rt.zfill(3) if person.rt else "~"


def _rt_words(one: PersonRow, many_desa: bool) -> str:
    rt = f"RT {one.rt}" if one.rt else _("RT belum dicatat")
    return " · ".join([*([one.desa] if many_desa else []), one.posyandu or _("Tanpa posyandu"), rt])
