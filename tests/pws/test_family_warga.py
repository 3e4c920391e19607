"""Facts of everybody who was served: incremental refresh = full rebuild = naive second computation."""

from __future__ import annotations

import json
import random
from collections import Counter
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from ilp.base.dates import age_days, completed_months
from ilp.base.ids import new_id
from pws.families.warga import COLUMNS
from pws.services import refresh
from tests import factories
from tests.pws import naive_warga
from tests.pws.histories import Village, _day_in
from tests.pws.naive import _rows

MONTHS = 15
CHOICES: dict[str, tuple[str, ...]] = {
    "bmi_for_age": ("GIZI_BAIK", "OBESITAS"),
    "bmi": ("NORMAL", "OBESITAS"),
    "waist": ("NORMAL", "OBESITAS_SENTRAL"),
    "blood_pressure": ("RENDAH", "NORMAL", "PERHATIAN", "TINGGI"),
    "blood_pressure_stage": ("NORMAL", "HT_1"),
    "random_glucose": ("RENDAH", "NORMAL", "TINGGI"),
    "fasting_glucose": ("NORMAL", "TINGGI"),
    "eyes": ("NORMAL", "GANGGUAN"),
    "visus": ("NORMAL", "GANGGUAN"),
    "ears": ("NORMAL", "GANGGUAN"),
    "haemoglobin": ("NORMAL", "ANEMIA", "ANEMIA_BERAT"),
    "phq9": ("INDIKASI",),
    "phqa": ("INDIKASI",),
    "phq4_anxiety": ("INDIKASI",),
    "phq4_depression": ("INDIKASI",),
    "sdq": ("NORMAL",),
    "cervix": ("NEGATIF", "POSITIF"),
}
AKS = ((20, "MANDIRI"), (15, "RINGAN"), (10, "SEDANG"), (7, "BERAT"), (2, "TOTAL"))
ANSWERS: dict[str, tuple[Any, ...]] = {
    "smokes": ("AKTIF", "PASIF", "TIDAK"),
    "puma_exposure": ("PEROKOK", "BEKAS", "TERPAPAR", "TIDAK"),
    "caries": (True, False),
    "sadanis": ("NORMAL", "KELAINAN"),
}
# Years of age at which something begins or ends, and some between.
AGES = (0, 4, 5, 6, 7, 9, 11, 14, 15, 17, 18, 30, 39, 45, 50, 58, 59, 65)


class Served(Village):
    """The two desa with people of every age, who answer anything."""

    def __init__(self, seed: int, people: int = 16) -> None:
        super().__init__(seed, children=people)

    def _born(self) -> Any:
        today = timezone.localdate()
        return factories.make_person(
            self.rng.choice(self.posyandu),
            sex=self.rng.choice("LPP"),
            born_on=today - timedelta(days=self.rng.choice(AGES) * 365 + self.rng.randint(30, 500)),
        )

    def weigh(self) -> None:
        person = self.rng.choice(self.children)
        day = _day_in(self.rng, 14)
        if day < person.born_on:
            return
        home = self._sql(
            "select desa_id, posyandu_id from puskesmas_residence where person_id = %s and valid_from <= %s"
            " and (valid_to is null or valid_to >= %s)", person.pk, day, day,
        )  # fmt: skip
        desa_id, posyandu_id = home[0] if home else (None, None)
        for _ in range(self.rng.choice([1, 1, 1, 2])):
            months = completed_months(person.born_on, day)
            row = {
                "id": new_id(), "person_id": person.pk, "facility_id": self.rng.choice(self.posyandu).pk,
                "measured_on": day, "desa_id": desa_id, "posyandu_of_residence_id": posyandu_id,
                "age_days": age_days(person.born_on, day), "age_months": months,
                **self._answers(person, months),
            }  # fmt: skip
            marks = ", ".join(["%s"] * len(row))
            self._sql(
                f"insert into posyandu_visit ({', '.join(row)}, position, form_version, is_bgm, implausible,"
                " position_assumed, is_confirmed, rule_version, wfa_class, lhfa_class, wflh_class, hc_class,"
                f" muac_class, void_reason) values ({marks}, '', 'test', false, 0, false, false, 'test',"
                " '', '', '', '', '', '')",
                *row.values(),
            )

    def _answers(self, person: Any, months: int) -> dict[str, Any]:
        rng = self.rng

        def maybe(value: Any, share: float = 0.6) -> Any:
            return value if rng.random() < share else None

        form = next(
            name
            for name, before in (("balita", 60), ("prasekolah", 72), ("sekolah", 228), ("dewasa", 720),
                                 ("lansia", 9999))
            if months < before
        )  # fmt: skip
        if person.sex == "P" and form in {"sekolah", "dewasa"} and rng.random() < 0.15:
            form = rng.choice(["bumil", "nifas"])
        if months == 0 and rng.random() < 0.5:
            form = "neonatus"
        details = {name: rng.choice(values) for name, values in ANSWERS.items() if rng.random() < 0.4}
        details |= {name: rng.random() < 0.2 for name in naive_warga.TBC if rng.random() < 0.9}
        classes = {name: rng.choice(values) for name, values in CHOICES.items() if rng.random() < 0.35}
        score, aks = rng.choice(AKS) if rng.random() < 0.4 else (None, None)
        return {
            "form": form,
            "place": rng.choice(["POSYANDU", "POSYANDU", "KUNJUNGAN_RUMAH", "PUSTU", "PUSKESMAS", "SEKOLAH"]),
            "by_nakes": rng.random() < 0.7,
            "weight_kg": maybe(12, 0.9), "length_height_cm": maybe(120, 0.9), "waist_cm": maybe(70, 0.9),
            "muac_cm": maybe(25, 0.9), "systolic_mmhg": maybe(120, 0.9), "diastolic_mmhg": maybe(80, 0.9),
            "hb_g_dl": maybe(11), "puma_score": maybe(3, 0.2), "srq20_score": maybe(2, 0.2),
            "skilas_count": maybe(0, 0.4), "aks_score": score,
            "tbc_count": 1 if any(name in details for name in naive_warga.TBC) else None,
            "details": json.dumps(details),
            "classes": json.dumps(classes | ({"aks": aks} if aks else {})),
        }  # fmt: skip

    def correct(self) -> None:
        """Somebody answers more of the same card."""
        self._sql(
            "update posyandu_visit set classes = classes || %s::jsonb, details = details || %s::jsonb"
            " where id = %s",
            json.dumps({"waist": "NORMAL", "ears": "NORMAL"}),
            json.dumps({"smokes": self.rng.choice(["AKTIF", "TIDAK"])}),
            self._any_visit(),
        )


@pytest.fixture(autouse=True)
def _as_many_months_as_there_is_history(_window_of_months: None, db: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute("update base_window set first_period = last_period - %s", [MONTHS])


def live_facts() -> dict[Any, dict[str, Any]]:
    return {
        (row.pop("desa_id"), row.pop("period"), row.pop("subject")): row
        for row in _rows("select * from pws_wargamonth")
    }


def assert_once_a_year(facts: dict[Any, dict[str, Any]]) -> None:
    """Nobody completes a screening twice in a calendar year, in whatever desa."""
    once = Counter(
        (subject, period // 12, name)
        for (_desa, period, subject), row in facts.items()
        for name in COLUMNS
        if name.endswith("_first") and row[name]
    )
    assert set(once.values()) == {1}


@pytest.mark.parametrize("seed", range(4))
def test_incremental_rebuild_and_naive_agree(seed: int, db: None) -> None:
    village, rng = Served(seed), random.Random(seed)
    for _ in range(150):
        village.step()
        if rng.random() < 0.03:
            refresh.refresh_stale(limit=rng.choice([1, 5, 200]))
    refresh.refresh_stale()
    found = refresh.rebuild(check_live=True, swap=False)
    assert (found.fact_differences, found.cell_differences) == (0, 0), found.examples[:2]
    live, facts = live_facts(), naive_warga.facts(naive_warga.Records.read())
    assert live.keys() == facts.keys()
    assert {key: (live[key], row) for key, row in facts.items() if live[key] != row} == {}
    assert_once_a_year(live)


def test_cards_reach_every_column(db: None) -> None:
    """So that no column agrees only because nothing ever happened."""
    village = Served(0, people=40)
    for _ in range(260):
        village.weigh()
    facts = naive_warga.facts(naive_warga.Records.read()).values()
    assert {name for name in COLUMNS if not any(row[name] for row in facts)} == set()
