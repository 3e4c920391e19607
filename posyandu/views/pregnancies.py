"""Registering a pregnancy, its page, correcting, ending and withdrawing it."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ilp.access import audit
from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.ids import new_id
from ilp.base.language import gettext as _
from posyandu.care_forms import EndForm, EpisodeForm, VoidForm, as_answer
from posyandu.life import life_of
from posyandu.models import Pregnancy
from posyandu.selectors.pregnancy_page import pregnancy_page
from posyandu.services import pregnancies as services
from posyandu.services.forms import clinical_on
from posyandu.services.records import AskAgain
from posyandu.views.care_answers import Asked, carried
from posyandu.views.care_objects import pregnancy_of, readable, recordable
from posyandu.words import measure
from puskesmas.models import Person
from puskesmas.services.refusal import Refused

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@METHODS
@login_needed
def new_pregnancy(request: UserRequest, pk: UUID) -> HttpResponse:
    """A pregnancy becomes known: to a kader or to a nakes."""
    person, today = recordable(request.user, pk), timezone.localdate()
    if request.method != "POST":
        audit.record("person.read", "person", [pk], desa_id=person.desa_id)
        initial = {"known_on": today, "dated_by": "HPHT", "pregnancy_id": new_id()}
        return _form(request, person, EpisodeForm(initial=initial))
    form = EpisodeForm(request.POST)
    if not form.is_valid():
        return _form(request, person, form, status=422)
    data = form.cleaned_data
    try:
        kept = services.register_pregnancy(
            person_id=pk,
            pregnancy_id=data["pregnancy_id"] or new_id(),
            facts=form.episode(),
            known_on=data["known_on"],
            by=request.user,
            sure=data["sure"],
        )
    except (Refused, AskAgain) as said:
        return _form(request, person, form, asked=carried(form, said), status=422)
    messages.success(request, _("Kehamilan %(name)s tercatat.") % {"name": person.name})
    return redirect("posyandu:pregnancy", pk, kept.pk)


@METHODS
@login_needed
def edit_pregnancy(request: UserRequest, pk: UUID, pregnancy_pk: UUID) -> HttpResponse:
    """Replace what was known; an ultrasound may date it anew."""
    person = recordable(request.user, pk)
    row = pregnancy_of(person, pregnancy_pk)
    if request.method != "POST":
        audit.record("person.read", "person", [pk], desa_id=person.desa_id)
        return _form(request, person, EpisodeForm(initial=_as_kept(row)), row)
    form = EpisodeForm(request.POST)
    if not form.is_valid():
        return _form(request, person, form, row, status=422)
    try:
        services.correct_pregnancy(
            pregnancy_id=row.pk, facts=form.episode(), by=request.user, sure=form.cleaned_data["sure"]
        )
    except (Refused, AskAgain) as said:
        return _form(request, person, form, row, asked=carried(form, said), status=422)
    messages.success(request, _("Data disimpan."))
    return redirect("posyandu:pregnancy", pk, row.pk)


def _as_kept(row: Pregnancy) -> dict[str, Any]:
    names = services.Episode.__dataclass_fields__
    kept = {name: getattr(row, name) for name in names}
    decimals = {
        name: "" if kept[name] is None else measure(kept[name]) for name in ("pre_weight_kg", "height_cm")
    }
    return {**kept, **decimals, "has_buku_kia": as_answer(row.has_buku_kia)}


def _form(
    request: UserRequest,
    person: Person,
    form: EpisodeForm,
    row: Pregnancy | None = None,
    asked: Asked | None = None,
    status: int = 200,
) -> HttpResponse:
    context = {"person": person, "form": form, "pregnancy": row, **asdict(asked or Asked())}
    return page(
        request,
        "posyandu/pregnancy_form.html",
        part="posyandu/_pregnancy_form.html",
        status=status,
        **context,
    )


@require_safe
@login_needed
def pregnancy(request: UserRequest, pk: UUID, pregnancy_pk: UUID) -> HttpResponse:
    """What is known, the contacts that were reached, the birth and the children."""
    person = readable(request.user, pk)
    row = pregnancy_of(person, pregnancy_pk)
    audit.record("person.read", "person", [pk], desa_id=person.desa_id)
    return _shown(request, person, row)


@require_POST
@login_needed
def end_pregnancy(request: UserRequest, pk: UUID, pregnancy_pk: UUID) -> HttpResponse:
    """It ended without a birth."""
    person = recordable(request.user, pk)
    row = pregnancy_of(person, pregnancy_pk)
    form = EndForm(request.POST, auto_id="akhir_%s")
    if not form.is_valid():
        return _shown(request, person, row, end_form=form, status=422)
    data = form.cleaned_data
    if data["outcome"] == Pregnancy.Outcome.MENINGGAL:
        require(request.user, Can.VALIDATE)
    try:
        services.end_pregnancy(
            pregnancy_id=row.pk,
            outcome=data["outcome"],
            ended_on=data["ended_on"],
            by=request.user,
            sure=data["sure"],
        )
    except (Refused, AskAgain) as said:
        asked = carried(form, said)
        return _shown(request, person, row, end_form=form, status=422, **asdict(asked))
    messages.success(request, _("Akhir kehamilan tercatat."))
    return redirect("posyandu:pregnancy", pk, row.pk)


@require_POST
@login_needed
def void_pregnancy(request: UserRequest, pk: UUID, pregnancy_pk: UUID) -> HttpResponse:
    """The record was a mistake; a nakes says why."""
    person = recordable(request.user, pk)
    row = pregnancy_of(person, pregnancy_pk)
    require(request.user, Can.VALIDATE)
    form = VoidForm(request.POST, auto_id="salah_%s")
    form.is_valid()
    try:
        services.void_pregnancy(
            pregnancy_id=row.pk,
            reason=form.cleaned_data.get("reason", ""),
            children_too=form.cleaned_data.get("children_too", False),
            by=request.user,
        )
    except Refused as refused:
        form.show(refused.problems)
        return _shown(request, person, row, void_form=form, status=422)
    messages.success(request, _("Kehamilan dinyatakan salah data dan tidak dihitung."))
    return redirect("posyandu:person", pk)


def _shown(
    request: UserRequest, person: Person, row: Pregnancy, status: int = 200, **more: Any
) -> HttpResponse:
    today = timezone.localdate()
    found = pregnancy_page(row, person, life_of(person.pk), today, clinical_on(today))
    context: dict[str, Any] = {
        "person": person,
        "pregnancy": row,
        "found": found,
        "delivery_url": reverse("posyandu:delivery", args=[person.pk, row.pk]),
        "end_form": EndForm(initial={"ended_on": today}, auto_id="akhir_%s"),
        "void_form": VoidForm(auto_id="salah_%s"),
        "is_open": row.outcome == Pregnancy.Outcome.HAMIL,
        "is_birth": row.outcome in {Pregnancy.Outcome.LAHIR_HIDUP, Pregnancy.Outcome.LAHIR_MATI},
        "may_record": request.user.may(Can.RECORD),
        "may_void": request.user.may(Can.VALIDATE),
        **asdict(Asked()),
        **more,
    }
    return page(request, "posyandu/pregnancy.html", part="posyandu/_pregnancy.html", status=status, **context)
