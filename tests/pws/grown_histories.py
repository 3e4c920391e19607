"""Random lives of grown people in two desa, straight into the tables: illness, findings, deaths.

What a card would have answered is chosen at random, so every column of the families kronis and temuan can
be true.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, TypeVar

from django.db import connection
from django.db.models import Model, QuerySet
from django.utils import timezone

from ilp.access import scope
from ilp.base.dates import age_days, completed_months
from ilp.base.ids import new_id
from posyandu.models import Diagnosis, Finding, Pregnancy, Visit
from posyandu.models.visit import Place
from puskesmas.models import Person, Residence
from tests import factories

M = TypeVar("M", bound=Model)

ICD10 = ("I10", "I11.9", "E11.9", "F20.0", "A15.0", "A16.2", "A90", "A91", "Z03.0", "Z20.1", "J06.9")
CODES = (
    "TBC_GEJALA", "TBC_KONTAK", "PUMA_RISIKO", "SKILAS_RISIKO", "KPSP_MERAGUKAN",
    "BUMIL_BAHAYA", "NIFAS_BAHAYA_RS", "TD_TINGGI", "TD_RENDAH",
)  # fmt: skip
WITHOUT_REFERRAL = {"KPSP_MERAGUKAN", "TD_RENDAH"}
METHODS = ("PIL", "IUD", "IMPLAN", "MAL", "BELUM")


class Grown:
    """Two desa with two posyandu each and the people who fall ill, are served, move and die there."""

    def __init__(self, seed: int, people: int = 10, months: int = 14) -> None:
        self.rng = random.Random(seed)
        self.months = months
        self.today = timezone.localdate()
        self.desas = [factories.make_desa(), factories.make_desa()]
        factories.make_puskesmas(*self.desas)
        self.posyandu = [factories.make_posyandu(desa) for desa in self.desas for _ in range(2)]
        self.people = [self._grown() for _ in range(people)]

    def _grown(self) -> Person:
        years = self.rng.choice([0, 0, 3, 17, 30, 48, 49, 66, 80])
        born_on = self.today - timedelta(days=years * 365 + self.rng.randint(0, 364))
        since = max(born_on, self.today - timedelta(days=self.rng.choice([4000, 200])))
        return factories.make_person(
            self.rng.choice(self.posyandu),
            sex=self.rng.choice("LP"),
            born_on=born_on,
            lives_there_since=since,
        )

    def day(self, months: int | None = None) -> date:
        return self.today - timedelta(days=self.rng.randint(0, 30 * (months or self.months)))

    def _after(self, day: date, days: int) -> date:
        """So many days later at most, and not after today."""
        return min(day + timedelta(days=self.rng.randint(0, days)), self.today)

    def step(self) -> None:
        """One thing that happens, most of it entered late."""
        deeds = {
            self.visit: 50, self.find: 25, self.end: 12, self.diagnose: 14, self.resolve: 4, self.unsay: 3,
            self.void: 6, self.move: 7, self.conceive: 3, self.deliver: 3, self.die: 3, self.mistake: 2,
        }  # fmt: skip
        self.do(self.rng.choices(list(deeds), weights=list(deeds.values()))[0])

    def do(self, deed: Callable[[], None]) -> None:
        """One deed, as a declared job."""
        with scope.system("test"):
            deed()

    def _pick(self, rows: QuerySet[M]) -> M | None:
        """One of them, the same one for the same seed."""
        found = list(rows.order_by("pk"))
        return self.rng.choice(found) if found else None

    def _who(self) -> Person:
        return Person.objects.get(pk=self.rng.choice(self.people).pk)

    def _often_after_a_finding(self) -> tuple[Person, date]:
        """Somebody and a day; half the time within the days in which a finding can be followed up."""
        finding = self._pick(Finding.objects.filter(voided_at=None))
        if finding is None or self.rng.random() < 0.5:
            return self._who(), self.day()
        after = timedelta(days=self.rng.choice([0, 1, 2, 6, 7, 8, 13, 14, 15, 29, 30, 31]))
        return Person.objects.get(pk=finding.person_id), min(finding.found_on + after, self.today)

    def visit(self) -> None:
        rng, (person, day) = self.rng, self._often_after_a_finding()
        if not person.born_on <= day <= self.today:
            return
        home = Residence.objects.filter(person=person, valid_from__lte=day).order_by("-valid_from").first()
        # Visits without a desa come from deaths that are entered with an earlier day.
        if home is None or (home.valid_to is not None and home.valid_to < day):
            return
        pressure, sugar = rng.random() < 0.6, rng.random() < 0.5
        grown = completed_months(person.born_on, day) >= 60
        Visit.objects.create(
            id=new_id(), person=person, facility=rng.choice(self.posyandu), place=rng.choice(Place.values),
            measured_on=day, desa_id=home.desa_id, posyandu_of_residence_id=home.posyandu_id,
            age_days=age_days(person.born_on, day), age_months=completed_months(person.born_on, day),
            systolic_mmhg=rng.choice([120, 150]) if pressure else None,
            diastolic_mmhg=80 if pressure else None,
            random_glucose_mg_dl=150 if sugar else None,
            fasting_glucose_mg_dl=rng.choice([79, 80, 130, 131]) if rng.random() < 0.3 else None,
            by_nakes=rng.random() < 0.4, details=self._details(), classes=self._classes(pressure),
            form=rng.choice(["dewasa", "lansia", "nifas", "bumil"]) if grown else "balita",
            form_version="test", rule_version="test",
        )  # fmt: skip

    def _details(self) -> dict[str, Any]:
        rng, found = self.rng, dict[str, Any]()
        if rng.random() < 0.2:
            found["referred"] = rng.random() < 0.5
        if rng.random() < 0.3:
            found["uses_contraception"] = rng.random() < 0.6
        if rng.random() < 0.3:
            found["contraception_method"] = rng.choice(METHODS)
        if rng.random() < 0.1:
            found["glucose_device"] = "HI"
        return found

    def _classes(self, pressure: bool) -> dict[str, str]:
        rng, found = self.rng, dict[str, str]()
        if pressure and rng.random() < 0.9:
            name = rng.choice(["blood_pressure", "td_bumil"])
            found[name] = rng.choice(["NORMAL", "RENDAH", "TINGGI"])
        for name, values in (
            ("contraception", ("MKJP", "NON_MKJP", "TIDAK")),
            ("aks", ("MANDIRI", "BERAT", "TOTAL")),
            ("gds15", ("NORMAL",)),
        ):
            if rng.random() < 0.25:
                found[name] = rng.choice(values)
        return found

    def find(self) -> None:
        visit = self._pick(Visit.objects.filter(voided_at=None))
        code = self.rng.choice(CODES)
        if visit is None or Finding.objects.filter(visit=visit, code=code).exists():
            return
        due_on = None if code in WITHOUT_REFERRAL else visit.measured_on + timedelta(days=7)
        Finding.objects.create(
            visit=visit, person_id=visit.person_id, code=code, found_on=visit.measured_on, due_on=due_on,
            rule_version="test", desa_id=visit.desa_id, posyandu_id=visit.posyandu_of_residence_id,
        )  # fmt: skip

    def end(self) -> None:
        finding = self._pick(Finding.objects.filter(state="TERBUKA", voided_at=None))
        if finding is None:
            return
        day = finding.found_on + timedelta(days=self.rng.choice([0, 6, 7, 8, 13, 14, 15, 29, 30, 31]))
        finding.state = self.rng.choice(["SELESAI", "SELESAI", "DIKESAMPINGKAN"])
        finding.end_reason = "sudah diperiksa"
        # Late in the evening of UTC is the next morning here.
        hour = time(self.rng.choice([1, 15, 16, 23]), 59, tzinfo=UTC)
        day = min(day, self.today) - timedelta(days=self.rng.choice([0, 1]))
        finding.ended_at = datetime.combine(day, hour)
        finding.save()

    def diagnose(self) -> None:
        person, day = self._often_after_a_finding()
        Diagnosis.objects.create(
            id=new_id(), person=person, icd10=self.rng.choice(ICD10), diagnosed_on=day,
            resolved_on=self._after(day, 90) if self.rng.random() < 0.2 else None,
            desa=person.desa, posyandu=person.posyandu,
        )  # fmt: skip

    def resolve(self) -> None:
        illness = self._pick(Diagnosis.objects.filter(voided_at=None))
        if illness is not None:
            illness.resolved_on = self.rng.choice([None, self._after(illness.diagnosed_on, 300)])
            illness.save()

    def unsay(self) -> None:
        illness = self._pick(Diagnosis.objects.all())
        if illness is not None:
            illness.voided_at = None if illness.voided_at else timezone.now()
            illness.save()

    def void(self) -> None:
        visit = self._pick(Visit.objects.filter(voided_at=None))
        if visit is not None:
            Visit.objects.filter(pk=visit.pk).update(voided_at=timezone.now())
            Finding.objects.filter(visit=visit).update(voided_at=timezone.now())

    def move(self) -> None:
        person, day = self._who(), self.day(6)
        home = Residence.objects.filter(person=person, valid_to=None).first()
        if home is not None and home.valid_from < day:
            factories.move(person, self.rng.choice(self.posyandu), day)

    def conceive(self) -> None:
        woman, day = self._who(), self.day()
        if woman.sex == "P" and not Pregnancy.objects.filter(person=woman, outcome="HAMIL").exists():
            factories.make_pregnancy(woman, lmp_on=day)

    def deliver(self) -> None:
        open_one = Pregnancy.objects.filter(outcome="HAMIL").first()
        if open_one is not None:
            outcome = self.rng.choice(["LAHIR_HIDUP", "PINDAH", "SALAH_DATA", "ABORTUS"])
            Pregnancy.objects.filter(pk=open_one.pk).update(
                outcome=outcome, ended_on=self._after(open_one.lmp_on, 280)
            )

    def die(self) -> None:
        person = self._who()
        days_of_mothers = [
            (one.ended_on or one.lmp_on) + timedelta(days=self.rng.choice([10, 42, 43]))
            for one in Pregnancy.objects.filter(person=person)
        ]
        of_children = [person.born_on + timedelta(days=one) for one in (28, 29, 400)]
        day = self.rng.choice([self.day(4), *of_children, *days_of_mothers])
        home = Residence.objects.filter(person=person).order_by("-valid_from").first()
        if home is None or not max(home.valid_from, person.born_on) <= day <= self.today:
            return
        Person.objects.filter(pk=person.pk).update(died_on=day)
        Residence.objects.filter(pk=home.pk).update(valid_to=day, end_reason="MENINGGAL")

    def mistake(self) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "update puskesmas_person set voided_at = case when voided_at is null then now() end"
                " where id = %s",
                [self.rng.choice(self.people).pk],
            )
