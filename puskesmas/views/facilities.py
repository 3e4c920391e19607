"""The network of a puskesmas: read by everybody in the area, kept by who manages."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from ilp.access.gate import login_needed, need, require
from ilp.access.http import UserRequest
from ilp.access.models import User
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from puskesmas.admin_forms import EditFacilityForm, NewFacilityForm, PartForms
from puskesmas.models import Area, Catchment, Facility
from puskesmas.selectors.facilities import network, puskesmas_list
from puskesmas.selectors.reach import (
    OF_A_KABUPATEN,
    accounts_within,
    desa_to_serve,
    desa_within,
    facilities_within,
    kecamatan_within,
)
from puskesmas.services.network import KEEPS, change_facility, found_facility, may_keep
from puskesmas.services.refusal import Refused
from puskesmas.services.service_areas import Part

METHODS = require_http_methods(["GET", "HEAD", "POST"])
Kind = Facility.Kind
ABOUT = ("name", "code", "address", "opened_on", "closed_on", "ilp_status")


@require_safe
@need(Can.SEE_NUMBERS)
def facility_list(request: UserRequest) -> HttpResponse:
    """A kabupaten sees its puskesmas, and the network of one; everybody else the own network."""
    closed = request.GET.get("tutup") == "ya"
    chosen = _puskesmas_asked(request)
    context: dict[str, Any] = {"closed": closed, "chosen": chosen, "kinds": _kinds(request.user)}
    if request.user.role in OF_A_KABUPATEN and chosen is None:
        context["puskesmas"], context["without"] = puskesmas_list(by=request.user, closed=closed)
    else:
        context["groups"] = network(puskesmas=chosen, closed=closed)
        context["can_edit"] = bool(context["kinds"])
    return page(request, "puskesmas/facilities.html", part="puskesmas/_facilities.html", **context)


def _puskesmas_asked(request: UserRequest) -> Facility | None:
    asked = request.GET.get("puskesmas", "")
    if not asked:
        return None
    if not (asked.isascii() and asked.isdigit() and len(asked) < len("2147483647")):
        raise Http404
    found = facilities_within(request.user).filter(kind=Kind.PUSKESMAS, pk=int(asked)).first()
    if found is None:
        raise Http404
    return found


def _kinds(user: User) -> list[tuple[str, str]]:
    return [(kind.value, str(kind.label)) for kind in KEEPS.get(user.role, ())]


@METHODS
@need(Can.MANAGE)
def new_facility(request: UserRequest) -> HttpResponse:
    """A facility of the kind in `?jenis=`; a posyandu with its catchment."""
    kind = request.GET.get("jenis", Kind.POSYANDU.value)
    may_keep(request.user, kind)
    form = _new_form(request, kind)
    parts = PartForms(request.POST or None, prefix="bagian") if kind == Kind.POSYANDU else None
    if not _are_valid(form, parts):
        return _form(request, form, parts, kind)
    try:
        with transaction.atomic():
            facility = found_facility(
                by=request.user,
                kind=kind,
                area=form.areas[form.cleaned_data["area"]],
                about=form.about(),
                parts=_typed(parts),
            )
    except Refused as refused:
        form.show(refused.problems)
        return _form(request, form, parts, kind)
    messages.success(request, _("%(name)s ditambahkan.") % {"name": facility.name})
    if kind == Kind.PUSKESMAS:  # its desa are chosen next
        return redirect("puskesmas:edit_facility", facility.pk)
    return redirect("puskesmas:facilities")


def _new_form(request: UserRequest, kind: str) -> NewFacilityForm:
    if kind == Kind.PUSKESMAS:
        return NewFacilityForm(
            request.POST or None, areas=kecamatan_within(request.user), label=_("Kecamatan")
        )
    return NewFacilityForm(request.POST or None, areas=desa_within(), label=_("Desa/kelurahan"))


def _are_valid(form: Any, parts: Any) -> bool:
    """Both are read before either is refused, so that every problem is shown at once."""
    return all([form.is_valid(), parts is None or parts.is_valid()])


def _typed(parts: Any) -> list[Part]:
    return [] if parts is None else [part for form in parts for part in form.parts()]


@METHODS
@login_needed
def edit_facility(request: UserRequest, pk: int) -> HttpResponse:
    """What is written about it, whom it serves, and its closing day."""
    facility = _manageable(request, pk)
    offered = [] if facility.closed_on else desa_to_serve(request.user, facility)
    form = EditFacilityForm(request.POST or None, offered=offered, initial=_as_kept(facility, offered))
    parts = _part_forms(request, facility)
    if not _are_valid(form, parts):
        return _form(request, form, parts, facility.kind, facility)
    try:
        with transaction.atomic():
            changed = change_facility(
                by=request.user,
                facility=facility,
                about=form.about(),
                parts=None if parts is None else _typed(parts),
                desa=form.desa,
                offered=form.offered.values(),
                since=form.cleaned_data["since"],
            )
    except Refused as refused:
        form.show(refused.problems)
        facility.refresh_from_db()
        return _form(request, form, parts, facility.kind, facility)
    _tell(request, facility, changed)
    return redirect("puskesmas:facilities")


def _tell(request: UserRequest, facility: Facility, changed: dict[str, Any]) -> None:
    if not changed:
        messages.success(request, _("Tidak ada yang diubah."))
        return
    messages.success(request, _("%(name)s disimpan.") % {"name": facility.name})
    if facility.closed_on and "closed_on" in changed:
        bound = accounts_within(request.user).filter(facility_id=facility.pk, is_active=True).count()
        if bound:
            said = _("%(count)s akun masih terikat pada %(name)s. Pindahkan atau tutup di halaman Pengguna.")
            messages.warning(request, said % {"count": bound, "name": facility.name})


def _manageable(request: UserRequest, pk: int) -> Facility:
    """A facility this user may change: 404 outside the area, 403 without the right or for its kind."""
    found: QuerySet[Facility] = facilities_within(request.user).filter(pk=pk)
    if request.method == "POST":
        found = found.select_for_update(of=("self",))
    facility = found.first()
    if facility is None:
        raise Http404
    require(request.user, Can.MANAGE)
    if facility.kind not in KEEPS.get(request.user.role, ()):
        raise PermissionDenied
    return facility


def _as_kept(facility: Facility, offered: list[tuple[Area, str]]) -> dict[str, Any]:
    kept = {name: getattr(facility, name) for name in ABOUT}
    if offered:
        kept["desa"] = list(facility.working_areas.filter(valid_to=None).values_list("desa_id", flat=True))
    return kept


def _part_forms(request: UserRequest, facility: Facility) -> Any:
    """The catchment as lines, RT of one RW together; none for what serves whole desa, or is closed."""
    if facility.kind != Kind.POSYANDU or facility.closed_on:
        return None
    if request.method == "POST":  # without the kept lines, or a line sent unchanged would count as empty
        return PartForms(request.POST, prefix="bagian")
    lines: dict[tuple[str, str], list[str]] = defaultdict(list)
    for row in Catchment.objects.filter(posyandu=facility, valid_to=None).order_by("dusun", "rw", "rt"):
        lines[row.dusun, row.rw].append(row.rt)
    initial = [{"dusun": dusun, "rw": rw, "rt": " ".join(rts)} for (dusun, rw), rts in lines.items()]
    return PartForms(prefix="bagian", initial=[line for line in initial if any(line.values())])


def _form(
    request: UserRequest, form: Any, parts: Any, kind: str, facility: Facility | None = None
) -> HttpResponse:
    context = {
        "form": form,
        "parts": parts,
        "kind": Kind(kind).label,
        "facility": facility,
    }
    return render(request, "puskesmas/facility_form.html", context, status=422 if form.is_bound else 200)
