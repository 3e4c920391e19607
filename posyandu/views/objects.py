"""The first line of every view: the object, or 404 outside the area, or 403 without the right."""

from __future__ import annotations

from uuid import UUID

from django.core.exceptions import PermissionDenied
from django.http import Http404

from ilp.access.gate import require
from ilp.access.models import User
from ilp.access.roles import Can
from posyandu.models import HariBuka, Visit
from posyandu.selectors.days import find_day
from posyandu.selectors.visits import find_visit
from puskesmas.models import Person
from puskesmas.selectors.people import PersonPage, person_page


def readable_day(user: User, pk: UUID) -> HariBuka:
    """A hari buka whose people this user may see by name."""
    return _day(user, pk, Can.SEE_NAMES)


def writable_day(user: User, pk: UUID) -> HariBuka:
    """A hari buka this user may record for."""
    return _day(user, pk, Can.RECORD)


def validatable_day(user: User, pk: UUID) -> HariBuka:
    """A hari buka this user may validate or open again."""
    return _day(user, pk, Can.VALIDATE)


def _day(user: User, pk: UUID, right: Can) -> HariBuka:
    try:
        day = find_day(pk)
    except HariBuka.DoesNotExist:
        raise Http404 from None
    require(user, right)
    return day


def correctable_visit(user: User, pk: UUID) -> Visit:
    """A visit of a hari buka this user may correct: while it is open who records, afterwards a nakes."""
    visit = _visit(pk)
    is_open = visit.hari_buka is not None and visit.hari_buka.accepts_entries
    require(user, Can.RECORD if is_open else Can.VALIDATE)
    return visit


def confirmable_visit(user: User, pk: UUID) -> Visit:
    """A visit whose implausible value this user may vouch for."""
    visit = _visit(pk)
    require(user, Can.VALIDATE)
    return visit


def _visit(pk: UUID) -> Visit:
    try:
        return find_visit(pk)
    except Visit.DoesNotExist:
        raise Http404 from None


def readable_person(user: User, pk: UUID) -> PersonPage:
    """A person this user may see by name, with family and places."""
    try:
        found = person_page(pk)
    except Person.DoesNotExist:
        if not user.may(Can.SEE_NAMES):
            raise PermissionDenied from None  # sees no person at all, so this confirms nothing
        raise Http404 from None
    require(user, Can.SEE_NAMES)
    return found
