"""A new child in one short form, straight on to its measures; corrections and moves; the page of a person."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.base.ids import new_id
from posyandu.models import Visit
from posyandu.services.measured import Measured
from posyandu.services.visits import record_visit
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


def typed(place: Place, **more: str) -> dict[str, object]:
    return {
        "name": "Bayi Ny. Hasnah",
        "sex": "P",
        "born_on": (timezone.localdate() - timedelta(days=40)).isoformat(),
        "nik": "",
        "nik_missing_reason": "BAYI",
        "mother_name": "Hasnah",
        "birth_weight_g": "3100",
        "has_buku_kia": "on",
        "posyandu": place.posyandu.pk,
        "rt": "2",
        "person_id": str(new_id()),
        **more,
    }


def people() -> list[Person]:
    with scope.system("test"):
        return list(Person.objects.all())


def test_a_new_child_goes_straight_to_its_measures(place: Place, siti: User) -> None:
    day = factories.make_hari_buka(place.posyandu)
    kader = factories.logged_in(siti)
    answer = kader.post(reverse("puskesmas:new_person"), typed(place, hari_buka=str(day.pk)))
    (child,) = people()
    assert answer.status_code == 302
    assert answer["Location"] == reverse("posyandu:entry", args=[day.pk, child.pk])
    assert kader.get(answer["Location"]).status_code == 200
    assert (child.birth_weight_g, child.posyandu_id, child.nik_missing_reason) == (
        3100,
        place.posyandu.pk,
        "BAYI",
    )


def test_sending_a_new_child_twice_keeps_one(place: Place, siti: User) -> None:
    sent = typed(place)
    kader = factories.logged_in(siti)
    for _ in range(2):
        assert kader.post(reverse("puskesmas:new_person"), sent).status_code == 302
    assert len(people()) == 1


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"nik": "12345", "nik_missing_reason": ""}, "harus 16 angka"),
        ({"nik_missing_reason": ""}, "pilih alasan"),
        ({"birth_weight_g": "3,1"}, "tidak mungkin"),
        ({"birth_weight_g": "3100 g"}, "tanpa satuan"),
        ({"name": " "}, "Isi nama"),
        ({"born_on": "kemarin"}, "Tanggal tidak dikenal"),
    ],
)
def test_what_is_wrong_is_said_and_stays_typed(
    place: Place, siti: User, change: dict[str, str], sentence: str
) -> None:
    answer = factories.logged_in(siti).post(reverse("puskesmas:new_person"), typed(place, **change))
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page
    assert 'value="Hasnah"' in page
    assert people() == []


def test_a_corrected_birth_date_moves_the_classes(place: Place, siti: User) -> None:
    today = timezone.localdate()
    child = factories.make_person(place.posyandu, name="Nur", sex="P", born_on=today - timedelta(days=310))
    day = factories.make_hari_buka(place.posyandu)
    with scope.of(siti):
        record_visit(
            day_id=day.pk, person_id=child.pk, measured=Measured(Decimal("7")), client_id=new_id(), by=siti
        )
    at = reverse("puskesmas:edit_person", args=[child.pk])
    kader = factories.logged_in(siti)
    sent = typed(place, name="Nur", born_on=(today - timedelta(days=366)).isoformat())
    assert kader.post(at, sent).status_code == 302
    with scope.system("test"):
        visit = Visit.objects.get()
    assert (visit.age_days, visit.wfa_z) == (366, -2.06)
    refused = kader.post(at, sent | {"born_on": (today + timedelta(days=1)).isoformat()})
    assert refused.status_code == 422
    with scope.system("test"):
        assert Visit.objects.get().age_days == 366


def test_a_move_takes_the_child_along(place: Place, siti: User, wati: User) -> None:
    child = factories.make_person(place.posyandu, name="Nur")
    sent = {"posyandu": place.other_posyandu.pk, "moved_on": timezone.localdate().isoformat(), "rt": "1"}
    at = reverse("puskesmas:move_person", args=[child.pk])
    answer = factories.logged_in(siti).post(at, sent)
    assert (answer.status_code, answer["Location"]) == (302, reverse("posyandu:days"))
    page = reverse("posyandu:person", args=[child.pk])
    assert factories.logged_in(siti).get(page).status_code == 404
    assert factories.logged_in(wati).get(page).status_code == 200


def test_the_page_shows_growth_with_classes(place: Place, siti: User) -> None:
    today = timezone.localdate()
    child = factories.make_person(place.posyandu, name="Nur", sex="P", born_on=today - timedelta(days=366))
    day = factories.make_hari_buka(place.posyandu)
    with scope.of(siti):
        record_visit(
            day_id=day.pk, person_id=child.pk, measured=Measured(Decimal("7")), client_id=new_id(), by=siti
        )
    page = factories.logged_in(siti).get(reverse("posyandu:person", args=[child.pk])).content.decode()
    assert "Berat badan kurang" in page
    assert "B, baru" in page
    assert "<svg" in page
    assert "KMS: berat badan menurut umur" in page
    assert "chart-girl" in page


ACCESS = {  # url name            ratna siti wati budi kepala
    "posyandu:person": (200, 200, 404, 403, 200),
    "puskesmas:edit_person": (200, 200, 404, 403, 403),
    "puskesmas:move_person": (200, 200, 404, 403, 403),
}
CAST = ("ratna", "siti", "wati", "budi", "kepala")


@pytest.mark.parametrize("name", ACCESS)
@pytest.mark.parametrize("who", CAST)
def test_who_may(request: pytest.FixtureRequest, place: Place, name: str, who: str) -> None:
    child = factories.make_person(place.posyandu)
    answer = factories.logged_in(request.getfixturevalue(who)).get(reverse(name, args=[child.pk]))
    assert answer.status_code == ACCESS[name][CAST.index(who)]
