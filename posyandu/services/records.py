"""One form answered for one person, anywhere: kept, completed, corrected, with what the rules say to it.

The rules of `services.visits` hold here as well: the person is locked first, rows are appended, a newer row
replaces an older one by voiding it, and sending the same again changes nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db import transaction

from ilp.access import audit
from ilp.access.models import User
from ilp.access.roles import Can
from ilp.base import kicks
from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from posyandu import form_words
from posyandu.life import Life, answers_of, day, life_of, subject_of
from posyandu.models import HariBuka
from posyandu.rules.assessment import Assessment
from posyandu.rules.forms.asking import Asked, Read, as_json, from_json, is_possible, may_fill, read
from posyandu.rules.forms.declaration import Form
from posyandu.rules.immunisation_advice import GIVEN_BEFORE
from posyandu.rules.judges import JUDGES
from posyandu.rules.judging import Judged, Subject, judge_all
from posyandu.rules.stages import forms_of, trimester_of
from posyandu.services.closing import late_changes
from posyandu.services.forms import clinical_on, form_on, forms
from posyandu.services.placing import Where, Who
from posyandu.services.record_growth import growth_of, growth_questions
from posyandu.services.record_rows import NewRecord, insert_record
from posyandu.services.refusing import NotWritten, atomic
from puskesmas.services.refusal import Refused


class AskAgain(NotWritten):
    """Nothing was written: these values are possible but unlikely. Sent with `sure=token`, they are kept."""

    def __init__(self, questions: list[tuple[str, str]], token: str) -> None:
        super().__init__(token)
        self.questions = questions
        """Field and question."""
        self.token = token


class Differs(NotWritten):
    """Nothing was written: somebody else answered these fields differently meanwhile."""

    def __init__(self, standing: Mapping[str, Any], fields: Mapping[str, tuple[Any, Any]]) -> None:
        super().__init__("conflict")
        self.standing = standing
        self.fields = fields
        """Kept and sent value by field id."""


@dataclass(frozen=True, slots=True)
class Kept:
    """What is on record now, and what follows from it. `is_new` False: it was kept before."""

    visit_id: UUID
    who: Who
    where: Where
    form: Form
    answers: dict[str, Any]
    judged: Judged
    assessment: Assessment | None
    overridden: dict[str, str] = field(default_factory=dict)
    """Reason by code of the finding."""
    is_new: bool = True


@atomic
def record_form(
    *,
    where: Where,
    who: Who,
    form_code: str,
    typed: Mapping[str, list[str]],
    client_id: UUID,
    by: User,
    base_id: UUID | None = None,
    sure: str = "",
    reason: str = "",
    day_state: str = HariBuka.State.DIBUKA,
    life: Life | None = None,
) -> Kept:
    """Keep the answers of a form; a second save of the day completes or corrects the first. 2 statements.

    `where` and `who` come from `services.placing`, which has locked the person.

    :param base_id: the visit that the sender saw; its fields are replaced. When another one stands now, the
        answers are laid together, unless they differ.
    :param life: when the caller has read it already, after the lock.
    :raises Refused: by field id, or "" for all.
    :raises AskAgain: when values are unlikely and `sure` does not confirm exactly these.
    :raises Differs: when somebody else answered a field differently meanwhile.
    """
    life = life or life_of(who.person_id)
    _refuse_wrong_person(who, where)
    standing = standing_visit(life, where, form_code)
    form = _form(form_code, where, standing)
    replaced = UUID(standing["id"]) if standing else None
    subject = subject_of(life, sex=who.sex, born_on=who.born_on, on=where.on, without=replaced)
    if form.form not in forms_of(subject):
        raise Refused({"": _("Kartu ini bukan untuk %(name)s pada tanggal ini.") % {"name": who.name}})
    asked = asked_of(subject, by)
    found = read(form, asked, typed)
    if found.refused:
        raise Refused(form_words.refused(form, found.refused))
    answers = _joined(form, asked, found, standing, base_id, client_id)
    if standing is not None and standing["id"] == str(client_id):
        return _again(life, who, where, form, subject, answers, client_id)
    if standing is not None and answers == _kept_answers(standing):
        return _again(life, who, where, form, subject, answers, UUID(standing["id"]))
    _refuse_closed(day_state, by, reason)
    if not answers:
        raise Refused({"": _("Belum ada isian. Isi paling sedikit satu.")})
    return _keep(life, who, where, form, subject, found, answers, standing, client_id, by, sure, reason)


def asked_of(subject: Subject, by: User) -> Asked:
    """Which questions this user may ask this person."""
    is_nakes = by.may(Can.VALIDATE)
    return Asked(
        subject.sex,
        subject.age_months,
        trimester_of(subject, clinical_on(subject.on)),
        by_nakes=is_nakes,
        sees_sensitive=is_nakes,
    )


def standing_visit(life: Life, where: Where, form_code: str) -> dict[str, Any] | None:
    """The live visit that this save would complete: of the same hari buka, or of that day, place and form."""
    for row in life.visits:
        if where.day_id is not None:
            if row["hari_buka_id"] == str(where.day_id):
                return row
        elif (row["measured_on"], row["facility_id"], row["form"], row["hari_buka_id"]) == (
            where.on.isoformat(), where.facility_id, form_code, None,
        ):  # fmt: skip
            return row
    return None


def _form(code: str, where: Where, standing: Mapping[str, Any] | None) -> Form:
    if standing is not None and standing["form"] == code and standing["form_version"] in forms():
        return forms()[standing["form_version"]]
    return form_on(code, where.on)


def _kept_answers(standing: Mapping[str, Any]) -> dict[str, Any]:
    """What was answered at the standing visit, without what was computed, by the kinds of its own form."""
    form = forms().get(standing["form_version"])
    return from_json(form, answers_of(standing)) if form else {}


def _joined(
    form: Form,
    asked: Asked,
    found: Read,
    standing: Mapping[str, Any] | None,
    base_id: UUID | None,
    client_id: UUID,
) -> dict[str, Any]:
    """The answers of this save over those that stand. Who saw the standing ones may also empty a field."""
    if standing is None or standing["id"] == str(client_id):
        return found.answers
    kept = _kept_answers(standing)
    if base_id is not None and standing["id"] == str(base_id):
        shown = {
            name for name, item in form.fields.items() if may_fill(item, asked) and is_possible(item, asked)
        }
        return {**{name: value for name, value in kept.items() if name not in shown}, **found.answers}
    differing = {
        name: (kept[name], value)
        for name, value in found.answers.items()
        if name in kept and kept[name] != value
    }
    if differing:
        raise Differs(standing, differing)
    return {**kept, **found.answers}


def _refuse_closed(state: str, by: User, reason: str) -> None:
    if state == HariBuka.State.DIBUKA:
        return
    if state == HariBuka.State.TERJADWAL:
        raise Refused({"": _("Hari buka belum dibuka. Tekan Buka, lalu simpan lagi.")})
    if not by.may(Can.VALIDATE):
        raise Refused({"": _("Hari buka sudah ditutup. Minta bidan membukanya lagi bila masih ada orang.")})
    if not reason.strip():
        raise Refused({"reason": _("Hari buka sudah ditutup: tulis alasan koreksi, misalnya salah ketik.")})


def _refuse_wrong_person(who: Who, where: Where) -> None:
    on = in_words(where.on)
    if who.voided:
        raise Refused({"": _("Data %(name)s dinyatakan salah data. Pilih orang lain.") % {"name": who.name}})
    if who.died_on is not None and who.died_on < where.on:
        raise Refused({"": _("%(name)s tercatat sudah meninggal. Hubungi bidan.") % {"name": who.name}})
    if who.born_on > where.on:
        said = {"name": who.name, "on": on}
        raise Refused({"": _("%(name)s belum lahir pada %(on)s. Periksa tanggal lahirnya.") % said})
    if who.home_desa_id is None:
        said = {"name": who.name, "on": on}
        raise Refused(
            {"": _("Pada %(on)s %(name)s belum tercatat tinggal di sini. Periksa tanggal pindahnya.") % said}
        )


def _judge(
    life: Life, who: Who, where: Where, form: Form, subject: Subject, answers: Mapping[str, Any]
) -> tuple[Judged, Assessment | None]:
    known = {**answers, GIVEN_BEFORE: _given_before(life, where)}
    judged = judge_all((JUDGES[name] for name in form.judges), subject, known, clinical_on(where.on))
    assessment = growth_of(life, who, where, answers)
    if assessment is None:
        return judged, None
    return assessment.judged.joined(judged), assessment.assessment


def _given_before(life: Life, where: Where) -> tuple[tuple[str, date, str], ...]:
    """The doses of before this day that no visit tells of, as the immunisation rule reads them."""
    return tuple(
        (row["code"], day(row["given_on"]), row["source"])
        for row in life.given
        if row["visit_id"] is None and day(row["given_on"]) <= where.on
    )


def _keep(
    life: Life, who: Who, where: Where, form: Form, subject: Subject, found: Read, answers: dict[str, Any],
    standing: Mapping[str, Any] | None, client_id: UUID, by: User, sure: str, reason: str,
) -> Kept:  # fmt: skip
    late = late_changes(on=where.on, desa_id=who.home_desa_id, by=by, reason=reason)
    questions = form_words.questions(form, found.asked)
    growth = growth_questions(life, who, where, answers)
    asked = [*questions, *growth]
    token = ";".join(sorted(code for _field, code, _text in asked))
    if asked and token != sure:
        raise AskAgain([(name, text) for name, _code, text in asked], token)
    judged, assessment = _judge(life, who, where, form, subject, answers)
    overridden = _overridden(life, standing)
    record = NewRecord(
        id=client_id, who=who, where=where, form=form, subject=subject, answers=answers, judged=judged,
        assessment=assessment, clinical_version=clinical_on(where.on).version, by=by,
        pregnancy_id=_pregnancy_id(life, where, form), asked=[code for _f, code, _t in asked],
        replaces=UUID(standing["id"]) if standing else None, reason=reason.strip() or _("Dilengkapi"),
        overridden=overridden,
    )  # fmt: skip
    if not insert_record(record):
        raise Refused({"": _("Isian ini sudah diganti dari laptop lain. Muat ulang kartunya.")})
    audit.record(
        "visit.corrected" if standing else "visit.recorded",
        "visit",
        [client_id],
        desa_id=who.home_desa_id,
        changes={
            "person": who.person_id, "form": form.version, "corrects": standing and standing["id"],
            "asked": record.asked, **as_json(answers), **late,
        },
    )  # fmt: skip
    transaction.on_commit(kicks.refresh)
    reasons = {code: said[1] for code, said in overridden.items()}
    return Kept(client_id, who, where, form, answers, judged, assessment, reasons)


def _again(
    life: Life, who: Who, where: Where, form: Form, subject: Subject, answers: dict[str, Any], visit_id: UUID
) -> Kept:
    judged, assessment = _judge(life, who, where, form, subject, answers)
    return Kept(visit_id, who, where, form, answers, judged, assessment, is_new=False)


def _pregnancy_id(life: Life, where: Where, form: Form) -> UUID | None:
    row = {"IBU_HAMIL": life.pregnancy_on, "IBU_NIFAS": life.nifas_on}.get(form.overlay)
    found = row(where.on) if row else None
    return UUID(found["id"]) if found else None


def _overridden(life: Life, standing: Mapping[str, Any] | None) -> dict[str, tuple[str, str]]:
    """State and reason of the findings of the replaced visit that somebody ended, by code."""
    if standing is None:
        return {}
    return {
        row["code"]: (row["state"], row["end_reason"])
        for row in life.findings
        if row["visit_id"] == standing["id"] and row["state"] != "TERBUKA"
    }
