"""People of every age in two desa, and all that is recorded of them, with the clock running."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from posyandu.models.visit import Place
from posyandu.services.measured import Conflict
from posyandu.services.refusing import NotWritten
from puskesmas.models import Facility, Person
from puskesmas.services.refusal import Refused
from tests import factories
from tests.pws import lives, whole_deeds

YEAR = 365.25
# How many of each age: years from, years to, sex, and how many.
AGES = ((0, 1, "LP", 6), (1, 5, "LP", 8), (5, 7, "LP", 2), (7, 19, "LP", 8), (16, 42, "P", 10),
        (20, 59, "LP", 6), (60, 85, "LP", 6))  # fmt: skip
# A weighing on a hari buka and its day, corrections of identity, moves and deaths come from `lives`.
WEIGHTS = {**{name: weight // 3 for name, weight in lives.WEIGHTS.items()}, **whole_deeds.WEIGHTS}
WEIGHTS |= {"move": 25, "die": 3, "void_somebody": 2, "correct_birth": 10}
DEEDS: dict[str, Any] = {**lives.DEEDS, **whole_deeds.DEEDS}


class WholeLife(lives.Life):
    """As `Life`, with pustu, women who may become pregnant, grown people and elderly."""

    def __init__(self, seed: int = 1) -> None:
        super().__init__(children=0, seed=seed)
        rng = random.Random(seed)
        self.pustu = {desa.pk: factories.make_pustu(desa) for desa in self.desas}
        today = timezone.localdate()
        self.women: list[Any] = []
        for first, last, sexes, count in AGES:
            for _ in range(count):
                days = rng.uniform(first, last) * YEAR
                person = factories.make_person(
                    rng.choice(self.posts), sex=rng.choice(sexes), born_on=today - timedelta(days=int(days)),
                    birth_weight_g=rng.choice([None, 2400, 2900, 3200]),
                )  # fmt: skip
                self.children.append(person.pk)
                if sexes == "P":
                    self.women.append(person.pk)

    def place(self, rng: random.Random, person: Person) -> tuple[str, Facility]:
        """Where a card outside a hari buka is answered."""
        place = rng.choice(whole_deeds.PLACES)
        if place in {Place.POSYANDU, Place.KUNJUNGAN_RUMAH}:
            return place, person.posyandu or self.posts[0]
        return place, self.pustu[rng.choice(self.desas).pk]

    def do(self, deed: str, seed: int) -> bool:
        """One deed in one transaction; what the services refuse is counted apart."""
        rng = random.Random(seed)
        try:
            with transaction.atomic():
                happened = bool(DEEDS[deed](self, rng))
        except (Refused, Conflict, NotWritten):
            self.refused[deed] += 1
            return False
        self.done[deed] += happened
        return happened

    def happen(self, rng: random.Random) -> bool:
        """Anything."""
        deed = rng.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
        return self.do(deed, seed=rng.getrandbits(48))
