"""The rows of a golden case, saved through the services that the screens use, so the real rules judge them.

    person     who=name, on=birth date, what=P|L, value=desa=B;posyandu=2;birth_weight_g=2400;nik=1;
               died=2025-05-01;buku_kia=2025-01-01;since=2025-03-01 (lives there since; birth when absent)
    move       who, on=first day in the new desa, what=desa, value=posyandu=2
    pregnancy  who=mother, on=LMP, what=first known date, value=known_by=nakes|kader
    delivery   who=mother, on=date, what=outcome,
               value=time=10:30;attendant=BIDAN;born_at=PUSKESMAS;child=Budi|Ani
    newborn    who=child, on, value=had_imd=1;shk_on=2025-02-03
    visit      who, on, what=form, value=weight_kg=9,8;nakes=1;place=PUSTU;at=B (served in another desa)
    void       who, on, what=form
    given      who, on, what=code, value=source
    diagnosis  who, on, what=ICD-10, value=resolved=date
    end        who, on, what=code of an open finding
    day        who=desa, on, what=DIBUKA|DITUTUP|DIVALIDASI, value=posyandu=2;validated=date

Desa A and B belong to two puskesmas and have the posyandu 1 and 2 each. Answers are typed as on the card;
several choices of one question are divided by `|`. A visit at the posyandu on one of its days belongs to that
hari buka. Days are opened before everything else and closed after it, deaths come last, all else goes in the
order of the file.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.core.exceptions import ObjectDoesNotExist, PermissionDenied
from django.db import transaction

from ilp.access import scope
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.dates import period_end
from ilp.base.ids import new_id
from posyandu.models import Finding, HariBuka
from posyandu.services import findings, hari_buka
from posyandu.services.diagnoses import add_diagnosis, resolve_diagnosis
from posyandu.services.doses import NewDose, record_doses
from posyandu.services.refusing import NotWritten
from puskesmas.models import Area, Facility, Person, Sasaran
from puskesmas.rules.sasaran import SasaranKind
from puskesmas.services.identity import Identity
from puskesmas.services.people import register_person
from puskesmas.services.refusal import Refused
from puskesmas.services.residence import move_person, record_death
from tests import factories
from tests.pws.golden import births, cards
from tests.pws.golden.case import Case, Row
from tests.pws.golden.saving import clock, confirmed

REFUSALS = (Refused, NotWritten, ObjectDoesNotExist, PermissionDenied, ValueError, KeyError)


@dataclass(frozen=True, slots=True)
class Desa:
    """One desa of a case with those who serve it."""

    area: Area
    puskesmas: Facility
    pustu: Facility
    posyandu: tuple[Facility, Facility]
    nakes: User
    kader: User


def make_desa(letter: str) -> Desa:
    """A desa, its own puskesmas, its pustu and two posyandu."""
    area = factories.make_desa(f"Desa {letter}")
    puskesmas = factories.make_puskesmas(area)
    posts = tuple(factories.make_posyandu(area, puskesmas=puskesmas) for _ in range(2))
    return Desa(
        area, puskesmas, factories.make_pustu(area, puskesmas=puskesmas), (posts[0], posts[1]),
        factories.make_user(Role.NAKES_PUSKESMAS, puskesmas),
        factories.make_user(Role.KADER_POSYANDU, posts[0]),
    )  # fmt: skip


class World:
    """The people of a case, by name, and where they live."""

    def __init__(self, case: Case, until: int) -> None:
        self.case = case
        self.today = period_end(until)
        self.desas = {letter: make_desa(letter) for letter in ("A", "B")}
        self.people: dict[str, UUID] = {}
        self.pregnancies: dict[str, UUID] = {}
        self.births: dict[UUID, births.Kept] = {}
        self.days: dict[tuple[int, date], UUID] = {}

    def play(self) -> None:
        """Save every row.

        :raises CaseError: naming the line that the services refuse, and what they say.
        """
        for row in self.case.of("person"):
            self._save(row, self.person)
        for row in self.case.of("day"):
            self._save(row, self.day)
        for row in self.case.of("sasaran"):
            self._save(row, self.sasaran)
        for row in self.case.rows:
            if row.kind not in {"person", "day", "sasaran"}:
                self._save(row, getattr(self, row.kind))
        for row in self.case.of("day"):
            self._save(row, self.close)
        for row in self.case.of("person"):
            if "died" in row.options:
                self._save(row, self.death)

    def _save(self, row: Row, keep: Callable[[Row], None]) -> None:
        try:
            with transaction.atomic(), clock(self.today), scope.system("golden"):
                keep(row)
        except REFUSALS as error:
            said = getattr(error, "problems", None) or error
            raise self.case.wrong(row.line, f"{type(error).__name__}: {said}") from error

    def sasaran(self, row: Row) -> None:
        """A yearly figure of a desa, from January on."""
        Sasaran.objects.create(
            year=int(row.on), desa=self.desas[row.who].area, kind=SasaranKind(row.what), n=int(row.value),
            version=1, valid_from_period=int(row.on) * 12, source="MANUAL",
        )  # fmt: skip

    def who(self, row: Row) -> Person:
        """The person of the row, as it is on record now."""
        if row.who not in self.people:
            raise KeyError(f"no row person for {row.who}")
        return Person.objects.select_related("desa", "posyandu").get(pk=self.people[row.who])

    def home(self, person: Person) -> Desa:
        """The desa where the person lives now."""
        return next(desa for desa in self.desas.values() if desa.area.pk == person.desa_id)

    def person(self, row: Row) -> None:
        known = {"desa", "posyandu", "birth_weight_g", "nik", "died", "buku_kia", "since"}
        if unknown := row.options.keys() - known:
            raise ValueError(f"a person has no {', '.join(sorted(unknown))}")
        told, desa = row.options, self.desas[row.options.get("desa", "A")]
        has_nik = told.get("nik") == "1"
        identity = Identity(
            name=row.who, sex=row.what, born_on=row.day,
            nik=_nik(row, len(self.people)) if has_nik else "",
            nik_missing_reason="" if has_nik else "TIDAK_DIBAWA",
            birth_weight_g=int(told["birth_weight_g"]) if "birth_weight_g" in told else None,
            buku_kia_since=_day(told, "buku_kia"),
        )  # fmt: skip
        post = desa.posyandu[int(told.get("posyandu", "1")) - 1]
        kept = register_person(identity=identity, desa=desa.area, posyandu=post, since=_day(told, "since"))
        self.people[row.who] = kept.pk

    def death(self, row: Row) -> None:
        record_death(person=self.who(row), died_on=date.fromisoformat(row.options["died"]))

    def move(self, row: Row) -> None:
        desa = self.desas[row.what]
        post = desa.posyandu[int(row.options.get("posyandu", "1")) - 1]
        move_person(person=self.who(row), desa=desa.area, posyandu=post, moved_on=row.day)

    def pregnancy(self, row: Row) -> None:
        births.register(self, row)

    def delivery(self, row: Row) -> None:
        births.deliver(self, row)

    def newborn(self, row: Row) -> None:
        births.complete(self, row)

    def visit(self, row: Row) -> None:
        cards.answer(self, row)

    def void(self, row: Row) -> None:
        cards.void(self, row)

    def given(self, row: Row) -> None:
        person = self.who(row)
        dose = NewDose(row.what, row.day, source=row.value or "DIBERIKAN")
        by = self.home(person).nakes
        confirmed(lambda sure: record_doses(person_id=person.pk, doses=[dose], by=by, sure=sure))

    def diagnosis(self, row: Row) -> None:
        person = self.who(row)
        by, pk = self.home(person).nakes, new_id()
        add_diagnosis(person_id=person.pk, diagnosis_id=pk, icd10_code=row.what, diagnosed_on=row.day, by=by)
        if resolved_on := _day(row.options, "resolved"):
            resolve_diagnosis(diagnosis_id=pk, resolved_on=resolved_on, by=by)

    def end(self, row: Row) -> None:
        person = self.who(row)
        open_one = Finding.objects.filter(person=person, code=row.what, state="TERBUKA", voided_at=None)
        found = open_one.filter(found_on__lte=row.day).order_by("found_on").first()
        if found is None:
            raise ValueError(f"{row.who} has no open finding {row.what} on {row.on}")
        with clock(row.day):
            findings.end_finding(finding_id=found.pk, by=self.home(person).nakes)

    def day(self, row: Row) -> None:
        if row.what not in HariBuka.State.values:
            raise ValueError(f"{row.what} is no state of a hari buka")
        post = self._post(row)
        with clock(row.day):
            planned = hari_buka.plan_day(posyandu=post, held_on=row.day, on_holiday=True)
            hari_buka.open_day(day=planned)
        self.days[post.pk, row.day] = planned.pk

    def close(self, row: Row) -> None:
        by = self.desas[row.who].nakes
        kept = HariBuka.objects.get(pk=self.days[self._post(row).pk, row.day])
        if row.what in {"DITUTUP", "DIVALIDASI"}:
            with clock(row.day):
                hari_buka.close_day(day=kept)
        if row.what == "DIVALIDASI":
            with clock(date.fromisoformat(row.options.get("validated", row.on))):
                hari_buka.validate_day(day=kept, by=by)

    def _post(self, row: Row) -> Facility:
        return self.desas[row.who].posyandu[int(row.options.get("posyandu", "1")) - 1]


def _day(told: dict[str, str], name: str) -> date | None:
    return date.fromisoformat(told[name]) if name in told else None


def _nik(row: Row, serial: int) -> str:
    """A NIK that fits birth date and sex, of the numbers kept for invented people."""
    day = row.day.day + (40 if row.what == "P" else 0)
    return f"731601{day:02d}{row.day:%m%y}{9000 + serial:04d}"
