"""Pregnancies and births as deeds: registered, dated anew, ended, withdrawn, and their children."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from ilp.access import scope
from ilp.base.ids import new_id
from posyandu.models import Delivery, Pregnancy
from posyandu.services.birth_checks import Birth, Child
from posyandu.services.births import record_delivery
from posyandu.services.pregnancies import (
    Episode,
    correct_pregnancy,
    end_pregnancy,
    register_pregnancy,
    void_pregnancy,
)
from tests.pws.golden.saving import confirmed
from tests.pws.lives import pick

if TYPE_CHECKING:
    from tests.pws.whole_lives import WholeLife


def pregnancy(life: WholeLife, rng: random.Random) -> bool:
    """A woman is found to be pregnant, by the kader or the bidan."""
    woman = rng.choice(life.women)
    today = timezone.localdate()
    lmp_on = today - timedelta(days=rng.randint(20, 300))
    known_on = lmp_on + timedelta(days=rng.randint(14, max(14, (today - lmp_on).days)))
    by = rng.choice([life.bidan, life.kader[life.posts[0].pk]])
    with scope.of(life.bidan):
        confirmed(lambda token: register_pregnancy(
            person_id=woman, pregnancy_id=new_id(), facts=_episode(rng, lmp_on), by=by,
            known_on=min(known_on, today), sure=token,
        ))  # fmt: skip
    return True


def _episode(rng: random.Random, lmp_on: date) -> Episode:
    return Episode(
        lmp_on, gravida=rng.choice([None, 1, 2, 5]), parity=rng.choice([None, 0, 1]),
        has_buku_kia=rng.choice([None, True, False]),
    )  # fmt: skip


def _pregnancy(rng: random.Random, more: str) -> Pregnancy | None:
    found = pick(rng, "select id from posyandu_pregnancy where voided_at is null"
                      f" and desa_id is not null and {more} order by id")  # fmt: skip
    return Pregnancy.objects.select_related("person").get(pk=found[0]) if found else None


def date_anew(life: WholeLife, rng: random.Random) -> bool:
    """An ultrasound dates a pregnancy anew."""
    with scope.of(life.bidan):
        kept = _pregnancy(rng, "true")
        if kept is None:
            return False
        facts = _episode(rng, kept.lmp_on + timedelta(days=rng.randint(-20, 20)))
        confirmed(lambda token: correct_pregnancy(
            pregnancy_id=kept.pk, facts=facts, by=life.bidan, sure=token
        ))  # fmt: skip
    return True


def deliver(life: WholeLife, rng: random.Random) -> bool:
    """A birth near its time, or as early as today allows; now and then twins, or told again with more."""
    with scope.of(life.bidan):
        kept = _pregnancy(rng, "outcome in ('HAMIL', 'LAHIR_HIDUP')")
        if kept is None:
            return False
        on = min(kept.lmp_on + timedelta(days=rng.randint(230, 295)), timezone.localdate())
        delivery = Delivery.objects.filter(pk=kept.pk).first()
        at = timezone.make_aware(datetime.combine(on, time(rng.randint(0, 5), 30)))
        birth = Birth(
            at if delivery is None else delivery.delivered_at, rng.choice(Delivery.Attendant.values),
            rng.choice(Delivery.At.values), rng.choice(["SPONTAN", "SC"]), "SEHAT",
            rng.choice([(), (), ("PENDARAHAN",)]),
        )  # fmt: skip
        children = _children(rng, birth, delivery)
        confirmed(lambda token: record_delivery(
            pregnancy_id=kept.pk, birth=birth, children=children, by=life.bidan, sure=token
        ))  # fmt: skip
    life.children += [child.person_id for child in children if child.person_id not in life.children]
    return True


def _children(rng: random.Random, birth: Birth, delivery: Delivery | None) -> list[Child]:
    known = [] if delivery is None else list(delivery.newborns.select_related("child"))
    found = [Child(row.child_id, row.child.sex) for row in known] or [
        Child(new_id(), rng.choice("LP")) for _ in range(rng.choice([1, 1, 1, 2]))
    ]
    today = timezone.localdate()
    return [
        replace(
            child, is_live=rng.random() < 0.95, birth_weight_g=rng.choice([None, 2400, 2500, 3100]),
            had_imd=rng.choice([None, True, False]),
            shk_on=rng.choice([None, min(birth.on + timedelta(days=rng.randint(1, 16)), today)]),
            hb0_on=rng.choice([None, birth.on, min(birth.on + timedelta(days=3), today)]),
        )
        for child in found
    ]  # fmt: skip


def lose(life: WholeLife, rng: random.Random) -> bool:
    """A pregnancy ends without a birth."""
    with scope.of(life.bidan):
        kept = _pregnancy(rng, "outcome = 'HAMIL'")
        if kept is None:
            return False
        on = min(kept.lmp_on + timedelta(days=rng.randint(30, 260)), timezone.localdate())
        outcome = rng.choice(["ABORTUS", "ABORTUS", "PINDAH", "MENINGGAL"])
        confirmed(lambda token: end_pregnancy(
            pregnancy_id=kept.pk, outcome=outcome, ended_on=on, by=life.bidan, sure=token
        ))  # fmt: skip
    return True


def mistaken_pregnancy(life: WholeLife, rng: random.Random) -> bool:
    with scope.of(life.bidan):
        kept = _pregnancy(rng, "true")
        if kept is None:
            return False
        void_pregnancy(
            pregnancy_id=kept.pk, reason="Salah orang", by=life.bidan, children_too=rng.random() < 0.5
        )
    return True
