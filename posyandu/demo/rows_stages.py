"""All tables of the stages of life of a synthetic district. A part of a table is named "table part"."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from posyandu.demo import growth_found
from posyandu.demo.answers import Column, Floats
from posyandu.demo.balita import make_balita
from posyandu.demo.classes import Computed
from posyandu.demo.copying import Columns, Words
from posyandu.demo.growth_found import Weighings
from posyandu.demo.plan import Ints, Plan
from posyandu.demo.population import People
from posyandu.demo.rows_care import (
    delivery_rows,
    diagnosis_rows,
    finding_rows,
    given_rows,
    newborn_rows,
    pregnancy_rows,
)
from posyandu.demo.rows_life import Found, Judgement, Kind, findings_of, visit_columns
from posyandu.demo.stages import Stages, judge
from posyandu.demo.visits import Measures
from posyandu.rules.advice import FINDINGS
from posyandu.rules.clinical import shipped
from posyandu.rules.forms.reading import shipped_forms
from posyandu.rules.ruleset import DEFAULT

VISIT, FINDING = "posyandu_visit", "posyandu_finding"


def part(table: str, name: str) -> str:
    """The name of a part of a table."""
    return f"{table} {name}"


def table_of(name: str) -> str:
    """The table of a part.

    >>> table_of("posyandu_visit bumil")
    'posyandu_visit'
    """
    return name.partition(" ")[0]


def stage_tables(
    plan: Plan, people: People, stages: Stages, person_ids: Words, day_ids: Words
) -> dict[str, Columns]:
    """Pregnancies, births, visits, findings, doses and diagnoses, in the order in which they are loaded."""
    pregnancies = stages.pregnancies
    first, by_nakes = _first_seen(plan, stages)
    pregnancy_columns, pregnancy_ids = pregnancy_rows(plan, people, pregnancies, person_ids, first, by_nakes)
    tables = {
        "posyandu_pregnancy": pregnancy_columns,
        "posyandu_delivery": delivery_rows(plan, people, pregnancies, stages.births, pregnancy_ids),
        "posyandu_newborn": newborn_rows(plan, people, pregnancies, pregnancy_ids, person_ids),
    }
    for judged in stages.judged:
        columns, visit_ids = visit_columns(plan, judged, person_ids, people.born, day_ids, pregnancy_ids)
        tables[part(VISIT, judged.form.form)] = columns
        tables[part(FINDING, judged.form.form)] = finding_rows(
            plan, findings_of(judged), visit_ids, judged.sheet.person, judged.sheet.day, people.posyandu,
            person_ids, judged.clinical_version,
        )  # fmt: skip
    tables["posyandu_given"] = given_rows(plan, stages.doses, person_ids)
    tables["posyandu_diagnosis"] = diagnosis_rows(plan, people, stages.bodies, person_ids)
    return tables


def _first_seen(plan: Plan, stages: Stages) -> tuple[Ints, np.ndarray]:
    """When each pregnancy was first known, and whether to a nakes."""
    pregnancies = stages.pregnancies
    first = np.minimum(np.minimum(pregnancies.lmp + 56, pregnancies.ended), plan.today_number)
    by_nakes = np.ones(len(pregnancies), bool)
    for judged in stages.judged:
        if judged.form.form != "bumil":
            continue
        sheet = judged.sheet
        which, place = np.unique(sheet.pregnancy, return_index=True)  # by day within a pregnancy
        first[which] = sheet.day[place]
        by_nakes[which] = sheet.by_nakes[place]
    return first, by_nakes


@dataclass(frozen=True, slots=True)
class Weighed:
    """The weighings of balita with what is asked beside them."""

    asked: Judgement
    at: Ints
    """Place of each visit of the sheet among the measures."""
    growth: Found
    """By place among the measures."""


def judge_balita(
    plan: Plan, people: People, stages: Stages, measures: Measures, computed: Computed, child: Ints,
    birth_g: Floats,
) -> Weighed:  # fmt: skip
    """What growth and the card say to the weighings of balita. child: person of each measure."""
    weighings = _weighings(stages.judged, measures, child)
    said = growth_found.month_codes(weighings, stages.lives, birth_g, (child, _periods(measures.day)))
    said[np.isnan(measures.weight)] = ""
    codes = growth_found.balita_codes(measures, computed, child, said)
    growth = Found(
        np.concatenate([np.zeros(0, np.int64), *(places for _code, places in codes)]),
        np.repeat(np.arange(len(codes)), [len(places) for _code, places in codes]),
        tuple(_kind(code) for code, _places in codes),
    )
    sheet, at = make_balita(plan, measures, child, computed, stages.milk_days)
    place = np.full(len(measures), -1)
    place[at] = np.arange(len(at))
    newborns = next((one.sheet for one in stages.judged if one.form.form == "neonatus"), None)
    form = next(form for form in shipped_forms() if form.form == sheet.form)
    asked = judge(
        plan, sheet, stages.lives, form, shipped(), newborns=newborns,
        growth_says=replace(growth, visit=place[growth.visit]),
    )  # fmt: skip
    return Weighed(asked, at, growth)


def balita_findings(
    plan: Plan, people: People, weighed: Weighed, measures: Measures, computed: Computed, child: Ints,
    visit_ids: Words, person_ids: Words,
) -> dict[str, Columns]:  # fmt: skip
    """What was found at the weighings of balita, by growth and by the card. child: person of each measure."""
    growth = finding_rows(
        plan, weighed.growth, visit_ids, child, measures.day, people.posyandu, person_ids, DEFAULT.version
    )
    asked, at = weighed.asked, weighed.at
    return {
        part(FINDING, "balita"): {**growth, "values": _z_values(computed)[weighed.growth.visit]},
        part(FINDING, "balita asked"): finding_rows(
            plan, findings_of(asked), visit_ids[at], child[at], measures.day[at], people.posyandu,
            person_ids, asked.clinical_version,
        ),
    }  # fmt: skip


def _kind(code: str) -> Kind:
    finding = FINDINGS[code]
    within = -1 if finding.within_days is None else finding.within_days
    return Kind(code, finding.rule or "", finding.refer_to or "", within, "{}", False)


def _periods(day: Ints) -> Ints:
    return day.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64) + 1970 * 12


def _weighings(judged: list[Judgement], measures: Measures, child: Ints) -> Weighings:
    """Weighings of balita and of newborns."""
    live = np.flatnonzero((measures.voided == 0) & ~np.isnan(measures.weight))
    person, day = child[live], measures.day[live]
    grams, there = np.rint(measures.weight[live] * 1000), ~measures.at_home[live]
    for one in judged:
        if one.form.form == "neonatus":
            weight = one.sheet.answers["weight_kg"]
            known = np.flatnonzero(weight.codes >= 0)
            person = np.concatenate([person, one.sheet.person[known]])
            day = np.concatenate([day, one.sheet.day[known]])
            grams = np.concatenate([grams, _grams(weight)[known]])
            there = np.concatenate([there, np.zeros(len(known), bool)])
    return Weighings(person, _periods(day), day, there, grams.astype(np.int64))


def _grams(weight: Column) -> Floats:
    return np.array([*(float(value) * 1000 for value in weight.values), 0.0])[weight.codes].round()


def _z_values(computed: Computed) -> Words:
    """The z-scores of each visit as JSON."""
    whole = np.full(len(computed.implausible), "", dtype=object)
    for name, z in computed.z.items():
        distinct, which = np.unique(z, return_inverse=True)
        said = ["" if value != value else f'"{name}":{value},' for value in distinct.tolist()]
        whole = whole + np.array(said, dtype=object)[which]
    return np.array(["{" + text[:-1] + "}" for text in whole.tolist()], dtype=object)
