"""Doses given here, copied from the Buku KIA or told; impossible days refused (02 §8.1)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from django.db.models import Max
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.base.dates import period_of
from ilp.base.ids import new_id
from ilp.base.models import Change
from posyandu.life import life_of
from posyandu.models import Given
from posyandu.services.doses import NewDose, record_doses, void_dose
from posyandu.services.records import AskAgain
from puskesmas.models import Person
from puskesmas.services.refusal import Refused
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def child(place: Place) -> Person:
    return factories.make_person(place.posyandu, name="Nur", sex="P", born_on=ago(200))


@pytest.fixture
def kader(siti: User) -> Iterator[User]:
    with scope.of(siti):
        yield siti


def record(child: Person, by: User, *doses: tuple[Any, ...], **more: Any) -> list[str]:
    typed = [replace(NewDose(*dose), id=new_id()) for dose in doses]
    return record_doses(person_id=child.pk, doses=typed, by=by, **more)


def given(child: Person) -> list[tuple[str, str, str]]:
    return [(row["code"], row["given_on"], row["source"]) for row in life_of(child.pk).given]


def test_several_are_kept_at_once_with_batch_and_source(child: Person, kader: User) -> None:
    new = record(
        child, kader, ("BCG", ago(170), "BUKU_KIA"), ("OPV1", ago(170), "PENGAKUAN"),
        ("DPT1", ago(100), "DIBERIKAN", "PUSTU", "Pentabio", "A12", ago(-100)),
    )  # fmt: skip
    assert sorted(new) == ["BCG", "DPT1", "OPV1"]
    row = Given.objects.get(code="DPT1")
    assert (row.batch, row.vaccine, row.place, row.expires_on) == ("A12", "Pentabio", "PUSTU", ago(-100))
    assert (row.desa_id, row.recorded_by_id) == (child.desa_id, kader.pk)
    assert AuditLine.objects.filter(action="dose.recorded", subject_ids=[child.pk]).count() == 1


def test_sent_again_it_is_kept_once(child: Person, kader: User) -> None:
    assert record(child, kader, ("BCG", ago(170))) == ["BCG"]
    assert record(child, kader, ("BCG", ago(170))) == []
    assert len(given(child)) == 1
    assert AuditLine.objects.filter(action="dose.recorded").count() == 1


@pytest.mark.parametrize(("days", "is_refused"), [(-1, True), (0, False), (200, False), (201, True)])
def test_the_day_lies_between_birth_and_today(
    child: Person, kader: User, days: int, is_refused: bool
) -> None:
    if not is_refused:
        assert record(child, kader, ("BCG", ago(days))) == ["BCG"]
        return
    with pytest.raises(Refused) as refused:
        record(child, kader, ("OPV1", ago(100)), ("BCG", ago(days)))
    assert set(refused.value.problems) == {"1-given_on"}
    assert given(child) == []


def test_an_unknown_code_and_an_expired_batch_are_refused(child: Person, kader: User) -> None:
    with pytest.raises(Refused) as refused:
        record(child, kader, ("XYZ", ago(1)), ("BCG", ago(1), "DIBERIKAN", "PUSTU", "", "A", ago(2)))
    assert set(refused.value.problems) == {"0-code", "1-expires_on"}


def test_a_dose_that_came_too_early_is_kept(child: Person, kader: User) -> None:
    assert record(child, kader, ("DPT1", ago(195))) == ["DPT1"]


def test_the_same_number_on_another_day_is_asked(child: Person, kader: User) -> None:
    record(child, kader, ("DPT1", ago(100)))
    with pytest.raises(AskAgain) as again:
        record(child, kader, ("DPT1", ago(90)))
    assert len(given(child)) == 1
    assert record(child, kader, ("DPT1", ago(90)), sure=again.value.token) == ["DPT1"]


def test_vitamin_a_comes_again_without_a_question(child: Person, kader: User) -> None:
    record(child, kader, ("VITA_BIRU", ago(20)))
    assert record(child, kader, ("VITA_BIRU", ago(2))) == ["VITA_BIRU"]


def test_history_from_before_a_move_belongs_to_the_old_desa(child: Person, place: Place, wati: User) -> None:
    factories.move(child, place.other_posyandu, ago(50))
    with scope.system("test"):
        before = Change.objects.aggregate(last=Max("id"))["last"] or 0
    with scope.of(wati):
        assert record(child, wati, ("BCG", ago(170), "BUKU_KIA"), ("DPT1", ago(20))) != []
        assert [code for code, _on, _source in given(child)] == ["BCG", "DPT1"]
    with scope.system("test"):
        kept = dict(Given.objects.values_list("code", "desa_id"))
        touched = set(Change.objects.filter(id__gt=before).values_list("desa_id", "period"))
    assert kept == {"BCG": place.desa.pk, "DPT1": place.other_desa.pk}
    # Also the months after each dose, as far as it can matter, wherever the child lived then.
    assert {(place.desa.pk, period_of(ago(170))), (place.other_desa.pk, period_of(ago(20)))} <= touched
    assert all(period <= period_of(ago(50)) for desa, period in touched if desa == place.desa.pk)
    assert all(period >= period_of(ago(50)) for desa, period in touched if desa == place.other_desa.pk)
    with scope.of(wati):
        void_dose(person_id=child.pk, dose_id=_id(child, "BCG"), reason="Salah baca", by=wati)
        assert [code for code, _on, _source in given(child)] == ["DPT1"]


def test_a_child_of_another_desa_is_not_found(child: Person, wati: User) -> None:
    with scope.of(wati), pytest.raises(Person.DoesNotExist):
        record(child, wati, ("BCG", ago(100)))


def test_nobody_else_writes_through_the_function(child: Person, wati: User) -> None:
    """The function of the owner asks for the person itself, not only the service."""
    from posyandu.services.doses import insert_doses

    with scope.of(wati):
        assert insert_doses(child.pk, [NewDose("BCG", ago(100))]) == []
    with scope.system("test"):
        assert Given.objects.count() == 0


def test_a_dose_is_withdrawn_with_a_reason(child: Person, kader: User) -> None:
    record(child, kader, ("BCG", ago(170)))
    dose = _id(child, "BCG")
    with pytest.raises(Refused):
        void_dose(person_id=child.pk, dose_id=dose, reason=" ", by=kader)
    void_dose(person_id=child.pk, dose_id=dose, reason="Salah tanggal", by=kader)
    assert given(child) == []
    assert AuditLine.objects.get(action="dose.voided").changes["reason"] == "Salah tanggal"
    with pytest.raises(Given.DoesNotExist):
        void_dose(person_id=child.pk, dose_id=dose, reason="Lagi", by=kader)


def _id(child: Person, code: str) -> Any:
    return next(row["id"] for row in life_of(child.pk).given if row["code"] == code)
