"""Reference data: every clinical number with its source, and its change by a Dinkes."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from ilp.access.gate import login_needed, need
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from posyandu.rules.clinical import shipped
from posyandu.selectors.reference import parse_value, reference, reference_entry, typed_value, unsure_count
from posyandu.services.forms import change_clinical
from puskesmas.services.refusal import Refused


@require_safe
@login_needed
def numbers(request: UserRequest) -> HttpResponse:
    """All numbers, by chapter; `yakin=belum` shows only those marked as from knowledge."""
    search, unsure = request.GET.get("cari", "").strip()[:60], request.GET.get("yakin") == "belum"
    chapters = reference(on=timezone.localdate(), search=search, only_unsure=unsure)
    return page(
        request,
        "posyandu/reference.html",
        part="posyandu/_reference.html",
        chapters=chapters,
        search=search,
        only_unsure=unsure,
        may_change=request.user.may(Can.SET_REFERENCE),
        unsure_count=unsure_count(timezone.localdate()),
    )


@require_http_methods(["GET", "HEAD", "POST"])
@need(Can.SET_REFERENCE)
def change(request: UserRequest, code: str) -> HttpResponse:
    """Set one number from a day on, with the letter that says so."""
    if code not in shipped().entries:
        raise Http404
    today = timezone.localdate()
    typed = {
        "value": request.POST.get("value", typed_value(code, today)),
        "valid_from": request.POST.get("valid_from", ""),
        "source": request.POST.get("source", ""),
    }
    problems: dict[str, str] = {}
    if request.method == "POST":
        problems = _try(request, code, typed, today)
        if not problems:
            return redirect("posyandu:reference")
    return page(
        request,
        "posyandu/reference_change.html",
        part="posyandu/_reference_change.html",
        status=422 if problems else 200,
        entry=reference_entry(code, today),
        typed=typed,
        problems=problems,
    )


def _try(request: UserRequest, code: str, typed: dict[str, str], today: date) -> dict[str, str]:
    try:
        value = parse_value(code, typed["value"])
    except ValueError:
        return {
            "value": _("“%(value)s” tidak terbaca. Tulis seperti nilai sekarang.")
            % {"value": typed["value"][:40]}
        }
    try:
        valid_from = date.fromisoformat(typed["valid_from"])
    except ValueError:
        return {"valid_from": _("Isi tanggal mulai berlaku.")}
    if valid_from < today:
        return {"valid_from": _("Tanggal mulai berlaku tidak boleh lewat: yang sudah dinilai tidak berubah.")}
    try:
        change_clinical(
            code=code, value=value, valid_from=valid_from, source=typed["source"], by=request.user
        )
    except Refused as refused:
        return dict(refused.problems)
    return {}
