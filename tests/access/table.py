"""Who may call what: one row for every address and method of the project, read aloud in a minute.

200 and 204: answered. 302: done, or sent to the login (visitors). 401: a part of a page must log in first.
403: inside the area without the right. 404: outside the area, or not there, and we do not say which.
405: not made for this method. 422: understood, and refused in words.
"""

from __future__ import annotations

from datetime import timedelta
from functools import cache
from typing import Any

from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.base.ids import new_id
from posyandu.models import Diagnosis, Finding, Given, Pregnancy
from tests.access.conftest import Corner, World

# The columns, and who they are:
WHO = ("ratna", "siti", "wati", "budi", "kepala", "admin", "lurah", "visitor")

# Reachable by everybody, and why.
PUBLIC = {
    "ping": "a sign of life for the machinery",
    "health": "a sign of life of the servers; counts and seconds only",
    "set_language": "the language of the screens, kept in a cookie",
    "access:login": "the door itself",
    "access:alive": "says only whether the own session lives",
}

# fmt: off
ACCESS: dict[str, tuple[int, ...]] = {
    #                                 ratna siti wati budi kepala admin lurah visitor
    "GET schema":                    (200, 200, 200, 200, 200, 200, 200, 403),
    "GET home":                      (200, 200, 200, 200, 200, 200, 200, 302),
    "POST access:logout":            (302, 302, 302, 302, 302, 302, 302, 302),
    "GET access:password":           (200, 200, 200, 200, 200, 200, 200, 302),
    "POST access:password":          (422, 422, 422, 422, 422, 422, 422, 302),
    "GET access:sessions":           (200, 200, 200, 200, 200, 200, 200, 302),
    "POST access:end_session":       (404, 404, 404, 404, 404, 404, 404, 302),
    "GET access:back":               (200, 200, 200, 200, 200, 200, 200, 302),
    "GET access:audit":              (403, 403, 403, 403, 200, 200, 403, 302),

    "GET puskesmas:new_person":      (200, 200, 200, 403, 403, 403, 403, 302),
    "POST puskesmas:new_person":     (302, 302, 422, 403, 403, 403, 403, 302),
    "GET puskesmas:edit_person":     (200, 200, 404, 403, 403, 403, 403, 302),
    "POST puskesmas:edit_person":    (302, 302, 404, 403, 403, 403, 403, 302),
    "GET puskesmas:move_person":     (200, 200, 404, 403, 403, 403, 403, 302),
    "POST puskesmas:move_person":    (302, 302, 404, 403, 403, 403, 403, 302),
    "GET puskesmas:users":           (403, 403, 403, 403, 403, 200, 403, 302),
    "GET puskesmas:new_user":        (403, 403, 403, 403, 403, 200, 403, 302),
    "POST puskesmas:new_user":       (403, 403, 403, 403, 403, 200, 403, 302),
    "GET puskesmas:edit_user":       (403, 403, 403, 403, 403, 200, 403, 302),
    "POST puskesmas:edit_user":      (403, 403, 403, 403, 403, 302, 403, 302),
    "POST puskesmas:reset_password": (403, 403, 403, 403, 403, 200, 403, 302),
    "GET puskesmas:facilities":      (200, 200, 200, 200, 200, 200, 200, 302),
    "GET puskesmas:new_facility":    (403, 403, 403, 403, 403, 200, 403, 302),
    "POST puskesmas:new_facility":   (403, 403, 403, 403, 403, 302, 403, 302),
    "GET puskesmas:edit_facility":   (403, 403, 404, 403, 403, 200, 403, 302),
    "POST puskesmas:edit_facility":  (403, 403, 404, 403, 403, 302, 403, 302),

    "GET posyandu:days":             (200, 200, 200, 403, 200, 403, 403, 302),
    "POST posyandu:plan":            (302, 302, 422, 403, 403, 403, 403, 302),
    "GET posyandu:day":              (200, 200, 404, 403, 200, 403, 403, 302),
    "GET posyandu:summary":          (200, 200, 404, 403, 200, 403, 403, 302),
    "POST posyandu:open_day":        (302, 302, 404, 403, 403, 403, 403, 302),
    "POST posyandu:close_day":       (302, 302, 404, 403, 403, 403, 403, 302),
    "POST posyandu:validate_day":    (302, 403, 404, 403, 403, 403, 403, 302),
    "POST posyandu:cancel_day":      (302, 302, 404, 403, 403, 403, 403, 302),
    "POST posyandu:reopen_day":      (302, 403, 404, 403, 403, 403, 403, 302),
    "GET posyandu:entry":            (200, 200, 404, 403, 403, 403, 403, 302),
    "POST posyandu:entry":           (200, 200, 404, 403, 403, 403, 403, 302),
    "GET posyandu:card":             (200, 200, 404, 403, 403, 403, 403, 302),
    "POST posyandu:card":            (200, 200, 404, 403, 403, 403, 403, 302),
    "GET posyandu:card_elsewhere":   (200, 200, 404, 403, 403, 403, 403, 302),
    "POST posyandu:card_elsewhere":  (200, 200, 404, 403, 403, 403, 403, 302),
    "GET posyandu:print_card":       (200, 200, 404, 403, 200, 403, 403, 302),
    "GET posyandu:print_education":  (200, 200, 404, 403, 200, 403, 403, 302),
    "GET posyandu:reference":        (200, 200, 200, 200, 200, 200, 200, 302),
    "GET posyandu:change_reference": (403, 403, 403, 403, 403, 403, 403, 302),
    "POST posyandu:change_reference": (403, 403, 403, 403, 403, 403, 403, 302),
    "POST posyandu:attend":          (302, 302, 404, 403, 403, 403, 403, 302),
    "GET posyandu:correct":          (200, 200, 404, 404, 403, 404, 404, 302),
    "POST posyandu:correct":         (200, 200, 404, 404, 403, 404, 404, 302),
    "POST posyandu:void":            (302, 302, 404, 404, 403, 404, 404, 302),
    "POST posyandu:confirm":         (302, 403, 404, 404, 403, 404, 404, 302),
    "GET posyandu:person":           (200, 200, 404, 403, 200, 403, 403, 302),
    "GET posyandu:new_pregnancy":    (200, 200, 404, 403, 403, 403, 403, 302),
    "POST posyandu:new_pregnancy":   (302, 302, 404, 403, 403, 403, 403, 302),
    "GET posyandu:pregnancy":        (200, 200, 404, 403, 200, 403, 403, 302),
    "GET posyandu:edit_pregnancy":   (200, 200, 404, 403, 403, 403, 403, 302),
    "POST posyandu:edit_pregnancy":  (302, 302, 404, 403, 403, 403, 403, 302),
    "POST posyandu:end_pregnancy":   (422, 422, 404, 403, 403, 403, 403, 302),  # it ended with a birth
    "POST posyandu:void_pregnancy":  (302, 403, 404, 403, 403, 403, 403, 302),
    "GET posyandu:delivery":         (200, 200, 404, 403, 403, 403, 403, 302),
    "POST posyandu:delivery":        (302, 302, 404, 403, 403, 403, 403, 302),
    "GET posyandu:doses":            (200, 200, 404, 403, 200, 403, 403, 302),
    "POST posyandu:doses":           (302, 302, 404, 403, 403, 403, 403, 302),
    "POST posyandu:void_dose":       (302, 302, 404, 403, 403, 403, 403, 302),
    "GET posyandu:diagnoses":        (200, 200, 404, 403, 200, 403, 403, 302),
    "POST posyandu:diagnoses":       (302, 403, 404, 403, 403, 403, 403, 302),
    "POST posyandu:resolve_diagnosis": (302, 403, 404, 403, 403, 403, 403, 302),
    "POST posyandu:void_diagnosis":  (302, 403, 404, 403, 403, 403, 403, 302),
    "GET posyandu:finding":          (200, 200, 404, 403, 200, 403, 403, 302),
    "POST posyandu:end_finding":     (302, 302, 404, 403, 403, 403, 403, 302),
    "POST posyandu:override_finding": (302, 403, 404, 403, 403, 403, 403, 302),
    "GET posyandu:api_sheet":        (200, 200, 404, 403, 200, 403, 403, 403),
    "POST posyandu:api_visits":      (200, 200, 404, 403, 403, 403, 403, 403),

    "GET pws:board":                 (404, 404, 404, 200, 200, 200, 404, 302),
    "GET pws:district":              (404, 404, 404, 200, 404, 404, 404, 302),
    "GET pws:desa":                  (200, 200, 404, 200, 200, 200, 200, 302),
    "GET pws:situation":             (200, 200, 404, 200, 200, 200, 200, 302),
    "GET pws:heat":                  (200, 200, 200, 200, 200, 200, 200, 302),
    "GET pws:map":                   (200, 200, 200, 200, 200, 200, 200, 302),
    "GET pws:dominant":              (200, 200, 200, 200, 200, 200, 200, 302),
    "GET pws:disease_people":        (200, 403, 404, 403, 403, 403, 403, 302),
    "GET pws:compare":               (200, 200, 200, 200, 200, 200, 200, 302),
    "GET pws:graph":                 (200, 200, 200, 200, 200, 200, 200, 302),
    "GET pws:names":                 (200, 200, 404, 403, 200, 403, 403, 302),
    "GET pws:missed":                (200, 200, 404, 403, 200, 403, 403, 302),
    "GET pws:quality":               (403, 403, 403, 200, 200, 200, 403, 302),
    "GET pws:restatements":          (403, 403, 403, 200, 200, 200, 403, 302),
    "GET pws:signed":                (200, 200, 200, 200, 200, 200, 200, 302),
    "GET pws:closing":               (200, 403, 403, 200, 200, 200, 403, 302),
    "POST pws:sign_posyandu":        (422, 403, 403, 403, 403, 403, 403, 302),  # nothing to sign yet
    "POST pws:sign_month":           (404, 404, 404, 403, 422, 403, 404, 302),  # not counted yet
    "POST pws:approve_month":        (404, 404, 404, 422, 403, 403, 404, 302),  # nobody signed
    "POST pws:reopen_month":         (404, 404, 404, 404, 404, 404, 404, 302),  # there is no signature
    "GET pws:indicators":            (200, 200, 200, 200, 200, 200, 200, 302),
    "GET pws:sasaran":               (200, 200, 200, 200, 200, 200, 200, 302),
    "POST pws:project_sasaran":      (403, 403, 403, 403, 403, 302, 403, 302),
    "GET pws:sasaran_figure":        (200, 200, 404, 200, 200, 200, 200, 302),
    "POST pws:sasaran_figure":       (403, 403, 404, 403, 403, 302, 403, 302),
    "GET pws:sasaran_parameter":     (403, 403, 403, 403, 403, 403, 403, 302),
    "POST pws:sasaran_parameter":    (403, 403, 403, 403, 403, 403, 403, 302),
    "GET pws:api_indicators":        (200, 200, 200, 200, 200, 200, 200, 403),
    "GET pws:api_desa":              (200, 200, 404, 200, 200, 200, 200, 403),
}
# fmt: on


@cache  # what a request does to these rows is undone
def care_paths(mine: Corner) -> dict[str, dict[str, Any]]:
    """Of the child and its mother, by the rows that `leave_care` left."""
    with scope.system("test"):
        dose = Given.objects.get(person=mine.child).pk
        finding = Finding.objects.get(person=mine.child).pk
        diagnosis = Diagnosis.objects.get(person=mine.child).pk
        pregnancy = Pregnancy.objects.get(person=mine.mother).pk
    child: dict[str, Any] = {"pk": mine.child.pk}
    mother: dict[str, Any] = {"pk": mine.mother.pk}
    found = {"posyandu:doses": child, "posyandu:diagnoses": child, "posyandu:new_pregnancy": mother}
    found["posyandu:void_dose"] = {**child, "dose_pk": dose}
    for word in ("resolve", "void"):
        found[f"posyandu:{word}_diagnosis"] = {**child, "diagnosis_pk": diagnosis}
    for name in ("pregnancy", "edit_pregnancy", "end_pregnancy", "void_pregnancy", "delivery"):
        found[f"posyandu:{name}"] = {**mother, "pregnancy_pk": pregnancy}
    for name in ("finding", "end_finding", "override_finding"):
        found[f"posyandu:{name}"] = {**child, "finding_pk": finding}
    return found


def path_of(name: str, world: World) -> dict[str, Any]:
    """The arguments of an address: always something of Siti's."""
    mine, day, child = world.sitis, world.sitis.day.pk, world.sitis.child.pk
    known: dict[str, dict[str, Any]] = {
        "access:end_session": {"mark": "0" * 32},
        "puskesmas:edit_person": {"pk": child},
        "puskesmas:move_person": {"pk": child},
        "puskesmas:edit_facility": {"pk": mine.posyandu.pk},
        "posyandu:open_day": {"pk": world.planned_day.pk},
        "posyandu:cancel_day": {"pk": world.planned_day.pk},
        "posyandu:validate_day": {"pk": world.closed_day.pk},
        "posyandu:reopen_day": {"pk": world.closed_day.pk},
        "posyandu:entry": {"pk": day, "person_pk": world.sibling.pk},
        "posyandu:attend": {"pk": day, "person_pk": world.sibling.pk},
        "posyandu:card": {"pk": day, "person_pk": mine.mother.pk},
        "posyandu:card_elsewhere": {"pk": mine.mother.pk},
        "posyandu:print_card": {"pk": mine.mother.pk, "form": "dewasa"},
        "posyandu:print_education": {"pk": child, "visit_pk": mine.visit.pk},
        "posyandu:change_reference": {"code": "tbc.rujuk_jawaban_ya"},
        "posyandu:reference": {},
        "posyandu:correct": {"pk": mine.visit.pk},
        "posyandu:void": {"pk": mine.visit.pk},
        "posyandu:confirm": {"pk": mine.visit.pk},
        "posyandu:person": {"pk": child},
        **care_paths(mine),
        "pws:board": {"pk": world.puskesmas.pk},
        "pws:sign_month": {"pk": world.puskesmas.pk},
        "pws:approve_month": {"pk": world.puskesmas.pk},
        "pws:reopen_month": {"pk": 0},
        "pws:district": {"code": world.kabupaten.code},
        "pws:desa": {"code": mine.posyandu.area.code},
        "pws:situation": {"code": mine.posyandu.area.code},
        "pws:api_desa": {"code": mine.posyandu.area.code},
        "pws:sasaran_figure": {"code": mine.posyandu.area.code, "kind": "IBU_HAMIL"},
        "pws:sasaran_parameter": {"code": "CBR"},
    }
    if name in {"puskesmas:edit_user", "puskesmas:reset_password"}:
        return {"pk": User.objects.get(username="siti").pk}
    if name.startswith("posyandu:") and name not in known and name not in {"posyandu:days", "posyandu:plan"}:
        return {"pk": day}
    return known.get(name, {})


def sent(row: str, world: World) -> dict[str, Any]:
    """What a GET asks for, or a POST sends: always something that would be done for who may."""
    today = timezone.localdate().isoformat()
    child, mine = world.sitis.child, world.sitis.posyandu
    who = {"name": child.name, "sex": child.sex, "born_on": child.born_on.isoformat(), "mother_name": "Ibu",
           "nik_missing_reason": "BAYI"}  # fmt: skip
    account = {"role": "KADER_POSYANDU", "full_name": "Nur", "place": mine.pk, "is_active": "on"}
    lines = {"bagian-TOTAL_FORMS": "0", "bagian-INITIAL_FORMS": "0", "ilp_status": "BELUM"}
    bodies: dict[str, dict[str, Any]] = {
        "GET pws:names": {"desa": mine.area.code},
        "GET pws:missed": {"desa": mine.area.code},
        "GET pws:disease_people": {"desa": mine.area.code, "penyakit": "HIPERTENSI"},
        "POST access:password": {"old_password": "bukan ini", "new_password1": "a", "new_password2": "b"},
        "POST puskesmas:new_person": {**who, "posyandu": mine.pk, "person_id": new_id()},
        "POST puskesmas:edit_person": {**who, "name": "Anak Lain"},
        "POST puskesmas:move_person": {"posyandu": world.neighbours.posyandu.pk, "moved_on": today},
        "POST puskesmas:new_user": {**account, "username": "nur.hayati"},
        "POST puskesmas:edit_user": account,
        "POST puskesmas:new_facility": {**lines, "name": "Posyandu Baru", "area": mine.area_id},
        "POST puskesmas:edit_facility": {**lines, "name": "Posyandu Lama"},
        "POST pws:sasaran_figure": {"n": "84", "source": "MANUAL"},
        "POST posyandu:plan": {"posyandu": mine.pk, "held_on": world.free_day.isoformat()},
        "POST posyandu:cancel_day": {"reason": "Hujan deras"},
        "POST posyandu:reopen_day": {"reason": "Satu lembar tertinggal"},
        "POST posyandu:entry": {"weight_kg": "9,4", "client_id": new_id()},
        "POST posyandu:card": {"weight_kg": "52,4", "client_id": new_id()},
        "POST posyandu:correct": {"weight_kg": "9,3", "client_id": new_id(), "reason": "Salah ketik"},
        "POST posyandu:void": {"reason": "Tertukar"},
        **care_bodies(world.sitis),
        "POST posyandu:api_visits": {
            "rows": [{"id": str(new_id()), "person": str(world.sibling.pk), "weight_kg": "9.4"}]
        },
    }
    return bodies.get(row, {})


def care_bodies(mine: Corner) -> dict[str, dict[str, Any]]:
    """What is sent about pregnancies, births, doses, diagnoses and findings."""
    today, born = timezone.localdate(), mine.child.born_on
    lmp = born - timedelta(days=280)
    child = {"person_id": str(mine.child.pk), "new_id": new_id(), "sex": "P", "is_live": "YA"}
    dose = {"code": "CACING", "given_on": today, "source": "DIBERIKAN", "place": "POSYANDU"}
    because = {"reason": "Salah orang"}
    return {
        "POST posyandu:new_pregnancy": {"lmp_on": today - timedelta(days=70), "dated_by": "HPHT"},
        "POST posyandu:edit_pregnancy": {"lmp_on": lmp, "dated_by": "USG"},
        "POST posyandu:end_pregnancy": {"outcome": "ABORTUS", "ended_on": today},
        "POST posyandu:void_pregnancy": because,
        "POST posyandu:delivery": {
            "day": born, "time": "08:00", "anak": "1",
            **{f"anak-0-{name}": value for name, value in child.items()},
        },
        "POST posyandu:doses": {
            "baris": "1", "dosis-0-dose_id": new_id(),
            **{f"dosis-0-{name}": value for name, value in dose.items()},
        },
        "POST posyandu:void_dose": because,
        "POST posyandu:diagnoses": {"icd10": "I10", "diagnosed_on": today, "diagnosis_id": new_id()},
        "POST posyandu:resolve_diagnosis": {"resolved_on": today},
        "POST posyandu:void_diagnosis": because,
        "POST posyandu:override_finding": because,
    }  # fmt: skip
