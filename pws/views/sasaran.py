"""Yearly sasaran of an area: projected and real beside each other, their history, where they are typed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ilp.access.gate import login_needed, need, require
from ilp.access.http import UserRequest
from ilp.access.models import User
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.dates import period_of
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from puskesmas.models import Area, Sasaran
from puskesmas.rules.sasaran import PARAMETERS, SasaranKind
from puskesmas.sasaran_forms import FigureForm, ParameterForm
from puskesmas.selectors.reach import desa_within
from puskesmas.selectors.sasaran import history, parameters_of
from puskesmas.services.refusal import Refused
from puskesmas.services.sasaran import Figure, keep_sasaran, project_sasaran, set_parameter
from pws.rules.small_cells import SMALLEST_SHOWN, is_hidden
from pws.selectors.denominators import Denominator, Group, denominators, groups_of
from pws.views.asked import Month
from pws.views.scope_place import wide_place

METHODS = require_http_methods(["GET", "HEAD", "POST"])
YEARS_BACK = 3
NAMES = {str(source): str(source.label) for source in Sasaran.Source}


@dataclass(frozen=True, slots=True)
class Cell:
    """One figure in words; `href` where it opens into its history, `marks` the numbers of its letters."""

    projected: str
    real: str
    source: str
    marks: str
    href: str


@dataclass(frozen=True, slots=True)
class Line:
    """One kind with a cell for each column, the total last."""

    label: str
    cells: tuple[Cell, ...]


def _year(request: HttpRequest) -> int:
    """`?tahun=2026`; without it, or with one that has no page, this year."""
    now = timezone.localdate().year
    typed = request.GET.get("tahun", "")
    year = int(typed) if typed.isascii() and typed.isdigit() and len(typed) == len("2026") else now
    return year if now - YEARS_BACK <= year <= now + 1 else now


@require_safe
@login_needed
def sasaran(request: UserRequest) -> HttpResponse:
    """`?tahun=2026&puskesmas=3`: every kind, for each desa (of a kabupaten for each puskesmas)."""
    year, today = _year(request), timezone.localdate()
    month = Month(min(year * 12 + 11, max(year * 12, period_of(today))), today)
    place = wide_place(request, month)
    require(request.user, Can.SEE_NUMBERS)
    groups = groups_of(place)
    lines, letters = _lines(groups, year, month.period, request.user.small_cells_hidden)
    return page(
        request, "pws/sasaran.html", part="pws/_sasaran_part.html", place=place, year=str(year), month=month,
        years=[str(today.year + 1 - back) for back in range(YEARS_BACK + 2)], groups=groups,
        lines=lines, letters=letters,
        parameters=_parameters(place.regency_code, year), may_set=request.user.may(Can.SET_REFERENCE),
        may_manage=request.user.may(Can.MANAGE),
    )  # fmt: skip


def _lines(groups: list[Group], year: int, period: int, hides: bool) -> tuple[list[Line], list[str]]:
    """Every kind, and the letters they rest on in the order of their numbers."""
    found = denominators(groups, year=year, period=period)
    letters = sorted({letter for row in found.values() for one in row for letter in one.letters})
    marks = {letter: str(number) for number, letter in enumerate(letters, 1)}
    lines = []
    for kind, row in found.items():
        addresses = [_address(group, kind, year) for group in groups] + [""]
        cells = (_cell(one, to, marks, hides) for one, to in zip(row, addresses, strict=True))
        lines.append(Line(str(kind.label), tuple(cells)))
    return lines, letters


def _address(group: Group, kind: SasaranKind, year: int) -> str:
    if not group.code:
        return ""
    return f"{reverse('pws:sasaran_figure', args=[group.code, kind.value])}?tahun={year}"


def _cell(one: Denominator, href: str, marks: Mapping[str, str], hides: bool) -> Cell:
    real = "" if one.real is None else words.number(one.real)
    if hides and one.real and is_hidden(one.real):
        real = f"< {SMALLEST_SHOWN}"
    return Cell(
        words.number(one.projected), real, ", ".join(NAMES[name] for name in one.sources),
        ", ".join(marks[letter] for letter in one.letters), href,
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class ParameterLine:
    """A number of the projection in words."""

    code: str
    title: str
    value: str
    unit: str
    source: str
    is_unsure: bool


def _unit(per: int) -> str:
    return {100: "%", 1000: "‰"}.get(per, _("per %(n)s") % {"n": words.number(per)})


def _parameters(regency_code: str, year: int) -> list[ParameterLine]:
    return [
        ParameterLine(
            code, str(PARAMETERS[code].title), words.number(row.value), _unit(PARAMETERS[code].per),
            row.source.replace("[from knowledge]", "").strip(" ,"), row.is_default,
        )
        for code, row in parameters_of(regency_code, year).items()
    ]  # fmt: skip


@METHODS
@login_needed
def sasaran_figure(request: UserRequest, code: str, kind: str) -> HttpResponse:
    """The versions of one figure of a desa, and the form for the next one."""
    desa = desa_within().filter(code=code).first()
    if desa is None or kind not in SasaranKind.__members__:
        raise Http404
    chosen, year = SasaranKind[kind], _year(request)
    require(request.user, Can.MANAGE if request.method == "POST" else Can.SEE_NUMBERS)
    form = FigureForm(request.POST or None, year=year, initial={"source": "RESMI"})
    if request.method == "POST" and form.is_valid() and _kept(request, form, desa, chosen, year):
        messages.success(request, _("%(kind)s %(desa)s disimpan.") % {"kind": chosen.label, "desa": desa})
        return redirect(f"{reverse('pws:sasaran_figure', args=[code, kind])}?tahun={year}")
    return page(
        request, "pws/sasaran_figure.html", part="pws/_sasaran_figure.html", desa=desa, kind=chosen.label,
        year=str(year), form=form, versions=_versions(desa, year, chosen), status=422 if form.errors else 200,
        may_manage=request.user.may(Can.MANAGE),
    )  # fmt: skip


def _kept(request: UserRequest, form: FigureForm, desa: Area, kind: SasaranKind, year: int) -> bool:
    try:
        keep_sasaran(
            year=year, figures=[Figure(desa.pk, kind, form.cleaned_data["n"])], letter=form.letter(),
            by=request.user, from_period=form.cleaned_data["from_period"],
        )  # fmt: skip
    except Refused as refused:
        form.show(refused.problems)
        return False
    return True


def _versions(desa: Area, year: int, kind: SasaranKind) -> list[tuple[str, ...]]:
    """Version, first month, people, source, letter with day and who approved, when and by whom kept."""
    rows = history(desa_id=desa.pk, year=year, kind=kind)
    ids = {one.recorded_by_id for one in rows if one.recorded_by_id}
    who = dict(User.objects.filter(pk__in=ids).values_list("pk", "full_name")) if ids else {}
    return [
        (
            str(one.version), words.month(one.valid_from_period), words.number(one.n), NAMES[one.source],
            _joined(one.letter_no, words.day(one.decided_on) if one.decided_on else "", one.approved_by),
            _joined(words.clock(one.recorded_at), who.get(one.recorded_by_id or 0, "")),
        )
        for one in rows
    ]  # fmt: skip


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts)) or words.NONE


@require_POST
@need(Can.MANAGE)
def project(request: UserRequest) -> HttpResponse:
    """Project the year again for the whole area of the user; given figures stay."""
    year = _year(request)
    kept = project_sasaran(desa=list(desa_within()), year=year, by=request.user)
    said = _("%(n)s angka proyeksi diperbarui. Angka resmi dan yang diisi sendiri tetap.")
    messages.success(request, said % {"n": words.number(kept)})
    return redirect(f"{reverse('pws:sasaran')}?tahun={year}")


@METHODS
@need(Can.SET_REFERENCE)
def sasaran_parameter(request: UserRequest, code: str) -> HttpResponse:
    """Set one number of the projection for the kabupaten and year."""
    if code not in PARAMETERS:
        raise Http404
    year, regency = _year(request), request.user.area_code
    form = ParameterForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        read = form.cleaned_data
        try:
            set_parameter(
                regency_code=regency, year=year, code=code, value=read["value"], source=read["source"],
                by=request.user,
            )  # fmt: skip
        except Refused as refused:
            form.show(refused.problems)
        else:
            messages.success(request, _("Disimpan. Hitung proyeksi lagi agar sasaran mengikutinya."))
            return redirect(f"{reverse('pws:sasaran')}?tahun={year}")
    line = next(one for one in _parameters(regency, year) if one.code == code)
    return page(
        request, "pws/sasaran_parameter.html", part="pws/_sasaran_parameter.html", form=form, line=line,
        year=str(year), status=422 if form.errors else 200,
    )  # fmt: skip
