"""The day sheet, and what happens to the day as a whole."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from ilp.access import audit
from ilp.access.gate import login_needed
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from posyandu.forms import CloseForm, ReasonForm
from posyandu.models import HariBuka
from posyandu.rules.life_cycle import group_called
from posyandu.selectors.day_sheet import DaySheet, day_sheet
from posyandu.selectors.days import actions_of, is_late, state_badge
from posyandu.selectors.summary import summary_of
from posyandu.services import hari_buka as services
from posyandu.services.closing import month_is_closed
from posyandu.services.rulesets import ruleset_for
from posyandu.views.markup import row_items
from posyandu.views.objects import readable_day, validatable_day, writable_day
from puskesmas.services.refusal import Refused

SHEET, ROWS = "posyandu/day.html", "posyandu/_rows.html"
SUMMARY = "posyandu/summary.html"


@require_safe
@login_needed
def day(request: UserRequest, pk: UUID) -> HttpResponse:
    """The sheet of one group, or of a search over all groups."""
    held = readable_day(request.user, pk)
    search = request.GET.get("cari", "").strip()[:60]
    group = group_called(request.GET.get("kelompok", ""))
    sheet = day_sheet(day=held, rules=ruleset_for(held.held_on), group=group, search=search)
    _read(sheet)
    context = _context(request, held, sheet, search)
    context["items"] = row_items(sheet.rows, can_enter=context["can_enter"])
    return page(request, SHEET, part=ROWS, **context)


@require_safe
@login_needed
def summary(request: UserRequest, pk: UUID) -> HttpResponse:
    """What the day amounts to, and the buttons that end, validate or reopen it."""
    return _summary(request, readable_day(request.user, pk))


@require_POST
@login_needed
def open_day(request: UserRequest, pk: UUID) -> HttpResponse:
    """Begin to take entries."""
    held = writable_day(request.user, pk)
    try:
        services.open_day(day=held, by=request.user)
    except Refused as refused:
        return _summary(request, held, status=422, refused=refused)
    return redirect("posyandu:day", pk)


@require_POST
@login_needed
def close_day(request: UserRequest, pk: UUID) -> HttpResponse:
    """End the day."""
    held = writable_day(request.user, pk)
    form = CloseForm(request.POST)
    if not form.is_valid():
        return _summary(request, held, status=422, close_form=form)
    close = {**form.cleaned_data, "by": request.user}
    return _done(request, held, form, lambda: services.close_day(day=held, **close))


@require_POST
@login_needed
def validate_day(request: UserRequest, pk: UUID) -> HttpResponse:
    """A nakes vouches for the day."""
    held = validatable_day(request.user, pk)
    return _done(request, held, None, lambda: services.validate_day(day=held, by=request.user))


@require_POST
@login_needed
def cancel_day(request: UserRequest, pk: UUID) -> HttpResponse:
    """The day does not take place."""
    held = writable_day(request.user, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _done(
        request,
        held,
        form,
        lambda: services.cancel_day(day=held, reason=reason, by=request.user),
        "cancel_form",
    )


@require_POST
@login_needed
def reopen_day(request: UserRequest, pk: UUID) -> HttpResponse:
    """A nakes opens a closed day again."""
    held = validatable_day(request.user, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return _done(
        request,
        held,
        form,
        lambda: services.reopen_day(day=held, reason=reason, by=request.user),
        "reopen_form",
    )


def _done(
    request: UserRequest,
    held: HariBuka,
    form: forms.Form | None,
    service: Callable[[], object],
    name: str = "close_form",
) -> HttpResponse:
    """Run the service; on a refusal the summary comes back with the sentence beside what was typed."""
    try:
        service()
    except Refused as refused:
        general = None
        for field, sentence in refused.problems.items():
            if form is not None and field in form.fields:
                form.add_error(field, sentence)
            else:
                general = refused
        return _summary(request, held, status=422, refused=general, **({name: form} if form else {}))
    return redirect("posyandu:summary", held.pk)


def _read(sheet: DaySheet) -> None:
    audit.record(
        "person.listed",
        "person",
        sheet.person_ids,
        desa_id=sheet.day.desa_id,
        changes={"hari_buka": sheet.day.pk, "group": sheet.group},
    )


def _context(request: UserRequest, held: HariBuka, sheet: DaySheet, search: str) -> dict[str, Any]:
    user = request.user
    can_enter = held.accepts_entries and user.may(Can.RECORD)
    return {
        "day": held,
        "sheet": sheet,
        "rows": sheet.rows,
        "search": search,
        "tabs": [
            {
                "text": tab.group.label,
                "href": f"?kelompok={tab.group}",
                "current": tab.group is sheet.group and not search,
                "count": f"{tab.served}/{tab.expected}",
            }
            for tab in sheet.tabs
        ],
        "shown": next(tab for tab in sheet.tabs if tab.group is sheet.group),
        "state": state_badge(held),
        "is_late": is_late(held),
        "can_enter": can_enter,
        "actions": actions_of(held, may_record=user.may(Can.RECORD), may_validate=user.may(Can.VALIDATE)),
        "search_label": _("Cari nama anak atau ibu"),
    }


def _summary(
    request: UserRequest, held: HariBuka, status: int = 200, refused: Refused | None = None, **forms_: Any
) -> HttpResponse:
    held.refresh_from_db(fields=["state"])
    sheet = day_sheet(day=held, rules=ruleset_for(held.held_on))
    _read(sheet)
    context = _context(request, held, sheet, "") | {
        "summary": summary_of(sheet),
        "late": month_is_closed(held.held_on, held.desa_id),
        "problem": refused.problems.get("", str(refused)) if refused else "",
        "close_form": CloseForm(),
        "cancel_form": ReasonForm(prefix=None),
        "reopen_form": ReasonForm(prefix=None),
    }
    context |= forms_
    return page(request, SUMMARY, part="posyandu/_summary.html", status=status, **context)
