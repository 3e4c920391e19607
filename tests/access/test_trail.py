"""Who may read the trail, and what it shows."""

from uuid import uuid4

import pytest
from django.db import transaction
from django.test import Client

from ilp.access import audit, scope, trail
from ilp.access.models import User
from tests.conftest import Place
from tests.factories import logged_in

pytestmark = pytest.mark.django_db
PERSON = uuid4()


@pytest.fixture
def deeds(place: Place, siti: User, wati: User) -> None:
    """Siti reads one person and lists two; Wati records a visit in the other desa."""
    with transaction.atomic(), scope.of(siti):
        audit.record("person.read", "person", [PERSON], desa_id=place.desa.pk)
        audit.record("person.listed", "person", [PERSON, uuid4()], desa_id=place.desa.pk)
    with transaction.atomic(), scope.of(wati):
        audit.record(
            "visit.recorded", "person", [uuid4()], desa_id=place.other_desa.pk, changes={"weight_kg": "9.80"}
        )


def shown(client: Client, **query: str) -> list[tuple[str, str]]:
    lines = client.get("/jejak/", query).context["lines"]
    return [(line.actor.split("(")[1].strip(")"), line.deed) for line in lines if "audit" not in line.deed]


def test_kepala_sees_what_was_done_in_the_puskesmas(deeds: None, kepala: User) -> None:
    assert shown(logged_in(kepala)) == [
        ("wati", "mencatat kunjungan"),
        ("siti", "melihat daftar orang"),
        ("siti", "membuka data orang"),
    ]


def test_it_finds_one_person(deeds: None, kepala: User) -> None:
    assert len(shown(logged_in(kepala), orang=str(PERSON))) == 2


def test_it_finds_one_actor_and_one_deed(deeds: None, kepala: User) -> None:
    client = logged_in(kepala)
    assert shown(client, pelaku="Wati") == [("wati", "mencatat kunjungan")]
    assert shown(client, tindakan="person.read") == [("siti", "membuka data orang")]
    assert shown(client, hari="2020-01-01") == []


def test_a_search_that_cannot_be_understood_names_the_value(deeds: None, kepala: User) -> None:
    response = logged_in(kepala).get("/jejak/", {"orang": "Aisyah", "hari": "kemarin"})
    html = response.content.decode()
    assert "bukan nomor orang" in html
    assert "Aisyah" in html
    assert "Tanggal tidak dikenal" in html


def test_reading_the_trail_leaves_a_line(kepala: User) -> None:
    client = logged_in(kepala)
    client.get("/jejak/")
    assert [line.deed for line in client.get("/jejak/").context["lines"]][:1] == ["membaca jejak audit"]


def test_pages_follow_each_other_without_gap(place: Place, siti: User, kepala: User) -> None:
    with transaction.atomic(), scope.of(siti):
        for _line in range(trail.LINES_PER_PAGE + 10):
            audit.record("person.read", "person", [uuid4()], desa_id=place.desa.pk)
    client = logged_in(kepala)
    first = client.get("/jejak/", {"pelaku": "siti"}).context
    second = client.get("/jejak/", {"pelaku": "siti", "sebelum": first["older"]}).context
    keys = [line.pk for line in (*first["lines"], *second["lines"])]
    assert (len(first["lines"]), len(second["lines"])) == (50, 10)
    assert keys == sorted(set(keys), reverse=True)
    assert second["older"] is None


def test_kader_and_dinkes_do_not_read_the_trail(siti: User, budi: User, visitor: Client) -> None:
    assert logged_in(siti).get("/jejak/").status_code == 403
    assert logged_in(budi).get("/jejak/").status_code == 403
    assert visitor.get("/jejak/").status_code == 302


def test_the_screen_costs_a_fixed_number_of_statements(
    deeds: None, kepala: User, django_assert_max_num_queries: object
) -> None:
    client = logged_in(kepala)
    with django_assert_max_num_queries(8):  # type: ignore[operator]
        client.get("/jejak/")
