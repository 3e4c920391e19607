"""A mistake is replaced by a new row; the old one stays readable and counts nowhere."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.base.ids import new_id
from posyandu.models import HariBuka, Visit
from posyandu.services.hari_buka import close_day
from posyandu.services.measured import Conflict, Measured
from posyandu.services.recompute import recompute_visits
from posyandu.services.visits import Recorded, correct_visit, record_visit, void_visit
from puskesmas.models import Person
from puskesmas.services.identity import Identity
from puskesmas.services.people import correct_person
from puskesmas.services.refusal import Refused
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(place: Place) -> HariBuka:
    return factories.make_hari_buka(place.posyandu)


@pytest.fixture
def child(place: Place) -> Person:
    return factories.make_person(
        place.posyandu, name="Nur", sex="P", born_on=timezone.localdate() - timedelta(days=310)
    )


@pytest.fixture
def saved(day: HariBuka, child: Person, siti: User) -> Recorded:
    with scope.of(siti):
        return record_visit(
            day_id=day.pk,
            person_id=child.pk,
            measured=Measured(Decimal("8.1")),
            client_id=new_id(),
            by=siti,
        )


def rows() -> dict[str, tuple[Decimal | None, bool, bool]]:
    """Weight, is live, is a correction; by id."""
    with scope.system("test"):
        return {
            str(visit.pk): (visit.weight_kg, visit.voided_at is None, visit.corrects_id is not None)
            for visit in Visit.objects.all()
        }


def test_a_correction_is_a_new_row(saved: Recorded, siti: User) -> None:
    new = new_id()
    with scope.of(siti):
        correct_visit(
            visit_id=saved.visit_id, measured=Measured(Decimal("8.4")), reason="", client_id=new, by=siti
        )
    assert rows() == {
        str(saved.visit_id): (Decimal("8.10"), False, False),
        str(new): (Decimal("8.40"), True, True),
    }


def test_sending_a_correction_again_changes_nothing(saved: Recorded, siti: User) -> None:
    sent: dict[str, Any] = {
        "measured": Measured(Decimal("8.4")),
        "reason": "",
        "client_id": new_id(),
        "by": siti,
    }
    with scope.of(siti):
        first = correct_visit(visit_id=saved.visit_id, **sent)
        again = correct_visit(visit_id=saved.visit_id, **sent)
    assert (first.is_new, again.is_new) == (True, False)
    assert len(rows()) == 2


def test_the_corrected_visit_sent_again_is_still_known(
    saved: Recorded, day: HariBuka, child: Person, siti: User
) -> None:
    with scope.of(siti):
        correct_visit(
            visit_id=saved.visit_id, measured=Measured(Decimal("8.4")), reason="", client_id=new_id(), by=siti
        )
        with pytest.raises(Conflict) as told:
            record_visit(
                day_id=day.pk,
                person_id=child.pk,
                measured=Measured(Decimal("8.1")),
                client_id=saved.visit_id,
                by=siti,
            )
    assert told.value.kept is not None
    assert told.value.kept.weight_kg == Decimal("8.40")


def test_an_impossible_correction_leaves_the_old_row(saved: Recorded, siti: User) -> None:
    with scope.of(siti), pytest.raises(Refused):
        correct_visit(
            visit_id=saved.visit_id,
            measured=Measured(Decimal(8400)),
            reason="",
            client_id=new_id(),
            by=siti,
        )
    assert rows() == {str(saved.visit_id): (Decimal("8.10"), True, False)}


def test_after_closing_a_correction_needs_a_reason(saved: Recorded, day: HariBuka, ratna: User) -> None:
    sent: dict[str, Any] = {"measured": Measured(Decimal("8.4")), "client_id": new_id(), "by": ratna}
    with scope.of(ratna):
        close_day(day=day)
        with pytest.raises(Refused, match="alasan"):
            correct_visit(visit_id=saved.visit_id, reason="", **sent)
        correct_visit(visit_id=saved.visit_id, reason="salah ketik", **sent)
    with scope.system("test"):
        assert Visit.objects.get(pk=saved.visit_id).void_reason == "salah ketik"


def test_two_corrections_of_one_visit_conflict(saved: Recorded, siti: User, ratna: User) -> None:
    def correct(by: User, weight: str) -> Recorded:
        with scope.of(by):
            return correct_visit(
                visit_id=saved.visit_id,
                measured=Measured(Decimal(weight)),
                reason="",
                client_id=new_id(),
                by=by,
            )

    correct(siti, "8.4")
    with pytest.raises(Conflict) as told:
        correct(ratna, "8.5")
    assert told.value.kept is not None
    assert told.value.kept.weight_kg == Decimal("8.40")


def test_a_withdrawn_visit_needs_a_reason_and_frees_the_day(
    saved: Recorded, day: HariBuka, child: Person, siti: User
) -> None:
    with scope.of(siti):
        with pytest.raises(Refused, match="alasan"):
            void_visit(visit_id=saved.visit_id, reason="", by=siti)
        void_visit(visit_id=saved.visit_id, reason="tertukar", by=siti)
        again = record_visit(
            day_id=day.pk,
            person_id=child.pk,
            measured=Measured(Decimal("7.9")),
            client_id=new_id(),
            by=siti,
        )
    assert again.is_new
    assert [live for _weight, live, _corrects in rows().values()].count(True) == 1


def test_a_corrected_birth_date_recomputes_the_visits(saved: Recorded, child: Person, siti: User) -> None:
    earlier = child.born_on - timedelta(days=56)
    with scope.of(siti):
        changed = correct_person(
            person=child,
            identity=Identity("Nur", "P", earlier, nik_missing_reason="TIDAK_DIBAWA"),
        )
        assert changed == {"born_on"}
        assert recompute_visits(person_id=child.pk) == 1
        assert recompute_visits(person_id=child.pk) == 0
    with scope.system("test"):
        visit = Visit.objects.get(pk=saved.visit_id)
        (line,) = AuditLine.objects.filter(action="visit.recomputed")
    before = saved.assessment
    assert visit.age_days == 366
    assert visit.wfa_z is not None
    assert visit.wfa_z < (before.growth.weight_for_age.z_rounded or 0)
    assert (visit.weight_kg, visit.kbm_g) == (Decimal("8.10"), 200)
    assert line.changes["before"]["age_days"] == 310


def test_a_birth_date_after_a_visit_is_refused(saved: Recorded, child: Person, place: Place) -> None:
    with scope.system("test"):
        Person.objects.filter(pk=child.pk).update(born_on=timezone.localdate() + timedelta(days=1))
        with pytest.raises(Refused, match="sebelum tanggal lahir"):
            recompute_visits(person_id=child.pk)
