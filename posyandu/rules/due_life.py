"""What the due engine knows of a person: last days, doses, pregnancy. No names, no measures."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from posyandu.rules.immunisation import Dose


class Expecting(NamedTuple):
    """The open pregnancy."""

    lmp_on: date
    known_on: date | None = None
    contacts_on: tuple[date, ...] = ()
    """Days of the contacts with a nakes."""
    tablets_on: date | None = None
    """Day of the last supply of TTD."""
    tablets: int = 0


class Control(NamedTuple):
    """An illness that a nakes diagnosed and that is controlled every month."""

    since: date
    seen_on: date | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """What is known of a person up to the day. ``…_on`` is the last time; None: never."""

    sex: str
    born_on: date
    known_from: date | None = None
    """Since when the person lives here: before that nothing of here could have been missed."""
    doses: tuple[Dose, ...] = ()
    contraindicated: frozenset[str] = frozenset()
    session_on: date | None = None
    """The hari buka of this month, or the next one."""
    newborn_visits_on: tuple[date, ...] = ()
    weighed_on: date | None = None
    length_on: date | None = None
    sdidtk_on: date | None = None
    vitamin_a_on: date | None = None
    dewormed_on: date | None = None
    screened_on: date | None = None
    aks_on: date | None = None
    skilas_on: date | None = None
    hypertension: Control | None = None
    diabetes: Control | None = None
    tbc_next_on: date | None = None
    """The next appointment or supply of medicine."""
    expecting: Expecting | None = None
    delivered_on: date | None = None
    postnatal_visits_on: tuple[date, ...] = ()
