"""The page of a birth: how it went, and one block for each child."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from ilp.access import audit
from ilp.access.gate import login_needed
from ilp.access.http import UserRequest
from ilp.base.htmx import page
from ilp.base.ids import new_id
from ilp.base.language import gettext as _
from posyandu.care_forms import BirthForm, ChildForm
from posyandu.models import Delivery, Pregnancy
from posyandu.selectors.pregnancy_page import children_of, hb0_days, known_children
from posyandu.services.births import record_delivery
from posyandu.services.records import AskAgain
from posyandu.views.care_answers import Asked, carried
from posyandu.views.care_objects import pregnancy_of, recordable
from puskesmas.models import Person
from puskesmas.services.refusal import Refused

# More than four children of one birth are entered in two goes.
MOST_CHILDREN = 4
KNOWN = {"attendant", "born_at", "mode", "mother_state", "complications"}


@require_http_methods(["GET", "HEAD", "POST"])
@login_needed
def delivery(request: UserRequest, pk: UUID, pregnancy_pk: UUID) -> HttpResponse:
    """GET: the birth as it is on record, or empty. POST: keep it, or show one child more (`tambah`)."""
    person = recordable(request.user, pk)
    row = pregnancy_of(person, pregnancy_pk)
    if request.method != "POST":
        audit.record("person.read", "person", [pk], desa_id=person.desa_id)
        return _shown(request, person, row, _kept_form(row), _kept_children(row, person))
    form, known = BirthForm(request.POST), known_children(row, person, None)
    children = [
        ChildForm(request.POST, prefix=f"anak-{number}", known=known) for number in range(_count(request))
    ]
    if "tambah" in request.POST:
        return _one_more(request, person, row, form, children, known)
    if not all([form.is_valid(), *(child.is_valid() for child in children)]):
        return _shown(request, person, row, form, children, status=422)
    try:
        record_delivery(
            pregnancy_id=row.pk,
            birth=form.birth(),
            children=[child.child() for child in children],
            by=request.user,
            sure=form.cleaned_data["sure"],
        )
    except (Refused, AskAgain) as said:
        asked = _carried(form, children, said)
        return _shown(request, person, row, form, children, asked, status=422)
    messages.success(request, _("Persalinan tercatat."))
    return redirect("posyandu:pregnancy", pk, row.pk)


def _count(request: UserRequest) -> int:
    typed = request.POST.get("anak", "1")
    return min(max(int(typed), 1), MOST_CHILDREN) if typed.isdecimal() and len(typed) == 1 else 1


def _carried(form: BirthForm, children: list[ChildForm], said: Refused | AskAgain) -> Asked:
    if isinstance(said, Refused):
        for number, child in enumerate(children):
            child.show(said.problems, prefix=f"{number}-")
        said = Refused({name: text for name, text in said.problems.items() if not name[:1].isdigit()})
    return carried(form, said)


def _kept_form(row: Pregnancy) -> BirthForm:
    kept = Delivery.objects.filter(pregnancy=row).first()
    if kept is None:
        return BirthForm()
    at = timezone.localtime(kept.delivered_at)
    return BirthForm(
        initial={"day": at.date(), "time": at.time(), **{name: getattr(kept, name) for name in KNOWN}}
    )


def _kept_children(row: Pregnancy, person: Person) -> list[ChildForm]:
    kept, known = children_of(row.pk), known_children(row, person, row.ended_on)
    if not kept:
        return [_empty(0, known)]
    days = hb0_days(kept)
    return [
        ChildForm(
            prefix=f"anak-{number}", known=known, initial=ChildForm.as_kept(child, days.get(child.child_id))
        )
        for number, child in enumerate(kept)
    ]


def _empty(number: int, known: list[tuple[str, str]]) -> ChildForm:
    return ChildForm(prefix=f"anak-{number}", known=known, initial={"new_id": new_id(), "is_live": "YA"})


def _one_more(
    request: UserRequest,
    person: Person,
    row: Pregnancy,
    form: BirthForm,
    children: list[ChildForm],
    known: list[tuple[str, str]],
) -> HttpResponse:
    """What was typed stays as it was, without complaints yet."""
    typed = request.POST.dict()
    lists = {
        name: request.POST.getlist(name) if name == "complications" else typed.get(name)
        for name in form.fields
    }
    again = [
        ChildForm(
            prefix=child.prefix,
            known=known,
            initial={name: typed.get(f"{child.prefix}-{name}") for name in child.fields},
        )
        for child in children
    ]
    if len(again) < MOST_CHILDREN:
        again.append(_empty(len(again), known))
    return _shown(request, person, row, BirthForm(initial=lists), again)


def _shown(
    request: UserRequest,
    person: Person,
    row: Pregnancy,
    form: BirthForm,
    children: list[ChildForm],
    asked: Asked | None = None,
    status: int = 200,
) -> HttpResponse:
    context: dict[str, Any] = {
        "person": person,
        "pregnancy": row,
        "form": form,
        "children": children,
        "count": len(children),
        "may_add": len(children) < MOST_CHILDREN,
        **asdict(asked or Asked()),
    }
    return page(request, "posyandu/delivery.html", part="posyandu/_delivery.html", status=status, **context)
