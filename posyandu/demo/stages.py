"""Every stage of life of a synthetic district: visits with answers, judged by the rules, ready for COPY."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from posyandu.demo import growth_found
from posyandu.demo.answers import Column, Floats, Sheet, chosen, yes_no
from posyandu.demo.balita import only_milk_days
from posyandu.demo.body import Bodies, make_bodies
from posyandu.demo.calendar import Calendar
from posyandu.demo.contacts import antenatal, postnatal
from posyandu.demo.copying import NULL, Columns
from posyandu.demo.doses import Doses, hb0_days, make_doses
from posyandu.demo.grownups import make_grownups
from posyandu.demo.judged import Lives, judge_sheet
from posyandu.demo.judged_feeding import NAME as FEEDING
from posyandu.demo.judged_feeding import judge_feeding
from posyandu.demo.judged_yearly import NAME as YEARLY
from posyandu.demo.judged_yearly import judge_yearly
from posyandu.demo.mothers import Births, make_births, make_bumil, make_nifas
from posyandu.demo.newborns import make_newborns
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import People
from posyandu.demo.prasekolah import make_prasekolah
from posyandu.demo.pregnancies import Pregnancies, busy, make_pregnancies
from posyandu.demo.rows_life import Found, Judgement, findings_of, referred
from posyandu.demo.school import make_school
from posyandu.demo.turnout import make_turnout
from posyandu.rules.clinical import Clinical, shipped
from posyandu.rules.forms.declaration import Form
from posyandu.rules.forms.reading import shipped_forms
from posyandu.rules.life_cycle import Group

NIFAS_DAYS = 42
LETTER_WRITTEN = 0.85  # a referral that follows is also ticked on the card [M]
EDUCATED = 0.7
GROWING = ("neonatus", "prasekolah")
TO_HOSPITAL = {"IGD": "RS"}


@dataclass(frozen=True, slots=True)
class Stages:
    """What happened to everybody over five, to mothers and to newborns; and the doses of all children."""

    lives: Lives
    bodies: Bodies
    pregnancies: Pregnancies
    births: Births
    doses: Doses
    judged: list[Judgement]
    milk_days: Ints
    """Age in days at which each person first got something besides breast milk."""


def make_stages(plan: Plan, people: People, calendar: Calendar, birth_g: Floats) -> Stages:
    """All stages but the weighings of balita. birth_g: birth weight by person, NaN where nobody knows it."""
    clinical = shipped()
    bodies = make_bodies(plan, people)
    pregnancies = make_pregnancies(plan, people, bodies, birth_g)
    births = make_births(plan, pregnancies)
    hb0 = hb0_days(plan, people)
    milk_days = only_milk_days(plan, len(people))
    lives = Lives(
        people.born, people.is_girl, pregnancies.as_told(), pregnancies.lmp,
        np.where(pregnancies.delivered, pregnancies.ended, -1),
    )  # fmt: skip
    forms = {form.form: form for form in shipped_forms()}
    after, newborn = postnatal(plan, people, calendar, pregnancies)
    before = antenatal(plan, people, calendar, pregnancies)
    sheets = [
        make_bumil(plan, bodies, pregnancies, before),
        make_nifas(plan, bodies, pregnancies, births, after),
        make_newborns(plan, pregnancies, newborn, birth_g, hb0, milk_days),
        *_at_hari_buka(plan, people, calendar, bodies, pregnancies),
    ]
    judged = [judge(plan, sheet, lives, forms[sheet.form], clinical) for sheet in sheets if len(sheet)]
    return Stages(
        lives, bodies, pregnancies, births, make_doses(plan, people, calendar, hb0, clinical), judged,
        milk_days,
    )  # fmt: skip


def _at_hari_buka(
    plan: Plan, people: People, calendar: Calendar, bodies: Bodies, pregnancies: Pregnancies
) -> list[Sheet]:
    """Cards by age; who is pregnant or has just given birth has the card of mothers instead."""
    turnout = make_turnout(plan, people, calendar)
    turnout = turnout.some(np.flatnonzero(~busy(pregnancies, turnout.person, turnout.day, NIFAS_DAYS)))
    mothers = np.zeros(len(people), bool)
    mothers[pregnancies.woman] = True
    girls = mothers[turnout.person] & (turnout.age_months < Group.DEWASA.from_month)
    turnout = turnout.some(np.flatnonzero(~girls))
    return [
        make_prasekolah(plan, people, bodies, turnout),
        make_school(plan, people, bodies, turnout),
        make_grownups(plan, people, bodies, turnout, Group.DEWASA),
        make_grownups(plan, people, bodies, turnout, Group.LANSIA),
    ]


def judge(
    plan: Plan, sheet: Sheet, lives: Lives, form: Form, clinical: Clinical, *,
    newborns: Sheet | None = None, growth_says: Found | None = None,
) -> Judgement:  # fmt: skip
    """What the rules of the form say to a sheet; referral and education are answered after that.

    newborns: earlier cards that count for the feeding of a child; growth_says: of the same visits.
    """
    _check(sheet, form)
    nakes = [name for name in sheet.answers if form.fields[name].by_nakes or form.fields[name].is_sensitive]
    for name in nakes:
        sheet.by_nakes |= sheet.answers[name].codes >= 0
    verdicts = judge_sheet(sheet, lives, form, clinical)
    if YEARLY in form.judges:
        verdicts.append(judge_yearly(sheet, lives, clinical))
    if FEEDING in form.judges:
        verdicts.append(judge_feeding(sheet, newborns, lives, clinical))
    growth = None
    if form.form in GROWING:
        growth, verdict = growth_found.assessed(sheet, lives)
        verdicts.insert(0, verdict)
    judgement = Judgement(sheet, form, verdicts, clinical.version, growth)
    found = findings_of(judgement)
    _answer_after(plan, judgement, found if growth_says is None else growth_says.joined(found))
    return judgement


def _check(sheet: Sheet, form: Form) -> None:
    """
    :raises ValueError: for an answer that the form does not ask, or an option it does not have.
    """
    for name, column in sheet.answers.items():
        field = form.fields.get(name)
        if field is None:
            raise ValueError(f"{form.version} does not ask {name}")
        options = {option.value for option in field.options}
        for value in column.values if options else ():
            if not set(value if isinstance(value, tuple) else (value,)) <= options:
                raise ValueError(f"{form.version} {name}: {value} is no option")


def _answer_after(plan: Plan, judgement: Judgement, found: Found) -> None:
    sheet, form = judgement.sheet, judgement.form
    rng = np.random.default_rng([plan.seed, 206, *form.form.encode()])
    count = len(sheet)
    refers, kind = referred(found, count)
    to = [TO_HOSPITAL.get(one.refer_to, one.refer_to) for one in found.kinds]
    places = tuple(option.value for option in form.fields["referred_to"].options)
    where = np.array([*(places.index(name) if name in places else 0 for name in to), -1])[kind]
    written = refers & (rng.random(count) < LETTER_WRITTEN)
    sheet.answers["referred"] = yes_no(written)
    sheet.answers["referred_to"] = chosen(np.where(written, where, -1), places)
    sheet.answers["education"] = _education(rng, form, count)


def _education(rng: np.random.Generator, form: Form, count: int) -> Column:
    topics = sorted(option.value for option in form.fields["education"].options)
    pairs = [(one, other) for place, one in enumerate(topics) for other in topics[place + 1 :]]
    pair = rng.integers(0, len(pairs), count)
    return chosen(np.where(rng.random(count) < EDUCATED, pair, -1), pairs)


def known_birth_weights(person_columns: Columns) -> Floats:
    """Birth weights in grams from the rows of the persons; NaN where none was written down."""
    column = person_columns["birth_weight_g"]
    return np.array([np.nan if text == NULL else float(text) for text in column])
