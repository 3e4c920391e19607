"""A whole card on a hari buka: asked by stage, judged, completed by a second laptop, never lost."""

from __future__ import annotations

import re
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.base.ids import new_id
from posyandu.models import Finding, HariBuka, Visit
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db

HTMX = {"HX-Request": "true"}


def years_ago(years: float) -> date:
    return timezone.localdate() - timedelta(days=round(years * 365.25))


@pytest.fixture
def day(place: Place) -> HariBuka:
    return factories.make_hari_buka(place.posyandu)


@pytest.fixture
def mother(place: Place) -> Person:
    person = factories.make_person(place.posyandu, name="Hasnah", sex="P", born_on=years_ago(27))
    factories.make_pregnancy(person, lmp_on=timezone.localdate() - timedelta(weeks=22))
    return person


@pytest.fixture
def at(day: HariBuka, mother: Person) -> str:
    return reverse("posyandu:card", args=[day.pk, mother.pk])


def typed(**more: str) -> dict[str, str]:
    return {"client_id": str(new_id()), "kartu": "bumil", "weight_kg": "58,4", **more}


def live() -> list[Visit]:
    with scope.system("test"):
        return list(Visit.objects.filter(voided_at=None))


def found() -> dict[str, Finding]:
    with scope.system("test"):
        return {finding.code: finding for finding in Finding.objects.filter(voided_at=None)}


def test_a_pregnant_woman_gets_the_card_of_the_pregnant(siti: User, at: str) -> None:
    page = factories.logged_in(siti).get(at).content.decode()
    assert "Kartu bantu ibu hamil" in page
    assert 'name="systolic_mmhg"' in page
    assert 'name="hb_g_dl"' not in page, "a kader does not measure Hb"


def test_a_nakes_is_asked_more(ratna: User, at: str) -> None:
    assert 'name="hb_g_dl"' in factories.logged_in(ratna).get(at).content.decode()


def test_a_save_is_judged_and_told(siti: User, at: str, mother: Person) -> None:
    sent = typed(systolic_mmhg="145", diastolic_mmhg="92", muac_cm="23,2")
    answer = factories.logged_in(siti).post(at, sent, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 200, page
    assert f'id="p-{mother.pk}"' in page
    (visit,) = live()
    assert (visit.form, visit.form_version, visit.systolic_mmhg) == ("bumil", "bumil-1", 145)
    assert (visit.gestation_weeks, visit.weight_kg) == (22, Decimal("58.40"))
    assert visit.pregnancy_id is not None
    assert {"RJK-BUMIL-TD", "RJK-BUMIL-KEK"} <= {finding.rule for finding in found().values()}
    pressure = next(finding for finding in found().values() if finding.rule == "RJK-BUMIL-TD")
    assert pressure.values["systolic_mmhg"] == 145
    assert pressure.due_on == timezone.localdate() + timedelta(days=1)


def test_a_save_costs_four_statements_of_its_own(siti: User, at: str) -> None:
    client = factories.logged_in(siti)
    client.post(at, typed(), headers=HTMX)
    sent = typed(weight_kg="58,5", base_id=str(live()[0].pk))
    with CaptureQueriesContext(connection) as queries:
        client.post(at, sent, headers=HTMX)
    own = [
        sql
        for sql in (each["sql"] for each in queries)
        if re.search(r"(from|into) (posyandu_|access_audit)", sql)
    ]
    assert len(own) <= 3, own  # with the lock, the life and the audit line: nothing else is asked
    assert len(queries) <= 9, [each["sql"][:80] for each in queries]


def test_what_a_mental_score_says_is_for_a_nakes_only(
    siti: User, ratna: User, day: HariBuka, place: Place
) -> None:
    """The score is no question of the form, so its finding has no sensitive input."""
    man = factories.make_person(place.posyandu, name="Rahmat", sex="L", born_on=years_ago(40))
    sent = {"client_id": str(new_id()), "kartu": "dewasa", "mental_tool": "SRQ20"}
    sent |= {f"srq_{number}": "ya" for number in range(1, 9)}
    said = "Ada beban pikiran yang perlu ditolong"
    at, here = reverse("posyandu:card", args=[day.pk, man.pk]), reverse("posyandu:person", args=[man.pk])
    assert said in factories.logged_in(ratna).post(at, sent, headers=HTMX).content.decode()
    assert found()["JIWA_RUJUK"].is_sensitive
    assert said in factories.logged_in(ratna).get(here).content.decode()
    assert said not in factories.logged_in(siti).get(here).content.decode()


def test_sending_it_again_changes_nothing(siti: User, at: str) -> None:
    client, sent = factories.logged_in(siti), typed(systolic_mmhg="120", diastolic_mmhg="80")
    assert [client.post(at, sent, headers=HTMX).status_code for _ in range(2)] == [200, 200]
    assert [str(visit.pk) for visit in live()] == [sent["client_id"]]


def test_a_second_laptop_adds_its_answers(siti: User, ratna: User, at: str) -> None:
    factories.logged_in(siti).post(at, typed(muac_cm="24,0"), headers=HTMX)
    answer = factories.logged_in(ratna).post(
        at, {"client_id": str(new_id()), "kartu": "bumil", "hb_g_dl": "10,4"}, headers=HTMX
    )
    assert answer.status_code == 200, answer.content.decode()
    (visit,) = live()
    assert (visit.muac_cm, visit.hb_g_dl, visit.by_nakes) == (Decimal("24.0"), Decimal("10.4"), True)


def test_two_different_answers_are_shown_side_by_side(siti: User, ratna: User, at: str) -> None:
    factories.logged_in(siti).post(at, typed(weight_kg="58,4"), headers=HTMX)
    answer = factories.logged_in(ratna).post(at, typed(weight_kg="68,4"), headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "58,4 kg" in page
    assert 'value="68,4"' in page, "what was typed stays"
    assert [visit.weight_kg for visit in live()] == [Decimal("58.40")]


def test_who_saw_the_answers_may_empty_one(siti: User, at: str) -> None:
    client = factories.logged_in(siti)
    client.post(at, typed(muac_cm="22,0"), headers=HTMX)
    assert "RJK-BUMIL-KEK" in {finding.rule for finding in found().values()}
    client.post(at, typed(base_id=str(live()[0].pk)), headers=HTMX)
    (visit,) = live()
    assert visit.muac_cm is None
    assert "RJK-BUMIL-KEK" not in {finding.rule for finding in found().values()}


def test_what_is_unlikely_is_asked_again_and_kept_when_sure(siti: User, at: str) -> None:
    client, sent = factories.logged_in(siti), typed(weight_kg="118")
    answer = client.post(at, sent, headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "118 kg?" in page
    token = page.split('name="sure" value="')[1].split('"')[0]
    assert client.post(at, {**sent, "sure": token}, headers=HTMX).status_code == 200
    assert live()[0].asked == [token]


@pytest.mark.parametrize(
    ("field", "text", "said"),
    [
        ("weight_kg", "24,9", "tidak mungkin"),
        ("weight_kg", "58 kg", "tanpa satuan"),
        ("systolic_mmhg", "abc", "abc"),
    ],
)
def test_what_cannot_be_is_refused_beside_its_field(
    siti: User, at: str, field: str, text: str, said: str
) -> None:
    answer = factories.logged_in(siti).post(at, typed(**{field: text}), headers=HTMX)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert said in page
    assert f'value="{text}"' in page
    assert live() == []


def test_a_kader_cannot_send_what_a_nakes_measures(siti: User, at: str) -> None:
    factories.logged_in(siti).post(at, typed(hb_g_dl="7,0"), headers=HTMX)
    assert live()[0].hb_g_dl is None


def test_a_kader_of_another_desa_finds_nothing(wati: User, at: str) -> None:
    assert factories.logged_in(wati).get(at).status_code == 404
    assert factories.logged_in(wati).post(at, typed()).status_code == 404
