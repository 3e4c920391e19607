"""Typing one child's measures, marking who came, and putting mistakes right."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from ilp.access import audit
from ilp.access.gate import login_needed
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.ids import new_id
from posyandu.forms import MeasureForm
from posyandu.models import HariBuka
from posyandu.rules.life_cycle import is_balita
from posyandu.selectors.day_sheet import present_row, saved_row
from posyandu.selectors.results import result_of
from posyandu.selectors.visits import EntryChild, entry_child
from posyandu.services import attendance
from posyandu.services.closing import month_is_closed
from posyandu.services.measured import Conflict, LookTwice
from posyandu.services.visits import Recorded, record_visit
from posyandu.views.answers import conflict_context, keep_typed
from posyandu.views.markup import fact_lines, row_items, spoken
from posyandu.views.objects import writable_day
from puskesmas.services.refusal import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@login_needed
def entry(request: UserRequest, pk: UUID, person_pk: UUID) -> HttpResponse:
    """GET: the form of one child. POST: keep what was typed, and answer with its status."""
    if request.method != "POST":
        return _blank(request, pk, person_pk)
    if not request.user.may(Can.RECORD):
        writable_day(request.user, pk)  # 404 or 403
    form = MeasureForm(request.POST)
    if not form.is_valid():
        return shown(request, _child(pk, person_pk), form, status=422)
    try:
        saved = record_visit(
            day_id=pk,
            person_id=person_pk,
            measured=form.measured(),
            client_id=form.cleaned_data["client_id"],
            by=request.user,
            sure=form.cleaned_data["sure"],
            reason=form.cleaned_data["reason"],
        )
    except HariBuka.DoesNotExist:
        raise Http404 from None
    except (Refused, LookTwice) as said:
        return shown(request, _child(pk, person_pk), form, status=422, **keep_typed(form, said))
    except Conflict as conflict:
        context = conflict_context(conflict)
        return shown(request, _child(pk, person_pk), form, status=422, **context)
    return answer(request, saved)


def _blank(request: UserRequest, pk: UUID, person_pk: UUID) -> HttpResponse:
    if not request.user.may(Can.RECORD):
        writable_day(request.user, pk)  # 404 or 403
    found = _child(pk, person_pk)
    if not is_balita(found.child.born_on, found.child.held_on):
        return redirect("posyandu:card", pk, person_pk)
    audit.record("person.read", "person", [person_pk], desa_id=found.child.desa_id)
    may_correct = found.child.state == HariBuka.State.DIBUKA or request.user.may(Can.VALIDATE)
    if found.standing is not None and may_correct:
        return redirect("posyandu:correct", found.standing.id)
    form = MeasureForm(initial={"position": found.position, "client_id": new_id()})
    return shown(request, found, form)


def _child(pk: UUID, person_pk: UUID) -> EntryChild:
    try:
        return entry_child(pk, person_pk)
    except HariBuka.DoesNotExist:
        raise Http404 from None


def shown(
    request: UserRequest, found: EntryChild, form: MeasureForm, status: int = 200, **more: Any
) -> HttpResponse:
    """The form, alone for htmx or on a page of its own."""
    child = found.child
    late = month_is_closed(child.held_on, child.home_desa_id)
    takes_entries = child.state == HariBuka.State.DIBUKA and (not late or request.user.may(Can.VALIDATE))
    context: dict[str, Any] = {
        "found": found,
        "child": child,
        "form": form,
        "action": reverse("posyandu:entry", args=[child.day_id, child.person_id]),
        "sheet_url": reverse("posyandu:day", args=[child.day_id]),
        "card_url": reverse("posyandu:card", args=[child.day_id, child.person_id]),
        "takes_entries": takes_entries,
        "late": late,
        **more,
    }
    return page(request, "posyandu/entry.html", part="posyandu/_entry.html", status=status, **context)


def answer(request: UserRequest, saved: Recorded) -> HttpResponse:
    """The card of the visit, and its row on the sheet; the sheet itself is not drawn again."""
    result = result_of(saved)
    context: dict[str, Any] = {
        "result": result,
        "facts": fact_lines(result.lines),
        "steps": spoken(result.steps),
        "items": row_items([saved_row(saved=saved)], fresh=True, oob=True),
        "sheet_url": reverse("posyandu:day", args=[saved.child.day_id]),
        "card_url": reverse("posyandu:card", args=[saved.child.day_id, saved.child.person_id]),
    }
    return page(request, "posyandu/saved.html", part="posyandu/_saved.html", **context)


@require_POST
@login_needed
def attend(request: UserRequest, pk: UUID, person_pk: UUID) -> HttpResponse:
    """Mark a person present; with `batal`, take the mark back."""
    if not request.user.may(Can.RECORD):
        writable_day(request.user, pk)  # 404 or 403
    service = attendance.withdraw if request.POST.get("batal") else attendance.attend
    reason = request.POST.get("reason", "")
    try:
        child = service(day_id=pk, person_id=person_pk, by=request.user, reason=reason)
    except HariBuka.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        return page(
            request,
            "posyandu/refused.html",
            part="posyandu/_refused.html",
            status=422,
            problem=str(refused),
            sheet_url=reverse("posyandu:day", args=[pk]),
        )
    row = present_row(child=child, is_present=service is attendance.attend)
    if not request.htmx:
        return redirect(f"{reverse('posyandu:day', args=[pk])}#p-{person_pk}")
    return page(request, "", part="posyandu/_attended.html", items=row_items([row], fresh=True))
