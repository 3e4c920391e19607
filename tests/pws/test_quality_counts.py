"""Counts about records: the refresh of a month, the rebuild of all and a naive count in Python agree."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.dates import period_of
from ilp.base.ids import new_id
from posyandu.models import HariBuka, Visit
from puskesmas.models import Facility, Person
from pws.models import LikelyDuplicate, PosyanduMonth, QualityDigit, QualityMonth, QualityPlace
from pws.rules.quality import Report, Sessions, deadline, report_of, silent_months
from pws.selectors.quality import posts_quality
from pws.services import refresh
from pws.services.identities import count_identities
from tests import factories
from tests.conftest import Place

MONTHS = 4
BEGAN = ("DIBUKA", "DITUTUP", "DIVALIDASI", "DILAPORKAN")
Rows = dict[tuple[Any, ...], tuple[Any, ...]]


class Year:
    """Some months of two posyandu: days in every state, weights that are copied and digits that are liked."""

    def __init__(self, place: Place, seed: int) -> None:
        self.rng = random.Random(seed)
        self.posyandu = [place.posyandu, place.other_posyandu]
        today = timezone.localdate()
        self.children = [
            factories.make_person(self.rng.choice(self.posyandu), born_on=today - timedelta(days=500 + 7 * n))
            for n in range(14)
        ]
        self.days = [day for post in self.posyandu for n in range(MONTHS) for day in self._days(post, n)]
        for day in self.days:
            self._measure(day)

    def _days(self, post: Facility, months_ago: int) -> list[HariBuka]:
        index = period_of(timezone.localdate()) - 1 - months_ago
        year, month = divmod(index, 12)
        states = self.rng.choices([*HariBuka.State, *BEGAN], k=self.rng.choice([0, 1, 2, 2, 2]))
        return [
            factories.make_hari_buka(post, date(year, month + 1, 3 + 9 * n), state=state,
                                     validated_at=timezone.now() if state == "DIVALIDASI" else None)
            for n, state in enumerate(states)
        ]  # fmt: skip

    @factories.as_system
    def _measure(self, day: HariBuka) -> None:
        for child in self.rng.sample(self.children, 9):
            Visit.objects.create(
                id=new_id(), person=child, hari_buka=day, facility=day.posyandu, place="POSYANDU",
                measured_on=day.held_on, desa_id=child.desa_id, posyandu_of_residence_id=child.posyandu_id,
                age_days=(day.held_on - child.born_on).days, age_months=self.rng.choice([20, 20, 59, 60]),
                weight_kg=self.rng.choice([None, *map(Decimal, ("9.00", "9.10", "9.50", "10.05"))]),
                length_height_cm=self.rng.choice([None, *map(Decimal, ("80.0", "80.5", "81.3"))]),
                position=self.rng.choice(["TELENTANG", "BERDIRI", ""]), rule_version="uji",
                recorded_by_id=self.rng.choice([None, 3, 4]), implausible=self.rng.choice([0, 0, 2]),
                is_confirmed=self.rng.random() < 0.5,
                voided_at=timezone.now() if self.rng.random() < 0.1 else None,
            )  # fmt: skip

    def change(self) -> None:
        """A correction by raw SQL: the feed must see it."""
        deed = self.rng.choice(
            ("voided_at = now()", "weight_kg = 9.1", "is_confirmed = true", "implausible = 1")
        )
        with connection.cursor() as cursor, scope.system("test"):
            cursor.execute("select id from posyandu_visit order by id")
            (chosen,) = self.rng.choice(cursor.fetchall())
            cursor.execute(f"update posyandu_visit set {deed} where id = %s", [chosen])


def naive() -> tuple[Rows, Rows]:
    """Counted record by record."""
    with scope.system("test"):
        days = [day for day in HariBuka.objects.all() if day.state in BEGAN]
        live = [one for one in Visit.objects.filter(voided_at=None) if one.age_months < 60]
    months: Rows = {}
    for key in {(day.desa_id, period_of(day.held_on), day.posyandu_id) for day in days}:
        months[key] = _month(key, days, live)
    digits: dict[tuple[Any, ...], Counter[int]] = defaultdict(Counter)
    place_of = {day.pk: (day.desa_id, period_of(day.held_on), day.posyandu_id) for day in days}
    for visit in live:
        if visit.hari_buka_id not in place_of:
            continue
        where = (*place_of[visit.hari_buka_id], visit.recorded_by_id or 0)
        if visit.weight_kg is not None:
            digits[(*where, "W")][int(str(visit.weight_kg).split(".")[1][0])] += 1
        if visit.length_height_cm is not None:
            tool = "L" if visit.position == "TELENTANG" else "H"
            digits[(*where, tool)][int(str(visit.length_height_cm)[-1])] += 1
    return months, {key: ([found[d] for d in range(10)],) for key, found in digits.items()}


def _month(key: tuple[int, int, int], days: list[HariBuka], live: list[Visit]) -> tuple[Any, ...]:
    desa_id, period, _posyandu_id = key
    mine = [d for d in days if (d.desa_id, period_of(d.held_on), d.posyandu_id) == key]
    ids = {day.pk for day in mine}
    visits = [v for v in live if v.hari_buka_id in ids and (v.weight_kg or v.length_height_cm)]
    pairs = [
        (v.weight_kg, b.weight_kg)
        for v in visits for b in live
        if b.person_id == v.person_id and b.desa_id == desa_id and period_of(b.measured_on) == period - 1
        and v.weight_kg is not None and b.weight_kg is not None
    ]  # fmt: skip
    flagged = [v for v in visits if v.implausible]
    return (
        len(mine), sum(d.state != "DIBUKA" for d in mine),
        sum(d.state in {"DIVALIDASI", "DILAPORKAN"} for d in mine),
        max((d.validated_at for d in mine if d.validated_at), default=None),
        len(visits), len(flagged), sum(not v.is_confirmed for v in flagged),
        len(pairs), sum(a == b for a, b in pairs),
        sum(abs(a - b) in {Decimal("0.10"), Decimal("0.05")} for a, b in pairs),
    )  # fmt: skip


def kept() -> tuple[Rows, Rows]:
    with scope.system("test"):
        months = QualityMonth.objects.values_list(
            "desa_id", "period", "posyandu_id", "opened", "closed", "validated", "validated_at", "measured",
            "flagged", "waiting", "pairs", "equal", "near",
        )  # fmt: skip
        digits = QualityDigit.objects.values_list(
            "desa_id", "period", "posyandu_id", "recorder_id", "tool", "digits"
        )
        return {row[:3]: row[3:] for row in months}, {row[:5]: row[5:] for row in digits}


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_refresh_rebuild_and_naive_count_agree(place: Place, seed: int) -> None:
    year = Year(place, seed)
    refresh.refresh_stale()
    assert kept() == naive()
    for _ in range(12):
        year.change()
        refresh.refresh_stale()
        assert kept() == naive()
    assert sum(row[7] for row in kept()[0].values()) > 0, "hardly any pair was counted"
    refresh.rebuild(check_live=False)
    assert kept() == naive()


def test_a_year_of_reports_is_judged_as_the_rule_judges_a_month(place: Place, kepala: User) -> None:
    Year(place, 4)
    refresh.refresh_stale()
    now = period_of(timezone.localdate())
    due = {one: deadline(one, 5) for one in range(now - 11, now + 1)}
    with scope.of(kepala):
        found = {
            post.posyandu_id: post for post in posts_quality([place.desa.pk, place.other_desa.pk], now, due)
        }
    with scope.system("test"):
        months = {(q.posyandu_id, q.period): q for q in QualityMonth.objects.all()}
    for post in found.values():
        reports = []
        for period, until in due.items():
            one = months.get((post.posyandu_id, period))
            at = one.validated_at if one else None
            on = timezone.localtime(at).date() if at else None
            seen = Sessions(one.opened, one.closed, one.validated, on) if one else Sessions()
            reports.append(report_of(seen, until))
        assert (post.in_time, post.reports) == (reports.count(Report.IN_TIME), 12)
        assert post.report is reports[-1]
        with scope.system("test"):
            opened = PosyanduMonth.objects.filter(posyandu_id=post.posyandu_id, period__in=due)
            assert post.silent == silent_months(
                list(opened.order_by("period").values_list("is_open", flat=True))
            )


def test_identities_are_counted_by_posyandu(place: Place) -> None:
    born = date(2024, 5, 17)
    one = factories.make_person(place.posyandu, name="Nur Aisyah", born_on=born, mother_name="Siti")
    other = factories.make_person(place.other_posyandu, name="Nur Aisyah", born_on=born, mother_name="Sitti")
    factories.make_person(place.posyandu, name="Hasan", nik_hash=b"1", nik_missing_reason="")
    factories.make_person(place.posyandu, name="Nur Aisyah", born_on=born, voided_at=timezone.now())
    assert count_identities() == count_identities() == 1
    with scope.system("test"):
        pair = LikelyDuplicate.objects.get()
        counts = set(QualityPlace.objects.values_list("posyandu_id", "people", "without_nik", "duplicates"))
    assert {pair.person_id, pair.other_id} == {one.pk, other.pk}
    assert counts == {(place.posyandu.pk, 2, 1, 1), (place.other_posyandu.pk, 1, 1, 1)}


def test_a_pair_is_shown_only_to_who_may_name_both(
    place: Place, kepala: User, siti: User, ratna: User, budi: User
) -> None:
    born = date(2024, 5, 17)
    people: list[Person] = [
        factories.make_person(post, name="Nur Aisyah", born_on=born)
        for post in (place.posyandu, place.other_posyandu)
    ]
    count_identities()
    assert len(people) == 2
    seen = {}
    for user in (kepala, siti, ratna, budi, factories.make_user(Role.DESA_VIEWER, place.desa)):
        with scope.of(user), connection.cursor() as cursor:
            cursor.execute("select count(*) from pws_likelyduplicate")
            seen[user.username] = cursor.fetchone()[0]
    assert [seen.pop(name) for name in ("kepala", "siti", "ratna", "budi")] == [1, 0, 0, 0]
    assert set(seen.values()) == {0}
