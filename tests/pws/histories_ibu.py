"""Random pregnancies in two desa, written straight into the tables: late, corrected, withdrawn, moved."""

from __future__ import annotations

import json
import random
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from ilp.access import scope
from ilp.base.dates import age_days, completed_months
from ilp.base.ids import new_id
from tests import factories

FINDINGS = ("BUMIL_4T", "BUMIL_KEK", "BUMIL_BELUM_KELAS")
NAKES = ("BIDAN", "DOKTER", "SPOG", "PERAWAT")


class Mothers:
    """Two desa with two posyandu each, and the women who live, move, are pregnant and give birth there."""

    def __init__(self, seed: int, women: int = 6, days: int = 420) -> None:
        self.rng = random.Random(seed)
        self.today = timezone.localdate()
        self.days = days
        desas = [factories.make_desa(), factories.make_desa()]
        factories.make_puskesmas(*desas)
        self.posyandu = [factories.make_posyandu(desa) for desa in desas for _ in range(2)]
        self.women = [
            factories.make_person(self.rng.choice(self.posyandu), sex="P", born_on=date(1996, 5, 17))
            for _ in range(women)
        ]

    def sql(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        """Rows of a statement, or none."""
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall() if cursor.description else []

    def day(self, first: date, last: date) -> date:
        """A day between two, at most today."""
        span = (min(last, self.today) - first).days
        return first + timedelta(days=self.rng.randint(0, max(span, 0)))

    def step(self) -> None:
        """One thing that happens; most are visits, in any order of their days."""
        deeds = {
            self.conceive: 6, self.examine: 40, self.mother: 26, self.deliver: 6, self.end: 2, self.void: 5,
            self.correct: 6, self.redate: 3, self.mistake: 1, self.move: 5, self.die: 1, self.set_aside: 3,
            self.tell_birth: 3,
        }  # fmt: skip
        self.rng.choices(list(deeds), weights=list(deeds.values()))[0]()

    def pregnancy(self, more: str = "") -> tuple[Any, ...] | None:
        """A live pregnancy: id, person, lmp, end."""
        rows = self.sql(
            "select id, person_id, lmp_on, ended_on from posyandu_pregnancy"
            f" where voided_at is null {more} order by id"
        )
        return self.rng.choice(rows) if rows else None

    def conceive(self) -> None:
        woman = self.rng.choice(self.women)
        lmp_on = self.today - timedelta(days=self.rng.randint(20, self.days))
        clash = self.sql(
            "select 1 from posyandu_pregnancy where person_id = %s and voided_at is null"
            " and (ended_on is null or ended_on + 45 >= %s) and lmp_on <= %s + 320", woman.pk, lmp_on, lmp_on,
        )  # fmt: skip
        if clash or self.sql(
            "select 1 from posyandu_pregnancy"
            " where person_id = %s and outcome = 'HAMIL' and voided_at is null",
            woman.pk,
        ):
            return
        with scope.system("test"):
            woman.refresh_from_db()
        factories.make_pregnancy(
            woman, lmp_on=lmp_on, first_known_on=self.day(lmp_on, lmp_on + timedelta(days=150))
        )

    def visit(self, person_id: Any, on: date, form: str, details: dict[str, Any], **more: Any) -> None:
        """A live visit of that day, attributed to where she lived."""
        home = self.sql(
            "select desa_id, posyandu_id from puskesmas_residence where person_id = %s and valid_from <= %s"
            " and (valid_to is null or valid_to >= %s)", person_id, on, on,
        )  # fmt: skip
        born_on = self.sql("select born_on from puskesmas_person where id = %s", person_id)[0][0]
        visit_id, by_nakes = new_id(), more.pop("by_nakes")
        self.sql(
            "insert into posyandu_visit (id, person_id, facility_id, place, measured_on, desa_id,"
            " posyandu_of_residence_id, age_days, age_months, details, form, form_version, by_nakes,"
            " rule_version, classes, tablets_given, srq20_score, position, wfa_class, lhfa_class, wflh_class,"
            " hc_class, muac_class, void_reason, is_bgm, implausible, position_assumed, is_confirmed)"
            " values (%s, %s, %s, 'PUSTU', %s, %s, %s, %s, %s, %s, %s, %s, %s, 'uji', %s, %s, %s,"
            " '', '', '', '', '', '', '', false, 0, false, false)",
            visit_id, person_id, self.posyandu[0].pk, on, *(home[0] if home else (None, None)),
            age_days(born_on, on), completed_months(born_on, on), json.dumps(details), form, f"{form}-1",
            by_nakes, json.dumps(more.get("classes", {})), more.get("tablets"), more.get("srq"),
        )  # fmt: skip
        for code in more.get("findings", ()):
            self.sql(
                "insert into posyandu_finding (visit_id, person_id, code, rule, values, found_on, refer_to,"
                " rule_version, is_sensitive, state, end_reason) values"
                " (%s, %s, %s, '', '{}', %s, %s, 'uji', false, 'TERBUKA', '')",
                visit_id, person_id, code, on, "PUSTU" if code == "BUMIL_KEK" else "",
            )  # fmt: skip

    def ordinary(self) -> None:
        """A pregnancy and childbed as they should be, of a woman of her own."""
        woman = factories.make_person(self.posyandu[0], sex="P", born_on=date(1994, 3, 2))
        lmp_on = self.today - timedelta(days=380)
        born_on = lmp_on + timedelta(days=275)
        factories.make_pregnancy(
            woman, lmp_on=lmp_on, first_known_on=lmp_on + timedelta(days=50), outcome="LAHIR_HIDUP",
            ended_on=born_on,
        )  # fmt: skip
        self.visit(woman.pk, lmp_on + timedelta(days=55), "bumil", {}, by_nakes=False, findings=["BUMIL_KEK"])
        for days in (60, 110, 150, 190, 220, 250):
            on, told = lmp_on + timedelta(days=days), {"examined_by": "DOKTER", "usg_done": True}
            self.visit(woman.pk, on, "bumil", told, by_nakes=True, tablets=30)
        for days in (1, 5, 15, 35):
            told = {"examined_by": "BIDAN", "vitamin_a_given": True}
            self.visit(woman.pk, born_on + timedelta(days=days), "nifas", told, by_nakes=True)

    def maybe(self, share: float, value: Any) -> Any:
        return value if self.rng.random() < share else None

    def examine(self) -> None:
        found = self.pregnancy()
        if found is None:
            return
        _id, person_id, lmp_on, ended_on = found
        on = self.day(
            lmp_on + timedelta(days=self.rng.choice([-10, 20])), ended_on or lmp_on + timedelta(days=330)
        )
        by_nakes = self.rng.random() < 0.8
        details = {
            "examined_by": self.maybe(0.9, self.rng.choice(NAKES)) if by_nakes else None,
            "usg_done": self.maybe(0.7, self.rng.random() < 0.8) if by_nakes else None,
            "tablet_intake": self.maybe(0.5, self.rng.choice(["SETIAP_HARI", "TIDAK_SETIAP_HARI"])),
            "extra_food_given": self.maybe(0.3, self.rng.random() < 0.5),
            "mothers_class": self.maybe(0.8, self.rng.random() < 0.8),
            "td2_plus": self.maybe(0.3, self.rng.random() < 0.6),
            **{name: self.maybe(0.5, self.rng.choice(["REAKTIF", "NONREAKTIF", "BELUM"]))
               for name in ("hiv", "syphilis", "hbsag")},
        }  # fmt: skip
        classes = {
            "hb_bumil": self.maybe(0.4, self.rng.choice(["NORMAL", "RENDAH_RINGAN"])),
            "lila_bumil": self.maybe(0.6, self.rng.choice(["NORMAL", "KEK", "RISIKO_KEK"])),
            "epds": self.maybe(0.2, "TENANG"),
        }
        self.visit(
            person_id, max(on, date(2015, 1, 1)), "bumil", _told(details), by_nakes=by_nakes,
            classes=_told(classes), tablets=self.maybe(0.7, self.rng.choice([0, 30, 60])),
            findings=self.rng.sample(FINDINGS, self.rng.choice([0, 0, 1, 2])),
            srq=self.maybe(0.05, 2),
        )  # fmt: skip

    def mother(self) -> None:
        found = self.pregnancy("and outcome in ('LAHIR_HIDUP', 'LAHIR_MATI')")
        if found is None or found[3] > self.today:
            return
        on = self.day(found[3], found[3] + timedelta(days=self.rng.choice([2, 8, 30, 46])))
        by_nakes = self.rng.random() < 0.8
        details = {
            "examined_by": self.maybe(0.9, "BIDAN") if by_nakes else None,
            "hours_since_birth": self.maybe(0.4, self.rng.randint(0, 72)) if by_nakes else None,
            "vitamin_a_given": self.maybe(0.7, self.rng.random() < 0.8),
            "contraception_method": self.maybe(0.5, self.rng.choice(["BELUM", "IUD", "PIL"])),
        }
        self.visit(
            found[1], on, "nifas", _told(details), by_nakes=by_nakes, tablets=40,
            classes=_told({"epds": self.maybe(0.2, "RUJUK")}),
        )  # fmt: skip

    def deliver(self) -> None:
        found = self.pregnancy("and outcome = 'HAMIL' and lmp_on < current_date - 160")
        if found is None:
            return
        on = self.day(found[2] + timedelta(days=150), found[2] + timedelta(days=300))
        self.sql(
            "update posyandu_pregnancy set outcome = %s, ended_on = %s where id = %s",
            self.rng.choice(["LAHIR_HIDUP", "LAHIR_HIDUP", "LAHIR_MATI"]), on, found[0],
        )  # fmt: skip
        self.sql(
            "insert into posyandu_delivery (pregnancy_id, delivered_at, attendant, born_at, mode,"
            " mother_state, complications) values (%s, %s, %s, %s, '', '', '[]')",
            found[0], on, self.rng.choice(["BIDAN", "SPOG", "LAINNYA", ""]),
            self.rng.choice(["PUSKESMAS", "RS", "LAINNYA", ""]),
        )  # fmt: skip

    def tell_birth(self) -> None:
        self.sql(
            "update posyandu_delivery set attendant = %s where pregnancy_id in"
            " (select pregnancy_id from posyandu_delivery order by pregnancy_id limit 1 offset %s)",
            self.rng.choice(["BIDAN", "LAINNYA"]), self.rng.randint(0, 3),
        )  # fmt: skip

    def end(self) -> None:
        found = self.pregnancy("and outcome = 'HAMIL'")
        if found is not None:
            self.sql(
                "update posyandu_pregnancy set outcome = %s, ended_on = %s where id = %s",
                self.rng.choice(["ABORTUS", "PINDAH"]),
                self.day(found[2], found[2] + timedelta(days=200)), found[0],
            )  # fmt: skip

    def redate(self) -> None:
        """An ultrasound dates the pregnancy anew."""
        found = self.pregnancy()
        if found is not None:
            self.sql(
                "update posyandu_pregnancy set lmp_on = lmp_on + %s where id = %s",
                self.rng.randint(-25, 12) if found[3] is None or (found[3] - found[2]).days > 12 else -7,
                found[0],
            )  # fmt: skip

    def _visit(self) -> Any:
        rows = self.sql("select id from posyandu_visit where voided_at is null order by id")
        return self.rng.choice(rows)[0] if rows else None

    def void(self) -> None:
        visit_id = self._visit()
        self.sql("update posyandu_visit set voided_at = now() where id = %s", visit_id)
        self.sql("update posyandu_finding set voided_at = now() where visit_id = %s", visit_id)

    def correct(self) -> None:
        """Written over in place: harder for the feed than the service's new row."""
        more = json.dumps({"examined_by": self.rng.choice(NAKES), "usg_done": True, "vitamin_a_given": True})
        self.sql(
            "update posyandu_visit set details = details || %s::jsonb, tablets_given = %s where id = %s",
            more, self.rng.choice([None, 30, 90]), self._visit(),
        )  # fmt: skip

    def set_aside(self) -> None:
        self.sql(
            "update posyandu_finding set state = 'DIKESAMPINGKAN', end_reason = 'uji', ended_at = now()"
            " where id in (select id from posyandu_finding order by id limit 1 offset %s)",
            self.rng.randint(0, 20),
        )  # fmt: skip

    def mistake(self) -> None:
        """A pregnancy or a woman that never was, or is taken back into use."""
        if self.rng.random() < 0.5:
            self.sql(
                "update puskesmas_person set voided_at = case when voided_at is null then now() end"
                " where id = %s",
                self.rng.choice(self.women).pk,
            )  # fmt: skip
        elif found := self.pregnancy():
            self.sql(
                "update posyandu_pregnancy set voided_at = now(), outcome = 'SALAH_DATA',"
                " ended_on = coalesce(ended_on, greatest(lmp_on, current_date)) where id = %s", found[0],
            )  # fmt: skip

    def move(self) -> None:
        woman, there = self.rng.choice(self.women), self.rng.choice(self.posyandu)
        on = self.today - timedelta(days=self.rng.randint(0, 300))
        home = self.sql(
            "select id, valid_from from puskesmas_residence where person_id = %s and valid_to is null",
            woman.pk,
        )
        if not home or home[0][1] >= on:
            return
        self.sql(
            "update puskesmas_residence set valid_to = %s, end_reason = 'PINDAH' where id = %s",
            on - timedelta(days=1), home[0][0],
        )  # fmt: skip
        self.sql(
            "insert into puskesmas_residence"
            " (person_id, born_on, sex, desa_id, posyandu_id, valid_from, end_reason)"
            " select id, born_on, sex, %s, %s, %s, '' from puskesmas_person where id = %s",
            there.area_id, there.pk, on, woman.pk,
        )  # fmt: skip
        self.sql(
            "update puskesmas_person set desa_id = %s, posyandu_id = %s where id = %s",
            there.area_id, there.pk, woman.pk,
        )  # fmt: skip

    def die(self) -> None:
        woman, on = self.rng.choice(self.women), self.today - timedelta(days=self.rng.randint(0, 200))
        ended = self.sql(
            "update puskesmas_residence set valid_to = %s, end_reason = 'MENINGGAL'"
            " where person_id = %s and valid_to is null and valid_from <= %s returning id", on, woman.pk, on,
        )  # fmt: skip
        if ended:
            self.sql("update puskesmas_person set died_on = %s where id = %s", on, woman.pk)


def _told(answers: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in answers.items() if value is not None}
