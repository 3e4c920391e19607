"""The page of data quality: who reports in time, who is silent, and whose measures look guessed or copied."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape

from django.http import HttpResponse
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from ilp.access.gate import need
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from pws.models import Alarm
from pws.rules.duplicates import Likeness
from pws.rules.quality import SILENT_MONTHS, Level, Report, copied_level, digit_level
from pws.selectors import quality as selectors
from pws.selectors.quality import MONTHS_OF_REPORTS, TOOLS, Identities, PostQuality
from pws.services.reading import LISTED, keep_list_read
from pws.views import quality_cells as cells
from pws.views.markup import joined, person_link, row, row_group
from pws.views.trust_asked import Asked, asked, deadlines

MEASURERS, TWINS = "pengukur", "ganda"
COLUMNS = 8
MOST_NAMED = 5
Posts = Sequence[PostQuality]
DigitsOf = dict[tuple[int, str], selectors.Digits]
IdentitiesOf = dict[tuple[int, int], Identities]


@require_safe
@need(Can.STEER)
def quality(request: UserRequest) -> HttpResponse:
    """`?bulan=&puskesmas=&bagian=pengukur|ganda`. Of many puskesmas a line each, of one its posyandu."""
    found = asked(request)
    part, named = request.GET.get("bagian", ""), request.user.may(Can.SEE_NAMES)
    if part == TWINS and named:
        lines, empty = _twins(found), _("Tidak ada pasangan data yang mirip.")
    elif part == MEASURERS and found.puskesmas is not None:
        lines, empty = _measurers(found), _("Belum ada ukuran pada tiga bulan ini.")
    else:
        part, lines, empty = "", _summary(found), _("Belum ada posyandu aktif pada bulan ini.")
    return page(
        request, "pws/quality.html", part="pws/_quality_part.html", place=found.place, month=found.month,
        bagian=part, lines=lines, empty=empty, many=found.puskesmas is None, named=named,
        alarms=_alarms(found),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class AlarmWords:
    """One broken invariant: what, how much, where and when."""

    word: str
    text: str
    where: str


def _alarms(found: Asked) -> list[AlarmWords]:
    names = {desa.id: desa.name for desa in found.place.desa}
    said = []
    for one in selectors.alarms_of(found.place.desa_ids):
        if one.kind == Alarm.Kind.REBUILD:
            text = _("%(n)s baris berbeda dari hitung ulang; angka yang benar sudah dipasang")
        else:
            text = _("%(n)s desa-bulan melanggar %(rule)s")
        places = [names[desa] for desa in one.desa_ids if desa in names][:MOST_NAMED]
        first, last = words.month(one.first_period, short=True), words.month(one.last_period, short=True)
        everywhere = _("semua wilayah")
        where = f"{', '.join(places) or everywhere} · {first} – {last}"
        said.append(
            AlarmWords(str(Alarm.Kind(one.kind).label), text % {"n": one.count, "rule": one.rule}, where)
        )
    return said


def _summary(found: Asked) -> SafeString:
    desa_ids, period = found.place.desa_ids, found.month.period
    posts = selectors.posts_quality(desa_ids, period, deadlines(period, MONTHS_OF_REPORTS))
    digits = selectors.digits_of_posts(desa_ids, period)
    people = selectors.identities(desa_ids)
    rows = _post_rows if found.puskesmas is not None else _puskesmas_rows
    return joined(rows(found, posts, digits, people))


def _post_rows(found: Asked, posts: Posts, digits: DigitsOf, people: IdentitiesOf) -> Iterator[str]:
    is_due = found.month.today > deadlines(found.month.period, 1)[found.month.period]
    is_over = found.month.period < found.month.current
    for desa in found.place.desa:
        mine = [post for post in posts if post.desa_id == desa.id]
        if mine:
            yield row_group(desa.name, COLUMNS)
        for post in mine:
            counted = people.get((desa.id, post.posyandu_id), Identities())
            yield row(
                [
                    escape(post.name),
                    cells.report_badge(post.report, is_due=is_due, is_over=is_over),
                    cells.share(post.in_time, post.reports),
                    cells.silent_cell(post.silent),
                    cells.digits_cell([_digits(digits, post, tool) for tool in TOOLS]),
                    cells.copied_cell(post.pairs),
                    cells.flagged_cell(post.flagged, post.measured, post.waiting),
                    cells.nik_cell(counted.people, counted.without_nik, counted.duplicates),
                ]
            )


def _digits(digits: DigitsOf, post: PostQuality, tool: str) -> selectors.Digits:
    return digits.get((post.posyandu_id, tool), (0,) * 10)


def _puskesmas_rows(found: Asked, posts: Posts, digits: DigitsOf, people: IdentitiesOf) -> Iterator[str]:
    for (number, name), desas in found.groups.items():
        ids = {desa.id for desa in desas}
        mine = [post for post in posts if post.desa_id in ids]
        counted = selectors.together(one for (desa, _post), one in people.items() if desa in ids)
        nik = cells.nik_cell(counted.people, counted.without_nik, counted.duplicates)
        yield row([_puskesmas_link(found, number, name), *_added(mine, digits), nik])


def _puskesmas_link(found: Asked, number: int, name: str) -> str:
    if not number:
        return escape(name)
    href = f"{reverse('pws:quality')}?bulan={found.month.param}&puskesmas={number}"
    return f'<a href="{escape(href)}">{escape(name)}</a>'


def _added(posts: Posts, digits: DigitsOf) -> list[str]:
    """The posyandu of one puskesmas, as how many of them deserve a look."""
    liked = (
        cells.worst(digit_level(_digits(digits, post, tool)) for tool in TOOLS) is Level.BAD for post in posts
    )
    flagged, measured = sum(post.flagged for post in posts), sum(post.measured for post in posts)
    return [
        cells.share(sum(post.report is Report.IN_TIME for post in posts), len(posts)),
        cells.share(sum(post.in_time for post in posts), sum(post.reports for post in posts)),
        cells.counted(sum(post.silent >= SILENT_MONTHS for post in posts), len(posts)),
        cells.counted(sum(liked), len(posts)),
        cells.counted(sum(copied_level(post.pairs) is Level.BAD for post in posts), len(posts)),
        cells.flagged_cell(flagged, measured, sum(post.waiting for post in posts)),
    ]


def _measurers(found: Asked) -> SafeString:
    rows = selectors.measurers(found.place.desa_ids, found.month.period)
    numbers = frozenset({3, 5, 6})
    return joined(
        row(cells.measurer_cells(one.posyandu, one.who, one.tool, one.digits), numbers=numbers)
        for one in rows
    )


def _twins(found: Asked) -> SafeString:
    rows = selectors.twins(found.place.desa_ids)
    shown = [
        pair for one in rows for pair in ((one.person_id, one.desa_id), (one.other_id, one.other_desa_id))
    ]
    keep_list_read(LISTED, shown=shown, about={"daftar": "mungkin ganda"})
    names = {desa.id: desa.name for desa in found.place.desa}
    why = {
        Likeness.SAME_MOTHER.value: _("nama, tanggal lahir dan ibu sama"),
        Likeness.SIMILAR_NAME.value: _("tanggal lahir sama, nama mirip"),
    }
    return joined(
        row(
            [
                person_link(one.person_id, one.name),
                _who(one.mother_name, names.get(one.desa_id, "")),
                person_link(one.other_id, one.other_name),
                _who(one.other_mother_name, names.get(one.other_desa_id, "")),
                words.day(one.born_on, short=True),
                why[one.likeness],
            ]
        )
        for one in rows
    )


def _who(mother: str, desa: str) -> str:
    parts = [_("Ibu %(name)s") % {"name": mother} if mother else "", desa]
    return escape(" · ".join(filter(None, parts))) or words.NONE
