"""Two small desa with a posyandu each, and a declared system job to work in."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ilp.access import scope
from puskesmas.models import Area, Facility


def area(code: str, name: str, level: str, kind: str) -> Area:
    parent = Area.objects.filter(code=code.rpartition(".")[0]).first()
    return Area.objects.create(code=code, name=name, level=level, kind=kind, parent=parent)


@pytest.fixture
def places(db: None) -> dict[str, Area | Facility]:
    area("73", "Sulawesi Selatan", "provinsi", "Provinsi")
    area("73.09", "Maros", "kabupaten", "Kabupaten")
    area("73.09.01", "Mandai", "kecamatan", "Kecamatan")
    bontoa = area("73.09.01.1002", "Bontoa", "desa", "Kelurahan")
    tenrigangkae = area("73.09.01.2003", "Tenrigangkae", "desa", "Desa")
    mawar = Facility.objects.create(kind="POSYANDU", name="Posyandu Mawar 1", area=bontoa)
    melati = Facility.objects.create(kind="POSYANDU", name="Posyandu Melati 1", area=tenrigangkae)
    return {"bontoa": bontoa, "tenrigangkae": tenrigangkae, "mawar": mawar, "melati": melati}


@pytest.fixture
def system_job(db: None) -> Iterator[None]:
    with scope.system("test"):
        yield
