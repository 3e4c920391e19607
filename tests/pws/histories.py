"""Random lives: what can happen to children in two desa, written straight into the tables.

Straight, because the change feed must see what raw SQL and imports do too. The services' own histories are
in test_random_history.py.
"""

from __future__ import annotations

import random
from calendar import monthrange
from datetime import date, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from ilp.base.dates import age_days, completed_months, period_of
from ilp.base.ids import new_id
from puskesmas.models import Facility
from tests import factories

KBM = {0: 800, 1: 800, 2: 900, 3: 800, 4: 600, 5: 500}


def _day_in(rng: random.Random, months_back: int) -> date:
    today = timezone.localdate()
    index = period_of(today) - rng.randint(0, months_back)
    year, month = divmod(index, 12)
    return min(date(year, month + 1, rng.randint(1, monthrange(year, month + 1)[1])), today)


class Village:
    """Two desa with two posyandu each, and the children who live, move and are weighed there."""

    def __init__(self, seed: int, children: int = 12) -> None:
        self.rng = random.Random(seed)
        self.desas = [factories.make_desa(), factories.make_desa()]
        factories.make_puskesmas(*self.desas)
        self.posyandu = [factories.make_posyandu(desa) for desa in self.desas for _ in range(2)]
        self.children = [self._born() for _ in range(children)]

    def _born(self) -> Any:
        born_on = _day_in(self.rng, 64)
        return factories.make_person(
            self.rng.choice(self.posyandu),
            sex=self.rng.choice("LP"),
            born_on=born_on,
            birth_weight_g=self.rng.choice([None, 2900, 3100]),
            buku_kia_since=self.rng.choice([None, born_on]),
            birth_is_estimated=self.rng.random() < 0.1,
        )

    def _sql(self, sql: str, *params: Any) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(sql, params)
            return cursor.fetchall() if cursor.description else []

    def step(self) -> None:
        """One thing that happens, most of them weighings, many of them entered late."""
        happening = self.rng.choices(
            [
                self.weigh,
                self.void,
                self.move,
                self.correct,
                self.confirm,
                self.grow_book,
                self.bear,
                self.die,
                self.mistake,
            ],
            weights=[60, 8, 8, 10, 4, 3, 3, 2, 2],
        )[0]
        happening()

    def weigh(self) -> None:
        child = self.rng.choice(self.children)
        today = timezone.localdate()
        day = max(_day_in(self.rng, 14), child.born_on)
        if day > today:
            return
        home = self._sql(
            "select desa_id, posyandu_id from puskesmas_residence where person_id = %s and valid_from <= %s"
            " and (valid_to is null or valid_to >= %s)", child.pk, day, day,
        )  # fmt: skip
        desa_id, posyandu_id = home[0] if home else (None, None)
        age = completed_months(child.born_on, day)
        lhfa = round(self.rng.gauss(-1, 2), 2)
        wflh = self.rng.choice([None, round(self.rng.gauss(0, 2), 2)])
        self._sql(
            "insert into posyandu_visit (id, person_id, facility_id, place, measured_on, desa_id,"
            " posyandu_of_residence_id, age_days, age_months, weight_kg, position, details, form_version,"
            " wfa_z, lhfa_z, wflh_z, kbm_g, is_bgm, implausible, position_assumed, is_confirmed,"
            " rule_version, wfa_class, lhfa_class, wflh_class, hc_class, muac_class, has_oedema, void_reason)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, '', '{}', 'balita-1', %s, %s, %s, %s, %s, %s,"
            " false, false, 'test', '', '', '', '', '', %s, '')",
            new_id(), child.pk, self.rng.choice(self.posyandu).pk,
            self.rng.choice(["POSYANDU", "POSYANDU", "KUNJUNGAN_RUMAH", "PUSTU"]), day, desa_id, posyandu_id,
            age_days(child.born_on, day), age,
            self.rng.choice([None, *(5 + self.rng.randint(0, 30) / 10,) * 9]),
            round(self.rng.gauss(-1, 1.5), 2), self.rng.choice([None, lhfa, lhfa]), wflh, KBM.get(age, 200),
            self.rng.random() < 0.1, self.rng.choice([0, 0, 0, 1, 2, 4, 7]),
            self.rng.choice([None, False, True]),
        )  # fmt: skip

    def _any_visit(self) -> Any:
        rows = self._sql("select id from posyandu_visit where voided_at is null order by id")
        return self.rng.choice(rows)[0] if rows else None

    def void(self) -> None:
        self._sql("update posyandu_visit set voided_at = now() where id = %s", self._any_visit())

    def correct(self) -> None:
        self._sql(
            "update posyandu_visit set weight_kg = weight_kg + %s, has_oedema = false where id = %s",
            self.rng.randint(-5, 5) / 10, self._any_visit(),
        )  # fmt: skip

    def confirm(self) -> None:
        self._sql("update posyandu_visit set is_confirmed = true where id = %s", self._any_visit())

    def grow_book(self) -> None:
        child = self.rng.choice(self.children)
        self._sql(
            "update puskesmas_person set buku_kia_since = %s, birth_is_estimated = %s where id = %s",
            _day_in(self.rng, 20), self.rng.random() < 0.2, child.pk,
        )  # fmt: skip

    def bear(self) -> None:
        self.children.append(self._born())

    def _open_home(self, child: Any) -> tuple[Any, ...] | None:
        rows = self._sql(
            "select id, valid_from, born_on, sex from puskesmas_residence"
            " where person_id = %s and valid_to is null", child.pk,
        )  # fmt: skip
        return rows[0] if rows else None

    def move(self) -> None:
        child = self.rng.choice(self.children)
        day = _day_in(self.rng, 12)
        home = self._open_home(child)
        if home is None or home[1] >= day:
            return
        there: Facility = self.rng.choice(self.posyandu)
        self._sql(
            "update puskesmas_residence set valid_to = %s, end_reason = 'PINDAH' where id = %s",
            day - timedelta(days=1), home[0],
        )  # fmt: skip
        self._sql(
            "insert into puskesmas_residence"
            " (person_id, born_on, sex, desa_id, posyandu_id, valid_from, end_reason)"
            " values (%s, %s, %s, %s, %s, %s, '')", child.pk, home[2], home[3], there.area_id, there.pk, day,
        )  # fmt: skip
        self._sql(
            "update posyandu_visit set desa_id = %s, posyandu_of_residence_id = %s"
            " where person_id = %s and measured_on >= %s", there.area_id, there.pk, child.pk, day,
        )  # fmt: skip

    def die(self) -> None:
        child = self.rng.choice(self.children)
        home = self._open_home(child)
        if home is not None:
            self._sql(
                "update puskesmas_residence set valid_to = greatest(%s, valid_from), end_reason = 'MENINGGAL'"
                " where id = %s", _day_in(self.rng, 3), home[0],
            )  # fmt: skip

    def mistake(self) -> None:
        """A child that never was: the record is declared wrong, or taken back into use."""
        self._sql(
            "update puskesmas_person set voided_at = case when voided_at is null then now() end"
            " where id = %s",
            self.rng.choice(self.children).pk,
        )  # fmt: skip
