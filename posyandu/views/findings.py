"""One finding with its inputs: it was followed up, or a nakes sets it aside with a reason."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from ilp.access import audit
from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from posyandu.forms import ReasonForm
from posyandu.models import Finding
from posyandu.rules.showing import FINDINGS
from posyandu.selectors.card_result import inputs_words
from posyandu.services import findings as services
from posyandu.services.forms import forms
from posyandu.views.care_objects import finding_of, readable, recordable
from puskesmas.models import Person
from puskesmas.services.refusal import Refused


@require_safe
@login_needed
def finding(request: UserRequest, pk: UUID, finding_pk: int) -> HttpResponse:
    """What the rule said, with which inputs, and what became of it."""
    person = readable(request.user, pk)
    row = finding_of(request.user, person, finding_pk)
    audit.record("person.read", "person", [pk], desa_id=person.desa_id)
    return _shown(request, person, row)


@require_POST
@login_needed
def end_finding(request: UserRequest, pk: UUID, finding_pk: int) -> HttpResponse:
    """What it asked for was done."""
    person = recordable(request.user, pk)
    row = finding_of(request.user, person, finding_pk)
    form = ReasonForm(request.POST, auto_id="selesai_%s")
    note = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        services.end_finding(finding_id=row.pk, note=note, by=request.user)
    except Refused as refused:
        return _shown(request, person, row, end_form=form, problem=str(refused), status=422)
    messages.success(request, _("Temuan selesai."))
    return redirect("posyandu:person", pk)


@require_POST
@login_needed
def override_finding(request: UserRequest, pk: UUID, finding_pk: int) -> HttpResponse:
    """A nakes does not follow the rule here, and says why."""
    person = recordable(request.user, pk)
    row = finding_of(request.user, person, finding_pk)
    require(request.user, Can.VALIDATE)
    form = ReasonForm(request.POST, auto_id="samping_%s")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        services.override_finding(finding_id=row.pk, reason=reason, by=request.user)
    except Refused as refused:
        for name, sentence in refused.problems.items():
            form.add_error(name or None, sentence)
        return _shown(request, person, row, override_form=form, status=422)
    messages.success(request, _("Temuan dikesampingkan, alasannya disimpan."))
    return redirect("posyandu:person", pk)


def _shown(
    request: UserRequest, person: Person, row: Finding, status: int = 200, **more: Any
) -> HttpResponse:
    known, form = FINDINGS.get(row.code), forms().get(row.visit.form_version)
    context: dict[str, Any] = {
        "person": person,
        "finding": row,
        "text": known.spoken if known else row.code,
        "source": known.source if known else "",
        "inputs": inputs_words(form, row.values) if form else "",
        "is_open": row.state == Finding.State.TERBUKA,
        "may_record": request.user.may(Can.RECORD),
        "may_override": request.user.may(Can.VALIDATE),
        "end_form": ReasonForm(auto_id="selesai_%s"),
        "override_form": ReasonForm(auto_id="samping_%s"),
        **more,
    }
    return page(request, "posyandu/finding.html", part="posyandu/_finding.html", status=status, **context)
