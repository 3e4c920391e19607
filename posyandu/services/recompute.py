"""A corrected birth date or sex changes what earlier measurements mean (02a, row "Recompute")."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction

from ilp.access import audit
from ilp.base import kicks
from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from posyandu.history import Past, history_of
from posyandu.models import Visit
from posyandu.rules.assessment import Taken, assess_visit
from posyandu.services.refusing import atomic
from posyandu.services.rulesets import ruleset_for
from posyandu.services.visit_rows import lock_person
from puskesmas.models import Person
from puskesmas.services.refusal import Refused


@atomic
def recompute_visits(*, person_id: UUID) -> int:
    """Work out ages, z-scores, classes and KBM of all live visits again; returns how many rows changed.

    Raw values stay. What the computed columns said before is kept in the audit line of each visit. N and T
    are judged between visits when they are shown and counted, so they follow by themselves.

    :raises Refused: when a visit lies before the corrected birth date.
    :raises Person.DoesNotExist: outside the scope.
    """
    person = lock_person(person_id)
    past = history_of(person_id)
    if past and past[0].measured_on < person.born_on:
        raise Refused(
            {
                "born_on": _("Ada penimbangan pada %(on)s, sebelum tanggal lahir ini. Periksa tanggalnya.")
                % {"on": in_words(past[0].measured_on)}
            }
        )
    return sum(_recompute(person, visit) for visit in past)


def _recompute(person: Person, past: Past) -> int:
    rules = ruleset_for(past.measured_on)
    taken = Taken(
        past.weight_kg,
        past.length_height_cm,
        past.position or None,
        past.head_circumference_cm,
        past.muac_cm,
        past.has_oedema,
    )
    columns = assess_visit(person.sex, person.born_on, past.measured_on, taken, ruleset=rules).columns()
    kept = Visit.objects.filter(pk=past.id).values(*columns).first()
    if kept is None:  # recorded in an area this user does not see; the desa of residence will
        return 0
    changed = {name: value for name, value in columns.items() if kept[name] != value}
    if not changed:
        return 0
    if changed.get("implausible", kept["implausible"]) != kept["implausible"]:
        changed["is_confirmed"] = False
    Visit.objects.filter(pk=past.id).update(**changed)
    audit.record(
        "visit.recomputed",
        "visit",
        [past.id],
        desa_id=person.desa_id,
        changes={"person": person.pk, "before": {name: kept.get(name) for name in changed}, "now": changed},
    )
    transaction.on_commit(kicks.refresh)
    return 1
