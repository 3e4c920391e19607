"""Posyandu → puskesmas → Dinkes: who stood for what, sealed; opened again with a reason; never changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.db.utils import ProgrammingError
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.access.roles import Role
from ilp.base.dates import period_of, period_start
from ilp.base.ids import new_id
from posyandu.models import HariBuka, MonthOpening, Visit
from posyandu.services.hari_buka import reopen_day
from posyandu.services.measured import Measured
from posyandu.services.visits import record_visit
from puskesmas.models import Facility, Person
from puskesmas.services.refusal import Refused
from pws.models import Alarm, Restatement, Signature, SignedNumbers
from pws.rules.signing import numbers_of
from pws.selectors.signed import late_changes, signed_month
from pws.services import approval, refresh, trust
from tests import factories
from tests.conftest import Place

Deed = Callable[[], Any]


@pytest.fixture
def period() -> int:
    """The month before last: closed on every day of this one."""
    return period_of(timezone.localdate()) - 2


@pytest.fixture
def closing(settings: Any) -> None:
    settings.CLOSING_DAY = 5


@factories.as_system
def weigh(child: Person, day: HariBuka) -> Visit:
    return Visit.objects.create(
        id=new_id(), person=child, hari_buka=day, facility=day.posyandu, place="POSYANDU",
        measured_on=day.held_on, desa_id=child.desa_id, posyandu_of_residence_id=child.posyandu_id,
        age_days=(day.held_on - child.born_on).days,
        age_months=period_of(day.held_on) - period_of(child.born_on), weight_kg=9, kbm_g=200,
        rule_version="uji",
    )  # fmt: skip


@pytest.fixture
def month(place: Place, period: int, closing: None) -> dict[str, Any]:
    """Two posyandu in two desa, each with a validated day on which three of four children were weighed."""
    on = period_start(period).replace(day=10)
    made: dict[str, Any] = {}
    for name, post in (("mawar", place.posyandu), ("melati", place.other_posyandu)):
        children = [factories.make_person(post, born_on=date(on.year - 1, 3, 4)) for _ in range(4)]
        day = factories.make_hari_buka(post, on, state="DIVALIDASI", validated_at=timezone.now())
        for child in children[:3]:
            weigh(child, day)
        made[name] = (children, day)
    refresh.refresh_stale()
    return made


def done(user: User, deed: Deed) -> Any:
    with transaction.atomic(), scope.of(user):
        return deed()


def sign_posts(by: User, *posts: Facility, period: int, note: str = "") -> Any:
    return done(by, lambda: approval.sign_posyandu(posyandu=posts, period=period, by=by, note=note))


def sign(by: User, place: Place, period: int, note: str = "posyandu menyusul") -> Any:
    return done(
        by, lambda: approval.sign_puskesmas(puskesmas=place.puskesmas, period=period, by=by, note=note)
    )


def approve(by: User, place: Place, period: int) -> Any:
    return done(by, lambda: approval.approve(puskesmas=place.puskesmas, period=period, by=by))


def all_rows() -> list[tuple[Any, ...]]:
    with scope.system("test"):
        rows = Signature.objects.order_by("pk")
        return list(rows.values_list("level", "facility_id", "version", "state", "reopened_at"))


def test_a_whole_chain(month: Any, place: Place, period: int, ratna: User, kepala: User, budi: User) -> None:
    nakes = factories.make_user(Role.NAKES_PUSKESMAS, place.puskesmas)
    sign_posts(ratna, place.posyandu, period=period)
    sign_posts(nakes, place.other_posyandu, period=period)
    sign(kepala, place, period, note="")
    approve(budi, place, period)
    assert all_rows() == [
        ("POSYANDU", place.posyandu.pk, 1, "FINAL", None),
        ("POSYANDU", place.other_posyandu.pk, 1, "FINAL", None),
        ("PUSKESMAS", place.puskesmas.pk, 1, "FINAL", None),
        ("DINKES", place.puskesmas.pk, 1, "FINAL", None),
    ]
    with scope.system("test"):
        assert all(approval.seal_holds(one) for one in Signature.objects.all())
        parts = SignedNumbers.objects.filter(signature__level="PUSKESMAS")
        numbers = {part.desa_id: numbers_of(part.body) for part in parts}
        post = SignedNumbers.objects.get(signature__facility=place.posyandu)
    assert {desa: found["GIZ-DS"][:2] for desa, found in numbers.items()} == {
        place.desa.pk: (3, 4), place.other_desa.pk: (3, 4)
    }  # fmt: skip
    assert numbers_of(post.body)["GIZ-DS"][:2] == (3, 4)
    assert done(budi, lambda: signed_month([place.desa.pk], period)).is_changed is False


def test_doing_it_twice_changes_nothing(
    month: Any, place: Place, period: int, kepala: User, budi: User
) -> None:
    assert sign(kepala, place, period) == sign(kepala, place, period)
    assert approve(budi, place, period) == approve(budi, place, period)
    assert len(all_rows()) == 2


def test_the_head_says_why_a_posyandu_was_not_waited_for(
    month: Any, place: Place, period: int, kepala: User
) -> None:
    with pytest.raises(Refused, match="2 posyandu belum ditandatangani"):
        sign(kepala, place, period, note=" ")
    assert sign(kepala, place, period, note="bidan sakit").note == "bidan sakit"


def test_a_nakes_signs_what_was_validated_and_explains_silence(
    month: Any, place: Place, period: int, ratna: User
) -> None:
    with scope.system("test"):
        HariBuka.objects.filter(posyandu=place.posyandu).update(state="DITUTUP")
    refresh.refresh_stale()
    with pytest.raises(Refused, match=r"belum ditutup atau divalidasi: Mawar 1\."):
        sign_posts(ratna, place.posyandu, period=period)
    silent = factories.make_posyandu(place.desa, "Mawar 9")
    refresh.refresh_stale()
    with pytest.raises(Refused, match=r"Tidak ada hari buka di Mawar 9"):
        sign_posts(ratna, silent, period=period)
    (signed,) = sign_posts(ratna, silent, period=period, note="banjir")
    assert (signed.note, signed.state) == ("banjir", "FINAL")


def test_nothing_is_signed_before_the_month_is_over_or_counted(
    month: Any, place: Place, period: int, kepala: User
) -> None:
    with pytest.raises(Refused, match="belum berakhir"):
        sign(kepala, place, period_of(timezone.localdate()))
    weigh(month["mawar"][0][3], month["mawar"][1])
    with pytest.raises(Refused, match="masih dihitung"):
        sign(kepala, place, period)
    refresh.refresh_stale()
    assert sign(kepala, place, period).state == "FINAL"


def test_the_dinkes_approves_nothing_that_was_not_signed_as_final(
    month: Any, place: Place, period: int, kepala: User, budi: User
) -> None:
    with pytest.raises(Refused, match="belum menandatangani"):
        approve(budi, place, period)
    with time_machine.travel(period_start(period + 1).replace(day=2), tick=False):
        assert sign(kepala, place, period).state == "SEMENTARA"
        with pytest.raises(Refused, match="belum menandatangani"):
            approve(budi, place, period)
    assert sign(kepala, place, period).state == "FINAL"
    assert approve(budi, place, period).level == "DINKES"
    assert [(row[2], row[3], row[4] is None) for row in all_rows()] == [
        (1, "SEMENTARA", False), (2, "FINAL", True), (1, "FINAL", True)
    ]  # fmt: skip


def test_each_signature_seals_the_one_before(
    month: Any, place: Place, period: int, kepala: User, budi: User
) -> None:
    first = sign(kepala, place, period)
    approved = approve(budi, place, period)
    assert json.loads(approved.head)["approves"] == first.sha256
    done(budi, lambda: approval.reopen(signature=approved, by=budi, reason="satu posyandu terlambat"))
    second = sign(kepala, place, period)
    assert json.loads(second.head)["previous"] == first.sha256
    assert second.version == 2


def test_opening_again_needs_a_reason_and_lets_posyandu_write_until_it_is_signed_anew(
    month: Any, place: Place, period: int, kepala: User, budi: User
) -> None:
    signed, approved = sign(kepala, place, period), approve(budi, place, period)
    with pytest.raises(Refused, match="Tulis alasan"):
        done(budi, lambda: approval.reopen(signature=approved, by=budi, reason="  "))
    for _ in range(2):
        done(budi, lambda: approval.reopen(signature=approved, by=budi, reason="posyandu terlambat"))
    assert [row[4] is None for row in all_rows()] == [False, False]
    with scope.system("test"):
        openings = set(MonthOpening.objects.filter(ended_at=None).values_list("desa_id", "period", "reason"))
        lines = AuditLine.objects.filter(action="month.reopened").values_list("desa_id", "changes__reason")
        assert set(lines) == {(d, "posyandu terlambat") for d in signed.desa_ids}
    assert openings == {(desa, period, "posyandu terlambat") for desa in signed.desa_ids}
    sign(kepala, place, period)
    with scope.system("test"):
        assert not MonthOpening.objects.filter(ended_at=None).exists()


@pytest.mark.parametrize(
    "tamper",
    [
        "update pws_signednumbers set body = replace(body, '[3,4', '[4,4')",
        "update pws_signednumbers set body = replace(body, '[3,4', '[4,4'), sha256 = encode(sha256("
        "replace(body, '[3,4', '[4,4')::bytea), 'hex')",
        "update pws_signature set signer = 'Budi'",
        "update pws_signature set signed_at = signed_at - interval '1 day'",
        "delete from pws_signednumbers where desa_id = (select min(desa_id) from pws_signednumbers)",
    ],
)
def test_whoever_touches_a_signed_row_in_the_database_breaks_the_seal(
    tamper: str, month: Any, place: Place, period: int, kepala: User, budi: User
) -> None:
    signed = sign(kepala, place, period)
    with connection.cursor() as cursor:
        cursor.execute("reset role")  # as the owner: the application may not
        cursor.execute(tamper)
    with scope.system("test"):
        assert not approval.seal_holds(Signature.objects.get(pk=signed.pk))
    with pytest.raises(Refused, match="Segel angka ini rusak"):
        approve(budi, place, period)


@pytest.mark.parametrize(
    "sql",
    ["update pws_signature set signer = 'x'", "delete from pws_signature",
     "update pws_signednumbers set body = 'x'", "delete from pws_signednumbers",
     "delete from pws_restatement"],
)  # fmt: skip
def test_the_application_may_not_touch_what_was_signed(
    sql: str, month: Any, place: Place, period: int, kepala: User
) -> None:
    sign(kepala, place, period)
    with pytest.raises(ProgrammingError, match="permission denied"):
        done(kepala, lambda: connection.cursor().execute(sql))


def test_a_signature_is_seen_and_made_in_the_own_area_only(
    month: Any, place: Place, period: int, kepala: User, siti: User, wati: User
) -> None:
    sign(kepala, place, period)
    far = factories.make_desa("Cenrana")
    stranger = factories.make_user(Role.KEPALA_PUSKESMAS, factories.make_puskesmas(far))
    counts = {}
    for user in (kepala, siti, wati, stranger):
        counts[user.pk] = done(user, lambda: (Signature.objects.count(), SignedNumbers.objects.count()))
    assert counts == {kepala.pk: (1, 2), siti.pk: (1, 0), wati.pk: (1, 0), stranger.pk: (0, 0)}
    with pytest.raises(ProgrammingError, match="row-level security"):
        done(stranger, lambda: Signature.objects.create(
            level="POSYANDU", facility=place.posyandu, desa_ids=[place.desa.pk], period=period, version=1,
            state="FINAL", head="", sha256="", signed_by_id=stranger.pk, signed_at=timezone.now(),
        ))  # fmt: skip


@pytest.fixture
def corrected(month: Any, place: Place, period: int, kepala: User, ratna: User) -> Signature:
    """A signed month to which a nakes added a forgotten child."""
    signed: Signature = sign(kepala, place, period)
    children, day = month["mawar"]
    done(ratna, lambda: reopen_day(day=day, reason="satu lembar tertinggal", by=ratna))
    done(ratna, lambda: record_visit(
        day_id=day.pk, person_id=children[3].pk, measured=Measured(Decimal("9.0")), client_id=new_id(),
        by=ratna, reason="lembar anak tertinggal di rumah kader",
    ))  # fmt: skip
    refresh.refresh_stale()
    return signed


def test_a_late_change_is_told_with_who_and_why(
    corrected: Signature, place: Place, period: int, budi: User, kepala: User
) -> None:
    for reader in (budi, kepala):
        found = done(reader, lambda: signed_month([place.desa.pk, place.other_desa.pk], period))
        assert found.is_whole
        assert found.by_desa[place.other_desa.pk] == []
        told = {change.code: (change.signed[:2], change.live[:2]) for change in found.by_desa[place.desa.pk]}
        assert told["GIZ-DS"] == ((3, 4), (4, 4))
        together = {change.code: (change.signed[:2], change.live[:2]) for change in found.together}
        assert together["GIZ-DS"] == ((6, 8), (7, 8))
        since = found.since
        assert since is not None
        late = done(reader, partial(late_changes, [place.desa.pk], period, since))
        assert ("Ratna", "visit.recorded", "lembar anak tertinggal di rumah kader", True) in {
            (one.actor, one.action, one.reason, one.is_of_month) for one in late
        }


def test_the_log_of_restatements_grows_when_a_signed_number_moves(
    corrected: Signature, month: Any, place: Place, period: int
) -> None:
    assert trust.log_restatements() > 0
    assert trust.log_restatements() == 0
    with scope.system("test"):
        lines = Restatement.objects.filter(indicator="GIZ-DS")
        assert list(lines.values_list("desa_id", "signed", "live")) == [(place.desa.pk, [3, 4], [4, 4])]
        Visit.objects.filter(person=month["mawar"][0][3]).update(voided_at=timezone.now())
    refresh.refresh_stale()
    assert trust.log_restatements() > 0
    with scope.system("test"):
        lines = Restatement.objects.filter(indicator="GIZ-DS").order_by("pk")
        assert list(lines.values_list("live", flat=True)) == [[4, 4], [3, 4]]


def test_a_broken_identity_raises_an_alarm_until_it_holds(month: Any, place: Place, period: int) -> None:
    quiet = refresh.RebuildResult(0, 0, 0, [])
    assert trust.check_invariants(quiet) == []
    with connection.cursor() as cursor:
        cursor.execute("update pws_balitacell set is_n = is_n + 1 where desa_id = %s", [place.desa.pk])
    broken = {one.rule: one for one in trust.check_invariants(quiet)}
    assert set(broken) == {"N+T+O+B=D", "D′=N+T", "daftar=angka"}
    assert broken["N+T+O+B=D"].desa_ids == [place.desa.pk]
    trust.check_invariants(quiet)
    with scope.system("test"):
        assert Alarm.objects.filter(ended_at=None).count() == 3
    refresh.rebuild(check_live=False)
    assert trust.check_invariants(quiet) == []
    with scope.system("test"):
        assert Alarm.objects.filter(ended_at=None).count() == 0
        assert Alarm.objects.count() == 3


def test_a_rebuild_that_differs_raises_an_alarm(month: Any, place: Place, period: int) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update pws_balitacell set is_n = is_n + 1 where desa_id = %s", [place.desa.pk])
    found = refresh.rebuild(check_live=True)
    (broken,) = trust.check_invariants(found)
    assert (broken.kind, list(broken.desa_ids)) == ("REBUILD", [place.desa.pk])
    assert broken.count > 0
    assert trust.check_invariants(refresh.rebuild(check_live=True)) == []
