"""Reading persons: one with family and residences, by NIK, and by a part of the name."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.contrib.postgres.search import TrigramWordSimilarity
from django.db.models import Q
from django.db.models.functions import Lower

from ilp.base import sealing
from ilp.base.nik import NumberRefused, clean_nik
from puskesmas.models import Person, Residence
from puskesmas.selectors.placed import Placed

SHORTEST_SEARCH = 2
ALIKE = 0.4
MOST_ROWS = 30


@dataclass(frozen=True, slots=True)
class PersonPage:
    """A person with the people of the same card and the places of a lifetime, latest first."""

    person: Person
    family: list[Person]
    residences: list[Residence]


_FAMILY = Placed(
    Person,
    "where r.id = %(person)s or (r.voided_at is null"
    " and r.family_id = (select family_id from puskesmas_person where id = %(person)s)) order by r.born_on",
)
_HOMES = Placed(Residence, "where r.person_id = %(person)s order by r.valid_from desc")


def person_page(person_id: UUID) -> PersonPage:
    """Everything the page of one person shows of who and where; two queries.

    :raises Person.DoesNotExist: when the person is outside the scope in force.
    """
    whole = _FAMILY.read(person=person_id)
    person = next((one for one in whole if one.pk == person_id), None)
    if person is None:
        raise Person.DoesNotExist
    family = [one for one in whole if one is not person]
    return PersonPage(person, family, _HOMES.read(person=person_id))


def residence_on(person_id: UUID, on: date) -> Residence | None:
    """Where the person lived on this day, if it lies inside the scope in force."""
    return (
        Residence.objects.filter(person_id=person_id, valid_from__lte=on)
        .filter(Q(valid_to=None) | Q(valid_to__gte=on))
        .first()
    )


def find_by_nik(typed: str) -> Person | None:
    """The live person with this NIK inside the scope; None also when it is not a NIK."""
    try:
        nik = clean_nik(typed)
    except NumberRefused:
        return None
    return Person.objects.filter(nik_hash=sealing.keyed_hash(nik), voided_at=None).first()


def search_people(typed: str, *, limit: int = MOST_ROWS) -> list[Person]:
    """People inside the scope whose name holds, or sounds like, what was typed; the most alike first.

    A 16-digit number is looked up as a NIK. Fewer than two letters find nobody.
    """
    typed = " ".join(typed.split())
    if any(character.isdigit() for character in typed):
        found = find_by_nik(typed)
        return [found] if found else []
    if len(typed) < SHORTEST_SEARCH:
        return []
    wanted = typed.lower()
    return list(
        Person.objects.filter(voided_at=None)
        .annotate(lower_name=Lower("name"), likeness=TrigramWordSimilarity(wanted, Lower("name")))
        .filter(Q(lower_name__contains=wanted) | Q(likeness__gte=ALIKE))
        .select_related("desa", "posyandu")
        .order_by("-likeness", "lower_name", "born_on")[:limit]
    )
