"""Diagnoses of a nakes: read by everybody who cares, except the sensitive ones; written by a nakes only."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from ilp.access import audit
from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.ids import new_id
from ilp.base.language import gettext as _
from posyandu import icd10
from posyandu.care_forms import DiagnosisForm, ResolveForm
from posyandu.forms import ReasonForm
from posyandu.life import life_of
from posyandu.models import Diagnosis
from posyandu.selectors.care import diagnosis_lines, finding_lines
from posyandu.services import diagnoses as services
from posyandu.services.forms import clinical_on
from posyandu.views.care_objects import readable, treatable
from puskesmas.models import Person
from puskesmas.services.refusal import Refused


@require_http_methods(["GET", "HEAD", "POST"])
@login_needed
def diagnoses(request: UserRequest, pk: UUID) -> HttpResponse:
    """GET: what stands, and for a nakes a search (`cari`). POST: add one."""
    person, today = readable(request.user, pk), timezone.localdate()
    if request.method != "POST":
        audit.record("person.read", "person", [pk], desa_id=person.desa_id)
        initial = {"diagnosed_on": today, "diagnosis_id": new_id()}
        return _shown(request, person, DiagnosisForm(initial=initial))
    require(request.user, Can.VALIDATE)
    form = DiagnosisForm(request.POST)
    if not form.is_valid():
        return _shown(request, person, form, status=422)
    data = form.cleaned_data
    try:
        kept = services.add_diagnosis(
            person_id=pk,
            diagnosis_id=data["diagnosis_id"],
            icd10_code=data["icd10"],
            diagnosed_on=data["diagnosed_on"],
            note=data["note"],
            by=request.user,
        )
    except Refused as refused:
        form.show(refused.problems)
        return _shown(request, person, form, status=422)
    messages.success(request, _("Diagnosis %(code)s tercatat.") % {"code": kept.icd10})
    return redirect("posyandu:diagnoses", pk)


@require_POST
@login_needed
def resolve_diagnosis(request: UserRequest, pk: UUID, diagnosis_pk: UUID) -> HttpResponse:
    """The illness is over."""
    person = treatable(request.user, pk)
    kept = _kept(person, diagnosis_pk)
    form = ResolveForm(request.POST)
    if not form.is_valid():
        return _shown(request, person, problem=_("Isi tanggal sembuhnya."), status=422)
    try:
        services.resolve_diagnosis(
            diagnosis_id=kept.pk, resolved_on=form.cleaned_data["resolved_on"], by=request.user
        )
    except Refused as refused:
        return _shown(request, person, problem=str(refused), status=422)
    messages.success(request, _("Diagnosis %(code)s selesai.") % {"code": kept.icd10})
    return redirect("posyandu:diagnoses", pk)


@require_POST
@login_needed
def void_diagnosis(request: UserRequest, pk: UUID, diagnosis_pk: UUID) -> HttpResponse:
    """The entry was a mistake."""
    person = treatable(request.user, pk)
    kept = _kept(person, diagnosis_pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        services.void_diagnosis(diagnosis_id=kept.pk, reason=reason, by=request.user)
    except Refused as refused:
        return _shown(request, person, problem=str(refused), status=422)
    messages.success(request, _("Diagnosis %(code)s dihapus.") % {"code": kept.icd10})
    return redirect("posyandu:diagnoses", pk)


def _kept(person: Person, pk: UUID) -> Diagnosis:
    found = Diagnosis.objects.filter(pk=pk, person=person, voided_at=None).first()
    if found is None:
        raise Http404
    return found


def _shown(
    request: UserRequest, person: Person, form: DiagnosisForm | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    today, is_nakes = timezone.localdate(), request.user.may(Can.VALIDATE)
    life, search = life_of(person.pk), request.GET.get("cari", "")[:60]
    open_findings = finding_lines(life, sees_sensitive=is_nakes)
    context: dict[str, Any] = {
        "person": person,
        "lines": diagnosis_lines(life, sees_sensitive=is_nakes),
        "findings": open_findings,
        "suggested": services.suggested([line.code for line in open_findings], clinical_on(today)),
        "found": icd10.search(search),
        "search": search,
        "form": form or DiagnosisForm(initial={"diagnosed_on": today, "diagnosis_id": new_id()}),
        "today": today,
        "may_diagnose": is_nakes,
        **more,
    }
    part = "posyandu/_icd10.html" if "cari" in request.GET else "posyandu/_diagnoses.html"
    return page(request, "posyandu/diagnoses.html", part=part, status=status, **context)
