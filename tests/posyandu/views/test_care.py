"""Pages of pregnancy, birth, immunisation, diagnosis and findings: what is typed stays, and what is asked."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.base.ids import new_id
from posyandu.care_forms import PlainSelect
from posyandu.life import life_of
from posyandu.models import Diagnosis, Finding, Given, Newborn, Pregnancy, Visit
from posyandu.selectors.care import Care, care_of
from posyandu.services.forms import clinical_on
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 8


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def mother(place: Place) -> Person:
    return factories.make_person(place.posyandu, name="Hasnah", sex="P", born_on=ago(27 * 365))


@pytest.fixture
def child(place: Place) -> Person:
    return factories.make_person(place.posyandu, name="Nur", sex="P", born_on=ago(130), mother_name="Hasnah")


@pytest.fixture
def kader(siti: User) -> Client:
    return factories.logged_in(siti)


@pytest.fixture
def bidan(ratna: User) -> Client:
    return factories.logged_in(ratna)


@factories.as_system
def pregnant(mother: Person, lmp_on: date) -> Pregnancy:
    return Pregnancy.objects.create(
        id=new_id(), person=mother, desa=mother.desa, posyandu=mother.posyandu, lmp_on=lmp_on,
        first_known_on=lmp_on + timedelta(days=30),
    )  # fmt: skip


@factories.as_system
def found(person: Person, place: Place, code: str, **more: Any) -> Finding:
    visit = Visit.objects.create(
        id=new_id(), person=person, facility=place.posyandu, place="PUSTU", measured_on=ago(2),
        desa=place.desa, posyandu_of_residence=place.posyandu, age_days=100, age_months=3, weight_kg=5,
        rule_version="uji",
    )  # fmt: skip
    return Finding.objects.create(
        visit=visit, person=person, code=code, found_on=ago(2), rule_version="uji", desa=place.desa,
        posyandu=place.posyandu, **more,
    )  # fmt: skip


def rows(model: Any) -> list[Any]:
    with scope.system("test"):
        return list(model.objects.all())


def test_a_refused_pregnancy_keeps_what_was_typed(kader: Client, mother: Person) -> None:
    address = reverse("posyandu:new_pregnancy", args=[mother.pk])
    typed = {"lmp_on": ago(70).isoformat(), "dated_by": "HPHT", "height_cm": "1,5", "husband_name": "Rahmat"}
    answer = kader.post(address, typed)
    text = answer.content.decode()
    assert answer.status_code == 422
    assert 'value="1,5"' in text
    assert 'value="Rahmat"' in text
    assert "tidak mungkin" in text
    assert rows(Pregnancy) == []


def test_an_unlikely_answer_is_asked_and_then_kept(kader: Client, mother: Person) -> None:
    address = reverse("posyandu:new_pregnancy", args=[mother.pk])
    typed = {"lmp_on": ago(70).isoformat(), "dated_by": "HPHT", "spacing_months": "10"}
    asked = kader.post(address, typed)
    assert asked.status_code == 422
    sure = asked.context["sure"]
    assert f'value="{sure}"' in asked.content.decode()
    kept = kader.post(address, {**typed, "sure": sure})
    (pregnancy,) = rows(Pregnancy)
    assert kept.headers["Location"] == reverse("posyandu:pregnancy", args=[mother.pk, pregnancy.pk])
    page = kader.get(kept.headers["Location"]).content.decode()
    assert "Catat persalinan" in page
    assert AuditLine.objects.filter(action="person.read", subject_ids=[mother.pk]).exists()


def test_a_birth_with_a_forgotten_twin_and_a_mistake(kader: Client, mother: Person) -> None:
    pregnancy = pregnant(mother, ago(300))
    address = reverse("posyandu:delivery", args=[mother.pk, pregnancy.pk])
    birth = {"day": ago(20).isoformat(), "time": "08:15", "anak": "1", "attendant": "BIDAN"}
    first = {
        "anak-0-new_id": str(new_id()),
        "anak-0-sex": "P",
        "anak-0-is_live": "YA",
        "anak-0-name": "Aisyah",
    }
    more = kader.post(address, {**birth, **first, "tambah": "1"})
    text = more.content.decode()
    assert (more.status_code, more.context["count"]) == (200, 2)
    assert 'value="Aisyah"' in text
    assert rows(Newborn) == []
    second = {"anak-1-new_id": str(new_id()), "anak-1-sex": "L", "anak-1-is_live": "YA"}
    wrong = kader.post(address, {**birth, "anak": "2", **first, **second, "anak-1-birth_weight_g": "31"})
    assert wrong.status_code == 422
    assert wrong.context["children"][1].errors.keys() == {"birth_weight_g"}
    assert rows(Newborn) == []
    kept = kader.post(address, {**birth, "anak": "2", **first, **second, "anak-1-birth_weight_g": "3100"})
    assert kept.status_code == 302
    assert len(rows(Newborn)) == 2
    again = kader.get(address).content.decode()
    assert 'value="08:15"' in again
    assert "Bayi 2 Ny. Hasnah" in again


def test_several_doses_in_one_go_and_empty_lines_say_nothing(kader: Client, child: Person) -> None:
    address = reverse("posyandu:doses", args=[child.pk])
    page = kader.get(address)
    assert page.context["found"].due  # what is due is offered first
    assert page.context["forms"][0].initial["code"] == page.context["found"].due[0]
    answer = kader.post(address, {"baris": "3", **line(0, "BCG", ago(100)), **line(1, "OPV1", None),
                                  **line(2, "DPT1", ago(125))})  # fmt: skip
    assert answer.status_code == 302
    assert sorted(row.code for row in rows(Given)) == ["BCG", "DPT1"]
    shown = kader.get(address).content.decode()
    assert "terlalu muda" in shown
    assert "Terlalu dini, perlu diulang" in shown


def test_the_t_status_is_told_to_women_not_to_babies(kader: Client, mother: Person, child: Person) -> None:
    for person in (mother, child):
        address = reverse("posyandu:doses", args=[person.pk])
        kader.post(address, {"baris": "2", **line(0, "TD", ago(60)), **line(1, "TD", ago(30))})
    assert "T2, terlindungi sampai" in kader.get(reverse("posyandu:doses", args=[mother.pk])).content.decode()
    assert kader.get(reverse("posyandu:doses", args=[child.pk])).context["found"].td == ""


def test_an_option_is_chosen_and_escaped() -> None:
    widget = PlainSelect(choices=[("", "–"), ("A", "<b>A & B</b>")])
    assert widget.render("kode", "A", {"id": "x"}) == (
        '<select id="x" name="kode"><option value="">–</option>'
        '<option value="A" selected>&lt;b&gt;A &amp; B&lt;/b&gt;</option></select>'
    )


def test_nothing_is_chosen_for_the_reader(kader: Client, mother: Person) -> None:
    pregnancy = pregnant(mother, ago(300))
    address = reverse("posyandu:delivery", args=[mother.pk, pregnancy.pk])
    birth = {"day": ago(20).isoformat(), "time": "08:15", "anak": "1"}
    refused = kader.post(address, {**birth, "anak-0-new_id": str(new_id()), "anak-0-is_live": "YA"})
    assert refused.status_code == 422
    assert refused.context["children"][0].errors.keys() == {"sex"}
    page = kader.get(address).content.decode()
    assert '<option value="L" selected' not in page


@pytest.mark.parametrize(("source", "where"), [("DIBERIKAN", "POSYANDU"), ("BUKU_KIA", "FASKES_LAIN")])
def test_a_dose_without_a_place_was_given_where_its_source_says(
    kader: Client, child: Person, source: str, where: str
) -> None:
    sent = {**line(0, "BCG", ago(100)), "dosis-0-source": source, "dosis-0-place": ""}
    kader.post(reverse("posyandu:doses", args=[child.pk]), {"baris": "1", **sent})
    assert [row.place for row in rows(Given)] == [where]


def test_a_wrong_day_stays_in_its_line(kader: Client, child: Person) -> None:
    address = reverse("posyandu:doses", args=[child.pk])
    answer = kader.post(address, {"baris": "2", **line(0, "", None), **line(1, "BCG", ago(131))})
    assert answer.status_code == 422
    assert answer.context["forms"][1].errors.keys() == {"given_on"}
    assert f'value="{ago(131).isoformat()}"' in answer.content.decode()
    assert rows(Given) == []


def line(row: int, code: str, on: date | None) -> dict[str, str]:
    values = {
        "code": code, "given_on": on.isoformat() if on else "", "source": "BUKU_KIA", "place": "POSYANDU",
        "dose_id": str(new_id()),
    }  # fmt: skip
    return {f"dosis-{row}-{name}": value for name, value in values.items()}


def test_a_nakes_searches_by_word_and_adds(bidan: Client, child: Person) -> None:
    address = reverse("posyandu:diagnoses", args=[child.pk])
    part = bidan.get(address, {"cari": "gizi buruk"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in part
    assert 'value="E43"' in part
    sent = {"icd10": "E43", "diagnosed_on": ago(0).isoformat(), "diagnosis_id": str(new_id())}
    assert bidan.post(address, sent).status_code == 302
    assert bidan.post(address, sent).status_code == 302
    assert [row.icd10 for row in rows(Diagnosis)] == ["E43"]
    missing = bidan.post(address, {**sent, "icd10": ""})
    assert missing.status_code == 422
    assert "Pilih satu kode" in missing.content.decode()


def test_findings_suggest_a_code_and_choose_none(bidan: Client, child: Person, place: Place) -> None:
    found(child, place, "GIZI_KURANG")
    page = bidan.get(reverse("posyandu:diagnoses", args=[child.pk]))
    assert [code.code for code in page.context["suggested"]] == ["E44.0", "E44.1"]
    assert "checked" not in page.content.decode()
    assert rows(Diagnosis) == []


def test_a_kader_sees_no_sensitive_diagnosis_and_no_sensitive_finding(
    kader: Client, bidan: Client, mother: Person, place: Place
) -> None:
    hidden = found(mother, place, "SRQ20_TINGGI", is_sensitive=True)
    address = reverse("posyandu:diagnoses", args=[mother.pk])
    for code in ("F32.9", "I10"):
        sent = {"icd10": code, "diagnosed_on": ago(0).isoformat(), "diagnosis_id": str(new_id())}
        assert bidan.post(address, sent).status_code == 302
    assert "F32.9" in bidan.get(address).content.decode()
    seen = kader.get(address).content.decode()
    assert "I10" in seen
    assert "F32" not in seen
    assert "Depresi" not in seen
    assert kader.get(reverse("posyandu:finding", args=[mother.pk, hidden.pk])).status_code == 404
    assert bidan.get(reverse("posyandu:finding", args=[mother.pk, hidden.pk])).status_code == 200


def test_setting_aside_needs_a_reason(bidan: Client, child: Person, place: Place) -> None:
    row = found(child, place, "GIZI_KURANG", rule="RJK-BALITA-WASTING", due_on=ago(-1))
    address = reverse("posyandu:override_finding", args=[child.pk, row.pk])
    refused = bidan.post(address, {"reason": ""})
    assert refused.status_code == 422
    assert "Tulis alasan" in refused.content.decode()
    assert bidan.post(address, {"reason": "Sudah diperiksa"}).status_code == 302
    assert rows(Finding)[0].state == "DIKESAMPINGKAN"


def test_a_finding_of_another_person_is_not_found(
    bidan: Client, child: Person, mother: Person, place: Place
) -> None:
    row = found(child, place, "GIZI_KURANG")
    assert bidan.get(reverse("posyandu:finding", args=[mother.pk, row.pk])).status_code == 404


@pytest.mark.parametrize("name", ["doses", "diagnoses", "new_pregnancy"])
def test_pages_ask_few_statements(bidan: Client, mother: Person, name: str) -> None:
    address = reverse(f"posyandu:{name}", args=[mother.pk])
    bidan.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert bidan.get(address).status_code == 200
    assert len(asked) <= MOST_STATEMENTS, [query["sql"][:80] for query in asked]


def test_the_page_of_a_pregnancy_asks_few_statements(bidan: Client, mother: Person) -> None:
    pregnancy = pregnant(mother, ago(100))
    address = reverse("posyandu:pregnancy", args=[mother.pk, pregnancy.pk])
    bidan.get(address)
    with CaptureQueriesContext(connection) as asked:
        assert "Hasnah" in bidan.get(address).content.decode()
    assert len(asked) <= MOST_STATEMENTS + 1, [query["sql"][:80] for query in asked]


def test_the_summary_needs_no_statement(child: Person, mother: Person, place: Place, ratna: User) -> None:
    found(mother, place, "GIZI_KURANG", due_on=ago(-3))
    pregnant(mother, ago(100))
    with scope.of(ratna):
        life, clinical = life_of(mother.pk), clinical_on(ago(0))
        with CaptureQueriesContext(connection) as asked:
            care = care_of(
                life, sex="P", born_on=mother.born_on, on=ago(0), clinical=clinical, may_record=True
            )
            text = render_to_string("posyandu/_care.html", {"care": care, "person": mother})
    assert len(asked) == 0
    assert isinstance(care, Care)
    assert "Hamil 14 minggu, trimester 2" in text
    assert not care.may_register
    assert [line.code for line in care.findings] == ["GIZI_KURANG"]
