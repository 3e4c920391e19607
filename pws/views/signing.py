"""The buttons of month closing: sign posyandu, sign for the puskesmas, approve, open again."""

from __future__ import annotations

from collections.abc import Callable

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from ilp.access import scope
from ilp.access.gate import login_needed, need, require
from ilp.access.http import UserRequest
from ilp.access.roles import Can
from ilp.base import words
from ilp.base.language import gettext as _
from puskesmas.models import Facility
from puskesmas.services.refusal import Refused
from pws.models import Signature
from pws.selectors.places import PlaceKind
from pws.services import approval
from pws.views.asked import LARGEST_ID, asked_month, place_or_404
from pws.views.closing import may_reopen, shown
from pws.views.trust_asked import asked


@require_POST
@need(Can.VALIDATE)
def sign_posyandu(request: UserRequest) -> HttpResponse:
    """`posyandu=` several times: a nakes stands for their month."""
    numbers = [int(one) for one in request.POST.getlist("posyandu") if one.isascii() and one.isdigit()]
    found = list(
        Facility.objects.filter(
            kind=Facility.Kind.POSYANDU,
            pk__in=[one for one in numbers if one <= LARGEST_ID],
            area_id__in=scope.current().desa_ids or (),
        )
    )
    if not found:
        return shown(request, asked(request), problem=_("Pilih paling sedikit satu posyandu."), status=422)
    period, note = asked(request).month.period, request.POST.get("note", "")
    return _done(
        request,
        lambda: approval.sign_posyandu(posyandu=found, period=period, by=request.user, note=note),
        _("Bulan ini ditandatangani untuk %(n)s posyandu.") % {"n": len(found)},
    )


@require_POST
@login_needed
def sign_month(request: UserRequest, pk: int) -> HttpResponse:
    """The head stands for the puskesmas."""
    puskesmas = _puskesmas(request, pk)
    require(request.user, Can.SIGN_MONTH)
    period, note = asked(request).month.period, request.POST.get("note", "")
    return _done(
        request,
        lambda: approval.sign_puskesmas(puskesmas=puskesmas, period=period, by=request.user, note=note),
        _("%(month)s ditandatangani.") % {"month": words.month(period)},
    )


@require_POST
@login_needed
def approve_month(request: UserRequest, pk: int) -> HttpResponse:
    """The Dinkes approves what the head signed."""
    puskesmas = _puskesmas(request, pk)
    require(request.user, Can.APPROVE_MONTH)
    period, note = asked(request).month.period, request.POST.get("note", "")
    return _done(
        request,
        lambda: approval.approve(puskesmas=puskesmas, period=period, by=request.user, note=note),
        _("%(month)s disetujui.") % {"month": words.month(period)},
    )


@require_POST
@login_needed
def reopen_month(request: UserRequest, pk: int) -> HttpResponse:
    """A signature is withdrawn, with a reason."""
    found = Signature.objects.filter(pk=pk).first() if pk <= LARGEST_ID else None
    if found is None:
        raise Http404
    is_built_on = Signature.objects.filter(approves=found, reopened_at=None).exists()
    if not may_reopen(request.user, found, is_approved=is_built_on):
        require(request.user, Can.APPROVE_MONTH)
    reason = request.POST.get("reason", "")
    return _done(
        request,
        lambda: approval.reopen(signature=found, by=request.user, reason=reason),
        _("Bulan dibuka lagi. Tandatangani lagi sesudah diperbaiki."),
    )


def _puskesmas(request: UserRequest, pk: int) -> Facility:
    place_or_404(PlaceKind.PUSKESMAS, pk, asked_month(request))
    return Facility.objects.get(pk=pk)


def _done(request: UserRequest, service: Callable[[], object], said: str) -> HttpResponse:
    """Run the service; on a refusal the page comes back with the sentence and what was typed."""
    try:
        service()
    except Refused as refused:
        typed = {name: request.POST.get(name, "")[:500] for name in ("note", "reason")}
        return shown(request, asked(request), problem=str(refused), status=422, **typed)
    messages.success(request, said)
    query = request.META.get("QUERY_STRING", "")
    return redirect(f"{reverse('pws:closing')}?{query}" if query else reverse("pws:closing"))
