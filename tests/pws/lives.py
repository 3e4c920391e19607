"""A desa at work: everything a bidan and two kader do, through the services and with the clock running.

Each deed takes one seed, so a history is a list of (deed, seed) and a failing one can be made shorter.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.ids import new_id
from posyandu.models import HariBuka, Visit
from posyandu.services import attendance, hari_buka, visits
from posyandu.services.measured import Conflict, LookTwice, Measured
from puskesmas.models import Area, Facility, Person
from puskesmas.news import identity_corrected
from puskesmas.services.identity import Identity
from puskesmas.services.people import correct_person, register_person, void_person
from puskesmas.services.refusal import Refused
from puskesmas.services.residence import move_person, record_death
from tests import factories
from tests.pws.owner import owner_cursor

State = HariBuka.State
Deed = Callable[["Life", random.Random], bool]


class Life:
    """Two desa of one puskesmas, three posyandu, and the children who are weighed there."""

    def __init__(self, children: int = 10, seed: int = 1) -> None:
        rng = random.Random(seed)
        self.desas = [factories.make_desa(), factories.make_desa()]
        puskesmas = factories.make_puskesmas(*self.desas)
        self.posts: list[Facility] = [
            factories.make_posyandu(self.desas[index], puskesmas=puskesmas) for index in (0, 0, 1)
        ]
        self.bidan = factories.make_user(Role.NAKES_PUSKESMAS, puskesmas)
        self.kader = {post.pk: factories.make_user(Role.KADER_POSYANDU, post) for post in self.posts}
        self.done: Counter[str] = Counter()
        self.refused: Counter[str] = Counter()
        today = timezone.localdate()
        self.children = [
            factories.make_person(
                rng.choice(self.posts), sex=rng.choice("LP"),
                born_on=today - timedelta(days=rng.randint(0, 1700)),
                birth_weight_g=rng.choice([None, 2900, 3200]),
            ).pk
            for _ in range(children)
        ]  # fmt: skip

    def do(self, deed: str, seed: int) -> bool:
        """One deed in one transaction, as the application does it. Refusals are counted apart."""
        rng = random.Random(seed)
        try:
            with transaction.atomic():
                happened = DEEDS[deed](self, rng)
        except (Refused, Conflict):
            self.refused[deed] += 1
            return False
        if happened:
            self.done[deed] += 1
        return happened

    def who(self, rng: random.Random, post_id: int) -> User:
        """The kader of the posyandu, or the bidan of both desa."""
        return self.kader[post_id] if rng.random() < 0.5 else self.bidan


def pick(rng: random.Random, sql: str, *params: Any) -> tuple[Any, ...] | None:
    """One row of an ordered query, or None; read as the owner, who chooses what happens next."""
    with owner_cursor() as cursor:
        cursor.execute(sql, params)
        found = cursor.fetchall()
    return rng.choice(found) if found else None


def plan_and_open(life: Life, rng: random.Random) -> bool:
    """Today, or paper of up to eight weeks ago that is typed in late."""
    post = rng.choice(life.posts)
    back = rng.choice([0, 0, rng.randint(1, 56)])
    with scope.of(life.who(rng, post.pk)):
        day = hari_buka.plan_day(
            posyandu=post, held_on=timezone.localdate() - timedelta(days=back), on_holiday=True
        )
        if rng.random() < 0.95:
            hari_buka.open_day(day=day)
    return True


def _day(rng: random.Random, *states: str) -> HariBuka | None:
    found = pick(
        rng, "select id from posyandu_haribuka where state = any (%s) order by held_on, id", list(states)
    )
    with scope.system("test"):
        return HariBuka.objects.select_related("posyandu").get(pk=found[0]) if found else None


def _measures(rng: random.Random, child: Person, on: date) -> Measured:
    """Somewhere round a child of that age; now and then far from it, so that it is asked or flagged."""
    months = max((on - child.born_on).days, 0) / 30.4375
    weight = 3.3 + 1.05 * min(months, 6) + 0.27 * max(min(months - 6, 12), 0) + 0.18 * max(months - 18, 0)
    length = 49.5 + 2.8 * min(months, 6) + 1.25 * max(min(months - 6, 12), 0) + 0.75 * max(months - 18, 0)
    wild = rng.random() < 0.1
    spread = 0.5 if wild else 0.09
    return Measured(
        weight_kg=_rounded(weight * rng.uniform(1 - spread, 1 + spread), 2) if rng.random() < 0.93 else None,
        length_height_cm=_rounded(length * rng.uniform(0.88, 1.1), 1) if rng.random() < 0.6 else None,
        position=rng.choice(["", "TELENTANG", "BERDIRI"]),
        head_circumference_cm=_rounded(rng.uniform(38, 48), 1) if rng.random() < 0.3 else None,
        has_oedema=rng.choice([None, None, None, None, True]) if wild else None,
    )


def _rounded(value: float, places: int) -> Decimal:
    return Decimal(str(round(value, places)))


def _insist(keep: Callable[[str], object], rng: random.Random) -> bool:
    """Send; when asked to look twice, mostly measure again and stay with it."""
    try:
        keep("")
    except LookTwice as asked:
        if rng.random() < 0.2:
            return False
        keep(asked.token)
    return True


def record(life: Life, rng: random.Random) -> bool:
    """A child of the posyandu, mostly; sometimes sent twice, as a laptop on a bad line does."""
    day = _day(rng, State.DIBUKA)
    if day is None:
        return False
    found = pick(
        rng, "select id from puskesmas_person where posyandu_id = %s and voided_at is null order by id",
        day.posyandu_id,
    )  # fmt: skip
    child_id = found[0] if found and rng.random() < 0.9 else rng.choice(life.children)
    assert isinstance(child_id, UUID)
    with scope.system("test"):
        child = Person.objects.get(pk=child_id)
    inside = child.posyandu_id == day.posyandu_id
    by = life.who(rng, day.posyandu_id) if inside else life.bidan
    measured, client_id = _measures(rng, child, day.held_on), new_id()

    def keep(sure: str) -> object:
        return visits.record_visit(
            day_id=day.pk, person_id=child_id, measured=measured, client_id=client_id, by=by, sure=sure
        )

    with scope.of(by):
        kept = _insist(keep, rng)
        if kept and rng.random() < 0.1:
            with suppress(LookTwice):
                _insist(keep, rng)
    return kept


def _visit(rng: random.Random, more: str = "") -> Visit | None:
    found = pick(
        rng,
        f"select id from posyandu_visit where voided_at is null and desa_id is not null {more} order by id",
    )
    with scope.system("test"):
        return Visit.objects.select_related("person").get(pk=found[0]) if found else None


def correct(life: Life, rng: random.Random) -> bool:
    visit = _visit(rng)
    if visit is None:
        return False
    measured, client_id = _measures(rng, visit.person, visit.measured_on), new_id()
    with scope.of(life.bidan), suppress(HariBuka.DoesNotExist):
        return _insist(
            lambda sure: visits.correct_visit(
                visit_id=visit.pk, measured=measured, reason="Salah ketik", client_id=client_id,
                by=life.bidan, sure=sure,
            ), rng,
        )  # fmt: skip
    return False


def void(life: Life, rng: random.Random) -> bool:
    visit = _visit(rng)
    if visit is None:
        return False
    with scope.of(life.bidan):
        visits.void_visit(visit_id=visit.pk, reason="Tertukar", by=life.bidan)
    return True


def confirm(life: Life, rng: random.Random) -> bool:
    visit = _visit(rng, "and implausible > 0 and not is_confirmed")
    if visit is None:
        return False
    with scope.of(life.bidan):
        visits.confirm_visit(visit_id=visit.pk, by=life.bidan)
    return True


def attend(life: Life, rng: random.Random) -> bool:
    day, child_id = _day(rng, State.DIBUKA), rng.choice(life.children)
    if day is None:
        return False
    service = attendance.attend if rng.random() < 0.7 else attendance.withdraw
    with scope.of(life.bidan):
        service(day_id=day.pk, person_id=child_id, by=life.bidan)
    return True


def close(life: Life, rng: random.Random) -> bool:
    day = _day(rng, State.DIBUKA)
    if day is None:
        return False
    with scope.of(life.kader[day.posyandu_id]):
        hari_buka.close_day(day=day, kader_present=5)
    return True


def validate(life: Life, rng: random.Random) -> bool:
    day = _day(rng, State.DITUTUP)
    if day is None:
        return False
    with scope.of(life.bidan):
        hari_buka.validate_day(day=day, by=life.bidan)
    return True


def reopen(life: Life, rng: random.Random) -> bool:
    day = _day(rng, State.DITUTUP, State.DIVALIDASI)
    if day is None:
        return False
    with scope.of(life.bidan):
        hari_buka.reopen_day(day=day, reason="Satu lembar tertinggal")
    return True


def cancel(life: Life, rng: random.Random) -> bool:
    day = _day(rng, State.TERJADWAL, State.DIBUKA)
    if day is None:
        return False
    with scope.of(life.bidan):
        hari_buka.cancel_day(day=day, reason="Hujan deras")
    return True


def register(life: Life, rng: random.Random) -> bool:
    post = rng.choice(life.posts)
    today = timezone.localdate()
    born_on = today - timedelta(days=rng.choice([rng.randint(0, 60), rng.randint(0, 1800)]))
    with scope.of(life.who(rng, post.pk)):
        person = register_person(
            identity=_identity(rng, born_on), desa=post.area, posyandu=post,
            since=rng.choice([None, born_on + (today - born_on) * rng.random()]),
        )  # fmt: skip
    life.children.append(person.pk)
    return True


def _identity(rng: random.Random, born_on: date) -> Identity:
    return Identity(
        name="Anak",
        sex=rng.choice("LP"),
        born_on=born_on,
        birth_is_estimated=rng.random() < 0.1,
        nik_missing_reason="BAYI",
        birth_weight_g=rng.choice([None, 2500, 3100]),
        buku_kia_since=rng.choice([None, born_on]),
    )


def _person(life: Life, rng: random.Random) -> Person:
    with scope.system("test"):
        return Person.objects.get(pk=rng.choice(life.children))


def correct_birth(life: Life, rng: random.Random) -> bool:
    """A wrong birth date or sex: every visit of the child is judged again, in the same transaction."""
    person = _person(life, rng)
    born_on = min(person.born_on + timedelta(days=rng.randint(-45, 45)), timezone.localdate())
    with scope.of(life.bidan), transaction.atomic():
        changed = correct_person(person=person, identity=_identity(rng, born_on))
        if changed & {"born_on", "sex"}:
            identity_corrected.send(sender=Person, person_id=person.pk)
    return True


def move(life: Life, rng: random.Random) -> bool:
    """To another posyandu, or out of the desa's posyandu; often told weeks later."""
    person, post = _person(life, rng), rng.choice(life.posts)
    moved_on = timezone.localdate() - timedelta(days=rng.randint(0, 50))
    desa: Area = post.area
    with scope.of(life.bidan):
        move_person(person=person, desa=desa, posyandu=rng.choice([post, post, None]), moved_on=moved_on)
    return True


def die(life: Life, rng: random.Random) -> bool:
    with scope.of(life.bidan):
        record_death(
            person=_person(life, rng), died_on=timezone.localdate() - timedelta(days=rng.randint(0, 20))
        )
    return True


def void_somebody(life: Life, rng: random.Random) -> bool:
    with scope.of(life.bidan):
        void_person(person=_person(life, rng), reason="Tercatat dua kali")
    return True


# What can happen, and how often.
WEIGHTS: dict[str, int] = {
    "record": 560, "plan_and_open": 70, "correct": 90, "void": 40, "confirm": 30, "attend": 40, "close": 40,
    "validate": 20, "reopen": 20, "cancel": 10, "register": 18, "correct_birth": 14, "move": 40, "die": 2,
    "void_somebody": 2,
}  # fmt: skip
DEEDS: dict[str, Deed] = {
    deed.__name__: deed
    for deed in (record, plan_and_open, correct, void, confirm, attend, close, validate, reopen, cancel,
                 register, correct_birth, move, die, void_somebody)
}  # fmt: skip
