"""The immunisation of a person: the card by the schedule, the doses on record, and lines for new ones."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from ilp.access import audit
from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.ids import new_id
from ilp.base.language import gettext as _
from posyandu.care_forms import DoseForm
from posyandu.forms import ReasonForm
from posyandu.life import life_of
from posyandu.models import Given
from posyandu.selectors.doses_page import doses_page
from posyandu.services import doses as services
from posyandu.services.forms import clinical_on
from posyandu.services.records import AskAgain
from posyandu.views.care_objects import readable, recordable
from puskesmas.models import Person
from puskesmas.services.refusal import Refused

LINES, MOST_OFFERED, MOST_LINES = 3, 5, 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_needed
def doses(request: UserRequest, pk: UUID) -> HttpResponse:
    """GET: the card. POST: keep the lines that have a day, or show more lines (`tambah`)."""
    person = readable(request.user, pk)
    if request.method != "POST":
        audit.record("person.read", "person", [pk], desa_id=person.desa_id)
        return _shown(request, person)
    require(request.user, Can.RECORD)
    codes = services.codes(clinical_on(timezone.localdate()))
    forms = [DoseForm(request.POST, prefix=f"dosis-{row}", codes=codes) for row in range(_count(request))]
    if "tambah" in request.POST:
        return _shown(request, person, _typed(request, forms, codes))
    if any([not form.is_valid() for form in forms]):  # noqa: C419 (each one shows its mistakes)
        return _shown(request, person, forms, status=422)
    lines = [(form, dose) for form in forms if (dose := form.dose()) is not None]
    try:
        new = services.record_doses(
            person_id=pk,
            doses=[dose for _form, dose in lines],
            by=request.user,
            sure=request.POST.get("sure", ""),
            reason=request.POST.get("reason", ""),
        )
    except Refused as refused:
        for row, (form, _dose) in enumerate(lines):
            form.show(refused.problems, prefix=f"{row}-")
        said = {"problem": refused.problems.get("", ""), "reason_problem": refused.problems.get("reason", "")}
        return _shown(request, person, forms, status=422, **said)
    except AskAgain as again:
        texts = [text for _field, text in again.questions]
        return _shown(request, person, forms, questions=texts, sure=again.token, status=422)
    text = ngettext("%(n)s dosis tercatat.", "%(n)s dosis tercatat.", len(new)) % {"n": len(new)}
    messages.success(request, text if new else _("Dosis ini sudah tercatat tadi."))
    return redirect("posyandu:doses", pk)


@require_POST
@login_needed
def void_dose(request: UserRequest, pk: UUID, dose_pk: UUID) -> HttpResponse:
    """The dose was never given; a reason is required."""
    person = recordable(request.user, pk)
    form = ReasonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    try:
        services.void_dose(person_id=pk, dose_id=dose_pk, reason=reason, by=request.user)
    except Given.DoesNotExist:
        raise Http404 from None
    except Refused as refused:
        return _shown(request, person, problem=" ".join(refused.problems.values()), status=422)
    messages.success(request, _("Dosis dihapus dari kartu."))
    return redirect("posyandu:doses", pk)


def _count(request: UserRequest) -> int:
    typed = request.POST.get("baris", "")
    return min(int(typed), MOST_LINES) if typed.isdecimal() and len(typed) <= len(str(MOST_LINES)) else 0


def _empty(row: int, codes: dict[str, str], code: str = "") -> DoseForm:
    initial = {"code": code, "dose_id": new_id(), "source": Given.Source.DIBERIKAN}
    return DoseForm(prefix=f"dosis-{row}", codes=codes, initial=initial)


def _typed(request: UserRequest, forms: list[DoseForm], codes: dict[str, str]) -> list[DoseForm]:
    """The lines as typed, and some more."""
    kept = [
        DoseForm(
            prefix=form.prefix,
            codes=codes,
            initial={name: request.POST.get(f"{form.prefix}-{name}") for name in form.fields},
        )
        for form in forms
    ]
    return [*kept, *(_empty(row, codes) for row in range(len(kept), min(len(kept) + LINES, MOST_LINES)))]


def _shown(
    request: UserRequest, person: Person, forms: list[DoseForm] | None = None, status: int = 200, **more: Any
) -> HttpResponse:
    today = timezone.localdate()
    clinical = clinical_on(today)
    found = doses_page(
        life_of(person.pk), sex=person.sex, born_on=person.born_on, on=today, clinical=clinical
    )
    if forms is None:
        codes = services.codes(clinical)
        wanted = [*found.due[:MOST_OFFERED], *[""] * max(1, LINES - len(found.due))]
        forms = [_empty(row, codes, code) for row, code in enumerate(wanted)]
    context = {
        "person": person,
        "found": found,
        "forms": forms,
        "count": len(forms),
        "may_add": len(forms) < MOST_LINES,
        "may_record": request.user.may(Can.RECORD),
        **more,
    }
    return page(request, "posyandu/doses.html", part="posyandu/_doses.html", status=status, **context)
