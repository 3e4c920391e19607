"""What stands in the synthetic district is what the rules say, visit by visit, and nothing contradicts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta
from io import StringIO
from typing import Any
from uuid import UUID

import pytest
from django.core.management import call_command
from django.db import connection

from posyandu.life import COMPUTED_COLUMNS, Life, answers_of, day, subject_of
from posyandu.rules.assessment import Taken, assess_visit
from posyandu.rules.clinical import shipped
from posyandu.rules.forms.asking import Asked, as_json, from_json, is_asked, may_fill, read
from posyandu.rules.forms.declaration import Form, Kind
from posyandu.rules.forms.reading import shipped_forms
from posyandu.rules.immunisation import Dose, dose_card
from posyandu.rules.judges import JUDGES
from posyandu.rules.judging import Judged, Raised, judge_all
from posyandu.rules.kms import Weighing
from posyandu.rules.stages import forms_of, trimester_of
from tests.undone import undone

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)
FORMS = {form.form: form for form in shipped_forms()}
_SAMPLE = """
select v.person_id, v.id::text from posyandu_visit v where v.form = %s and v.voided_at is null
order by md5(v.id::text) limit %s
"""
_LIFE = """
select p.sex, p.born_on, p.birth_weight_g, jsonb_build_object(
    'visits', (select jsonb_agg(to_jsonb(v) order by v.measured_on desc, v.recorded_at desc)
               from posyandu_visit v where v.person_id = p.id and v.voided_at is null),
    'findings', coalesce((
        select jsonb_agg(to_jsonb(f)) from posyandu_finding f where f.person_id = p.id), '[]'),
    'pregnancies', coalesce((
        select jsonb_agg(to_jsonb(g) || jsonb_build_object('delivery', to_jsonb(d)) order by g.lmp_on desc)
        from posyandu_pregnancy g left join posyandu_delivery d on d.pregnancy_id = g.id
        where g.person_id = p.id), '[]'))
from puskesmas_person p where p.id = %s
"""


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A hundredth of Maros, two years; made once, undone after the last test here."""
    with undone(django_db_blocker):
        call_command("load_areas", "73.09", stdout=StringIO())
        call_command(
            "seed_demo",
            district="73.09",
            scale=0.01,
            months=24,
            today=TODAY,
            stdout=StringIO(),
            stderr=StringIO(),
        )
        yield


@pytest.fixture
def maros(seeded: None, db: None) -> None:
    """The seeded district; what a test changes is undone."""


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def one(sql: str, *values: Any) -> Any:
    return rows(sql, *values)[0][0]


class Person:
    """Somebody with everything on record."""

    def __init__(self, person_id: UUID) -> None:
        self.sex, self.born_on, self.birth_g, body = rows(_LIFE, person_id)[0]
        self.life = Life(person_id, **(json.loads(body) if isinstance(body, str) else body))

    def visit(self, visit_id: str) -> dict[str, Any]:
        return next(row for row in self.life.visits if row["id"] == visit_id)


def judged_again(person: Person, visit: dict[str, Any]) -> Judged:
    """What the rules say to a visit, as the service that records a form asks them."""
    form = FORMS[visit["form"]]
    on = day(visit["measured_on"])
    subject = subject_of(
        person.life, sex=person.sex, born_on=person.born_on, on=on, without=UUID(visit["id"])
    )
    answers = from_json(form, answers_of(visit))
    judged = judge_all((JUDGES[name] for name in form.judges), subject, answers, shipped())
    if form.form not in ("neonatus", "balita", "prasekolah"):
        return judged
    grown = grown_again(person, visit)
    values = {name: z for name, z in grown.columns().items() if name.endswith("_z") and z is not None}
    # Of the weighings of balita the referrals are kept, as when a kader records one.
    raised = [
        Raised(finding, values)
        for finding in grown.findings
        if form.form != "balita" or finding.needs_referral
    ]
    return Judged({}, {}, raised).joined(judged)


def grown_again(person: Person, visit: dict[str, Any]) -> Any:
    others = [
        Weighing(day(row["measured_on"]), row["weight_kg"], row["place"])
        for row in person.life.visits
        if row["weight_kg"] is not None
        and row["id"] != visit["id"]
        # What came later in the month was not known when a newborn was weighed.
        and (visit["form"] == "balita" or row["measured_on"] < visit["measured_on"])
    ]
    return assess_visit(
        person.sex, person.born_on, day(visit["measured_on"]),
        Taken(visit["weight_kg"], visit["length_height_cm"], visit["position"],
              visit["head_circumference_cm"], visit["muac_cm"], visit["has_oedema"]),
        others=others, place=visit["place"], birth_weight_kg=person.birth_g and person.birth_g / 1000,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("form", "count"),
    [("bumil", 80), ("nifas", 60), ("neonatus", 60), ("balita", 300), ("prasekolah", 40), ("sekolah", 80),
     ("dewasa", 150), ("lansia", 150)],
)  # fmt: skip
def test_columns_classes_and_findings_are_those_of_the_rules(maros: None, form: str, count: int) -> None:
    sample = rows(_SAMPLE, form, count)
    assert len(sample) == count
    raised = 0
    for person_id, visit_id in sample:
        person = Person(person_id)
        visit = person.visit(visit_id)
        judged = judged_again(person, visit)
        stored = {name: visit[name] for name in COMPUTED_COLUMNS}
        assert stored == {name: judged.values.get(name) for name in COMPUTED_COLUMNS}
        assert visit["classes"] == judged.classes
        others = as_json({k: v for k, v in judged.values.items() if k not in visit})
        assert {k: v for k, v in visit["details"].items() if k in others} == others
        found = {row["code"]: row for row in person.life.findings if row["visit_id"] == visit_id}
        assert found.keys() == {one.finding.code for one in judged.raised}
        for one_raised in judged.raised:
            row = found[one_raised.finding.code]
            assert row["values"] == as_json(one_raised.values)
            assert row["refer_to"] == (one_raised.finding.refer_to or "")
            within = one_raised.finding.within_days
            due = None if within is None else str(day(visit["measured_on"]) + timedelta(days=within))
            assert row["due_on"] == due
        raised += len(found)
    assert raised


@pytest.mark.parametrize("form", ["neonatus", "prasekolah"])
def test_growth_columns_are_those_of_the_rules(maros: None, form: str) -> None:
    for person_id, visit_id in rows(_SAMPLE, form, 40):
        person = Person(person_id)
        visit = person.visit(visit_id)
        columns = grown_again(person, visit).columns()
        del columns["rule_version"]
        assert {name: visit[name] for name in columns} == columns


@pytest.mark.parametrize(
    "form", ["bumil", "nifas", "neonatus", "balita", "prasekolah", "sekolah", "dewasa", "lansia"]
)
def test_answers_are_valid_for_their_form(maros: None, form: str) -> None:
    declared = FORMS[form]
    for person_id, visit_id in rows(_SAMPLE, form, 60):
        person = Person(person_id)
        visit = person.visit(visit_id)
        on = day(visit["measured_on"])
        subject = subject_of(person.life, sex=person.sex, born_on=person.born_on, on=on)
        assert form in forms_of(subject)
        asked = Asked(person.sex, subject.age_months, trimester_of(subject, shipped()), visit["by_nakes"],
                      visit["by_nakes"])  # fmt: skip
        answers = from_json(declared, answers_of(visit))
        again = read(declared, asked, {name: typed(declared, name, value) for name, value in answers.items()})
        assert not again.refused
        assert as_json(again.answers) == as_json(answers)
        assert all(
            may_fill(declared.fields[name], asked) and is_asked(declared.fields[name], asked, answers)
            for name in answers
        )


def typed(form: Form, name: str, value: Any) -> list[str]:
    """The answer as somebody types it."""
    match form.fields[name].kind:
        case Kind.BOOL:
            return ["ya" if value else "tidak"]
        case Kind.CHOICES:
            return list(value)
        case Kind.DATE:
            return [value.isoformat()]
    return [str(value).replace(".", ",")]


def test_nothing_happens_before_birth_or_after_the_end(maros: None) -> None:
    contact = "posyandu_visit v join posyandu_pregnancy g on g.id = v.pregnancy_id"
    assert one("select count(*) from posyandu_pregnancy") > 100
    assert one(
        f"select count(*) from {contact} where v.form = 'bumil' and"
        " (v.measured_on < g.lmp_on or v.measured_on >= coalesce(g.ended_on, 'infinity'))"
    ) == 0  # fmt: skip
    assert one(
        f"select count(*) from {contact} where v.form in ('nifas', 'neonatus') and"
        " v.measured_on not between g.ended_on and g.ended_on + 42"
    ) == 0  # fmt: skip
    person = "join puskesmas_person p on p.id"
    assert (
        one(f"select count(*) from posyandu_given d {person} = d.person_id where d.given_on < p.born_on") == 0
    )
    assert one(
        f"select count(*) from posyandu_given d {person} = d.person_id"
        " where d.given_on > coalesce(p.died_on, %s)", TODAY,
    ) == 0  # fmt: skip
    assert one(
        f"select count(*) from posyandu_visit v {person} = v.person_id"
        " where v.measured_on > coalesce(p.died_on, %s)", TODAY,
    ) == 0  # fmt: skip
    assert one("select count(*) from posyandu_diagnosis where diagnosed_on > %s", TODAY) == 0


def test_newborns_are_children_of_their_mothers_family(maros: None) -> None:
    born = rows(
        """select c.born_on = g.ended_on, c.family_id = m.family_id, c.mother_name = m.name, m.sex,
                  (d.delivered_at at time zone 'Asia/Makassar')::date = g.ended_on
           from posyandu_newborn n join posyandu_delivery d on d.pregnancy_id = n.delivery_id
           join posyandu_pregnancy g on g.id = d.pregnancy_id
           join puskesmas_person m on m.id = g.person_id join puskesmas_person c on c.id = n.child_id"""
    )
    assert len(born) > 50
    assert set(born) == {(True, True, True, "P", True)}


def test_every_stage_comes_to_the_hari_buka(maros: None) -> None:
    forms = dict(
        rows("select form, count(*) from posyandu_visit where hari_buka_id is not null group by form")
    )
    assert forms.keys() == {"balita", "prasekolah", "sekolah", "dewasa", "lansia", "bumil", "nifas"}
    assert all(count > 30 for count in forms.values())
    assert one("select count(*) from posyandu_attendance") == 0


def test_doses_count_for_the_schedule(maros: None) -> None:
    """At most one dose in fifty came too soon: a hari buka that a holiday moved."""
    doses: dict[UUID, list[Dose]] = {}
    born = {}
    for person, code, given_on, born_on in rows(
        """select d.person_id, d.code, d.given_on, p.born_on from posyandu_given d
           join puskesmas_person p on p.id = d.person_id where d.code !~ '^(VITA|CACING)'"""
    ):
        doses.setdefault(person, []).append(Dose(code, given_on))
        born[person] = born_on
    total = sum(map(len, doses.values()))
    valid = sum(
        state.given_on is not None
        for person, given in doses.items()
        for state in dose_card(born[person], given, TODAY, shipped()).doses
    )
    assert total > 1000
    assert valid / total > 0.98
