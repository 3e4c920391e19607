"""Counts of a desa and month beside its indicators: the same for everybody who may read its numbers."""

from __future__ import annotations

from datetime import date
from html import escape

import pytest
from django.db import connection
from django.db.utils import ProgrammingError
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.dates import period_of
from ilp.base.ids import new_id
from posyandu.models import Finding, Visit
from puskesmas.models import Area, Facility, Family
from pws.selectors.figures import HIDDEN
from pws.selectors.places import PlaceKind, find_place
from pws.selectors.situation import Situation, Stage, situation
from pws.services import refresh
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


def referred_at_home(posyandu: Facility, *states: str) -> None:
    """An adult with a family, visited at home today, with a referral in each of these states."""
    with scope.system("test"):
        family = Family.objects.create(id=new_id(), desa=posyandu.area, posyandu=posyandu)
        person = factories.make_person(posyandu, sex="P", born_on=date(1980, 3, 1), family=family)
        visit = Visit.objects.create(
            id=new_id(), person=person, facility=posyandu, place="KUNJUNGAN_RUMAH", form="dewasa",
            measured_on=timezone.localdate(), desa=posyandu.area, posyandu_of_residence=posyandu,
            age_days=17_000, age_months=558, rule_version="uji",
        )  # fmt: skip
        for number, state in enumerate(states):
            Finding.objects.create(
                visit=visit, person=person, code=f"UJI_{number}", found_on=visit.measured_on,
                refer_to="PUSKESMAS", due_on=visit.measured_on, rule_version="uji", state=state,
                desa=posyandu.area, posyandu=posyandu, end_reason="" if state == "TERBUKA" else "diobati",
            )  # fmt: skip


@pytest.fixture
def referred(place: Place) -> Facility:
    """The other posyandu of the desa; here and there somebody was referred and somebody has ended it."""
    beside = factories.make_posyandu(place.desa, "Mawar 2", puskesmas=place.puskesmas)
    for posyandu in (place.posyandu, beside):
        referred_at_home(posyandu, "TERBUKA", "SELESAI")
        referred_at_home(posyandu, "SELESAI", "DIKESAMPINGKAN")
    refresh.refresh_stale(limit=1_000)
    return beside


def told(user: User, place: Place) -> Situation:
    with scope.of(user):
        today = timezone.localdate()
        here = find_place(
            PlaceKind.DESA, place.desa.code, scope=scope.current(), today=today, year=today.year
        )
        return situation(here, period=period_of(today))


@pytest.mark.parametrize("role", [Role.DINKES_SUPERVISOR, Role.DESA_VIEWER, Role.KEPALA_PUSKESMAS])
def test_who_reads_no_names_reads_the_same_counts(place: Place, referred: Facility, role: Role) -> None:
    at: dict[Role, Area | Facility] = {
        Role.DINKES_SUPERVISOR: place.kabupaten,
        Role.DESA_VIEWER: place.desa,
        Role.KEPALA_PUSKESMAS: place.puskesmas,
    }
    found = told(factories.make_user(role, at[role]), place)
    assert (found.residents, found.families, found.home_visits) == (4, 4, 4)
    stages = {one.code: one for one in found.stages}
    assert stages["adult"] == Stage("adult", residents=4, attended=4, referred=4, ended=2)
    assert [post.name for post in found.posts] == ["Mawar 1", "Mawar 2"]


def test_a_kader_reads_those_of_the_own_posyandu(place: Place, referred: Facility, siti: User) -> None:
    found = told(siti, place)
    assert (found.residents, found.families, found.home_visits) == (2, 2, 2)
    stages = {one.code: one for one in found.stages}
    assert (stages["adult"].referred, stages["adult"].ended) == (2, 1)
    assert [post.name for post in found.posts] == ["Mawar 1"]


def test_a_desa_outside_the_scope_tells_nothing(place: Place, referred: Facility, wati: User) -> None:
    with scope.of(wati), connection.cursor() as cursor, pytest.raises(ProgrammingError, match="scope"):
        cursor.execute("select pws_situation(%s, %s)", [place.desa.id, period_of(timezone.localdate())])


def test_few_home_visits_are_hidden_from_the_desa(place: Place, referred: Facility) -> None:
    kades = factories.make_user(Role.DESA_VIEWER, place.desa)
    text = factories.logged_in(kades).get(reverse("pws:situation", args=[place.desa.code])).content.decode()
    assert f"Kunjungan rumah bulan ini: {escape(HIDDEN)} kunjungan" in text
