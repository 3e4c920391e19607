"""A nakes diagnoses by ICD-10; findings only suggest (05 §12). Findings are ended or set aside, and stay."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.base.ids import new_id
from posyandu import icd10
from posyandu.life import life_of
from posyandu.models import Diagnosis, Finding, Visit
from posyandu.selectors.care import diagnosis_lines, finding_lines
from posyandu.services.diagnoses import add_diagnosis, resolve_diagnosis, suggested, void_diagnosis
from posyandu.services.findings import end_finding, override_finding
from posyandu.services.forms import clinical_on
from puskesmas.models import Person
from puskesmas.services.refusal import Refused
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db


def ago(days: int) -> date:
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def person(place: Place) -> Person:
    return factories.make_person(place.posyandu, name="Rahmat", sex="L", born_on=ago(16_000))


@pytest.fixture
def bidan(ratna: User) -> Iterator[User]:
    with scope.of(ratna):
        yield ratna


def add(person: Person, by: User, code: str = "I10", on: date | None = None) -> Diagnosis:
    return add_diagnosis(
        person_id=person.pk, diagnosis_id=new_id(), icd10_code=code, diagnosed_on=on or ago(3), by=by
    )


@factories.as_system
def find(
    person: Person, place: Place, code: str = "GIZI_KURANG", *, days: int = 2, **more: object
) -> Finding:
    visit = Visit.objects.create(
        id=new_id(), person=person, facility=place.posyandu, place="PUSTU", measured_on=ago(days),
        desa=place.desa, posyandu_of_residence=place.posyandu, age_days=100, age_months=3, weight_kg=5,
        rule_version="uji",
    )  # fmt: skip
    return Finding.objects.create(
        visit=visit, person=person, code=code, found_on=ago(days), rule_version="uji", desa=place.desa,
        posyandu=place.posyandu, **more,
    )  # fmt: skip


def test_a_code_is_kept_in_its_usual_form(person: Person, bidan: User) -> None:
    assert add(person, bidan, "e119").icd10 == "E11.9"
    assert AuditLine.objects.get(action="diagnosis.added").changes["icd10"] == "E11.9"


def test_a_kader_diagnoses_nothing(person: Person, siti: User) -> None:
    with scope.of(siti), pytest.raises(PermissionDenied), transaction.atomic():
        add(person, siti)


def test_unknown_codes_and_impossible_days_are_refused(person: Person, bidan: User) -> None:
    for code, on in (("X99Z", ago(1)), ("I10", ago(-1)), ("I10", ago(16_001))):
        with pytest.raises(Refused):
            add(person, bidan, code, on)
    assert not Diagnosis.objects.exists()


def test_the_same_illness_stands_once_and_may_come_back(person: Person, bidan: User) -> None:
    kept = add(person, bidan)
    with pytest.raises(Refused):
        add(person, bidan)
    with pytest.raises(Refused):
        resolve_diagnosis(diagnosis_id=kept.pk, resolved_on=ago(4), by=bidan)
    resolve_diagnosis(diagnosis_id=kept.pk, resolved_on=ago(1), by=bidan)
    assert add(person, bidan, on=ago(0)).pk != kept.pk


def test_a_mistake_is_withdrawn_with_a_reason(person: Person, bidan: User) -> None:
    kept = add(person, bidan)
    with pytest.raises(Refused):
        void_diagnosis(diagnosis_id=kept.pk, reason="", by=bidan)
    void_diagnosis(diagnosis_id=kept.pk, reason="Salah orang", by=bidan)
    assert life_of(person.pk).diagnoses == []


@pytest.mark.parametrize(
    ("code", "hidden"), [("F32.9", True), ("B20", True), ("Z21", True), ("B16.9", True), ("I10", False)]
)
def test_sensitive_ones_are_for_a_nakes_only(person: Person, bidan: User, code: str, hidden: bool) -> None:
    add(person, bidan, code)
    life = life_of(person.pk)
    assert [line.code for line in diagnosis_lines(life, sees_sensitive=True)] == [code]
    assert (diagnosis_lines(life, sees_sensitive=False) == []) is hidden


def test_findings_suggest_codes_that_exist_and_write_nothing(person: Person, place: Place) -> None:
    clinical = clinical_on(timezone.localdate())
    assert [code.code for code in suggested(["GIZI_KURANG", "LILA_GIZI_KURANG"], clinical)] == [
        "E44.0",
        "E44.1",
    ]
    find(person, place)
    with scope.system("test"):
        assert not Diagnosis.objects.exists()


def test_every_code_of_the_reference_is_known() -> None:
    from posyandu.rules.showing import FINDINGS

    wanted = {code for finding in FINDINGS.values() for code in finding.icd10}
    wanted |= {code for row in clinical_on(ago(0)).rows("diagnosis.saran") for code in row["codes"]}
    assert {code for code in wanted if icd10.find(code) is None} == set()
    assert {row["finding"] for row in clinical_on(ago(0)).rows("diagnosis.saran")} <= FINDINGS.keys()


@pytest.mark.parametrize(
    ("typed", "first"), [("darah tinggi", "I10"), ("hypertension", "I10"), ("E44", "E44.0"), ("dbd", "A91"),
                         ("o14", "O14.9"), ("kencing manis", "E11.9")],
)  # fmt: skip
def test_the_search_takes_words_of_both_languages_and_codes(typed: str, first: str) -> None:
    assert icd10.search(typed)[0].code == first


def test_one_letter_or_nonsense_finds_nothing() -> None:
    assert icd10.search("a") == icd10.search("   ") == icd10.search("qqqq") == []


def test_a_nakes_sets_a_finding_aside_with_a_reason(person: Person, place: Place, bidan: User) -> None:
    row = find(person, place)
    with pytest.raises(Refused):
        override_finding(finding_id=row.pk, reason=" ", by=bidan)
    override_finding(finding_id=row.pk, reason="Sudah diperiksa dokter", by=bidan)
    row.refresh_from_db()
    assert (row.state, row.end_reason, row.ended_by_id) == (
        "DIKESAMPINGKAN", "Sudah diperiksa dokter", bidan.pk,
    )  # fmt: skip
    assert AuditLine.objects.get(action="finding.overridden").changes["finding"] == "GIZI_KURANG"
    with pytest.raises(Refused):
        end_finding(finding_id=row.pk, by=bidan)


def test_a_kader_sets_nothing_aside_and_ends_no_sensitive_finding(
    person: Person, place: Place, siti: User
) -> None:
    plain, hidden = find(person, place), find(person, place, "SRQ20_TINGGI", is_sensitive=True)
    with scope.of(siti):
        with pytest.raises(PermissionDenied), transaction.atomic():
            override_finding(finding_id=plain.pk, reason="Tidak perlu", by=siti)
        with pytest.raises(PermissionDenied), transaction.atomic():
            end_finding(finding_id=hidden.pk, by=siti)
        assert end_finding(finding_id=plain.pk, by=siti).state == "SELESAI"


def test_only_the_newest_of_a_kind_is_open(person: Person, place: Place, bidan: User) -> None:
    find(person, place, days=40)
    newest = find(person, place, days=2)
    lines = finding_lines(life_of(person.pk), sees_sensitive=True)
    assert [line.id for line in lines] == [newest.pk]
    end_finding(finding_id=newest.pk, by=bidan)
    assert finding_lines(life_of(person.pk), sees_sensitive=True) == []
