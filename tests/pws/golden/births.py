"""Pregnancies and births of a golden case, through the services."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from ilp.base.ids import new_id
from posyandu.services.birth_checks import Birth, Child
from posyandu.services.births import record_delivery
from posyandu.services.pregnancies import Episode, end_pregnancy, register_pregnancy
from puskesmas.models import Person
from tests.pws.golden.case import Row
from tests.pws.golden.saving import confirmed

if TYPE_CHECKING:
    from tests.pws.golden.world import World

_OF_BIRTH = {"attendant", "born_at", "mode", "mother_state", "complications", "time", "child"}
_OF_NEWBORN = {"had_imd", "had_vitamin_k", "had_eye_ointment", "shk_on", "hb0_on"}


@dataclass(frozen=True, slots=True)
class Kept:
    """A birth as it was told, to be told again with more."""

    mother: str
    pregnancy_id: UUID
    birth: Birth
    children: tuple[Child, ...]


def register(world: World, row: Row) -> None:
    """A pregnancy, known since the day in `what`."""
    person, pk = world.who(row), new_id()
    home = world.home(person)
    by = {"nakes": home.nakes, "kader": home.kader}[row.options.get("known_by", "nakes")]
    confirmed(
        lambda sure: register_pregnancy(
            person_id=person.pk, pregnancy_id=pk, facts=Episode(row.day), by=by,
            known_on=date.fromisoformat(row.what), sure=sure,
        )
    )  # fmt: skip
    world.pregnancies[row.who] = pk


def deliver(world: World, row: Row) -> None:
    """The end of the pregnancy that was registered last for this woman."""
    if unknown := row.options.keys() - _OF_BIRTH:
        raise ValueError(f"a delivery has no {', '.join(sorted(unknown))}")
    by, pk, told = world.home(world.who(row)).nakes, world.pregnancies[row.who], row.options
    if not row.what.startswith("LAHIR_"):
        confirmed(
            lambda sure: end_pregnancy(pregnancy_id=pk, outcome=row.what, ended_on=row.day, by=by, sure=sure)
        )
        return
    at = timezone.make_aware(datetime.combine(row.day, time.fromisoformat(told.get("time", "10:00"))))
    complications = tuple(filter(None, told.get("complications", "").split("|")))
    birth = Birth(
        at, told.get("attendant", ""), told.get("born_at", ""), told.get("mode", ""),
        told.get("mother_state", ""), complications,
    )  # fmt: skip
    is_live = row.what == "LAHIR_HIDUP"
    named = [world.people[name] for name in told.get("child", "").split("|") if name]
    children = tuple(Child(pk, Person.objects.get(pk=pk).sex, is_live=is_live) for pk in named) or (
        Child(new_id(), "L", is_live=is_live),
    )
    _record(world, Kept(row.who, pk, birth, children))


def complete(world: World, row: Row) -> None:
    """What was done for a newborn: the birth is told again with it."""
    child_id, told = world.people[row.who], row.options
    if unknown := told.keys() - _OF_NEWBORN:
        raise ValueError(f"a newborn has no {', '.join(sorted(unknown))}")
    kept = next(
        (one for one in world.births.values() if any(child.person_id == child_id for child in one.children)),
        None,
    )
    if kept is None:
        raise ValueError(f"{row.who} is a child of no delivery")
    more = {
        name: date.fromisoformat(value) if name.endswith("_on") else value == "1"
        for name, value in told.items()
    }
    children = tuple(
        replace(child, **more) if child.person_id == child_id else child  # type: ignore[arg-type]
        for child in kept.children
    )
    _record(world, replace(kept, children=children))


def _record(world: World, kept: Kept) -> None:
    person = Person.objects.get(pk=world.people[kept.mother])
    by = world.home(person).nakes
    confirmed(
        lambda sure: record_delivery(
            pregnancy_id=kept.pregnancy_id, birth=kept.birth, children=kept.children, by=by, sure=sure
        )
    )
    world.births[kept.pregnancy_id] = kept
