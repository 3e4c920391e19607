"""A visit is kept once, judged by the rules, and never lost (02 §6; style §3)."""

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
from posyandu.models import HariBuka, Visit
from posyandu.rules.kms import KmsStatus
from posyandu.services.measured import Conflict, LookTwice, Measured
from posyandu.services.visits import Recorded, record_visit
from puskesmas.models import Person
from puskesmas.services.refusal import Refused
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(place: Place) -> HariBuka:
    return factories.make_hari_buka(place.posyandu)


@pytest.fixture
def child(place: Place) -> Person:
    """A girl of about ten months."""
    return factories.make_person(
        place.posyandu, name="Nur", sex="P", born_on=timezone.localdate() - timedelta(days=310)
    )


@pytest.fixture
def at_work(siti: User) -> Iterator[User]:
    with scope.of(siti):
        yield siti


def measured(weight: str | None = "8.1", **more: Any) -> Measured:
    return Measured(weight_kg=Decimal(weight) if weight else None, **more)


def record(day: HariBuka, child: Person, by: User, values: Measured | None = None, **more: Any) -> Recorded:
    return record_visit(
        **{
            "day_id": day.pk,
            "person_id": child.pk,
            "measured": values or measured(),
            "client_id": new_id(),
            "by": by,
            **more,
        }
    )


def stored() -> list[Visit]:
    with scope.system("test"):
        return list(Visit.objects.order_by("recorded_at"))


def test_it_keeps_raw_values_and_what_the_rules_say(day: HariBuka, place: Place, siti: User) -> None:
    """The first vector of 02a §3: a girl of 366 days, 7.0 kg, 64.0 cm lying."""
    girl = factories.make_person(place.posyandu, sex="P", born_on=timezone.localdate() - timedelta(days=366))
    with scope.of(siti):
        saved = record(
            day, girl, siti, measured("7.0", length_height_cm=Decimal("64.0"), position="TELENTANG")
        )
    (visit,) = stored()
    assert saved.is_new
    raw = (visit.weight_kg, visit.length_height_cm, visit.position)
    assert raw == (Decimal("7.00"), Decimal("64.0"), "TELENTANG")
    assert (visit.age_days, visit.person_id, visit.desa_id) == (366, girl.pk, day.desa_id)
    assert (visit.wfa_z, visit.lhfa_z, visit.wflh_z, visit.bmifa_z) == (-2.06, -3.90, 0.24, 0.50)
    classes = (visit.wfa_class, visit.lhfa_class, visit.wflh_class)
    assert classes == ("BB_KURANG", "SANGAT_PENDEK", "GIZI_BAIK")
    assert (visit.kbm_g, visit.is_bgm, visit.implausible, visit.muac_class) == (200, False, 0, "")
    assert (visit.rule_version, visit.facility_id, visit.recorded_by_id) == (
        "balita-2020", day.posyandu_id, siti.pk,
    )  # fmt: skip
    assert saved.assessment.month is not None
    assert saved.assessment.month.status is KmsStatus.FIRST_TIME


def test_it_leaves_one_audit_line_without_a_name(day: HariBuka, child: Person, at_work: User) -> None:
    saved = record(day, child, at_work)
    with scope.system("test"):
        (line,) = AuditLine.objects.filter(action="visit.recorded")
    assert line.subject_ids == [saved.visit_id]
    assert line.actor_id == at_work.pk
    assert line.changes["person"] == str(child.pk)
    assert "Nur" not in str(line.changes)


def test_sending_it_again_changes_nothing(day: HariBuka, child: Person, at_work: User) -> None:
    sent: dict[str, Any] = {"client_id": new_id()}
    first = record(day, child, at_work, **sent)
    again = record(day, child, at_work, measured("8.10"), **sent)
    assert (first.is_new, again.is_new) == (True, False)
    assert again.visit_id == first.visit_id
    assert len(stored()) == 1


def test_the_same_id_with_other_values_is_a_conflict(day: HariBuka, child: Person, at_work: User) -> None:
    sent: dict[str, Any] = {"client_id": new_id()}
    record(day, child, at_work, **sent)
    with pytest.raises(Conflict) as refused:
        record(day, child, at_work, measured("8.4"), **sent)
    assert refused.value.kept is not None
    assert refused.value.kept.weight_kg == Decimal("8.10")
    assert refused.value.sent.weight_kg == Decimal("8.4")
    assert [visit.weight_kg for visit in stored()] == [Decimal("8.10")]


def test_a_second_visit_on_the_day_is_a_conflict(day: HariBuka, child: Person, at_work: User) -> None:
    record(day, child, at_work)
    with pytest.raises(Conflict) as refused:
        record(day, child, at_work)
    assert refused.value.kept is not None
    assert refused.value.kept.recorded_by_id == at_work.pk


def test_an_id_of_another_childs_visit_is_a_conflict(
    day: HariBuka, child: Person, place: Place, at_work: User
) -> None:
    sent: dict[str, Any] = {"client_id": new_id()}
    record(day, child, at_work, **sent)
    other = factories.make_person(place.posyandu, born_on=child.born_on)
    with scope.of(at_work), pytest.raises(Conflict) as refused:
        record(day, other, at_work, **sent)
    assert refused.value.kept is None
    assert len(stored()) == 1


@pytest.mark.parametrize(("weight", "status"), [("8.29", "T"), ("8.30", "N"), ("7.90", "T")])
def test_n_needs_the_least_gain(place: Place, siti: User, weight: str, status: str) -> None:
    today = timezone.localdate()
    last_month = today.replace(day=1) - timedelta(days=1)
    child = factories.make_person(place.posyandu, sex="P", born_on=today - timedelta(days=280))
    before = factories.make_hari_buka(place.posyandu, last_month)
    now = factories.make_hari_buka(place.posyandu, today)
    with scope.of(siti):
        record(before, child, siti, measured("8.00"))
        saved = record(now, child, siti, measured(weight))
    assert (saved.assessment.age_months, saved.assessment.kbm_g) == (9, 300)
    assert saved.assessment.month is not None
    assert saved.assessment.month.status.value == status


def test_an_unlikely_weight_is_asked_and_kept_when_confirmed(
    day: HariBuka, child: Person, at_work: User
) -> None:
    with pytest.raises(LookTwice) as asked:
        record(day, child, at_work, measured("22"))
    ((column, question),) = asked.value.questions
    assert column == "weight_kg"
    assert question.startswith("22 kg?")
    assert stored() == []
    saved = record(day, child, at_work, measured("22"), sure=asked.value.token)
    (visit,) = stored()
    assert saved.is_new
    assert (visit.implausible & 1, visit.is_confirmed) == (1, False)
    assert visit.asked == ["PERLU_UKUR_ULANG"]


def test_a_confirmation_of_other_values_confirms_nothing(day: HariBuka, child: Person, at_work: User) -> None:
    with pytest.raises(LookTwice) as asked:
        record(day, child, at_work, measured("22"))
    with pytest.raises(LookTwice):
        record(day, child, at_work, measured("23"), sure=asked.value.token)
    assert stored() == []


def test_an_impossible_weight_is_refused_with_the_value(day: HariBuka, child: Person, at_work: User) -> None:
    with pytest.raises(Refused) as refused:
        record(day, child, at_work, measured("8100"))
    assert list(refused.value.problems) == ["weight_kg"]
    assert "8.100 kg" in refused.value.problems["weight_kg"]
    assert "8,1" in refused.value.problems["weight_kg"]
    assert stored() == []


def test_nothing_measured_is_refused(day: HariBuka, child: Person, at_work: User) -> None:
    with pytest.raises(Refused, match="Belum ada ukuran"):
        record(day, child, at_work, measured(None, position="TELENTANG"))


@pytest.mark.parametrize("state", ["TERJADWAL", "DITUTUP", "DIVALIDASI", "DIBATALKAN"])
def test_only_an_open_day_takes_visits(place: Place, child: Person, siti: User, state: str) -> None:
    day = factories.make_hari_buka(place.posyandu, state=state)
    with scope.of(siti), pytest.raises(Refused):
        record(day, child, siti)
    assert stored() == []


def test_somebody_of_five_years_is_only_marked_present(place: Place, day: HariBuka, siti: User) -> None:
    person = factories.make_person(place.posyandu, born_on=date(2015, 1, 1))
    with scope.of(siti), pytest.raises(Refused, match="sudah 5 tahun"):
        record(day, person, siti)


def test_a_kader_of_another_desa_finds_neither_day_nor_child(
    day: HariBuka, child: Person, wati: User
) -> None:
    with scope.of(wati), pytest.raises(HariBuka.DoesNotExist):
        record(day, child, wati)
    assert stored() == []


def test_a_child_that_moved_here_keeps_its_history(
    place: Place, child: Person, siti: User, wati: User
) -> None:
    today = timezone.localdate()
    last_month = today.replace(day=1) - timedelta(days=1)
    newcomer = factories.make_person(place.other_posyandu, sex="L", born_on=today - timedelta(days=400))
    with scope.of(wati):
        record(factories.make_hari_buka(place.other_posyandu, last_month), newcomer, wati, measured("9.0"))
    factories.move(newcomer, place.posyandu, today)
    with scope.of(siti):
        saved = record(factories.make_hari_buka(place.posyandu, today), newcomer, siti, measured("9.3"))
    assert saved.assessment.month is not None
    assert saved.assessment.month.status is KmsStatus.GAINED
    assert saved.assessment.month.gain_g == 300


def test_it_takes_four_statements(
    day: HariBuka, child: Person, at_work: User, django_assert_num_queries: Any
) -> None:
    with django_assert_num_queries(4):
        record(day, child, at_work)
