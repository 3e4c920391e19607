"""A synthetic district in the database: consistent, marked as invented, ready to be tried."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from ilp.access.models import Scope, User
from ilp.base import sealing
from posyandu.demo.logins import PASSWORD
from puskesmas.models import Facility, WorkingArea
from puskesmas.rules.sasaran import SasaranKind
from tests.undone import undone

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 22)


def run(command: str, *args: Any, **options: Any) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, stderr=out, **options)
    return out.getvalue()


def rows(sql: str, *values: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return list(cursor.fetchall())


def one(sql: str, *values: Any) -> Any:
    return rows(sql, *values)[0][0]


@pytest.fixture(scope="module")
def seeded(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """A hundredth and a half of Kota Magelang, two years; made once, undone after the last test here."""
    with undone(django_db_blocker):
        run("load_areas", "33.71")
        run("seed_demo", district="33.71", scale=0.015, months=24, today=TODAY)
        yield


@pytest.fixture
def magelang(seeded: None, db: None) -> None:
    """The seeded district; what a test changes is undone."""


def test_every_record_is_marked_and_every_nik_starts_at_9000(magelang: None) -> None:
    assert one("select bool_and(is_synthetic) from puskesmas_person")
    assert one("select bool_and(is_synthetic) from puskesmas_family")
    assert one("select bool_and(is_synthetic) from puskesmas_facility")
    sealed = [
        value for (value,) in rows("select nik_sealed from puskesmas_person where nik_sealed is not null")
    ]
    numbers = [sealing.unseal(value) for value in sealed]
    assert len(numbers) > 1500
    assert all(int(number[12:]) >= 9000 and number.startswith("3371") for number in numbers)
    assert len(set(numbers)) == len(numbers)
    fits = one("select avg((nik_missing_reason = '' and nik_hash is not null)::int) from puskesmas_person")
    assert 0.95 < fits < 1


def test_people_are_as_many_and_as_old_as_stated(magelang: None) -> None:
    living = "died_on is null and nik_missing_reason <> 'TIDAK_DIBAWA'"
    assert one(f"select count(*) from puskesmas_person where {living}") == pytest.approx(
        0.015 * 128_709, abs=15
    )
    under_five = one(
        f"select avg((born_on > %s)::int) from puskesmas_person where {living}", date(2021, 11, 22)
    )
    assert float(under_five) == pytest.approx(0.063, abs=0.015)
    size = one("select count(*)::float from puskesmas_person") / one("select count(*) from puskesmas_family")
    assert size == pytest.approx(3.6, abs=0.2)


def test_every_desa_has_every_sasaran_of_its_years(magelang: None) -> None:
    found = rows("select year, kind, count(*), sum(n) from puskesmas_sasaran group by year, kind")
    assert {(year, kind) for year, kind, _desa, _people in found} == {
        (year, kind.value) for year in (2024, 2025, 2026) for kind in SasaranKind
    }
    assert {desa for _year, _kind, desa, _people in found} == {17}
    people = {kind: int(people) for year, kind, _desa, people in found if year == 2026}
    assert people["IBU_HAMIL"] == pytest.approx(0.0165 * people["PENDUDUK"], abs=5)
    assert one("select count(*) from puskesmas_sasaran where source <> 'PROYEKSI'") == 0


def test_the_open_residence_is_where_the_person_lives(magelang: None) -> None:
    assert one("select count(*) from puskesmas_residence where valid_to is not null") > 0
    wrong = one(
        """select count(*) from puskesmas_person p
           left join puskesmas_residence r on r.person_id = p.id and r.valid_to is null
           where p.died_on is null
             and (r.id is null or (r.desa_id, r.posyandu_id) is distinct from (p.desa_id, p.posyandu_id))"""
    )
    assert wrong == 0
    assert one("select count(*) from puskesmas_residence where valid_from < born_on") == 0
    ended = "select count(*) from puskesmas_residence r join puskesmas_person p on p.id = r.person_id"
    assert one(f"{ended} where p.died_on is not null and coalesce(r.valid_to, 'infinity') > p.died_on") == 0


def test_visits_belong_to_the_residence_of_their_day(magelang: None) -> None:
    assert one("select count(*) from posyandu_visit") > 1500
    wrong = one(
        """select count(*) from posyandu_visit v
           left join puskesmas_residence r on r.person_id = v.person_id
               and v.measured_on between r.valid_from and coalesce(r.valid_to, 'infinity')
           where (r.desa_id, r.posyandu_id) is distinct from (v.desa_id, v.posyandu_of_residence_id)"""
    )
    assert wrong == 0


def test_visits_fit_their_hari_buka_and_their_person(magelang: None) -> None:
    wrong = one(
        """select count(*) from posyandu_visit v join puskesmas_person p on p.id = v.person_id
           left join posyandu_haribuka h on h.id = v.hari_buka_id
           where v.age_days <> v.measured_on - p.born_on or v.measured_on > %s
              or v.recorded_at::date < v.measured_on
              or (h.id is null) <> (v.place <> 'POSYANDU')
              or h.held_on <> v.measured_on or h.posyandu_id <> v.facility_id
              or h.state not in ('DIBUKA', 'DITUTUP', 'DIVALIDASI')""",
        TODAY,
    )
    assert wrong == 0
    assert one("select count(*) from posyandu_visit where place = 'KUNJUNGAN_RUMAH'") > 0


def test_some_visits_were_corrected(magelang: None) -> None:
    pairs = rows(
        """select o.voided_at = n.recorded_at, n.voided_at is null, o.person_id = n.person_id,
                  o.hari_buka_id is not distinct from n.hari_buka_id, o.weight_kg <> n.weight_kg
           from posyandu_visit n join posyandu_visit o on o.id = n.corrects_id"""
    )
    assert pairs
    assert all(all(pair) for pair in pairs)
    share = len(pairs) / one("select count(*) from posyandu_visit where form = 'balita'")
    assert share == pytest.approx(0.015, abs=0.008)
    assert one("select count(*) from posyandu_visit where voided_at is not null") == len(pairs)


def test_about_four_of_five_are_weighed(magelang: None) -> None:
    weighed = one("select count(distinct person_id) from posyandu_visit where form = 'balita'"
                  " and measured_on between %s and %s", date(2026, 10, 1), date(2026, 10, 31))  # fmt: skip
    sasaran = one(
        """select count(*) from puskesmas_residence where born_on > '2021-10-31' and born_on <= '2026-10-31'
           and valid_from <= '2026-10-31' and coalesce(valid_to, 'infinity') >= '2026-10-31'"""
    )
    assert weighed / sasaran == pytest.approx(0.80, abs=0.10)


def test_posyandu_open_once_a_month_on_a_working_day(magelang: None) -> None:
    months = rows("select posyandu_id, period_of(held_on), count(*) from posyandu_haribuka group by 1, 2")
    posyandu = Facility.objects.filter(kind="POSYANDU").count()
    assert len(months) == posyandu * 25
    assert {count for *_, count in months} == {1}
    other_days = rows(
        "select extract(isodow from held_on), extract(day from held_on) from posyandu_haribuka"
        " where held_on <> %s",
        TODAY,
    )
    assert all(weekday <= 6 and day <= 26 for weekday, day in other_days)
    assert one("select count(*) from posyandu_haribuka where held_on in ('2026-01-01', '2025-12-25')") == 0
    assert {state for (state,) in rows("select state from posyandu_haribuka where held_on > %s", TODAY)} == {
        "TERJADWAL"
    }
    assert "DIVALIDASI" in {state for (state,) in rows("select distinct state from posyandu_haribuka")}


def test_the_demo_kader_can_begin_today(magelang: None) -> None:
    said = run("demo_logins")
    assert PASSWORD in said
    assert set(User.objects.values_list("username", flat=True)) == {
        "kader", "bidan", "puskesmas", "admin", "dinkes", "desa",
    }  # fmt: skip
    kader = User.objects.get(username="kader")
    assert kader.check_password(PASSWORD)
    assert kader.facility_id is not None
    assert one(
        "select state from posyandu_haribuka where posyandu_id = %s and held_on = %s",
        kader.facility_id,
        TODAY,
    ) in ("TERJADWAL", "DIBUKA")
    desa = Facility.objects.get(pk=kader.facility_id).area_id
    scopes = {scope.user.username: scope for scope in Scope.objects.select_related("user")}
    assert scopes["kader"].posyandu_ids == [kader.facility_id]
    assert scopes["kader"].desa_ids == scopes["bidan"].desa_ids == scopes["desa"].desa_ids == [desa]
    puskesmas = User.objects.get(username="puskesmas").facility_id
    assert puskesmas is not None
    served = WorkingArea.objects.filter(facility_id=puskesmas)
    assert sorted(served.values_list("desa_id", flat=True)) == scopes["puskesmas"].desa_ids
    assert len(scopes["dinkes"].desa_ids) == 17
    run("demo_logins")
    assert User.objects.count() == 6


def test_a_district_is_filled_once(magelang: None) -> None:
    count = one("select count(*) from puskesmas_person")
    with pytest.raises(CommandError, match="sudah berisi"):
        run("seed_demo", district="33.71", scale=0.01)
    assert one("select count(*) from puskesmas_person") == count


def test_it_never_seeds_beside_real_people(magelang: None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "update puskesmas_person set is_synthetic = false"
            " where id = (select id from puskesmas_person order by id limit 1)"
        )
    run("load_areas", "62.10")
    with pytest.raises(CommandError, match="sungguhan"):
        run("seed_demo", district="62.10", scale=0.01)
    with pytest.raises(CommandError, match="bukan basis data demo"):
        run("demo_logins")


def test_indexes_and_constraints_are_all_back(magelang: None) -> None:
    def described() -> set[tuple[str, str]]:
        return set(
            rows("select tablename, indexdef from pg_indexes where tablename ~ '^(puskesmas|posyandu)_'")
        ) | set(rows("select conname, pg_get_constraintdef(oid) from pg_constraint"))

    before = described()
    run("load_areas", "35.79")
    run("seed_demo", district="35.79", scale=0.003, months=2, today=TODAY)
    assert described() == before
    assert "one_live_visit" in {name for _, name in before} or any(
        "one_live_visit" in text for _, text in before
    )
