"""Keeping sasaran: versions and months, projections, official figures, who may; and what is told of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, transaction
from time_machine import travel

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.access.roles import Role
from ilp.base.ids import new_id
from puskesmas.models import Sasaran
from puskesmas.rules.sasaran import SasaranKind, distributed, projected
from puskesmas.selectors.sasaran import history, numbers_of, parameters_of, population_of, sasaran_of
from puskesmas.services.refusal import Refused
from puskesmas.services.sasaran import Figure, Letter, keep_sasaran, project_sasaran, set_parameter
from tests import factories
from tests.conftest import Place

pytestmark = pytest.mark.django_db
BUMIL, BAYI = SasaranKind.IBU_HAMIL, SasaranKind.BAYI
JANUARY = 2026 * 12
OFFICIAL = Letter("RESMI", "440/12/DINKES", "Kepala Dinas", date(2026, 1, 5))


@pytest.fixture
def admin(place: Place) -> User:
    return factories.make_user(Role.ADMIN_PUSKESMAS, place.puskesmas, "admin")


@pytest.fixture
def dinkes(place: Place) -> User:
    return factories.make_user(Role.DINKES_ADMIN, place.kabupaten, "dinkes")


def keep(by: User | None, place: Place, n: int, letter: Letter = OFFICIAL, **more: Any) -> int:
    return keep_sasaran(year=2026, figures=[Figure(place.desa.pk, BUMIL, n)], letter=letter, by=by, **more)


def in_month(place: Place, month: int) -> int | None:
    figure = sasaran_of([place.desa.pk], 2026, JANUARY + month - 1).get((place.desa.pk, BUMIL))
    return figure.n if figure else None


@travel("2026-07-10", tick=False)
def test_a_change_in_july_leaves_the_closed_half_year_as_it_was(admin: User, place: Place) -> None:
    with scope.of(admin):
        assert keep(admin, place, 84) == 1
        assert keep(admin, place, 90, Letter("RESMI", "440/77/DINKES")) == 1
        assert [in_month(place, month) for month in (1, 6, 7, 12)] == [84, 84, 90, 90]
        newest, first = history(desa_id=place.desa.pk, year=2026, kind=BUMIL)
        assert (newest.version, newest.letter_no, first.version, first.valid_from_period) == (
            2, "440/77/DINKES", 1, JANUARY,
        )  # fmt: skip
        assert first.decided_on == date(2026, 1, 5)


@travel("2026-07-05", tick=False)
def test_until_its_closing_day_the_month_before_is_open(admin: User, place: Place, settings: Any) -> None:
    settings.CLOSING_DAY = 5
    with scope.of(admin):
        keep(admin, place, 84)
        keep(admin, place, 90, Letter("MANUAL"))
        assert [in_month(place, month) for month in (5, 6)] == [84, 90]


@travel("2026-07-10", tick=False)
def test_closed_months_are_the_dinkes_to_change(admin: User, dinkes: User, place: Place) -> None:
    with scope.of(admin), pytest.raises(Refused, match="Mei 2026 sudah ditutup") as refused:
        keep(admin, place, 84, from_period=JANUARY + 4)
    assert set(refused.value.problems) == {"from_period"}
    with scope.of(dinkes):
        keep(dinkes, place, 84)
        keep(dinkes, place, 60, from_period=JANUARY + 4)
        assert [in_month(place, month) for month in (4, 5, 12)] == [84, 60, 60]


@travel("2026-07-10", tick=False)
def test_the_newest_decision_counts_from_its_month_on(dinkes: User, place: Place) -> None:
    """A later decision about earlier months also ends what was decided for later ones."""
    with scope.of(dinkes):
        for n, month in ((84, 0), (90, 8), (70, 2)):
            keep(dinkes, place, n, from_period=JANUARY + month)
        assert [in_month(place, month) for month in (2, 3, 9)] == [84, 70, 70]


@travel("2026-07-10", tick=False)
def test_the_same_figure_is_kept_once(admin: User, place: Place) -> None:
    with scope.of(admin):
        assert [keep(admin, place, 84), keep(admin, place, 84)] == [1, 0]
        assert Sasaran.objects.count() == 1
        assert AuditLine.objects.filter(action="sasaran.set", desa_id=place.desa.pk).count() <= 1


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"letter": Letter("RESMI", " ")}, "letter_no"),
        ({"letter": Letter("TEBAKAN")}, "source"),
        ({"n": -1}, "n"),
        ({"n": 10_000_001}, "n"),
        ({"from_period": 2027 * 12}, "from_period"),
    ],
)
def test_what_cannot_be_is_refused_in_words(
    admin: User, place: Place, more: dict[str, Any], field: str
) -> None:
    with scope.of(admin):
        with pytest.raises(Refused) as refused:
            keep(admin, place, **{"n": 84, **more})
        assert set(refused.value.problems) == {field}
        assert not Sasaran.objects.exists()


def test_nobody_writes_outside_the_own_desa_or_over_what_was_written(admin: User, place: Place) -> None:
    stranger = factories.make_desa("Jauh")
    with scope.of(admin):
        with pytest.raises(DatabaseError), transaction.atomic():
            keep_sasaran(year=2026, figures=[Figure(stranger.pk, BUMIL, 5)], letter=OFFICIAL, by=admin)
        keep(admin, place, 84)
        with pytest.raises(DatabaseError), transaction.atomic():
            Sasaran.objects.update(n=1)
        with pytest.raises(DatabaseError), transaction.atomic():
            Sasaran.objects.all().delete()


def test_everybody_who_sees_the_numbers_reads_them_and_nobody_else(
    admin: User, siti: User, wati: User, budi: User, place: Place
) -> None:
    with scope.of(admin):
        keep(admin, place, 84)
    for user, seen in ((siti, 84), (wati, None), (budi, 84)):
        with scope.of(user):
            assert in_month(place, 12) == seen


def test_any_number_of_desa_is_one_statement(place: Place, django_assert_num_queries: Any) -> None:
    desa = [factories.make_desa().pk for _ in range(30)]
    with scope.system("test"):
        keep_sasaran(
            year=2026, figures=[Figure(one, kind, 7) for one in desa for kind in SasaranKind],
            letter=OFFICIAL, by=None,
        )  # fmt: skip
        for some in (desa[:1], desa):
            with django_assert_num_queries(1):
                assert len(sasaran_of(some, 2026, JANUARY)) == len(some) * len(SasaranKind)


def people(place: Place, here: int, there: int) -> None:
    for posyandu, count in ((place.posyandu, here), (place.other_posyandu, there)):
        for _ in range(count):
            factories.make_person(posyandu, born_on=date(1990, 1, 1))


@travel("2026-07-10", tick=False)
def test_projections_keep_the_sum_of_the_puskesmas(admin: User, place: Place) -> None:
    people(place, 37, 24)
    numbers = {"CBR": Decimal(200), "BALITA": Decimal(50)}
    with scope.system("test"):
        for code, value in numbers.items():
            set_parameter(regency_code="73.16", year=2026, code=code, value=value, source="Pusdatin", by=None)
    with scope.of(admin):
        assert population_of([place.desa.pk, place.other_desa.pk], date(2026, 6, 30)) == {
            place.desa.pk: 37, place.other_desa.pk: 24,
        }  # fmt: skip
        project_sasaran(desa=[place.desa, place.other_desa], year=2026, by=admin)
        found = sasaran_of([place.desa.pk, place.other_desa.pk], 2026, JANUARY)
        for kind in (BUMIL, BAYI, SasaranKind.BALITA, SasaranKind.LANSIA, SasaranKind.PENDUDUK):
            total = projected(kind, 61, numbers_of("73.16", 2026))
            assert total is not None
            both = [found[desa.pk, kind].n for desa in (place.desa, place.other_desa)]
            assert both == distributed(total, [37, 24])
            assert sum(both) == total
        assert {figure.source for figure in found.values()} == {"PROYEKSI"}
        # Asked for again, nothing is new.
        assert project_sasaran(desa=[place.desa, place.other_desa], year=2026, by=admin) == 0


@travel("2026-07-10", tick=False)
def test_an_official_figure_is_never_projected_away(admin: User, place: Place) -> None:
    people(place, 20, 20)
    population = Figure(place.other_desa.pk, SasaranKind.PENDUDUK, 1000)
    with scope.of(admin):
        keep(admin, place, 84)
        keep_sasaran(year=2026, figures=[population], letter=OFFICIAL, by=admin)
        project_sasaran(desa=[place.desa, place.other_desa], year=2026, by=admin)
        found = sasaran_of([place.desa.pk, place.other_desa.pk], 2026, JANUARY + 11)
    assert (found[place.desa.pk, BUMIL].n, found[place.desa.pk, BUMIL].source) == (84, "RESMI")
    # The given population of the neighbour is what the projection stands on: 1,10 x 15 per mille x 1020.
    assert found[place.other_desa.pk, BUMIL].n == distributed(17, [20, 1000])[1]


def test_population_counts_who_lives_there_and_is_no_mistake(place: Place, budi: User, wati: User) -> None:
    people(place, 3, 2)
    factories.make_person(place.posyandu, born_on=date(2027, 1, 1))
    factories.make_person(place.posyandu, voided_at="2026-01-01T00:00:00Z", nik_hash=new_id().bytes)
    ids = [place.desa.pk, place.other_desa.pk]
    with scope.of(budi):  # may read no name, and counts all the same
        assert population_of(ids, date(2026, 6, 30)) == {ids[0]: 3, ids[1]: 2}
    with scope.of(wati):
        assert population_of(ids, date(2026, 6, 30)) == {ids[0]: 0, ids[1]: 2}


def test_the_newest_parameter_counts_and_defaults_are_marked(place: Place) -> None:
    with scope.system("test"):
        for value in ("18.2", "17.9"):
            set_parameter(
                regency_code="73.16", year=2026, code="CBR", value=Decimal(value), source="BPS 2026", by=None
            )
    found = parameters_of("73.16", 2026)
    assert (found["CBR"].value, found["CBR"].source, found["CBR"].is_default) == (
        Decimal("17.9"), "BPS 2026", False,
    )  # fmt: skip
    assert found["PUS"].is_default
    assert parameters_of("73.16", 2025)["CBR"].is_default


@pytest.mark.parametrize(
    ("more", "field"),
    [({"code": "APA"}, "code"), ({"value": Decimal(1001)}, "value"), ({"source": " "}, "source")],
)
def test_a_wrong_parameter_is_refused(place: Place, more: dict[str, Any], field: str) -> None:
    given = {"regency_code": "73.16", "year": 2026, "code": "CBR", "value": Decimal(15), "source": "BPS"}
    with scope.system("test"), pytest.raises(Refused) as refused:
        set_parameter(**{**given, **more}, by=None)
    assert set(refused.value.problems) == {field}


def load(path: Path, text: str, **options: Any) -> str:
    path.write_text(text, "utf-8")
    out = StringIO()
    call_command(
        "load_sasaran", path, **{"year": 2026, "letter": "440/12/DINKES", **options}, stdout=out, stderr=out
    )
    return out.getvalue()


def kept() -> set[tuple[str, str, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "select a.code, s.kind, s.n from puskesmas_sasaran s join puskesmas_area a on a.id = desa_id"
        )
        return set(cursor.fetchall())


def test_a_list_of_figures_is_loaded(place: Place, tmp_path: Path) -> None:
    said = load(
        tmp_path / "a.csv", "kode_desa;jenis;jumlah\n73.16.01.2001;IBU_HAMIL;1.084\n73.16.01.2002;bayi;64\n"
    )
    assert "2 angka sasaran dimuat" in said
    assert kept() == {("73.16.01.2001", "IBU_HAMIL", 1084), ("73.16.01.2002", "BAYI", 64)}


def test_a_list_with_a_column_for_each_kind_is_loaded(place: Place, tmp_path: Path) -> None:
    text = "kode_desa,nama,IBU_HAMIL,BAYI\n73.16.01.2001,Bangkala,84,76\n73.16.01.2002,Boiya,,58\n"
    load(tmp_path / "a.csv", text)
    assert kept() == {
        ("73.16.01.2001", "IBU_HAMIL", 84), ("73.16.01.2001", "BAYI", 76), ("73.16.01.2002", "BAYI", 58),
    }  # fmt: skip
    assert "0 angka sasaran dimuat, 3 sudah sama" in load(tmp_path / "a.csv", text)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("73.16.01.9999,IBU_HAMIL,5", "73.16.01.9999 belum ada"),
        ("73.16.01.2001,KUCING,5", "KUCING tidak dikenal"),
        ("73.16.01.2001,IBU_HAMIL,41.8", "41.8 bukan jumlah orang"),
        ("73.16.01.2001,IBU_HAMIL,-3", "-3 bukan jumlah orang"),
        ("73.16.01.2002,IBU_HAMIL,3", "sudah ada di baris 2"),
    ],
)
def test_a_bad_row_comes_back_with_its_reason_and_nothing_is_kept(
    place: Place, tmp_path: Path, row: str, reason: str
) -> None:
    text = f"kode_desa,jenis,jumlah\n73.16.01.2002,IBU_HAMIL,64\n{row}\n"
    with pytest.raises(CommandError, match="1 dari 2 baris salah"):
        load(tmp_path / "a.csv", text)
    assert kept() == set()
    assert reason in (tmp_path / "a.bad.csv").read_text("utf-8")
    load(tmp_path / "a.csv", text, good_rows=True)
    assert kept() == {("73.16.01.2002", "IBU_HAMIL", 64)}


def test_a_dry_run_and_a_list_without_letter_keep_nothing(place: Place, tmp_path: Path) -> None:
    text = "kode_desa,jenis,jumlah\n73.16.01.2002,IBU_HAMIL,64\n"
    assert "Tidak ada yang disimpan" in load(tmp_path / "a.csv", text, dry_run=True)
    with pytest.raises(CommandError, match="nomor surat"):
        load(tmp_path / "a.csv", text, letter="")
    assert kept() == set()


def test_the_command_projects_a_kabupaten(place: Place) -> None:
    people(place, 40, 30)
    out = StringIO()
    call_command("load_sasaran", year=2026, project="73.16", stdout=out)
    assert "untuk 2 desa" in out.getvalue()
    assert {kind for _code, kind, _n in kept()} == set(SasaranKind) - {"TERDUGA_TBC", "HIV"}
    with pytest.raises(CommandError, match="Sebut berkas"):
        call_command("load_sasaran", year=2026)
