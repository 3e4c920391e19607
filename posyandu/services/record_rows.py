"""Writing a record in one statement: visit, findings, doses, and voiding the visit it replaces."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from ilp.access.models import User
from ilp.access.roles import Can
from ilp.base.ids import new_id
from posyandu.life import ANSWER_COLUMNS, COMPUTED_COLUMNS
from posyandu.rules.assessment import Assessment
from posyandu.rules.doses import doses_given
from posyandu.rules.forms.asking import as_json
from posyandu.rules.forms.declaration import Form
from posyandu.rules.judging import Judged, Subject
from posyandu.services.placing import Where, Who
from posyandu.services.visit_rows import COLUMNS, filled

# z-scores that a judge of an older child may give; under five they come from the assessment.
_Z_COLUMNS = ("wfa_z", "lhfa_z", "bmifa_z")


@dataclass(frozen=True, slots=True)
class NewRecord:
    """Everything that is written for one save."""

    id: UUID
    who: Who
    where: Where
    form: Form
    subject: Subject
    answers: Mapping[str, Any]
    judged: Judged
    assessment: Assessment | None
    clinical_version: str
    by: User
    pregnancy_id: UUID | None
    asked: list[str]
    replaces: UUID | None
    reason: str
    overridden: Mapping[str, tuple[str, str]] = field(default_factory=dict)


def _visit(record: NewRecord) -> dict[str, Any]:
    """The columns of the visit."""
    answers, values = record.answers, record.judged.values
    columns = {name: answers[name] for name in ANSWER_COLUMNS if name in answers}
    columns |= {
        name: values[name] for name in (*COMPUTED_COLUMNS, *_Z_COLUMNS) if values.get(name) is not None
    }
    if record.assessment is not None:
        columns |= record.assessment.columns()
    else:
        columns |= {"age_days": record.subject.age_days, "age_months": record.subject.age_months}
    if columns.get("length_height_cm") is None:
        columns["position"] = ""
    columns["rule_version"] = record.clinical_version
    others = {name: value for name, value in values.items() if name not in columns}
    rest = {
        name: value for name, value in answers.items() if name not in columns and name not in ANSWER_COLUMNS
    }
    return {
        "id": record.id,
        "person_id": record.who.person_id,
        "hari_buka_id": record.where.day_id,
        "facility_id": record.where.facility_id,
        "place": record.where.place,
        "measured_on": record.where.on,
        "desa_id": record.who.home_desa_id,
        "posyandu_of_residence_id": record.who.home_posyandu_id,
        "details": as_json({**others, **rest}),
        "asked": record.asked,
        "form": record.form.form,
        "form_version": record.form.version,
        "by_nakes": record.by.may(Can.VALIDATE),
        "pregnancy_id": record.pregnancy_id,
        "classes": record.judged.classes,
        "recorded_by_id": record.by.pk,
        "corrects_id": record.replaces,
        **columns,
    }


_VOID = """
    old as (
        update posyandu_visit set voided_at = now(), voided_by_id = %(by)s, void_reason = %(reason)s
        where id = %(replaces)s and voided_at is null returning id),
    old_findings as (
        update posyandu_finding set voided_at = now() from old where visit_id = old.id returning 1),
    old_doses as (
        update posyandu_given set voided_at = now(), void_reason = %(reason)s from old
        where visit_id = old.id and voided_at is null returning 1),
"""
# The row is one value: sixty would be written into the text of the statement one by one.
_COLUMNS = ", ".join(COLUMNS)
_TOLD = ", ".join(f"told.{column}" for column in COLUMNS)
_INSERT = f"""
with {{void}} new as (
    insert into posyandu_visit ({_COLUMNS})
    select {_TOLD} from {{only}} jsonb_populate_record(null::posyandu_visit, %(row)s::jsonb) told
    on conflict (id) do nothing
    returning id, person_id, measured_on, place, facility_id, desa_id, posyandu_of_residence_id, rule_version,
        recorded_by_id),
findings as (
    insert into posyandu_finding (visit_id, person_id, code, rule, "values", found_on, refer_to, due_on,
        rule_version, is_sensitive, state, end_reason, ended_at, ended_by_id, desa_id, posyandu_id)
    select new.id, new.person_id, f.code, f.rule, f."values", new.measured_on, f.refer_to, f.due_on,
        new.rule_version, f.is_sensitive, f.state, f.end_reason, was.ended_at, was.ended_by_id, new.desa_id,
        new.posyandu_of_residence_id
    from new
    cross join jsonb_to_recordset(%(findings)s::jsonb) as f (code text, rule text, "values" jsonb,
        refer_to text, due_on date, is_sensitive boolean, state text, end_reason text)
    left join posyandu_finding was
        on was.visit_id = %(replaces)s::uuid and was.code = f.code and f.state <> 'TERBUKA'
    returning 1),
doses as (
    insert into posyandu_given (id, person_id, code, given_on, source, vaccine, batch, place, facility_id,
        visit_id, desa_id, posyandu_of_residence_id, recorded_by_id, void_reason)
    select d.id, new.person_id, d.code, new.measured_on, 'DIBERIKAN', '', '', new.place, new.facility_id,
        new.id, new.desa_id, new.posyandu_of_residence_id, new.recorded_by_id, ''
    from new, jsonb_to_recordset(%(doses)s::jsonb) as d (id uuid, code text) {{after}}
    on conflict (person_id, code, given_on) where voided_at is null do nothing returning 1)
select id from new
"""  # noqa: S608 (our own names)
# As posyandu_lock_child (visit_rows.py): planned once in a connection, with the rights of the caller.
_NEW = f"""
create or replace function posyandu_insert_record(told_row jsonb, told_findings jsonb, told_doses jsonb)
returns setof uuid language plpgsql set plan_cache_mode = force_generic_plan
as $$
begin
    return query {
    _INSERT.format(void="", only="", after="")
    % {"row": "told_row", "findings": "told_findings", "doses": "told_doses", "replaces": "null"}
};
end
$$;
"""
_CALL = "select * from posyandu_insert_record(%(row)s::jsonb, %(findings)s::jsonb, %(doses)s::jsonb)"
# The old doses must be void before the same ones are written again, or they would be taken for kept.
_REPLACING = _INSERT.format(void=_VOID, only="old,", after="where (select count(*) from old_doses) >= 0")


def insert_function() -> str:
    """The database's part of `insert_record` for a card that replaces none, installed after migrate."""
    return _NEW


def insert_record(record: NewRecord) -> bool:
    """Write everything; False when the id is taken or the visit to replace is no longer the standing one."""
    values: dict[str, Any] = {
        "row": _json(filled(_visit(record))),
        "findings": _json(list(_findings(record))),
        "doses": _json([{"id": new_id(), "code": code} for code in doses_given(record.answers)]),
    }
    if record.replaces is not None:
        values |= {"replaces": record.replaces, "by": record.by.pk, "reason": record.reason[:200]}
    with connection.cursor() as cursor:
        cursor.execute(_CALL if record.replaces is None else _REPLACING, values)
        return cursor.fetchone() is not None


def _json(value: object) -> str:
    return json.dumps(value, cls=DjangoJSONEncoder, separators=(",", ":"))


def _findings(record: NewRecord) -> Iterator[dict[str, Any]]:
    for raised in record.judged.raised:
        finding = raised.finding
        state, reason = record.overridden.get(finding.code, ("TERBUKA", ""))
        due_on = None
        if finding.within_days is not None:
            due_on = record.where.on + timedelta(days=finding.within_days)
        yield {
            "code": finding.code,
            "rule": finding.rule or "",
            "values": as_json(raised.values),
            "refer_to": finding.refer_to or "",
            "due_on": due_on,
            "is_sensitive": raised.is_sensitive(record.form.sensitive),
            "state": state,
            "end_reason": reason,
        }
