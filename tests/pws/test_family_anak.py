"""Facts of children: refresh of desa-months = full rebuild = plain Python, after any history."""

from __future__ import annotations

import json
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from ilp.access import scope
from ilp.base.dates import age_days, completed_months, period_of
from ilp.base.ids import new_id
from posyandu.models import ClinicalChange, Delivery, Newborn, Pregnancy, Visit
from posyandu.rules.vaccines import schedule_of
from posyandu.services import forms
from pws.families.anak import COLUMNS
from pws.services import refresh
from tests import factories
from tests.pws import naive_anak
from tests.pws.histories import Village, _day_in
from tests.pws.naive import Row, _rows

MONTHS = 15
CODES = ("HEKSA1", "HEKSA2", "DPT", "IPV", "JE", "IPV3", "TD", "VITA_BIRU", "VITA_MERAH", "CACING")
SCHOOL = ("BIAS_MR", "BIAS_DT", "BIAS_TD2", "BIAS_TD5", "BIAS_HPV")


class Nursery(Village):
    """A village whose children are born, examined, asked, given doses, and go to school."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed, children=8)
        self.pupils = [self._pupil() for _ in range(6)]

    def _pupil(self) -> Any:
        today = timezone.localdate()
        born_on = today - timedelta(
            days=self.rng.choice([self.rng.randint(2200, 4400), self.rng.randint(4400, 6900)])
        )
        return factories.make_person(
            self.rng.choice(self.posyandu), sex=self.rng.choice("LPP"), born_on=born_on
        )

    def step(self) -> None:
        """One thing that happens; mostly something of this family."""
        happening = self.rng.choices(
            [
                super().step, self.card, self.newborn_card, self.dose, self.course, self.unfold,
                self.model_child, self.end_finding, self.undo, self.birth, self.diagnose, self.school,
            ],
            weights=[25, 40, 12, 25, 8, 6, 3, 6, 12, 6, 4, 14],
        )[0]  # fmt: skip
        happening()

    def _visit(self, child: Any, day: date, form: str, details: Row, **more: Any) -> Any:
        home = self._sql(
            "select desa_id, posyandu_id from puskesmas_residence where person_id = %s and valid_from <= %s"
            " and (valid_to is null or valid_to >= %s)", child.pk, day, day,
        )  # fmt: skip
        desa_id, posyandu_id = home[0] if home else (None, None)
        columns = {
            "id": new_id(), "person_id": child.pk, "facility_id": self.posyandu[0].pk, "place": "PUSTU",
            "measured_on": day, "desa_id": desa_id, "posyandu_of_residence_id": posyandu_id, "position": "",
            "age_days": age_days(child.born_on, day), "age_months": completed_months(child.born_on, day),
            "details": json.dumps(details), "form": form, "form_version": f"{form}-1", "is_bgm": False,
            "implausible": 0, "position_assumed": False, "is_confirmed": False, "rule_version": "test",
            "wfa_class": "", "lhfa_class": "", "wflh_class": "", "hc_class": "", "muac_class": "",
            "void_reason": "", **more,
        }  # fmt: skip
        marks = ", ".join(["%s"] * len(columns))
        self._sql(f"insert into posyandu_visit ({', '.join(columns)}) values ({marks})", *columns.values())
        return columns["id"]

    def _some_day(self, child: Any, back: int = 14) -> date | None:
        day = max(_day_in(self.rng, back), child.born_on)
        return day if day <= timezone.localdate() else None

    def card(self) -> None:
        """A balita card with answers of every kind."""
        child, rng = self.rng.choice(self.children), self.rng
        day = self._some_day(child)
        if day is None or completed_months(child.born_on, day) >= 60:
            return
        said: Row = {
            "exclusive_breastfeeding": rng.choice([True, True, True, False]), "education": ["ASI"],
            "development_checklist": rng.choice(["LENGKAP", "TIDAK_LENGKAP"]), "kpsp_yes": 8,
            "referred": rng.choice([True, False]), "mt_given": True,
            "mt_started_on": (day + timedelta(days=rng.randint(-20, 5))).isoformat(),
        }  # fmt: skip
        said = {name: value for name, value in said.items() if rng.random() < 0.5}
        classes = {"kpsp": rng.choice("SMP")} if "kpsp_yes" in said else {}
        if "development_checklist" in said:
            classes["checklist"] = said["development_checklist"]
        visit = self._visit(
            child, day, "balita", said, classes=json.dumps(classes),
            weight_kg=rng.choice([None, 8, 9, 10]), length_height_cm=rng.choice([None, 70, 80]),
            wflh_class=rng.choice(["", "", "GIZI_KURANG", "GIZI_BAIK"]),
            muac_class=rng.choice(["", "", "", "LILA_GIZI_KURANG"]),
        )  # fmt: skip
        if rng.random() < 0.3:
            self._finding(child, visit, day, rng.choice(["TIDAK_NAIK", "TIDAK_NAIK_2X"]))

    def _finding(self, child: Any, visit: Any, day: date, code: str) -> None:
        self._sql(
            'insert into posyandu_finding (visit_id, person_id, code, rule, "values", found_on, refer_to,'
            " rule_version, is_sensitive, state, end_reason, desa_id) values (%s, %s, %s, '', '{}', %s, '',"
            " 'test', false, 'TERBUKA', '', (select desa_id from posyandu_visit where id = %s))",
            visit, child.pk, code, day, visit,
        )  # fmt: skip

    def newborn_card(self) -> None:
        """A card of the first weeks, sometimes with the hour, sometimes by a kader."""
        rng = self.rng
        if rng.random() < 0.3:
            born_on = _day_in(rng, 13)
            self.children.append(
                factories.make_person(
                    rng.choice(self.posyandu), sex=rng.choice("LP"), born_on=born_on,
                    birth_weight_g=rng.choice([None, None, 2300, 3000]),
                )
            )  # fmt: skip
            self._course(self.children[-1], rng.choice([0.9, 1.0]))
        child = rng.choice(self.children[-6:])
        days = rng.choice([0, 1, 2, 3, 5, 7, 8, 20, 28])
        day = child.born_on + timedelta(days=days)
        if day > timezone.localdate():
            return
        said: Row = {
            "examined_by": rng.choice(["BIDAN", "DOKTER", ""]), "shk_taken": rng.choice([True, False]),
            "shk_hours": rng.choice([20, 50, 300, 400]), "had_imd": rng.choice([True, False]),
            "birth_weight_g": rng.choice([2400, 2500, 3100]), "hb0_on": child.born_on.isoformat(),
            "hb0_hours": rng.choice([5, 24, 30]), "exclusive_breastfeeding": True,
        }  # fmt: skip
        said = {name: value for name, value in said.items() if rng.random() < 0.6}
        if days <= 2 and rng.random() < 0.7:
            said["hours_since_birth"] = min(72, max(0, days * 24 + rng.choice([-8, 3, 6, 20])))
        visit = self._visit(child, day, "neonatus", said, by_nakes=rng.random() < 0.8)
        if rng.random() < 0.3:
            self._finding(child, visit, day, rng.choice(["BAYI_BAHAYA", "BAYI_BAHAYA_RS"]))

    def birth(self) -> None:
        """What the delivery says of a child that is on record."""
        rng, child = self.rng, self.rng.choice(self.children)
        known = self._sql("select had_imd from posyandu_newborn where child_id = %s", child.pk)
        if known:
            self._sql(
                "update posyandu_newborn set had_imd = %s, shk_on = %s, is_live = %s where child_id = %s",
                rng.choice([None, True]), child.born_on + timedelta(days=rng.choice([1, 2, 10, 20])),
                rng.random() < 0.8, child.pk,
            )  # fmt: skip
            return
        with scope.system("test"):
            mother = factories.make_person(rng.choice(self.posyandu), sex="P", born_on=date(1996, 5, 5))
            home = {"desa": mother.desa, "posyandu": mother.posyandu}
            pregnancy = Pregnancy.objects.create(
                id=new_id(), person=mother, lmp_on=child.born_on - timedelta(days=280), outcome="LAHIR_HIDUP",
                first_known_on=child.born_on - timedelta(days=200), ended_on=child.born_on, **home,
            )  # fmt: skip
            delivery = Delivery.objects.create(pregnancy=pregnancy, delivered_at=timezone.now(), **home)
            Newborn.objects.create(
                child=child, delivery=delivery, is_live=rng.random() < 0.85,
                had_imd=rng.choice([None, True, False]), **home,
            )  # fmt: skip

    def _give(self, child: Any, code: str, day: date, source: str = "DIBERIKAN") -> None:
        if not child.born_on <= day <= timezone.localdate():
            return
        self._sql(
            "insert into posyandu_given (id, person_id, code, given_on, source, vaccine, batch, place,"
            " void_reason, desa_id, posyandu_of_residence_id)"
            " select %s, %s, %s, %s, %s, '', '', 'POSYANDU', '', r.desa_id, r.posyandu_id"
            " from (select 1) one left join puskesmas_residence r on r.person_id = %s and %s between"
            " r.valid_from and coalesce(r.valid_to, 'infinity') on conflict do nothing",
            new_id(), child.pk, code, day, source, child.pk, day,
        )  # fmt: skip

    def dose(self) -> None:
        """Any dose on any day, also too early, too soon, and of a combined vaccine."""
        rng, child = self.rng, self.rng.choice(self.children)
        codes = [slot.code for slot in schedule_of(forms.clinical_on(timezone.localdate())).slots]
        day = self._some_day(child, rng.choice([3, 14]))
        if day is not None:
            self._give(child, rng.choice([*codes, *CODES, *CODES]), day,
                       rng.choice(["DIBERIKAN", "BUKU_KIA", "PENGAKUAN"]))  # fmt: skip

    def course(self) -> None:
        """Most of the doses of a child, about when the schedule wants them."""
        self._course(self.rng.choice(self.children), 0.8)

    def _course(self, child: Any, share: float) -> None:
        for slot in self._slots():
            if self.rng.random() < share:
                months = slot.due.months * 30.5 + self.rng.randint(-2, 12)
                self._give(child, slot.code, child.born_on + timedelta(days=max(0, round(months))))

    def model_child(self) -> None:
        """A child of whom everything is done in time, and mostly told in another order."""
        rng = self.rng
        born_on = timezone.localdate() - timedelta(days=rng.choice([330, 400]))
        child = factories.make_person(rng.choice(self.posyandu), sex=rng.choice("LP"), born_on=born_on)
        self.children.append(child)
        told = [(slot.code, slot.due.months * 31 + slot.due.days) for slot in self._slots()]
        rng.shuffle(told)
        for code, days in told:
            if days < 365:
                self._give(child, code, born_on + timedelta(days=days))
        for days in (20, 1, 5):
            day = born_on + timedelta(days=days)
            self._visit(child, day, "neonatus", {"examined_by": "BIDAN"}, by_nakes=True)
        self._give(child, "VITA_BIRU", born_on + timedelta(days=200))
        for month in range(1, 11):
            said = {"development_checklist": "LENGKAP", "education": ["ASI"], "exclusive_breastfeeding": True}
            self._visit(child, born_on + timedelta(days=31 * month), "balita", said, weight_kg=8)

    def _slots(self) -> list[Any]:
        schedule = schedule_of(forms.clinical_on(timezone.localdate()))
        return [slot for slot in schedule.slots if not slot.code.startswith("BIAS")]

    def unfold(self) -> None:
        """A whole year of services, month by month, so that complete sets are reached."""
        rng, child = self.rng, self.rng.choice(self.children)
        start = max(child.born_on, timezone.localdate() - timedelta(days=rng.choice([300, 420])))
        for month in range(11):
            day = start + timedelta(days=30 * month + rng.randint(1, 9))
            if day > timezone.localdate() or completed_months(child.born_on, day) >= 60:
                return
            said: Row = {"exclusive_breastfeeding": True, "education": ["ASI"]}
            if rng.random() < 0.7:
                said["development_checklist"] = "LENGKAP"
            self._visit(child, day, "balita", said, weight_kg=9, length_height_cm=75)
            if month % 3 == 1:
                self._give(child, rng.choice(["VITA_BIRU", "VITA_MERAH"]), day)

    def end_finding(self) -> None:
        self._sql(
            "update posyandu_finding set state = %s, end_reason = 'selesai', ended_at = least(now(),"
            " found_on + %s * interval '1 day' + interval '20 hours') where id = ("
            "select id from posyandu_finding where code like 'BAYI%%' and voided_at is null"
            " order by random() limit 1)",
            self.rng.choice(["SELESAI", "SELESAI", "DIKESAMPINGKAN"]), self.rng.randint(0, 60),
        )  # fmt: skip

    def undo(self) -> None:
        """Void a visit with its findings, or a dose."""
        if self.rng.random() < 0.5:
            visit = self._any_visit()
            self._sql("update posyandu_visit set voided_at = now() where id = %s", visit)
            self._sql("update posyandu_finding set voided_at = now() where visit_id = %s", visit)
            return
        rows = self._sql("select id from posyandu_given where voided_at is null order by id")
        if rows:
            self._sql("update posyandu_given set voided_at = now() where id = %s", self.rng.choice(rows)[0])

    def diagnose(self) -> None:
        child = self.rng.choice(self.children)
        self._sql(
            "insert into posyandu_diagnosis (id, person_id, icd10, diagnosed_on, note, is_sensitive)"
            " values (%s, %s, %s, %s, '', false)",
            new_id(), child.pk, self.rng.choice(["P07.1", "Q21.0", "A09"]),
            min(child.born_on + timedelta(days=self.rng.choice([0, 10, 28, 29])), timezone.localdate()),
        )  # fmt: skip

    def school(self) -> None:
        """A school dose, or tablets for a girl; some years of a child are told at once."""
        rng, child = self.rng, self.rng.choice(self.pupils)
        if rng.random() < 0.5:
            year = timezone.localdate().year - rng.choice([0, 0, 1])
            self._give(
                child, rng.choice(SCHOOL), date(year, rng.choice([7, 8, 8, 11, 11]), rng.randint(1, 28))
            )
            return
        for _ in range(rng.choice([1, 3])):
            day = self._some_day(child)
            if day is not None:
                self._visit(child, day, "sekolah", {}, tablets_given=rng.choice([4, 10, 13, 26, 30]))


@pytest.fixture(autouse=True)
def _as_many_months_as_there_is_history(_window_of_months: None, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update base_window set first_period = last_period - %s", [MONTHS])


def live() -> dict[naive_anak.Key, Row]:
    rows = _rows("select * from pws_anakmonth")
    return {(row.pop("desa_id"), row.pop("period"), row.pop("subject")): row for row in rows}


def unequal(mine: dict[naive_anak.Key, Row], theirs: dict[naive_anak.Key, Row]) -> list[str]:
    """Each difference in words: where, and which columns."""
    found = []
    for key in sorted(mine.keys() | theirs.keys(), key=str):
        one, other = mine.get(key, {}), theirs.get(key, {})
        names = [name for name in one.keys() | other.keys() if one.get(name) != other.get(name)]
        if names:
            found.append(f"{key}: " + ", ".join(f"{n} {one.get(n)}/{other.get(n)}" for n in sorted(names)))
    return found


seen: dict[str, int] = dict.fromkeys(COLUMNS, 0)


@pytest.mark.timeout(300)
@pytest.mark.parametrize("seed", range(6))
def test_refresh_rebuild_and_plain_python_agree(seed: int, db: None) -> None:
    forms.forget()
    village = Nursery(seed)
    for step in range(150):
        village.step()
        if step % 12 == seed:
            refresh.refresh_stale(limit=village.rng.choice([1, 5, 200]))
    refresh.refresh_stale(limit=2_000, seconds=60)
    found = refresh.rebuild(check_live=True, swap=False)
    assert (found.fact_differences, found.cell_differences) == (0, 0), found.examples[:2]
    expected = naive_anak.facts()
    assert not unequal(live(), expected)[:5]
    for row in expected.values():
        for name in COLUMNS:
            seen[name] += row[name]


def test_every_condition_came_true_in_the_histories_above() -> None:
    assert not [name for name, times in seen.items() if not times]


@pytest.mark.timeout(300)
def test_numbers_that_change_within_the_window(db: None) -> None:
    """Each month is counted by the numbers in force at its end: interval of doses, ages, campaign months."""
    village = Nursery(77)
    for _ in range(110):
        village.step()
    change = timezone.localdate() - timedelta(days=200)
    with scope.system("test"):
        for code, value in (
            ("imunisasi.jadwal", "heksavalen"), ("imunisasi.ulang_hari", 40), ("anak.mt_hari", 5),
            ("balita.vitamin_a_bulan_kampanye", [3, 9]), ("balita.asi_eksklusif_bulan", 5),
        ):  # fmt: skip
            ClinicalChange.objects.create(code=code, value=value, valid_from=change, source="SK uji")
    forms.forget()
    try:
        refresh.refresh_stale(limit=2_000, seconds=60)
        found = refresh.rebuild(check_live=True, swap=False)
        assert (found.fact_differences, found.cell_differences) == (0, 0), found.examples[:2]
        assert not unequal(live(), naive_anak.facts())[:5]
    finally:
        forms.forget()


def test_a_card_of_the_first_weeks_tells_of_a_birth_that_is_dated_months_earlier_since(db: None) -> None:
    """The day of birth may be corrected after the card was written: then it is older than any such card."""
    posyandu = factories.make_posyandu(factories.make_desa())
    born_on = timezone.localdate() - timedelta(days=120)
    child = factories.make_person(posyandu, born_on=born_on, birth_weight_g=None)
    refresh.refresh_stale(limit=2_000, seconds=60)
    with scope.system("test"):
        card = Visit.objects.create(
            id=new_id(), person=child, facility=posyandu, place="POSYANDU", form="neonatus",
            form_version="neonatus-1", measured_on=born_on + timedelta(days=75), desa=posyandu.area,
            posyandu_of_residence=posyandu, age_days=75, age_months=2, rule_version="uji",
            details={"had_imd": True, "birth_weight_g": 2100},
        )  # fmt: skip
    assert _birth(born_on) == [(True, True)]
    with scope.system("test"):
        Visit.objects.filter(pk=card.pk).update(voided_at=timezone.now())
    assert _birth(born_on) == [(False, False)]


def _birth(born_on: date) -> list[tuple[bool, bool]]:
    """Low weight and IMD of the births of a month, after a refresh that a rebuild agrees with."""
    refresh.refresh_stale(limit=2_000, seconds=60)
    found = refresh.rebuild(check_live=True, swap=False)
    assert (found.fact_differences, found.cell_differences) == (0, 0), found.examples[:2]
    rows = _rows(f"select bblr, imd from pws_anakmonth where live_birth and period = {period_of(born_on)}")
    return [(row["bblr"], row["imd"]) for row in rows]
