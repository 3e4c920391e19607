"""The list of hari buka, and planning one."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from ilp.access.gate import need
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.words import weekday
from posyandu.forms import PlanForm
from posyandu.selectors.days import day_lists, posyandu_in_scope
from posyandu.services.hari_buka import HolidayAsked, plan_day
from puskesmas.services.refusal import Refused


@require_safe
@need(Can.SEE_NAMES)
def days(request: UserRequest) -> HttpResponse:
    """Every hari buka of the area around today, with the form that plans one."""
    return _shown(request, PlanForm(posyandu=posyandu_in_scope(), initial={"held_on": timezone.localdate()}))


@require_POST
@need(Can.RECORD)
def plan(request: UserRequest) -> HttpResponse:
    """Keep a planned day; a holiday is asked first."""
    form = PlanForm(request.POST, posyandu=posyandu_in_scope())
    if not form.is_valid():
        return _shown(request, form, status=422)
    try:
        day = plan_day(**form.cleaned_data, by=request.user)
    except Refused as refused:
        for name, sentence in refused.problems.items():
            form.add_error(name or None, sentence)
        return _shown(request, form, status=422)
    except HolidayAsked as asked:
        held_on = weekday(form.cleaned_data["held_on"])
        return _shown(request, form, status=422, holiday=asked.name, holiday_on=held_on)
    return redirect("posyandu:day", day.pk)


def _shown(request: UserRequest, form: PlanForm, status: int = 200, **more: Any) -> HttpResponse:
    context = {"form": form, "lists": day_lists(), **more}
    return page(request, "posyandu/days.html", part="posyandu/_plan.html", status=status, **context)
