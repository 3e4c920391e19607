"""One pregnancy at a time, only of women, at possible days (02 §4.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.base.dates import period_of
from ilp.base.ids import new_id
from ilp.base.models import Change
from posyandu.models import Pregnancy
from posyandu.services.pregnancies import (
    Episode,
    correct_pregnancy,
    end_pregnancy,
    register_pregnancy,
    void_pregnancy,
)
from posyandu.services.records import AskAgain
from puskesmas.models import Person
from puskesmas.services.refusal import Refused
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def hasnah(place: Place) -> Person:
    return factories.make_person(place.posyandu, name="Hasnah", sex="P", born_on=ago(27 * 365))


@pytest.fixture
def kader(siti: User) -> Iterator[User]:
    with scope.of(siti):
        yield siti


def register(person: Person, by: User, *, lmp_on: date | None = None, **more: Any) -> Pregnancy:
    facts = {name: more.pop(name) for name in list(more) if name in Episode.__dataclass_fields__}
    return register_pregnancy(
        **{
            "person_id": person.pk,
            "pregnancy_id": new_id(),
            "facts": Episode(lmp_on or ago(70), **facts),
            "by": by,
            **more,
        }
    )


def refused(*args: Any, **more: Any) -> dict[str, str]:
    with pytest.raises(Refused) as refusal:
        register(*args, **more)
    return refusal.value.problems


def test_a_kader_registers_and_it_is_known_by_a_kader(hasnah: Person, kader: User) -> None:
    kept = register(hasnah, kader, gravida=2, parity=1, abortions=0, height_cm=Decimal("151.5"))
    kept.refresh_from_db()
    assert (kept.outcome, kept.first_known_on, kept.first_known_by_nakes) == ("HAMIL", ago(0), False)
    assert (kept.gravida, kept.height_cm, kept.posyandu_id) == (2, Decimal("151.5"), hasnah.posyandu_id)
    line = AuditLine.objects.get(action="pregnancy.registered")
    assert (line.actor_id, line.subject_ids) == (kader.pk, [kept.pk])


def test_a_nakes_registers_and_it_is_known_by_a_nakes(hasnah: Person, ratna: User) -> None:
    with scope.of(ratna):
        assert register(hasnah, ratna, dated_by="USG").first_known_by_nakes is True


def test_the_same_id_sent_twice_is_one_pregnancy(hasnah: Person, kader: User) -> None:
    again = new_id()
    first = register(hasnah, kader, pregnancy_id=again)
    assert register(hasnah, kader, pregnancy_id=again, lmp_on=ago(90)).lmp_on == first.lmp_on
    assert Pregnancy.objects.count() == 1


def test_a_second_open_pregnancy_is_refused_and_named(hasnah: Person, kader: User) -> None:
    register(hasnah, kader)
    assert "Masih ada kehamilan" in refused(hasnah, kader, lmp_on=ago(40))[""]


def test_a_man_and_the_dead_are_refused(place: Place, kader: User) -> None:
    man = factories.make_person(place.posyandu, name="Rahmat", sex="L", born_on=ago(9_000))
    dead = factories.make_person(place.posyandu, sex="P", born_on=ago(9_000), died_on=ago(5))
    assert "laki-laki" in refused(man, kader)[""]
    assert "meninggal" in refused(dead, kader)[""]


def test_a_woman_of_another_desa_is_not_found(hasnah: Person, wati: User) -> None:
    with scope.of(wati), pytest.raises(Person.DoesNotExist):
        register(hasnah, wati)


@pytest.mark.parametrize(
    ("months", "expected"), [(119, "refused"), (120, "asked"), (179, "asked"), (180, ""), (600, ""),
                             (601, "asked"), (720, "asked"), (721, "refused")],
)  # fmt: skip
def test_the_age_at_hpht_is_asked_or_refused(place: Place, kader: User, months: int, expected: str) -> None:
    born = date(timezone.localdate().year - 70, 1, 15)
    lmp = date(born.year + months // 12, 1 + months % 12, 15)
    woman = factories.make_person(place.posyandu, sex="P", born_on=born)
    try:
        register(woman, kader, lmp_on=lmp, known_on=lmp, sure=f"lmp_on:long_ago:{(ago(0) - lmp).days // 7}")
        found = ""
    except Refused:
        found = "refused"
    except AskAgain as again:
        found = "asked" if any("berumur" in text for _field, text in again.questions) else ""
    assert found == expected


def test_hpht_of_tomorrow_or_before_the_birth_is_refused(hasnah: Person, kader: User) -> None:
    assert set(refused(hasnah, kader, lmp_on=ago(-1), known_on=ago(0))) == {"known_on"}
    assert set(refused(hasnah, kader, lmp_on=ago(28 * 365))) == {"lmp_on"}


def test_hpht_long_ago_is_asked_once(hasnah: Person, place: Place, kader: User) -> None:
    other = factories.make_person(place.posyandu, sex="P", born_on=ago(9_000))
    assert register(other, kader, lmp_on=ago(43 * 7)).pk
    with pytest.raises(AskAgain) as again:
        register(hasnah, kader, lmp_on=ago(43 * 7 + 1))
    assert register(hasnah, kader, lmp_on=ago(43 * 7 + 1), sure=again.value.token).pk


def test_numbers_that_cannot_be_are_refused_by_field(hasnah: Person, kader: User) -> None:
    found = refused(
        hasnah, kader, gravida=1, parity=1, abortions=0, height_cm=Decimal("99.9"), blood_group="X"
    )
    assert set(found) == {"gravida", "height_cm", "blood_group"}
    assert Pregnancy.objects.count() == 0


def test_an_unlikely_number_is_confirmed_with_its_value_only(hasnah: Person, kader: User) -> None:
    with pytest.raises(AskAgain) as first:
        register(hasnah, kader, spacing_months=23)
    with pytest.raises(AskAgain):
        register(hasnah, kader, spacing_months=22, sure=first.value.token)
    assert register(hasnah, kader, spacing_months=23, sure=first.value.token).spacing_months == 23


def test_an_ultrasound_dates_it_anew(hasnah: Person, kader: User) -> None:
    kept = register(hasnah, kader)
    correct_pregnancy(pregnancy_id=kept.pk, facts=Episode(ago(60), "USG"), by=kader)
    kept.refresh_from_db()
    assert (kept.lmp_on, kept.dated_by) == (ago(60), "USG")
    assert AuditLine.objects.filter(action="pregnancy.corrected").count() == 1
    correct_pregnancy(pregnancy_id=kept.pk, facts=Episode(ago(60), "USG"), by=kader)
    assert AuditLine.objects.filter(action="pregnancy.corrected").count() == 1


def test_a_miscarriage_ends_it_and_makes_room_for_the_next(hasnah: Person, kader: User) -> None:
    kept = register(hasnah, kader, lmp_on=ago(100))
    end_pregnancy(pregnancy_id=kept.pk, outcome="ABORTUS", ended_on=ago(40), by=kader)
    kept.refresh_from_db()
    assert (kept.outcome, kept.ended_on) == ("ABORTUS", ago(40))
    assert "lmp_on" in refused(hasnah, kader, lmp_on=ago(50))
    assert register(hasnah, kader, lmp_on=ago(20)).outcome == "HAMIL"
    with pytest.raises(Refused):
        end_pregnancy(pregnancy_id=kept.pk, outcome="ABORTUS", ended_on=ago(20), by=kader)


@pytest.mark.parametrize(("days", "is_asked"), [(139, False), (140, True)])
def test_a_late_miscarriage_is_asked(hasnah: Person, kader: User, days: int, is_asked: bool) -> None:
    kept = register(hasnah, kader, lmp_on=ago(150))
    said: dict[str, Any] = {
        "pregnancy_id": kept.pk,
        "outcome": "ABORTUS",
        "ended_on": ago(150 - days),
        "by": kader,
    }
    if is_asked:
        with pytest.raises(AskAgain) as again:
            end_pregnancy(**said)
        said["sure"] = again.value.token
    assert end_pregnancy(**said).outcome == "ABORTUS"


def test_it_ends_neither_before_hpht_nor_tomorrow_nor_as_a_birth(hasnah: Person, kader: User) -> None:
    kept = register(hasnah, kader)
    for outcome, day in (("ABORTUS", ago(71)), ("ABORTUS", ago(-1)), ("LAHIR_HIDUP", ago(0))):
        with pytest.raises(Refused):
            end_pregnancy(pregnancy_id=kept.pk, outcome=outcome, ended_on=day, by=kader)


def test_a_kader_neither_records_a_death_nor_withdraws(hasnah: Person, kader: User) -> None:
    kept = register(hasnah, kader)
    with pytest.raises(PermissionDenied), transaction.atomic():
        void_pregnancy(pregnancy_id=kept.pk, reason="Salah orang", by=kader)
    with pytest.raises(PermissionDenied), transaction.atomic():
        end_pregnancy(pregnancy_id=kept.pk, outcome="MENINGGAL", ended_on=ago(1), by=kader)
    kept.refresh_from_db()
    assert (kept.outcome, kept.voided_at) == ("HAMIL", None)


def test_the_death_of_a_woman_is_her_end_too(hasnah: Person, ratna: User) -> None:
    with scope.of(ratna):
        kept = register(hasnah, ratna)
        end_pregnancy(pregnancy_id=kept.pk, outcome="MENINGGAL", ended_on=ago(1), by=ratna)
        hasnah.refresh_from_db()
    assert hasnah.died_on == ago(1)


def test_a_mistake_is_withdrawn_with_a_reason_by_a_nakes(hasnah: Person, siti: User, ratna: User) -> None:
    with scope.of(siti):
        kept = register(hasnah, siti)
    with scope.of(ratna):
        with pytest.raises(Refused):
            void_pregnancy(pregnancy_id=kept.pk, reason=" ", by=ratna)
        void_pregnancy(pregnancy_id=kept.pk, reason="Salah orang", by=ratna)
        kept.refresh_from_db()
        assert (kept.outcome, kept.voided_at is not None) == ("SALAH_DATA", True)
        assert register(hasnah, ratna).outcome == "HAMIL"


def last_change() -> int:
    with scope.system("test"):
        return Change.objects.aggregate(last=Max("id"))["last"] or 0


def changed(desa_id: int, after: int) -> set[int]:
    with scope.system("test"):
        rows = Change.objects.filter(desa_id=desa_id, id__gt=after)
        return set(rows.values_list("period", flat=True))


def test_every_change_names_the_months_of_its_events(hasnah: Person, place: Place, siti: User) -> None:
    lmp, known, ended = ago(100), ago(60), ago(5)
    before = last_change()
    with scope.of(siti):
        kept = register(hasnah, siti, lmp_on=lmp, known_on=known)
    # From each event on, as far as it can matter.
    assert {period_of(lmp), period_of(known)} <= changed(place.desa.pk, before)
    assert min(changed(place.desa.pk, before)) == period_of(lmp)
    before = last_change()
    with scope.of(siti):
        end_pregnancy(pregnancy_id=kept.pk, outcome="ABORTUS", ended_on=ended, by=siti)
    assert {period_of(lmp), period_of(known), period_of(ended)} <= changed(place.desa.pk, before)
    before = last_change()
    with scope.of(siti):
        correct_pregnancy(pregnancy_id=kept.pk, facts=Episode(ago(170)), by=siti, sure="")
    assert {period_of(lmp), period_of(ago(170))} <= changed(place.desa.pk, before)


def test_the_months_before_a_move_belong_to_the_old_desa(hasnah: Person, place: Place, ratna: User) -> None:
    with scope.system("test"):
        factories.move(hasnah, place.other_posyandu, ago(50))
        before = last_change()
        register(hasnah, ratna, lmp_on=ago(100), known_on=ago(10))
    assert period_of(ago(100)) in changed(place.desa.pk, before)
    assert max(changed(place.desa.pk, before)) <= period_of(ago(50))
    assert period_of(ago(10)) in changed(place.other_desa.pk, before)
    assert min(changed(place.other_desa.pk, before)) >= period_of(ago(50))
