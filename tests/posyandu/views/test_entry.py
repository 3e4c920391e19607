"""Typing one child's measures: kept with four statements of its own, asked, refused, never lost."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.base.ids import new_id
from posyandu.models import Attendance, HariBuka, Visit
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


@pytest.fixture
def day(place: Place) -> HariBuka:
    return factories.make_hari_buka(place.posyandu)


@pytest.fixture
def child(place: Place) -> Person:
    born_on = timezone.localdate() - timedelta(days=310)
    return factories.make_person(place.posyandu, name="Nur Aisyah", sex="P", born_on=born_on)


@pytest.fixture
def at(day: HariBuka, child: Person) -> str:
    return reverse("posyandu:entry", args=[day.pk, child.pk])


def typed(**more: str) -> dict[str, str]:
    return {"client_id": str(new_id()), "weight_kg": "8,1", "position": "TELENTANG", **more}


def visits() -> list[Visit]:
    with scope.system("test"):
        return list(Visit.objects.order_by("recorded_at"))


def test_the_form_shows_the_child_and_the_expected_position(siti: User, at: str) -> None:
    page = factories.logged_in(siti).get(at).content.decode()
    assert "Nur Aisyah" in page
    assert 'value="TELENTANG"' in page
    assert "LILA" in page


def test_a_save_answers_with_status_and_row(siti: User, at: str, child: Person) -> None:
    answer = factories.logged_in(siti).post(at, typed(length_height_cm="70,0"), headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Baru (B)" in page
    assert "Berat badan normal" in page
    assert f'<li id="p-{child.pk}"' in page
    assert 'hx-swap-oob="true"' in page
    assert "<html" not in page
    (visit,) = visits()
    assert (str(visit.weight_kg), str(visit.length_height_cm)) == ("8.10", "70.0")


def test_without_javascript_it_answers_with_a_whole_page(siti: User, at: str) -> None:
    page = factories.logged_in(siti).post(at, typed()).content.decode()
    assert "<html" in page
    assert "Anak berikutnya" in page


@pytest.mark.parametrize(
    ("field", "text", "sentence"),
    [
        ("weight_kg", "8,1 kg", "tanpa satuan"),
        ("weight_kg", "delapan", "bukan angka"),
        ("weight_kg", "8100", "8.100 kg tidak mungkin"),
        ("length_height_cm", "7", "7 cm tidak mungkin"),
        ("muac_cm", "99", "99 cm tidak mungkin"),
    ],
)
def test_what_cannot_be_is_refused_and_stays_typed(
    siti: User, at: str, field: str, text: str, sentence: str
) -> None:
    answer = factories.logged_in(siti).post(at, typed(**{field: text}), headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert f'value="{text}"' in page
    assert f'aria-describedby="id_{field}-error"' in page
    assert visits() == []


def test_an_unlikely_value_is_asked_and_kept_with_the_tick(siti: User, at: str) -> None:
    kader = factories.logged_in(siti)
    sent = typed(weight_kg="22")
    asked = kader.post(at, sent, headers=HTMX)
    page = asked.content.decode()
    assert asked.status_code == 422
    assert "22 kg?" in page
    assert 'value="22"' in page
    assert visits() == []
    token = page.split('name="sure" value="')[1].split('"')[0]
    kept = kader.post(at, sent | {"sure": token}, headers=HTMX)
    assert kept.status_code == 200
    assert "Ukur sekali lagi" in kept.content.decode()
    assert [visit.implausible & 1 for visit in visits()] == [1]


def test_a_second_kader_sees_both_versions(place: Place, siti: User, ratna: User, at: str) -> None:
    factories.logged_in(siti).post(at, typed())
    answer = factories.logged_in(ratna).post(at, typed(weight_kg="8,4"), headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Siti" in page
    assert "8,1 kg" in page
    assert "8,4 kg" in page
    assert len(visits()) == 1


def test_sending_twice_keeps_one(siti: User, at: str) -> None:
    sent, kader = typed(), factories.logged_in(siti)
    first, again = kader.post(at, sent, headers=HTMX), kader.post(at, sent, headers=HTMX)
    assert (first.status_code, again.status_code) == (200, 200)
    assert "Sudah tersimpan tadi" in again.content.decode()
    assert len(visits()) == 1


def test_a_child_that_was_served_opens_for_correction(siti: User, at: str) -> None:
    kader = factories.logged_in(siti)
    kader.post(at, typed())
    (visit,) = visits()
    answer = kader.get(at)
    assert answer.status_code == 302
    assert answer["Location"] == reverse("posyandu:correct", args=[visit.pk])
    assert 'value="8,1"' in kader.get(answer["Location"]).content.decode()


def test_marking_present_and_taking_it_back(place: Place, siti: User, day: HariBuka) -> None:
    elder = factories.make_person(
        place.posyandu, name="Daeng Baso", born_on=timezone.localdate().replace(1950)
    )
    kader, at = factories.logged_in(siti), reverse("posyandu:attend", args=[day.pk, elder.pk])
    marked = kader.post(at, headers=HTMX).content.decode()
    kader.post(at, headers=HTMX)
    assert "Batalkan" in marked
    with scope.system("test"):
        assert Attendance.objects.filter(voided_at=None).count() == 1
    assert "Batalkan" not in kader.post(at, {"batal": "1"}, headers=HTMX).content.decode()
    with scope.system("test"):
        assert Attendance.objects.filter(voided_at=None).count() == 0


@pytest.mark.parametrize(("who", "expected"), [("wati", 404), ("budi", 403), ("kepala", 403)])
@pytest.mark.parametrize("name", ["posyandu:entry", "posyandu:attend"])
def test_others_are_stopped(
    request: pytest.FixtureRequest, day: HariBuka, child: Person, who: str, expected: int, name: str
) -> None:
    browser: Client = factories.logged_in(request.getfixturevalue(who))
    at = reverse(name, args=[day.pk, child.pk])
    assert browser.post(at, typed()).status_code == expected
    assert visits() == []


@pytest.mark.django_db(transaction=True)
def test_a_save_takes_eight_statements(siti: User, at: str, capsys: pytest.CaptureFixture[str]) -> None:
    kader = factories.logged_in(siti)
    kader.get(at)
    with CaptureQueriesContext(connection) as seen:
        assert kader.post(at, typed(), headers=HTMX).status_code == 200
    with capsys.disabled():
        print(f"\nsave: {len(seen)} statements")
        for query in seen.captured_queries:
            print("  ", " ".join(query["sql"].split())[:100])
    assert len(seen) <= 8
