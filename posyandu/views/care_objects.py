"""The person of a page of care: 404 outside the area, 403 without the right."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404

from ilp.access.gate import require
from ilp.access.models import User
from ilp.access.roles import Can
from posyandu.models import Finding, Pregnancy
from puskesmas.models import Person


def readable(user: User, pk: UUID) -> Person:
    """A person whom this user may see by name."""
    return _person(user, pk, Can.SEE_NAMES)


def recordable(user: User, pk: UUID) -> Person:
    """A person for whom this user may record."""
    return _person(user, pk, Can.RECORD)


def treatable(user: User, pk: UUID) -> Person:
    """A person for whom this user may decide as a nakes."""
    return _person(user, pk, Can.VALIDATE)


def _person(user: User, pk: UUID, right: Can) -> Person:
    found = Person.objects.select_related("desa", "posyandu").filter(pk=pk).first()
    if found is None:
        require(user, Can.SEE_NAMES)  # who sees no person at all learns nothing here
        raise Http404
    require(user, right)
    return found


def pregnancy_of(person: Person, pk: UUID) -> Pregnancy:
    """A pregnancy of this person, voided ones left out."""
    found = Pregnancy.objects.filter(pk=pk, person=person, voided_at=None).first()
    if found is None:
        raise Http404
    return found


def finding_of(user: User, person: Person, pk: int) -> Finding:
    """A finding of this person; a sensitive one exists for a nakes only."""
    found = Finding.objects.filter(pk=pk, person=person, voided_at=None).select_related("visit").first()
    if found is None or (found.is_sensitive and not user.may(Can.VALIDATE)):
        raise Http404
    return found
