"""Registering, correcting and moving a person."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ilp.access import audit
from ilp.access.gate import login_needed, need, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.ids import new_id
from ilp.base.language import gettext as _
from ilp.base.words import number
from puskesmas.forms import EditPersonForm, MovePersonForm, NewPersonForm
from puskesmas.models import Person
from puskesmas.news import identity_corrected
from puskesmas.selectors.posyandu import posyandu_in_scope, posyandu_to_move_to
from puskesmas.services.identity import identity_warnings
from puskesmas.services.people import correct_person, register_person
from puskesmas.services.refusal import Refused
from puskesmas.services.residence import move_person

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@METHODS
@need(Can.RECORD)
def new_person(request: UserRequest) -> HttpResponse:
    """One short form; from a hari buka it leads straight on to the measures of the child."""
    choices = posyandu_in_scope()
    if request.method != "POST":
        initial = {"person_id": new_id(), "hari_buka": request.GET.get("hari_buka", "")}
        return _new(request, NewPersonForm(posyandu=choices, initial=initial))
    form = NewPersonForm(request.POST, posyandu=choices)
    if not form.is_valid():
        return _new(request, form, 422)
    data, identity = form.cleaned_data, form.identity()
    try:
        with transaction.atomic():
            person = register_person(
                identity=identity,
                desa=data["posyandu"].area,
                posyandu=data["posyandu"],
                rt=data["rt"],
                person_id=data["person_id"],
            )
    except Refused as refused:
        form.show(refused.problems)
        return _new(request, form, 422)
    for warning in identity_warnings(identity):
        messages.warning(request, warning)
    if data["hari_buka"]:
        return redirect("posyandu:entry", data["hari_buka"], person.pk)
    return redirect("posyandu:person", person.pk)


def _new(request: UserRequest, form: NewPersonForm, status: int = 200) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "hari_buka": form["hari_buka"].value()}
    return page(
        request, "puskesmas/new_person.html", part="puskesmas/_new_person.html", status=status, **context
    )


@METHODS
@login_needed
def edit_person(request: UserRequest, pk: UUID) -> HttpResponse:
    """Correct what is known of a person; ages and classes follow in the same transaction."""
    person = _writable(request, pk)
    if request.method != "POST":
        audit.record("person.read", "person", [pk], desa_id=person.desa_id)
        return _edit(request, person, EditPersonForm(initial=_as_kept(person)))
    form = EditPersonForm(request.POST)
    if not form.is_valid():
        return _edit(request, person, form, 422)
    identity = form.identity(person)
    try:
        with transaction.atomic():
            changed = correct_person(person=person, identity=identity)
            if changed & {"born_on", "sex"}:
                identity_corrected.send(sender=Person, person_id=pk)
    except Refused as refused:
        form.show(refused.problems)
        return _edit(request, person, form, 422)
    for warning in identity_warnings(identity):
        messages.warning(request, warning)
    messages.success(request, _("Data disimpan.") if changed else _("Tidak ada yang diubah."))
    return redirect("posyandu:person", pk)


def _as_kept(person: Person) -> dict[str, Any]:
    names = ("name", "sex", "born_on", "birth_is_estimated", "nik_missing_reason", "mother_name")
    return {
        **{name: getattr(person, name) for name in (*names, "father_name", "birth_weight_g", "phone")},
        "birth_length_cm": "" if person.birth_length_cm is None else number(person.birth_length_cm),
        "has_buku_kia": person.buku_kia_since is not None,
    }


def _edit(request: UserRequest, person: Person, form: EditPersonForm, status: int = 200) -> HttpResponse:
    return page(
        request,
        "puskesmas/edit_person.html",
        part="puskesmas/_edit_person.html",
        status=status,
        form=form,
        person=person,
    )


@METHODS
@login_needed
def move(request: UserRequest, pk: UUID) -> HttpResponse:
    """The person lives elsewhere from a day on."""
    person = _writable(request, pk)
    choices = posyandu_to_move_to(person.desa)
    if request.method != "POST":
        audit.record("person.read", "person", [pk], desa_id=person.desa_id)
        return _move(request, person, MovePersonForm(posyandu=choices, initial=_home_of(person)))
    form = MovePersonForm(request.POST, posyandu=choices)
    if not form.is_valid():
        return _move(request, person, form, 422)
    target = form.cleaned_data["posyandu"]
    try:
        with transaction.atomic():
            move_person(
                person=person,
                desa=target.area,
                posyandu=target,
                moved_on=form.cleaned_data["moved_on"],
                rt=form.cleaned_data["rt"],
            )
    except Refused as refused:
        for field, sentence in refused.problems.items():
            form.add_error(field if field in form.fields else None, sentence)
        return _move(request, person, form, 422)
    messages.success(
        request, _("%(name)s pindah ke %(where)s.") % {"name": person.name, "where": target.name}
    )
    if Person.objects.filter(pk=pk).exists():
        return redirect("posyandu:person", pk)
    return redirect("posyandu:days")  # moved out of the area: the page is the other kader's now


def _home_of(person: Person) -> dict[str, Any]:
    return {"posyandu": person.posyandu_id, "rt": person.rt, "moved_on": timezone.localdate()}


def _move(request: UserRequest, person: Person, form: MovePersonForm, status: int = 200) -> HttpResponse:
    return page(
        request,
        "puskesmas/move_person.html",
        part="puskesmas/_move_person.html",
        status=status,
        form=form,
        person=person,
    )


def _writable(request: UserRequest, pk: UUID) -> Person:
    """A person this user may change; 404 outside the area, 403 without the right."""
    person = Person.objects.select_related("desa", "posyandu").filter(pk=pk).first()
    if person is None:
        require(request.user, Can.SEE_NAMES)  # who sees no person at all learns nothing here
        raise Http404
    require(request.user, Can.RECORD)
    return person
