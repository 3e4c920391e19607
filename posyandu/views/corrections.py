"""Correcting, withdrawing and confirming a visit."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ilp.access import audit
from ilp.access.gate import login_needed
from ilp.access.http import UserRequest
from ilp.base.ids import new_id
from posyandu.forms import CorrectForm, ReasonForm
from posyandu.models import HariBuka, Visit
from posyandu.selectors.visits import entry_child
from posyandu.services import visits as services
from posyandu.services.measured import Conflict, LookTwice
from posyandu.views.answers import conflict_context, keep_typed
from posyandu.views.entry import answer, shown
from posyandu.views.objects import confirmable_visit, correctable_visit
from posyandu.words import measure
from puskesmas.services.refusal import Refused

NUMBERS = ("weight_kg", "length_height_cm", "head_circumference_cm", "muac_cm")


@require_http_methods(["GET", "HEAD", "POST"])
@login_needed
def correct(request: UserRequest, pk: UUID) -> HttpResponse:
    """GET: the measures as they were kept. POST: replace them by a new row."""
    visit = correctable_visit(request.user, pk)
    if request.method != "POST":
        audit.record("person.read", "person", [visit.person_id], desa_id=visit.desa_id)
        return _form(request, visit, CorrectForm(initial=_as_kept(visit)))
    form = CorrectForm(request.POST)
    if not form.is_valid():
        return _form(request, visit, form, status=422)
    try:
        saved = services.correct_visit(
            visit_id=pk,
            measured=form.measured(),
            reason=form.cleaned_data["reason"],
            client_id=form.cleaned_data["client_id"],
            by=request.user,
            sure=form.cleaned_data["sure"],
        )
    except (Refused, LookTwice) as said:
        return _form(request, visit, form, status=422, **keep_typed(form, said))
    except Conflict as conflict:
        return _form(request, visit, form, status=422, **conflict_context(conflict))
    return answer(request, saved)


def _as_kept(visit: Visit) -> dict[str, Any]:
    kept = {name: getattr(visit, name) for name in NUMBERS}
    return {
        **{name: "" if value is None else measure(value) for name, value in kept.items()},
        "position": visit.position,
        "has_oedema": visit.has_oedema,
        "client_id": new_id(),
    }


def _form(
    request: UserRequest, visit: Visit, form: CorrectForm, status: int = 200, **more: Any
) -> HttpResponse:
    if visit.hari_buka_id is None:
        raise Http404
    found = entry_child(visit.hari_buka_id, visit.person_id)
    context = {
        "visit": visit,
        "action": reverse("posyandu:correct", args=[visit.pk]),
        "takes_entries": visit.voided_at is None,
        "void_form": ReasonForm(auto_id="hapus_%s"),
        **more,
    }
    return shown(request, found, form, status, **context)


@require_POST
@login_needed
def void(request: UserRequest, pk: UUID) -> HttpResponse:
    """The visit never happened; a reason is required."""
    visit = correctable_visit(request.user, pk)
    form = ReasonForm(request.POST, auto_id="hapus_%s")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        services.void_visit(visit_id=pk, reason=reason, by=request.user)
    except Refused as refused:
        for field, sentence in refused.problems.items():
            form.add_error(field or None, sentence)
        kept = CorrectForm(initial=_as_kept(visit))
        return _form(request, visit, kept, status=422, void_form=form)
    return _back(visit)


@require_POST
@login_needed
def confirm(request: UserRequest, pk: UUID) -> HttpResponse:
    """A nakes vouches for an implausible value."""
    visit = confirmable_visit(request.user, pk)
    try:
        services.confirm_visit(visit_id=pk, by=request.user, reason=request.POST.get("reason", ""))
    except Refused as refused:
        if "reason" not in refused.problems:
            raise Http404 from None
        messages.error(request, str(refused))
    except (Visit.DoesNotExist, HariBuka.DoesNotExist):
        raise Http404 from None
    return _back(visit, "posyandu:summary")


def _back(visit: Visit, name: str = "posyandu:day") -> HttpResponse:
    if visit.hari_buka_id is None:
        return redirect("posyandu:person", visit.person_id)
    return redirect(name, visit.hari_buka_id)
