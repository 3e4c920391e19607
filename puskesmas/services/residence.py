"""Where people live and since when: moves, and the end of a residence by death."""

from __future__ import annotations

from datetime import date

from django.db import connection
from django.utils import timezone

from ilp.access import audit
from ilp.base.language import gettext as _
from ilp.base.words import day as in_words
from puskesmas.models import Area, Facility, Person, Residence
from puskesmas.services.refusal import Refused, one_transaction


def locked(person: Person) -> Person:
    """The person's row, locked until the transaction ends; who records a visit takes the same lock.

    :raises Person.DoesNotExist: when the person is outside the scope in force.
    """
    return Person.objects.select_for_update().get(pk=person.pk)


def check_place(desa: Area, posyandu: Facility | None) -> dict[str, str]:
    """What is wrong with a desa and posyandu as a home, by field; empty when nothing is."""
    problems = {}
    if desa.level != Area.Level.DESA:
        problems["desa"] = _("%(name)s bukan desa atau kelurahan. Pilih desanya.") % {"name": desa.name}
    if posyandu is not None and posyandu.kind != Facility.Kind.POSYANDU:
        problems["posyandu"] = _("%(name)s bukan posyandu. Pilih posyandu.") % {"name": posyandu.name}
    elif posyandu is not None and posyandu.area_id != desa.pk:
        problems["posyandu"] = _("%(posyandu)s tidak berada di %(desa)s. Pilih posyandu di desa itu.") % {
            "posyandu": posyandu.name,
            "desa": desa.name,
        }
    return problems


@one_transaction()
def move_person(
    *, person: Person, desa: Area, posyandu: Facility | None, moved_on: date, rt: str = ""
) -> Person:
    """The person lives elsewhere from this day on; visits from that day follow (by a trigger of posyandu).

    A move to where the person already lives changes nothing. Recording a move on the first day of the
    present residence corrects that residence.

    :raises Refused: when the day lies in the future or before the present residence, or the place is wrong.
    :raises Person.DoesNotExist: when the person is outside the scope in force.
    """
    kept = locked(person)
    home = Residence.objects.filter(person=kept, valid_to=None).first()
    _refuse_impossible_move(home, desa, posyandu, moved_on)
    to_posyandu = posyandu.pk if posyandu else None
    if home is not None and (home.desa_id, home.posyandu_id) == (desa.pk, to_posyandu):
        return kept
    with connection.cursor() as cursor:
        cursor.execute(
            "select puskesmas_move_person(%s, %s, %s, %s, %s)",
            [kept.pk, desa.pk, to_posyandu, moved_on, rt],
        )
    audit.record(
        "person.moved",
        "person",
        [kept.pk],
        desa_id=kept.desa_id,
        changes={
            "moved_on": moved_on,
            "from": [kept.desa_id, kept.posyandu_id],
            "to": [desa.pk, to_posyandu],
        },
    )
    kept.desa, kept.posyandu, kept.rt = desa, posyandu, rt
    return kept


def _refuse_impossible_move(
    home: Residence | None, desa: Area, posyandu: Facility | None, moved_on: date
) -> None:
    problems = check_place(desa, posyandu)
    if moved_on > timezone.localdate():
        problems["moved_on"] = _("%(day)s belum tiba. Isi tanggal pindah paling lambat hari ini.") % {
            "day": in_words(moved_on)
        }
    elif home is None:
        problems["moved_on"] = _(
            "Orang ini sudah tidak tercatat tinggal di mana pun. Hubungi admin puskesmas."
        )
    elif moved_on < home.valid_from:
        problems["moved_on"] = _(
            "%(day)s lebih awal daripada awal tinggal di tempat sekarang (%(since)s). Periksa tanggal pindah."
        ) % {"day": in_words(moved_on), "since": in_words(home.valid_from)}
    if problems:
        raise Refused(problems)


@one_transaction()
def record_death(*, person: Person, died_on: date) -> Person:
    """The person died on this day; the residence ends with it. Saying it again with the same day is fine.

    :raises Refused: for a day in the future, before birth or before the present residence began.
    """
    kept = locked(person)
    if kept.died_on == died_on:
        return kept
    home = Residence.objects.filter(person=kept).order_by("-valid_from").first()
    problem = _impossible_death(kept, home, died_on)
    if problem:
        raise Refused({"died_on": problem})
    Person.objects.filter(pk=kept.pk).update(died_on=died_on)
    if home is not None:
        Residence.objects.filter(pk=home.pk).update(
            valid_to=died_on, end_reason=Residence.EndReason.MENINGGAL
        )
    audit.record("person.died", "person", [kept.pk], desa_id=kept.desa_id, changes={"died_on": died_on})
    kept.died_on = died_on
    return kept


def _impossible_death(person: Person, home: Residence | None, died_on: date) -> str | None:
    if died_on > timezone.localdate():
        return _("%(day)s belum tiba. Isi tanggal meninggal paling lambat hari ini.") % {
            "day": in_words(died_on)
        }
    earliest = max(person.born_on, home.valid_from) if home else person.born_on
    if died_on < earliest:
        return _("%(day)s lebih awal daripada %(earliest)s. Periksa tanggal meninggal.") % {
            "day": in_words(died_on),
            "earliest": in_words(earliest),
        }
    return None
