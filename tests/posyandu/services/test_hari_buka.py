"""The states of a hari buka and what may follow what (02 §1.2)."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.base.ids import new_id
from posyandu.models import HariBuka
from posyandu.services import attendance, hari_buka
from posyandu.services.measured import LookTwice, Measured
from posyandu.services.visits import confirm_visit, record_visit
from puskesmas.services.refusal import Refused
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def at_work(siti: User) -> Iterator[User]:
    with scope.of(siti):
        yield siti


def a_workday(before: int = 0) -> date:
    """A day at least so many days ago that is no holiday."""
    on = timezone.localdate() - timedelta(days=before)
    while hari_buka.holiday_on(on):
        on -= timedelta(days=1)
    return on


def test_it_plans_one_day_and_tells_it(place: Place, at_work: User) -> None:
    day = hari_buka.plan_day(posyandu=place.posyandu, held_on=a_workday(), place="Balai desa")
    assert (day.state, day.desa_id, day.place) == ("TERJADWAL", place.desa.pk, "Balai desa")
    with scope.system("test"):
        assert AuditLine.objects.filter(action="hari_buka.planned", subject_ids=[day.pk]).count() == 1


def test_a_posyandu_has_one_day_at_a_time(place: Place, at_work: User) -> None:
    held_on = a_workday()
    first = hari_buka.plan_day(posyandu=place.posyandu, held_on=held_on)
    with pytest.raises(Refused, match="sudah punya hari buka"):
        hari_buka.plan_day(posyandu=place.posyandu, held_on=held_on)
    hari_buka.cancel_day(day=first, reason="hujan deras")
    assert hari_buka.plan_day(posyandu=place.posyandu, held_on=held_on).pk != first.pk


def test_a_holiday_is_asked_first(place: Place, at_work: User) -> None:
    year = timezone.localdate().year + (timezone.localdate() > date(timezone.localdate().year, 8, 17))
    independence = date(year, 8, 17)
    with pytest.raises(hari_buka.HolidayAsked) as asked:
        hari_buka.plan_day(posyandu=place.posyandu, held_on=independence)
    assert "Kemerdekaan" in asked.value.name
    assert hari_buka.plan_day(posyandu=place.posyandu, held_on=independence, on_holiday=True).pk


@pytest.mark.parametrize("days", [61, 400])
def test_too_old_paper_goes_to_the_puskesmas(place: Place, at_work: User, days: int) -> None:
    with pytest.raises(Refused, match="60 hari"):
        hari_buka.plan_day(posyandu=place.posyandu, held_on=timezone.localdate() - timedelta(days=days))


def test_opening_counts_the_balita_of_the_day(place: Place, siti: User) -> None:
    held_on = timezone.localdate()
    five_today = held_on.replace(year=held_on.year - 5)
    factories.make_person(place.posyandu, born_on=held_on)
    factories.make_person(place.posyandu, born_on=five_today + timedelta(days=1))
    factories.make_person(place.posyandu, born_on=five_today)
    factories.make_person(place.other_posyandu, born_on=held_on)
    day = factories.make_hari_buka(place.posyandu, held_on, state="TERJADWAL")
    with scope.of(siti):
        opened = hari_buka.open_day(day=day)
    assert (opened.state, opened.sasaran_balita) == ("DIBUKA", 2)


def test_a_day_does_not_open_before_it_comes(place: Place, siti: User) -> None:
    day = factories.make_hari_buka(
        place.posyandu, timezone.localdate() + timedelta(days=1), state="TERJADWAL"
    )
    with scope.of(siti), pytest.raises(Refused, match="baru"):
        hari_buka.open_day(day=day)


def test_late_paper_opens_a_past_day(place: Place, siti: User) -> None:
    day = factories.make_hari_buka(
        place.posyandu, timezone.localdate() - timedelta(days=20), state="TERJADWAL"
    )
    with scope.of(siti):
        opened = hari_buka.open_day(day=day)
    assert opened.state == "DIBUKA"
    assert opened.opened_at is not None
    assert timezone.localdate(opened.opened_at) > opened.held_on


def test_closing_ends_attendance(place: Place, siti: User) -> None:
    elder = factories.make_person(place.posyandu, born_on=date(1950, 1, 1))
    day = factories.make_hari_buka(place.posyandu)
    with scope.of(siti):
        closed = hari_buka.close_day(day=day, kader_present=5, note="ramai")
        assert (closed.state, closed.kader_present) == ("DITUTUP", 5)
        assert hari_buka.close_day(day=day).kader_present == 5
        with pytest.raises(Refused):
            attendance.attend(day_id=day.pk, person_id=elder.pk, by=siti)


def test_an_unlikely_value_is_looked_at_before_validation(place: Place, siti: User, ratna: User) -> None:
    child = factories.make_person(place.posyandu, born_on=timezone.localdate() - timedelta(days=310))
    day = factories.make_hari_buka(place.posyandu)
    sent: dict[str, Any] = {
        "day_id": day.pk, "person_id": child.pk, "measured": Measured(Decimal(22)), "client_id": new_id(),
        "by": siti,
    }  # fmt: skip
    with scope.of(siti):
        with pytest.raises(LookTwice) as asked:
            record_visit(**sent)
        saved = record_visit(**sent, sure=asked.value.token)
        hari_buka.close_day(day=day)
    with scope.of(ratna):
        with pytest.raises(Refused, match="1 hasil"):
            hari_buka.validate_day(day=day, by=ratna)
        confirm_visit(visit_id=saved.visit_id, by=ratna)
        validated = hari_buka.validate_day(day=day, by=ratna)
    assert (validated.state, validated.validated_by_id) == ("DIVALIDASI", ratna.pk)


def test_a_day_with_people_is_not_cancelled(place: Place, siti: User) -> None:
    elder = factories.make_person(place.posyandu, born_on=date(1950, 1, 1))
    day = factories.make_hari_buka(place.posyandu)
    with scope.of(siti):
        attendance.attend(day_id=day.pk, person_id=elder.pk, by=siti)
        with pytest.raises(Refused, match="Sudah ada yang dilayani"):
            hari_buka.cancel_day(day=day, reason="hujan")


@pytest.mark.parametrize("state", ["DITUTUP", "DIVALIDASI"])
def test_reopening_needs_a_reason(place: Place, ratna: User, state: str) -> None:
    day = factories.make_hari_buka(place.posyandu, state=state)
    with scope.of(ratna):
        with pytest.raises(Refused, match="alasan"):
            hari_buka.reopen_day(day=day, reason=" ")
        assert hari_buka.reopen_day(day=day, reason="satu lembar tertinggal").state == "DIBUKA"


@pytest.mark.parametrize("state", ["TERJADWAL", "DILAPORKAN", "DIBATALKAN"])
def test_what_was_never_closed_is_not_reopened(place: Place, ratna: User, state: str) -> None:
    day = factories.make_hari_buka(place.posyandu, state=state)
    with scope.of(ratna), pytest.raises(Refused):
        hari_buka.reopen_day(day=day, reason="coba")
    with scope.system("test"):
        assert HariBuka.objects.get(pk=day.pk).state == state
