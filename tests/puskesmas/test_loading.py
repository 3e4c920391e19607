"""load_areas, load_facilities, load_boundaries: five real districts, and rows that cannot be."""

from __future__ import annotations

import csv
import json
import shutil
from collections import Counter
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from ilp.access.models import AuditLine
from puskesmas.models import Area, Boundary, Catchment, Facility, WorkingArea
from puskesmas.services.facilities import hand_over_desa

pytestmark = pytest.mark.django_db
# Real lists of five districts lie beside the checkout, not in it; the rules have rows of their own.
DISTRICTS = Path(__file__).resolve().parents[3] / "shared" / "data"
real_lists = pytest.mark.skipif(not DISTRICTS.is_dir(), reason=f"no lists of real districts in {DISTRICTS}")
FIVE = ("33.71", "35.79", "62.10", "62.11", "73.09")


def run(command: str, *args: Any, **options: Any) -> str:
    out = StringIO()
    call_command(command, *args, stdout=out, stderr=out, **options)
    return out.getvalue()


@pytest.fixture
def magelang(db: None) -> None:
    run("load_areas", "33.71")


def sheet(path: Path, text: str) -> Path:
    path.write_text(text, "utf-8")
    return path


def bad_rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@real_lists
def test_the_shipped_list_agrees_with_the_decree_for_five_districts() -> None:
    run("load_areas", *FIVE)
    with (DISTRICTS / "areas-five-districts.csv").open(encoding="utf-8") as file:
        decree = {row["code"]: row for row in csv.DictReader(file)}
    kept = {area.code: area for area in Area.objects.select_related("parent")}
    assert kept.keys() == decree.keys()
    for code, area in kept.items():
        assert (area.parent.code if area.parent else "") == decree[code]["parent"]
        assert area.kind.lower() == decree[code]["level"]
    assert Counter(Area.objects.values_list("level", flat=True)) == {
        "provinsi": 4,
        "kabupaten": 5,
        "kecamatan": 40,
        "desa": 370,
    }
    assert str(kept["73.09"]) == "Kabupaten Maros"
    assert kept["33.71.01.1003"].kind == "Kelurahan"
    assert len(kept["33.71.01.1003"].postal_code) == 5


def test_loading_areas_again_changes_nothing(magelang: None) -> None:
    before = list(Area.objects.order_by("code").values())
    assert "0 wilayah baru" in run("load_areas", "33.71")
    assert list(Area.objects.order_by("code").values()) == before
    assert AuditLine.objects.filter(action="areas.loaded").count() == 2


def test_a_dry_run_keeps_no_area() -> None:
    assert "Tidak ada yang disimpan" in run("load_areas", "33.71", dry_run=True)
    assert not Area.objects.exists()


def test_an_unknown_code_is_named() -> None:
    with pytest.raises(CommandError, match=r"99\.99"):
        run("load_areas", "99.99")


def test_a_desa_that_was_split_keeps_its_history(magelang: None, tmp_path: Path) -> None:
    path = sheet(
        tmp_path / "desa.csv",
        "code,name,level,parent,valid_from,valid_to,succeeded_by,source\n"
        "33.71.01.1003,Rejowinangun Selatan,kelurahan,33.71.01,,2026-01-31,33.71.01.1099,Perda 1/2026\n"
        "33.71.01.1099,Rejowinangun Baru,kelurahan,33.71.01,2026-02-01,,,Perda 1/2026\n",
    )
    run("load_areas", file=path)
    old = Area.objects.select_related("succeeded_by").get(code="33.71.01.1003")
    assert old.succeeded_by is not None
    assert (old.valid_to, old.succeeded_by.name) == (date(2026, 1, 31), "Rejowinangun Baru")


BAD_AREAS = (
    "code;name;level;parent;valid_from;valid_to\n"
    "33.71.09;Baru;kecamatan;33.71;;\n"
    "3371011003;Tanpa Titik;desa;;;\n"
    "33.71.08.1001;Tanpa Induk;desa;;;\n"
    "33.71.09.1001;;desa;;;\n"
    "33.71.09.1002;Terbalik;desa;;2026-02-01;2026-01-01\n"
    "33.71.09.1003;Bukan Jenis;dukuh;;kemarin;\n"
    "33.71.09;Lagi;kecamatan;33.71;;\n"
)


def test_a_list_with_bad_areas_loads_nothing_and_says_why(magelang: None, tmp_path: Path) -> None:
    path = sheet(tmp_path / "desa.csv", BAD_AREAS)
    count = Area.objects.count()
    with pytest.raises(CommandError, match=r"6 dari 7 baris salah.*desa\.bad\.csv") as error:
        run("load_areas", file=path)
    assert error.value.returncode == 1
    assert Area.objects.count() == count
    rows = bad_rows(tmp_path / "desa.bad.csv")
    reasons = [row["keterangan"] for row in rows]
    assert list(rows[0]) == ["code", "name", "level", "parent", "valid_from", "valid_to", "keterangan"]
    for reason, words in zip(
        reasons,
        ("dengan titik", "33.71.08 belum ada", "Nama kosong", "sebelum awalnya", "dukuh", "baris 2"),
        strict=True,
    ):
        assert words in reason
    assert "kemarin bukan tanggal" in reasons[4]


def test_good_areas_are_loaded_on_request(magelang: None, tmp_path: Path) -> None:
    count = Area.objects.count()
    run("load_areas", file=sheet(tmp_path / "desa.csv", BAD_AREAS), good_rows=True)
    assert Area.objects.count() == count + 1
    assert Area.objects.get(code="33.71.09").name == "Baru"


@real_lists
def test_the_puskesmas_of_five_districts(tmp_path: Path) -> None:
    run("load_areas", *FIVE)
    path = Path(shutil.copy(DISTRICTS / "puskesmas-five-districts.csv", tmp_path))
    run("load_facilities", path, share_desa=True)
    by_district = Counter(code[:5] for code in Facility.objects.values_list("area__code", flat=True))
    assert by_district == {"33.71": 5, "35.79": 5, "62.10": 16, "62.11": 11, "73.09": 14}
    assert Facility.objects.get(code="P3371010201").name == "Puskesmas Magelang Selatan"
    assert WorkingArea.objects.count() == 370
    for row in WorkingArea.objects.select_related("facility__area", "desa"):
        assert row.facility.area.code[:8] == row.desa.code[:8]
    before = list(Facility.objects.order_by("id").values())
    run("load_facilities", path, share_desa=True)
    assert list(Facility.objects.order_by("id").values()) == before
    assert WorkingArea.objects.count() == 370


FACILITIES = (
    "jenis,nama,kode,kode_induk,kode_wilayah,wilayah_kerja,lintang,bujur,tanggal_buka,rw,rt\n"
    "POSYANDU,Posyandu Mawar 1,,,33.71.01.1003,,,,2010-01-31,2,1 2 3\n"
    "PUSTU,Pustu Rejowinangun,T1,P1,33.71.01.1003,33.71.01.1003 33.71.01.1007,,,,,\n"
    "PUSKESMAS,Puskesmas Magelang Selatan,P1,D1,33.71.01.1010,33.71.01.1003;33.71.01.1007,-7.49,110.22,,,\n"
    "DINKES,Dinas Kesehatan,D1,,33.71,,,,,,\n"
)


def test_a_network_is_loaded_in_any_order(magelang: None, tmp_path: Path) -> None:
    run("load_facilities", sheet(tmp_path / "f.csv", FACILITIES))
    posyandu = Facility.objects.get(kind="POSYANDU")
    kinds = Facility.objects.filter(pk=posyandu.pk).values_list(
        "parent__kind", "parent__parent__kind", "parent__parent__parent__kind"
    )
    assert list(kinds.get()) == ["PUSTU", "PUSKESMAS", "DINKES"]
    assert posyandu.opened_on == date(2010, 1, 31)
    assert sorted(Catchment.objects.values_list("rw", "rt")) == [
        ("002", "001"),
        ("002", "002"),
        ("002", "003"),
    ]
    assert WorkingArea.objects.count() == 4


BAD_FACILITIES = (
    "jenis,nama,kode,kode_induk,kode_wilayah,wilayah_kerja,lintang,bujur,tanggal_buka,tanggal_tutup\n"
    "PUSKESMAS,Satu,P1,,33.71.01.1003,33.71.01.1003,,,,\n"
    "PUSKESMAS,Dua,P2,,33.71.01.1007,33.71.01.1003,,,,\n"
    "PUSKESMAS,Tiga,P1,,33.71.01.1003,,,,,\n"
    "KLINIK,Empat,,,33.71.01.1003,,,,,\n"
    "POSYANDU,Posyandu Lima,,,33.71.01,,,,,\n"
    "POSYANDU,Posyandu Enam,,,33.71.01.9999,,,,,\n"
    "PUSTU,Tujuh,,P9,33.71.01.1003,,-70,110,2020-13-01,\n"
    "PUSTU,Delapan,,,33.71.01.1003,,,,2020-02-01,2020-01-01\n"
    "PUSTU,Sembilan\n"
)


def test_a_list_with_bad_facilities_loads_nothing_and_says_why(magelang: None, tmp_path: Path) -> None:
    path = sheet(tmp_path / "f.csv", BAD_FACILITIES)
    with pytest.raises(CommandError, match="8 dari 9 baris salah"):
        run("load_facilities", path)
    assert not Facility.objects.exists()
    assert not WorkingArea.objects.exists()
    reasons = [row["keterangan"] for row in bad_rows(tmp_path / "f.bad.csv")]
    expected = (
        "sudah wilayah kerja Puskesmas Satu",
        "baris 2",
        "KLINIK tidak dikenal",
        "satu desa",
        "33.71.01.9999 belum ada",
        "P9 tidak ditemukan",
        "sebelum tanggal buka",
        "punya 2 kolom",
    )
    for reason, words in zip(reasons, expected, strict=True):
        assert words in reason
    assert "-70 di luar Indonesia" in reasons[5]
    assert "2020-13-01 bukan tanggal" in reasons[5]


def test_mended_bad_rows_come_back_with_their_reason_column(magelang: None, tmp_path: Path) -> None:
    run("load_facilities", sheet(tmp_path / "f.csv", BAD_FACILITIES), good_rows=True)
    assert list(Facility.objects.values_list("code", flat=True)) == ["P1"]
    bad = tmp_path / "f.bad.csv"
    lines = bad.read_text("utf-8").splitlines()
    mended = sheet(
        tmp_path / "again.csv", lines[0] + "\nPOSYANDU,Posyandu Lima,,,33.71.01.1003,,,,,,Posyandu harus…\n"
    )
    run("load_facilities", mended)
    assert Facility.objects.filter(kind="POSYANDU").count() == 1


def test_a_desa_changes_its_puskesmas_with_a_date(magelang: None, tmp_path: Path) -> None:
    run("load_facilities", sheet(tmp_path / "f.csv", FACILITIES))
    area = Area.objects.get(code="33.71.01.1003")
    other = Facility.objects.create(kind="PUSKESMAS", name="Puskesmas Baru", area=area)
    for _ in range(2):
        hand_over_desa(desa=area, to=other, on=date(2026, 7, 1))
    rows = WorkingArea.objects.filter(desa=area, kind="PUSKESMAS").order_by("valid_from")
    assert [(row.facility.name, row.valid_to) for row in rows] == [
        ("Puskesmas Magelang Selatan", date(2026, 6, 30)),
        ("Puskesmas Baru", None),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "kosong"),
        (b"nama,warna\nA,merah\n", "warna"),
        (b"jenis\nPUSTU\n", "name tidak ada"),
        ("nama\nPuskesmas Café\n".encode("latin-1"), "UTF-8"),
    ],
)
def test_a_file_that_is_no_list_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "f.csv"
    path.write_bytes(content)
    with pytest.raises(CommandError, match=words):
        run("load_facilities", path)
    with pytest.raises(CommandError, match="tidak dapat dibuka"):
        run("load_facilities", tmp_path / "none.csv")


@real_lists
def test_the_outlines_of_five_districts(tmp_path: Path) -> None:
    run("load_areas", *FIVE)
    for path in sorted(DISTRICTS.glob("*.geojson")):
        run("load_boundaries", path)
    assert Boundary.objects.count() == 370
    assert not list(DISTRICTS.glob("*.bad.csv"))


def test_outlines_that_cannot_be_drawn_come_back(magelang: None, tmp_path: Path) -> None:
    square = [[110.2, -7.5], [110.3, -7.5], [110.3, -7.4], [110.2, -7.5]]
    swapped = [[latitude, longitude] for longitude, latitude in square]
    shapes = [
        ("33.71.01.1003", {"type": "Polygon", "coordinates": [square]}),
        ("33.71.01.1003", {"type": "Polygon", "coordinates": [square]}),
        ("33.71.01.9999", {"type": "Polygon", "coordinates": [square]}),
        ("33.71.01.1004", {"type": "Point", "coordinates": [110, -7]}),
        ("33.71.01.1005", {"type": "MultiPolygon", "coordinates": [[square[:3]]]}),
        ("33.71.01.1006", {"type": "Polygon", "coordinates": [swapped]}),
        ("33.71.01.1007", None),
    ]
    features = [{"properties": {"code": code}, "geometry": geometry} for code, geometry in shapes]
    path = sheet(tmp_path / "b.geojson", json.dumps({"type": "FeatureCollection", "features": features}))
    with pytest.raises(CommandError, match="6 dari 7 baris salah"):
        run("load_boundaries", path)
    assert not Boundary.objects.exists()
    reasons = [row["keterangan"] for row in bad_rows(tmp_path / "b.bad.csv")]
    expected = ("dua kali", "belum ada", "Point tidak dipakai", "tidak tertutup", "di luar Indonesia", "–")
    for reason, words in zip(reasons, expected, strict=True):
        assert words in reason
    run("load_boundaries", path, good_rows=True)
    assert [row.area.code for row in Boundary.objects.select_related("area")] == ["33.71.01.1003"]
