"""Closing a month: what is missing, and who signed what (04 §9 rule 9, 05 §1)."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from ilp.access.gate import login_needed, require
from ilp.access.http import UserRequest
from ilp.access.models import User
from ilp.access.roles import Can
from ilp.base.htmx import page
from pws.models import Signature
from pws.selectors import closing as selectors
from pws.selectors.closing import PostState
from pws.selectors.signed import (
    beside,
    live_numbers,
    signed_month,
    signed_numbers,
)
from pws.services.approval import seal_holds
from pws.views.asked import asked_month, asked_place, place_query, reader_of
from pws.views.closing_rows import number_rows, post_rows, puskesmas_rows, signature_lines
from pws.views.signed import signed_words
from pws.views.trust_asked import Asked, asked, deadlines


@require_safe
@login_needed
def closing(request: UserRequest) -> HttpResponse:
    """`?bulan=&puskesmas=`. Of many puskesmas a line each; of one posyandu, numbers and signatures."""
    refuse_strangers(request.user)
    return shown(request, asked(request))


def refuse_strangers(user: User) -> None:
    """For who validates, steers, signs or approves.

    :raises PermissionDenied: for everybody else.
    """
    if not (user.may(Can.VALIDATE) or user.may(Can.STEER)):
        raise PermissionDenied


def shown(
    request: UserRequest,
    found: Asked,
    *,
    problem: str = "",
    note: str = "",
    reason: str = "",
    status: int = 200,
) -> HttpResponse:
    """The page, after a refusal with the sentence beside what was typed."""
    month, place = found.month, found.place
    until = deadlines(month.period, 1)[month.period]
    posts = selectors.posts_states(place.desa_ids, month.period, until)
    made = _overview if found.puskesmas is None else _detail
    context: dict[str, Any] = {
        "place": place, "month": month, "until": until, "many": found.puskesmas is None,
        "is_over": month.period < month.current, "is_closed": month.today > until,
        "problem": problem, "note": note, "reason": reason,
        **made(request, found, posts),
    }  # fmt: skip
    return page(request, "pws/closing.html", part="pws/_closing_part.html", status=status, **context)


@require_safe
@login_needed
def signed_notice(request: UserRequest) -> HttpResponse:
    """`?bulan=&desa=`: who signed the month and what is different since; a part of other pages."""
    month = asked_month(request)
    place = asked_place(request, month)
    require(request.user, Can.SEE_NUMBERS)
    found = signed_month(place.desa_ids, month.period)
    signed = signed_words(
        found, period=month.period, place_query=place_query(place), hides_small=reader_of(request).hides_small
    )
    return render(request, "pws/_signed.html", {"signed": signed})


def _overview(request: UserRequest, found: Asked, posts: list[PostState]) -> dict[str, Any]:
    desa_ids, period = found.place.desa_ids, found.month.period
    groups = found.groups
    signed = selectors.signatures([number for number, _name in groups if number], period)
    return {"lines": puskesmas_rows(found, posts, signed, signed_month(desa_ids, period))}


def _detail(request: UserRequest, found: Asked, posts: list[PostState]) -> dict[str, Any]:
    desa_ids, period, user = found.place.desa_ids, found.month.period, request.user
    kept = selectors.signatures([found.puskesmas or 0], period)
    standing = selectors.standing(kept, found.puskesmas or 0, Signature.Level.PUSKESMAS)
    approval = selectors.standing(kept, found.puskesmas or 0, Signature.Level.DINKES)
    live = live_numbers(desa_ids, period)
    month = beside(signed_numbers(desa_ids, period) if standing else {}, live, desa_ids)
    reader = reader_of(request)
    query = place_query(found.place)
    may_validate = user.may(Can.VALIDATE)
    return {
        "lines": post_rows(found, posts, may_sign=may_validate and found.month.period < found.month.current),
        "may_validate": may_validate,
        "missing": sum(post.signature_id is None for post in posts),
        "ready": sum(post.is_ready for post in posts),
        "posts": len(posts),
        "numbers": number_rows(month, live, hides_small=reader.hides_small),
        "signed": signed_words(month, period=period, place_query=query, hides_small=reader.hides_small),
        "signatures": signature_lines(kept),
        "seal": None if standing is None else seal_holds(standing),
        "puskesmas_id": found.puskesmas,
        "standing": standing,
        "approval": approval,
        **_deeds(user, standing, approval),
    }


def _deeds(user: User, standing: Signature | None, approval: Signature | None) -> dict[str, bool]:
    """What this user may do now. The services decide again."""
    final = standing is not None and standing.state == Signature.State.FINAL
    return {
        "may_sign": user.may(Can.SIGN_MONTH) and not final,
        "may_approve": user.may(Can.APPROVE_MONTH) and final and approval is None,
        "may_reopen": standing is not None and may_reopen(user, standing, is_approved=approval is not None),
    }


def may_reopen(user: User, signature: Signature, *, is_approved: bool) -> bool:
    """Who signed may withdraw, until somebody above has built on it."""
    if signature.level == Signature.Level.POSYANDU:
        return user.may(Can.VALIDATE) and not is_approved
    if signature.level == Signature.Level.PUSKESMAS and not is_approved:
        return user.may(Can.SIGN_MONTH) or user.may(Can.APPROVE_MONTH)
    return user.may(Can.APPROVE_MONTH)
