"""A new version of a form is data and rules only: no view, no migration; old records show the old card."""

from __future__ import annotations

import copy
import tomllib
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import transaction

from ilp.access import scope
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.ids import new_id
from posyandu.life import life_of
from posyandu.models.visit import Place as At
from posyandu.selectors.card_print import columns_of
from posyandu.selectors.timeline import timeline
from posyandu.services import forms
from posyandu.services.placing import elsewhere
from posyandu.services.records import Kept, record_form
from puskesmas.models import Person
from puskesmas.services.refusal import Refused
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db

FILE = Path(settings.BASE_DIR) / "posyandu" / "reference" / "forms" / "dewasa-1.toml"
BEFORE, AFTER = date(2026, 10, 20), date(2026, 11, 2)


@pytest.fixture(autouse=True)
def _fresh() -> Any:
    forms.forget()
    yield
    forms.forget()


@pytest.fixture
def admin(place: Place) -> User:
    return factories.make_user(Role.DINKES_ADMIN, place.kabupaten, "dinkes-admin")


@pytest.fixture
def man(place: Place) -> Person:
    return factories.make_person(place.posyandu, name="Baso", sex="L", born_on=date(1980, 5, 1))


def second_version() -> dict[str, Any]:
    """dewasa-1 with two more questions, from next month on."""
    body = copy.deepcopy(tomllib.loads(FILE.read_text("utf-8")))
    body["version"], body["valid_from"] = "dewasa-2", "2026-11-01"
    body["sections"][0]["fields"] += [
        {"id": "sleep_hours", "code": "tidur_jam", "label": "Lama tidur", "type": "decimal", "unit": "jam",
         "decimals": 1, "hard": [0, 24], "card": 90},
        {"id": "eats_fruit", "code": "buah", "label": "Makan buah setiap hari", "type": "bool", "card": 91},
    ]  # fmt: skip
    return body


def record(man: Person, by: User, place: Place, on: date, **typed: str) -> Kept:
    with transaction.atomic(), scope.of(by):
        where, who = elsewhere(person_id=man.pk, on=on, place=At.PUSTU, facility_id=place.pustu.pk)
        return record_form(
            where=where, who=who, form_code="dewasa", client_id=new_id(), by=by,
            typed={name: [text] for name, text in typed.items()},
        )  # fmt: skip


def test_two_fields_more_and_another_threshold_need_no_code(
    man: Person, admin: User, ratna: User, place: Place
) -> None:
    pressure = {"systolic_mmhg": "135", "diastolic_mmhg": "80"}
    old = record(man, ratna, place, BEFORE, **pressure, sleep_hours="6,5")
    assert old.judged.classes["blood_pressure"] == "NORMAL"
    with transaction.atomic(), scope.of(admin):
        forms.add_form(body=second_version(), by=admin)
        forms.change_clinical(
            code="dewasa.td_tinggi", value=[130, 90], valid_from=date(2026, 11, 1), source="SK 12/2026",
            by=admin,
        )  # fmt: skip
    forms.forget()
    new = record(man, ratna, place, AFTER, **pressure, sleep_hours="6,5", eats_fruit="ya")
    late = record(man, ratna, place, BEFORE + timedelta(days=1), **pressure)

    assert (old.form.version, new.form.version, late.form.version) == ("dewasa-1", "dewasa-2", "dewasa-1")
    assert "sleep_hours" not in old.answers, "the old card did not ask"
    assert (str(new.answers["sleep_hours"]), new.answers["eats_fruit"]) == ("6.5", True)
    assert new.judged.classes["blood_pressure"] == "TINGGI"
    assert late.judged.classes["blood_pressure"] == "NORMAL", "what was measured before is judged as before"
    assert {90, 91} <= {column.number for column in columns_of(new.form, sees_sensitive=True)}

    with scope.of(ratna):
        page = timeline(man, life_of(man.pk), sees_sensitive=True)
    shown = {entry.version: dict([*entry.measures, *entry.more]) for entry in page.entries}
    assert shown["dewasa-2"]["Lama tidur"] == "6,5 jam"
    assert "Lama tidur" not in shown["dewasa-1"]


def test_a_version_with_a_mistake_is_refused_with_its_place(admin: User) -> None:
    body = second_version()
    body["sections"][0]["fields"][-1]["type"] = "boolean"
    with scope.of(admin), pytest.raises(Refused, match="eats_fruit"):
        forms.add_form(body=body, by=admin)


def test_a_version_cannot_name_an_unknown_judge(admin: User) -> None:
    body = second_version()
    body["judges"] = [*body["judges"], "ramalan"]
    with scope.of(admin), pytest.raises(Refused, match="ramalan"):
        forms.add_form(body=body, by=admin)


def test_a_version_is_added_once(admin: User) -> None:
    with scope.of(admin):
        forms.add_form(body=second_version(), by=admin)
        forms.forget()
        with pytest.raises(Refused, match="dewasa-2"):
            forms.add_form(body=second_version(), by=admin)


@pytest.mark.parametrize(
    ("code", "value", "source", "said"),
    [
        ("dewasa.tidak_ada", 1, "SK 1", "tidak ada"),
        ("dewasa.td_tinggi", "tinggi", "SK 1", "sejenis"),
        ("dewasa.puma_ambang", True, "SK 1", "sejenis"),
        ("dewasa.puma_ambang", 7, " ", "surat"),
    ],
)
def test_a_number_is_changed_only_with_sense_and_source(
    admin: User, code: str, value: Any, source: str, said: str
) -> None:
    with scope.of(admin), pytest.raises(Refused, match=said):
        forms.change_clinical(code=code, value=value, valid_from=AFTER, source=source, by=admin)


def test_the_same_changes_are_one_set_so_that_nothing_is_compiled_twice(admin: User) -> None:
    with scope.of(admin):
        forms.change_clinical(
            code="dewasa.puma_ambang", value=7, valid_from=date(2026, 11, 1), source="SK 1", by=admin
        )
    forms.forget()
    assert forms.clinical_on(AFTER) is forms.clinical_on(AFTER + timedelta(days=9))
    assert forms.clinical_on(BEFORE).number("dewasa.puma_ambang") == 6
    assert forms.clinical_on(AFTER).number("dewasa.puma_ambang") == 7
