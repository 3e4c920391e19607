"""All tables of the stages of life of a synthetic district. A part of a table is named "table part"."""

from __future__ import annotations

import numpy as np

from posyandu.demo import growth_found
from posyandu.demo.answers import Column, Floats
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
from posyandu.demo.stages import Stages
from posyandu.demo.visits import Measures
from posyandu.rules.advice import FINDINGS
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


def balita_findings(
    plan: Plan, people: People, stages: Stages, measures: Measures, computed: Computed, child: Ints,
    visit_ids: Words, person_ids: Words, birth_g: Floats,
) -> Columns:  # fmt: skip
    """Referrals of the weighings of balita. child: person of each visit."""
    period = _periods(measures.day)
    weighings = _weighings(stages.judged, measures, child)
    said = growth_found.month_codes(weighings, stages.lives, birth_g, (child, period))
    said[np.isnan(measures.weight)] = ""
    codes = growth_found.balita_codes(measures, computed, child, said)
    kinds = tuple(_kind(code) for code, _places in codes)
    found = Found(
        np.concatenate([places for _code, places in codes]),
        np.repeat(np.arange(len(codes)), [len(places) for _code, places in codes]),
        kinds,
    )
    columns = finding_rows(
        plan, found, visit_ids, child, measures.day, people.posyandu, person_ids, DEFAULT.version
    )
    return {**columns, "values": _z_values(computed)[found.visit]}


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
