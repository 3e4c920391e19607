"""The growth of a child on its card: the same questions and judgement as a weighing of the day sheet gets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from posyandu.history import Past, last_measures, weighings
from posyandu.life import Life
from posyandu.rules.assessment import Assessment, assess_visit
from posyandu.rules.judging import Judged, Raised
from posyandu.rules.life_cycle import Group, group_of
from posyandu.rules.measures import ProblemSeverity, problems
from posyandu.services.measured import Measured
from posyandu.services.placing import Where, Who
from posyandu.services.rulesets import ruleset_for
from posyandu.words import COLUMN, sentence
from puskesmas.services.refusal import Refused

# Groups whose growth WHO's standard for children under five (and the months after) judges on the card.
_GROWING = {Group.BALITA, Group.PRASEKOLAH}


class Grown(NamedTuple):
    """The assessment, and its findings as the judges give theirs."""

    assessment: Assessment
    judged: Judged


def growth_questions(
    life: Life, who: Who, where: Where, answers: Mapping[str, Any]
) -> list[tuple[str, str, str]]:
    """Field, code and question about unlikely measures of a child; none for anybody else.

    :raises Refused: for a measure that cannot be.
    """
    if group_of(who.born_on, where.on) not in _GROWING:
        return []
    found = problems(
        who.sex,
        who.born_on,
        _measured(answers).measures(where.on),
        previous=last_measures(_past(life), where.on),
        ruleset=ruleset_for(where.on),
    )
    refused = {
        COLUMN[problem.field]: sentence(problem)
        for problem in found
        if problem.severity is ProblemSeverity.REFUSE
    }
    if refused:
        raise Refused(refused)
    return [
        (
            COLUMN[problem.field],
            f"{problem.field}:{problem.code}:{problem.params.get('value', problem.params.get('now', ''))}",
            sentence(problem),
        )
        for problem in found
    ]


def growth_of(life: Life, who: Who, where: Where, answers: Mapping[str, Any]) -> Grown | None:
    """Indices, classes, N/T/O/B and findings of a child; None for anybody else."""
    if group_of(who.born_on, where.on) not in _GROWING:
        return None
    others = [visit for visit in _past(life) if not _is_replaced(visit, where)]
    assessment = assess_visit(
        who.sex,
        who.born_on,
        where.on,
        _measured(answers).taken(),
        others=weighings(others),
        place=where.place,
        birth_weight_kg=who.birth_weight_g and who.birth_weight_g / 1000,
        ruleset=ruleset_for(where.on),
    )
    values = {
        name: value
        for name, value in assessment.columns().items()
        if name.endswith("_z") and value is not None
    }
    return Grown(assessment, Judged({}, {}, [Raised(finding, values) for finding in assessment.findings]))


def _is_replaced(visit: Past, where: Where) -> bool:
    """Whether this is the visit that the card being answered completes or corrects."""
    if where.day_id is not None:
        return visit.hari_buka_id == where.day_id
    return visit.hari_buka_id is None and (visit.measured_on, visit.facility_id) == (
        where.on,
        where.facility_id,
    )


def _measured(answers: Mapping[str, Any]) -> Measured:
    known = {item.name: answers[item.name] for item in fields(Measured) if item.name in answers}
    return Measured(**known)


def _past(life: Life) -> list[Past]:
    """The visits as `history_of` gives them, oldest first."""
    return [Past(**{name: _value(name, row[name]) for name in Past._fields}) for row in reversed(life.visits)]


_UUIDS = {"id", "person_id", "hari_buka_id"}
_DECIMALS = {"weight_kg", "length_height_cm", "head_circumference_cm", "muac_cm"}


def _value(name: str, value: Any) -> Any:
    if value is None:
        return None
    if name in _UUIDS:
        return UUID(value)
    if name in _DECIMALS:
        return Decimal(str(value))
    return date.fromisoformat(value) if name == "measured_on" else value
