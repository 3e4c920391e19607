"""A laptop sends its rows: each is kept, found again, in conflict or refused on its own."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.base.ids import new_id
from posyandu.models import HariBuka, Visit
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


@pytest.fixture
def day(place: Place) -> HariBuka:
    return factories.make_hari_buka(place.posyandu)


def child(place: Place) -> Person:
    return factories.make_person(place.posyandu, sex="P", born_on=timezone.localdate() - timedelta(days=310))


def row(person: Person, **more: Any) -> dict[str, Any]:
    return {"id": str(new_id()), "person": str(person.pk), "weight_kg": "8,1", **more}


def send(user: User, day: HariBuka, *rows: Any) -> list[dict[str, Any]]:
    at = reverse("posyandu:api_visits", args=[day.pk])
    answer = factories.logged_in(user).post(at, {"rows": list(rows)}, content_type="application/json")
    assert answer.status_code == 200, answer.content
    found: list[dict[str, Any]] = answer.json()["rows"]
    return found


def kept() -> int:
    with scope.system("test"):
        return Visit.objects.filter(voided_at=None).count()


def test_one_bad_row_holds_back_none(place: Place, siti: User, day: HariBuka) -> None:
    good, heavy, odd = row(child(place)), row(child(place), weight_kg=8100), row(child(place), weight_kg=22)
    words, last = row(child(place), weight_kg="berat"), row(child(place), weight_kg=7.9)
    answers = send(siti, day, good, heavy, odd, words, "bukan baris", {"id": "x"}, last)
    assert [answer["status"] for answer in answers] == [
        "kept", "refused", "refused", "refused", "refused", "refused", "kept",
    ]  # fmt: skip
    assert [answer["id"] for answer in answers[:2]] == [good["id"], heavy["id"]]
    assert "8.100 kg" in answers[1]["messages"][0]["text"]
    assert answers[2]["confirm"]
    assert answers[3]["messages"][0]["field"] == "weight_kg"
    assert kept() == 2


def test_a_row_says_its_status_and_advice(place: Place, siti: User, day: HariBuka) -> None:
    (answer,) = send(siti, day, row(child(place)))
    assert {"index": "", "kind": "info", "word": "Baru (B)"} in answer["badges"]
    assert answer["kept"] is None


def test_sending_all_again_keeps_each_once(place: Place, siti: User, day: HariBuka) -> None:
    rows = [row(child(place)), row(child(place))]
    send(siti, day, *rows)
    answers = send(siti, day, *rows)
    assert [answer["status"] for answer in answers] == ["duplicate", "duplicate"]
    assert kept() == 2


def test_an_unlikely_row_is_kept_when_confirmed(place: Place, siti: User, day: HariBuka) -> None:
    odd = row(child(place), weight_kg=22)
    (asked,) = send(siti, day, odd)
    (answer,) = send(siti, day, odd | {"sure": asked["confirm"]})
    assert answer["status"] == "kept"
    assert kept() == 1


def test_a_conflict_holds_both_versions(place: Place, siti: User, ratna: User, day: HariBuka) -> None:
    person = child(place)
    send(siti, day, row(person))
    (answer,) = send(ratna, day, row(person, weight_kg="8,4"))
    assert answer["status"] == "conflict"
    assert (answer["kept"]["weight_kg"], answer["kept"]["recorded_by"]) == ("8.10", "Siti")
    assert "Siti" in answer["messages"][0]["text"]
    assert kept() == 1


def test_a_child_of_another_desa_is_refused(place: Place, siti: User, day: HariBuka) -> None:
    stranger = factories.make_person(place.other_posyandu)
    (answer,) = send(siti, day, row(stranger))
    assert (answer["status"], answer["messages"][0]["field"]) == ("refused", "person")
    assert kept() == 0


@pytest.mark.parametrize(("who", "status"), [("wati", 404), ("budi", 403), ("kepala", 403)])
def test_others_send_nothing(
    request: pytest.FixtureRequest, place: Place, day: HariBuka, who: str, status: int
) -> None:
    browser = factories.logged_in(request.getfixturevalue(who))
    at = reverse("posyandu:api_visits", args=[day.pk])
    sent = browser.post(at, {"rows": [row(child(place))]}, content_type="application/json")
    assert sent.status_code == status
    assert kept() == 0


def test_the_sheet_lists_who_is_expected(place: Place, siti: User, day: HariBuka) -> None:
    person = child(place)
    factories.make_person(place.other_posyandu)
    sheet = factories.logged_in(siti).get(reverse("posyandu:api_sheet", args=[day.pk])).json()
    assert [each["person"] for each in sheet["rows"]] == [str(person.pk)]
    assert (sheet["state"], sheet["group"]) == ("DIBUKA", "balita")
