"""A pregnancy to KF4 and its child to IDL, entered out of order and with corrections, end in the same state.

Source: 02 §4.5 (K), §5 (KF, KN), §6.4 (N/T/O/B), §8.1 (IDL). One family, 24 events, any order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from ilp.access import scope
from ilp.access.models import User
from ilp.base.ids import new_id
from posyandu.life import Life, day, life_of, subject_of
from posyandu.models import Delivery, Newborn, Pregnancy
from posyandu.models.visit import Place as At
from posyandu.rules.antenatal import antenatal
from posyandu.rules.contacts import examined
from posyandu.rules.immunisation import Dose, dose_card
from posyandu.rules.postnatal import reached
from posyandu.selectors.months import months_of
from posyandu.services.forms import clinical_on
from posyandu.services.placing import elsewhere
from posyandu.services.records import record_form
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place

pytestmark = [pytest.mark.django_db, pytest.mark.timeout(240)]

LMP = date(2025, 1, 6)
BORN = LMP + timedelta(weeks=39)
TODAY = BORN + timedelta(days=300)


@dataclass(frozen=True, slots=True, eq=False)
class Event:
    """One card: of whom, on which day, with which answers, and what is typed wrongly at first."""

    who: str
    form: str
    on: date
    answers: dict[str, Any]
    wrong: dict[str, Any] = field(default_factory=dict)


def events() -> list[Event]:
    found = [
        Event("mother", "bumil", LMP + timedelta(weeks=week),
              {"examined_by": by, "usg_done": "ya", "weight_kg": "55"}, {"weight_kg": "57"})
        for week, by in ((9, "DOKTER"), (16, "BIDAN"), (22, "BIDAN"), (28, "BIDAN"), (33, "DOKTER"),
                         (37, "BIDAN"))
    ]  # fmt: skip
    found += [
        Event("mother", "nifas", BORN + timedelta(days=days), {"examined_by": "BIDAN", "weight_kg": "56"})
        for days in (1, 5, 14, 35)
    ]
    found += [
        Event("child", "neonatus", BORN + timedelta(days=days),
              {"examined_by": "BIDAN", "hb0_given": "ya" if days == 1 else "tidak", "weight_kg": "3,2"})
        for days in (1, 5, 14)
    ]  # fmt: skip
    weights = {1: "4,0", 2: "5,0", 3: "5,9", 4: "6,5", 5: "7,0", 6: "7,1", 7: "7,6", 8: "8,0", 9: "8,3"}
    doses = {
        1: ["BCG", "OPV1"], 2: ["DPT1", "OPV2"], 3: ["DPT2", "OPV3"], 4: ["DPT3", "OPV4"], 9: ["MR1"],
    }  # fmt: skip
    for month, weight in weights.items():
        on = date(
            BORN.year + (BORN.month - 1 + month) // 12,
            (BORN.month - 1 + month) % 12 + 1,
            min(BORN.day + 3, 28),
        )
        answers: dict[str, Any] = {"weight_kg": weight, "doses_given": doses.get(month, [])}
        found.append(Event("child", "balita", on, answers, {"weight_kg": weight.replace(",", ",0")[:4]}))
    return found


@pytest.fixture
def family(place: Place) -> dict[str, Person]:
    mother = factories.make_person(place.posyandu, name="Hasnah", sex="P", born_on=date(1998, 3, 4))
    child = factories.make_person(place.posyandu, name="Nur", sex="P", born_on=BORN, birth_weight_g=3100)
    pregnancy = factories.make_pregnancy(
        mother, lmp_on=LMP, first_known_on=LMP + timedelta(weeks=9), outcome="LAHIR_HIDUP", ended_on=BORN
    )
    with scope.system("test"):
        at = timezone.make_aware(datetime.combine(BORN, datetime.min.time()))
        delivery = Delivery.objects.create(
            pregnancy=pregnancy, delivered_at=at, desa=mother.desa, posyandu=mother.posyandu
        )
        Newborn.objects.create(child=child, delivery=delivery, desa=child.desa, posyandu=child.posyandu)
    return {"mother": mother, "child": child}


def enter(event: Event, answers: dict[str, Any], family: dict[str, Person], place: Place, by: User) -> None:
    typed = {name: value if isinstance(value, list) else [value] for name, value in answers.items()}
    person = family[event.who]
    for sure in ("", None):
        with transaction.atomic(), scope.of(by):
            where, who = elsewhere(
                person_id=person.pk, on=event.on, place=At.PUSTU, facility_id=place.pustu.pk
            )
            life = life_of(person.pk)
            base = next(
                (row["id"] for row in life.visits
                 if row["measured_on"] == event.on.isoformat() and row["form"] == event.form), None,
            )  # fmt: skip
            try:
                record_form(
                    where=where, who=who, form_code=event.form, typed=typed, client_id=new_id(), by=by,
                    base_id=base, life=life, sure=ENTERED.get(event, "") if sure is None else "",
                )  # fmt: skip
            except Exception as again:
                if not hasattr(again, "token"):
                    raise
                ENTERED[event] = again.token
                continue
        return


ENTERED: dict[Any, str] = {}


def state(family: dict[str, Person], by: User) -> dict[str, Any]:
    """What the family amounts to, by the rules, from its records alone."""
    with scope.of(by):
        mother, child = life_of(family["mother"].pk), life_of(family["child"].pk)
    clinical = clinical_on(TODAY)
    pregnancy = mother.pregnancies[0]
    of_mother = subject_of(mother, sex="P", born_on=family["mother"].born_on, on=TODAY)
    of_child = subject_of(child, sex="P", born_on=BORN, on=TODAY)
    k = antenatal(examined(of_mother, {}, LMP, "bumil"), day(pregnancy["lmp_on"]), clinical, ended_on=BORN)
    kf = reached(BORN, examined(of_mother, {}, BORN, "nifas"), clinical)
    kn = reached(BORN, examined(of_child, {}, BORN, "neonatus"), clinical, "neonatus.kunjungan")
    return {
        "k": k.reached, "kf": kf, "kn": kn, "months": by_day(family["child"], child),
        "doses": doses_of(child, clinical),
        "weights": sorted((visit["measured_on"], visit["weight_kg"]) for visit in child.visits),
    }  # fmt: skip


def by_day(child: Person, life: Life) -> dict[str, str]:
    days = {row["id"]: row["measured_on"] for row in life.visits}
    return {days[pk]: word for pk, word in months_of(child, life).items()}


def doses_of(life: Life, clinical: Any) -> Any:
    doses = [Dose(row["code"], day(row["given_on"]), row["source"]) for row in life.given]
    return dose_card(BORN, doses, TODAY, clinical, sex="P").complete


def history(
    order: Sequence[int], corrected: frozenset[int], family: dict[str, Person], place: Place, by: User
) -> Any:
    """Enter the events in this order, some wrongly first, in a transaction that is undone."""
    ENTERED.clear()
    with transaction.atomic():
        everything = events()
        for index in order:
            event = everything[index]
            if index in corrected and event.wrong:
                enter(event, {**event.answers, **event.wrong}, family, place, by)
            enter(event, event.answers, family, place, by)
        found = state(family, by)
        transaction.set_rollback(True)
    return found


COUNT = len(events())


@settings(
    max_examples=5, deadline=None, suppress_health_check=list(HealthCheck),
    phases=[Phase.explicit, Phase.reuse, Phase.generate],
)  # fmt: skip
@given(order=st.permutations(range(COUNT)), corrected=st.frozensets(st.integers(0, COUNT - 1), max_size=6))
@example(order=list(reversed(range(COUNT))), corrected=frozenset({0, 14}))
def test_any_order_ends_in_the_same_state(
    family: dict[str, Person], place: Place, ratna: User, order: list[int], corrected: frozenset[int]
) -> None:
    plain = history(range(COUNT), frozenset(), family, place, ratna)
    assert {"K1A", "K1M", "K4", "K6"} <= set(plain["k"])
    assert {"KF1", "KF2", "KF3", "KF4"} <= set(plain["kf"])
    assert {"KN1", "KN2", "KN3"} <= set(plain["kn"])
    assert plain["doses"]["IDL_KLASIK"] is not None
    assert "T" in plain["months"].values()
    assert history(order, corrected, family, place, ratna) == plain


def test_the_pregnancy_of_the_history_is_one(family: dict[str, Person]) -> None:
    with scope.system("test"):
        assert Pregnancy.objects.count() == 1
