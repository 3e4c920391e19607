"""The day sheet: who is expected, who sees it, what it costs; and the day's own buttons."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.base.ids import new_id
from posyandu.models import HariBuka
from posyandu.services.measured import Measured
from posyandu.services.visits import record_visit
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(place: Place) -> HariBuka:
    return factories.make_hari_buka(place.posyandu)


def baby(place: Place, name: str, days: int = 310) -> Person:
    return factories.make_person(
        place.posyandu, name=name, sex="P", born_on=timezone.localdate() - timedelta(days=days)
    )


def sheet(user: User, day: HariBuka, query: str = "") -> str:
    answer = factories.logged_in(user).get(reverse("posyandu:day", args=[day.pk]) + query)
    assert answer.status_code == 200
    return answer.content.decode()


def test_it_lists_balita_first_and_others_in_their_tab(place: Place, siti: User, day: HariBuka) -> None:
    child = baby(place, "Nur Aisyah")
    factories.make_person(place.posyandu, name="Daeng Baso", born_on=date(1950, 8, 17))
    factories.make_person(place.other_posyandu, name="Anak Sebelah")
    page = sheet(siti, day)
    assert "Nur Aisyah" in page
    assert "Daeng Baso" not in page
    assert "Anak Sebelah" not in page
    assert f'href="{reverse("posyandu:entry", args=[day.pk, child.pk])}"' in page
    assert "Daeng Baso" in sheet(siti, day, "?kelompok=lansia")


def test_the_search_finds_everybody_of_the_posyandu(place: Place, siti: User, day: HariBuka) -> None:
    elder = factories.make_person(place.posyandu, name="Daeng Baso", born_on=date(1950, 8, 17))
    page = sheet(siti, day, "?cari=baso")
    assert "Daeng Baso" in page
    assert f'formaction="{reverse("posyandu:attend", args=[day.pk, elder.pk])}"' in page


def test_every_name_shown_is_in_one_audit_line(place: Place, siti: User, day: HariBuka) -> None:
    children = {baby(place, "Satu").pk, baby(place, "Dua").pk}
    factories.make_person(place.posyandu, name="Daeng Baso", born_on=date(1950, 8, 17))
    sheet(siti, day)
    with scope.system("test"):
        (line,) = AuditLine.objects.filter(action="person.listed")
    assert set(line.subject_ids) == children
    assert line.actor_id == siti.pk


def test_a_served_child_shows_its_status(place: Place, siti: User, day: HariBuka) -> None:
    child = baby(place, "Nur Aisyah")
    with scope.of(siti):
        record_visit(
            day_id=day.pk, person_id=child.pk, measured=Measured(Decimal("6.0")), client_id=new_id(), by=siti
        )
    page = sheet(siti, day)
    assert "B, baru" in page
    assert "BB kurang" in page
    assert ">1/1<" in page
    with scope.of(siti):
        summary = factories.logged_in(siti).get(reverse("posyandu:summary", args=[day.pk]))
    assert "Perlu ke pustu/puskesmas (1)" in summary.content.decode()


@pytest.mark.django_db(transaction=True)
def test_the_sheet_takes_eight_statements(place: Place, siti: User, day: HariBuka) -> None:
    for number in range(12):
        baby(place, f"Anak {number}", days=200 + number)
    kader = factories.logged_in(siti)
    at = reverse("posyandu:day", args=[day.pk])
    kader.get(at)
    with CaptureQueriesContext(connection) as seen:
        kader.get(at)
    assert len(seen) <= 8, [query["sql"][:80] for query in seen.captured_queries]


ACCESS = {  # url name: method, state of the day, then the answers
    #                                       ratna siti wati budi kepala
    "posyandu:day": ("get", "DIBUKA", (200, 200, 404, 403, 200)),
    "posyandu:summary": ("get", "DIBUKA", (200, 200, 404, 403, 200)),
    "posyandu:open_day": ("post", "TERJADWAL", (302, 302, 404, 403, 403)),
    "posyandu:close_day": ("post", "DIBUKA", (302, 302, 404, 403, 403)),
    "posyandu:validate_day": ("post", "DITUTUP", (302, 403, 404, 403, 403)),
    "posyandu:cancel_day": ("post", "TERJADWAL", (302, 302, 404, 403, 403)),
    "posyandu:reopen_day": ("post", "DITUTUP", (302, 403, 404, 403, 403)),
    "posyandu:api_sheet": ("get", "DIBUKA", (200, 200, 404, 403, 200)),
}
CAST = ("ratna", "siti", "wati", "budi", "kepala")


@pytest.mark.parametrize("name", ACCESS)
@pytest.mark.parametrize("who", CAST)
def test_who_may(request: pytest.FixtureRequest, place: Place, name: str, who: str) -> None:
    method, state, answers = ACCESS[name]
    day = factories.make_hari_buka(place.posyandu, state=state)
    browser = factories.logged_in(request.getfixturevalue(who))
    answer = getattr(browser, method)(reverse(name, args=[day.pk]), {"reason": "hujan"})
    assert answer.status_code == answers[CAST.index(who)]


def test_a_holiday_is_asked_on_the_form(place: Place, siti: User) -> None:
    kader = factories.logged_in(siti)
    today = timezone.localdate()
    on = date(today.year + (today > date(today.year, 8, 17)), 8, 17)
    sent = {"posyandu": place.posyandu.pk, "held_on": on.isoformat(), "place": "Balai desa"}
    asked = kader.post(reverse("posyandu:plan"), sent)
    assert asked.status_code == 422
    assert "Kemerdekaan" in asked.content.decode()
    assert 'value="Balai desa"' in asked.content.decode()
    assert kader.post(reverse("posyandu:plan"), sent | {"on_holiday": "on"}).status_code == 302


def test_cancelling_without_a_reason_keeps_the_page(place: Place, siti: User) -> None:
    day = factories.make_hari_buka(place.posyandu, state="TERJADWAL")
    answer = factories.logged_in(siti).post(reverse("posyandu:cancel_day", args=[day.pk]))
    assert answer.status_code == 422
    assert "Tulis alasan pembatalan" in answer.content.decode()
