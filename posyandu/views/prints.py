"""Pages on paper."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from ilp.access import audit
from ilp.access.gate import login_needed
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from posyandu.life import life_of
from posyandu.selectors.card_print import card_pdf
from posyandu.selectors.education import education_pdf
from posyandu.views.objects import readable_person


@require_safe
@login_needed
def card(request: UserRequest, pk: UUID, form: str) -> HttpResponse:
    """The kartu bantu of a person as PDF."""
    found = readable_person(request.user, pk).person
    try:
        content = card_pdf(
            found,
            life_of(pk),
            form,
            today=timezone.localdate(),
            sees_sensitive=request.user.may(Can.VALIDATE),
        )
    except LookupError:
        raise Http404 from None
    audit.record("person.printed", "person", [pk], desa_id=found.desa_id, changes={"form": form})
    return _paper(content, f"kartu-{form}")


@require_safe
@login_needed
def education(request: UserRequest, pk: UUID, visit_pk: UUID) -> HttpResponse:
    """What a family takes home after a visit, as PDF."""
    found = readable_person(request.user, pk).person
    try:
        content = education_pdf(found, life_of(pk), visit_pk, sees_sensitive=request.user.may(Can.VALIDATE))
    except LookupError:
        raise Http404 from None
    audit.record(
        "person.printed", "person", [pk], desa_id=found.desa_id, changes={"education": str(visit_pk)}
    )
    return _paper(content, "kartu-edukasi")


def _paper(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    return response
