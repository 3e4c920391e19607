"""After the closing day posyandu users no longer change a month; a nakes does, and says why."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.access.roles import Role
from ilp.base.dates import period_of
from ilp.base.ids import new_id
from posyandu.models import Given, HariBuka, MonthOpening, Visit
from posyandu.services import hari_buka
from posyandu.services.attendance import attend
from posyandu.services.closing import CLOSED_PERIOD
from posyandu.services.doses import NewDose, record_doses, void_dose
from posyandu.services.measured import Measured
from posyandu.services.placing import on_hari_buka
from posyandu.services.records import record_form
from posyandu.services.visits import confirm_visit, correct_visit, record_visit, void_visit
from puskesmas.models import Person
from puskesmas.services.refusal import Refused
from tests import factories
from tests.conftest import Place

Deed = Callable[[User, str], object]


@pytest.fixture
def long_ago(settings: Any) -> date:
    """A day of a month that is closed on every day of this one."""
    settings.CLOSING_DAY = 5
    on = timezone.localdate().replace(day=1) - timedelta(days=1)
    return on.replace(day=1) - timedelta(days=10)


@pytest.fixture
def day(place: Place, long_ago: date) -> HariBuka:
    return factories.make_hari_buka(place.posyandu, long_ago)


@pytest.fixture
def child(place: Place, long_ago: date) -> Person:
    return factories.make_person(place.posyandu, born_on=long_ago - timedelta(days=400))


@pytest.fixture
def mother(place: Place, long_ago: date) -> Person:
    return factories.make_person(place.posyandu, sex="P", born_on=long_ago - timedelta(days=9_000))


@pytest.fixture
def visit(place: Place, day: HariBuka, child: Person, settings: Any) -> UUID:
    """A weighing of that day, from before the month closed."""
    closing, settings.CLOSING_DAY = settings.CLOSING_DAY, 0
    user = factories.make_user(Role.KADER_POSYANDU, place.posyandu)
    kept = done(user, lambda by, _reason: record_visit(
        day_id=day.pk, person_id=child.pk, measured=Measured(Decimal("9.1")), client_id=new_id(), by=by,
    ))  # fmt: skip
    settings.CLOSING_DAY = closing
    return kept.visit_id  # type: ignore[attr-defined,no-any-return]


def done(user: User, deed: Deed, reason: str = "") -> object:
    with transaction.atomic(), scope.of(user):
        return deed(user, reason)


def card(day: HariBuka, person: Person) -> Deed:
    def save(by: User, reason: str) -> object:
        where, who, _child = on_hari_buka(day.pk, person.pk)
        return record_form(
            where=where, who=who, form_code="dewasa", typed={"weight_kg": ["52,4"]}, client_id=new_id(),
            by=by, reason=reason,
        )  # fmt: skip

    return save


def deeds(day: HariBuka, visit: UUID, child: Person, mother: Person) -> dict[str, Deed]:
    """Everything that changes a number of the month of `day`."""
    sibling = factories.make_person(day.posyandu, born_on=child.born_on)
    ukur = Measured(Decimal("9.4"))
    dose = NewDose("CACING", day.held_on)
    return {
        "record": lambda by, reason: record_visit(
            day_id=day.pk, person_id=sibling.pk, measured=ukur, client_id=new_id(), by=by, reason=reason
        ),
        "correct": lambda by, reason: correct_visit(
            visit_id=visit, measured=ukur, reason=reason, client_id=new_id(), by=by
        ),
        "card": card(day, mother),
        "attend": lambda by, reason: attend(day_id=day.pk, person_id=mother.pk, by=by, reason=reason),
        "dose": lambda by, reason: record_doses(person_id=child.pk, doses=[dose], by=by, reason=reason),
        "close": lambda by, reason: hari_buka.close_day(day=day, note=reason, by=by),
    }


DEEDS = ("record", "correct", "card", "attend", "dose", "close")


@pytest.mark.parametrize("name", DEEDS)
def test_a_kader_no_longer_changes_a_closed_month(
    name: str, day: HariBuka, visit: UUID, child: Person, mother: Person, siti: User
) -> None:
    deed = deeds(day, visit, child, mother)[name]
    before = everything()
    with pytest.raises(Refused, match="sudah ditutup"):
        done(siti, deed, "salah ketik")
    assert everything() == before


@pytest.mark.parametrize("name", DEEDS)
def test_a_nakes_does_and_says_why(
    name: str, day: HariBuka, visit: UUID, child: Person, mother: Person, ratna: User
) -> None:
    deed = deeds(day, visit, child, mother)[name]
    before = everything()
    with pytest.raises(Refused) as refused:
        done(ratna, deed, " ")
    assert set(refused.value.problems) <= {"reason", "note"}
    assert everything() == before
    done(ratna, deed, "lembar tertinggal")
    with scope.system("test"):
        line = AuditLine.objects.filter(actor_id=ratna.pk).latest("pk")
    assert line.changes[CLOSED_PERIOD] == period_of(day.held_on)
    assert line.changes["reason"] == "lembar tertinggal"


def everything() -> tuple[Any, ...]:
    with scope.system("test"):
        visits = Visit.objects.order_by("pk").values_list("pk", "weight_kg", "voided_at")
        return tuple(visits), AuditLine.objects.count(), HariBuka.objects.get().state


def test_voiding_and_confirming_ask_the_same(visit: UUID, siti: User, ratna: User) -> None:
    with scope.system("test"):
        Visit.objects.filter(pk=visit).update(implausible=1)
    with pytest.raises(Refused, match="sudah ditutup"):
        done(siti, lambda by, _reason: void_visit(visit_id=visit, reason="tertukar", by=by))
    with pytest.raises(Refused, match="tulis alasannya"):
        done(ratna, lambda by, _reason: confirm_visit(visit_id=visit, by=by))
    done(ratna, lambda by, _reason: confirm_visit(visit_id=visit, by=by, reason="sudah diukur ulang"))
    done(ratna, lambda by, _reason: void_visit(visit_id=visit, reason="tertukar", by=by))
    with scope.system("test"):
        lines = AuditLine.objects.filter(actor_id=ratna.pk).order_by("pk").values_list("changes", flat=True)
        reasons = [line["reason"] for line in lines if CLOSED_PERIOD in line]
    assert reasons == ["sudah diukur ulang", "tertukar"]


def test_what_a_buku_kia_tells_of_earlier_is_taken_over_at_any_time(
    child: Person, day: HariBuka, siti: User
) -> None:
    told = NewDose("BCG", day.held_on, source="BUKU_KIA")
    assert done(siti, lambda by, _r: record_doses(person_id=child.pk, doses=[told], by=by)) == ["BCG"]
    with scope.system("test"):
        pk = Given.objects.get(person=child).pk
    with pytest.raises(Refused, match="sudah ditutup"):
        done(siti, lambda by, _r: void_dose(person_id=child.pk, dose_id=pk, reason="salah", by=by))


def test_a_month_that_was_opened_again_takes_entries_until_it_is_signed_anew(
    day: HariBuka, visit: UUID, child: Person, mother: Person, siti: User
) -> None:
    deed = deeds(day, visit, child, mother)["record"]
    with scope.system("test"):
        opening = MonthOpening.objects.create(
            desa_id=day.desa_id, period=period_of(day.held_on), reason="satu posyandu terlambat"
        )
    done(siti, deed)
    with scope.system("test"):
        MonthOpening.objects.filter(pk=opening.pk).update(ended_at=timezone.now())
    with pytest.raises(Refused, match="sudah ditutup"):
        done(siti, deeds(day, visit, child, mother)["record"])


def test_an_open_month_is_asked_of_the_calendar_alone(place: Place, siti: User, settings: Any) -> None:
    settings.CLOSING_DAY = 5
    today = factories.make_hari_buka(place.posyandu)
    child = factories.make_person(place.posyandu)
    with CaptureQueriesContext(connection) as statements:
        done(siti, lambda by, _r: record_visit(
            day_id=today.pk, person_id=child.pk, measured=Measured(Decimal("9.1")), client_id=new_id(), by=by,
        ))  # fmt: skip
    assert not [one for one in statements.captured_queries if "monthopening" in one["sql"]]


def test_a_kader_plans_and_opens_no_day_in_a_closed_month(
    place: Place, siti: User, ratna: User, long_ago: date
) -> None:
    planned = factories.make_hari_buka(place.posyandu, long_ago, state=HariBuka.State.TERJADWAL)
    with pytest.raises(Refused, match="sudah ditutup"):
        done(siti, lambda by, _r: hari_buka.open_day(day=planned, by=by))
    assert done(ratna, lambda by, _r: hari_buka.open_day(day=planned, by=by)).state == "DIBUKA"  # type: ignore[attr-defined]
