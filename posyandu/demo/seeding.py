"""Filling a database with a synthetic district, once, and never beside real people."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date

from django.db import connection, transaction

from ilp.access import audit, scope
from ilp.base.language import gettext as _
from posyandu.demo.facilities import ensure_facilities
from posyandu.demo.plan import desa_of, make_plan
from posyandu.demo.progress import Progress
from posyandu.demo.sasaran import seed_sasaran
from posyandu.demo.tables import load, make_tables

STEPS = 3


class SeedRefused(Exception):
    """Nothing was written; the message says in Indonesian what to do."""


def seed_district(
    *, code: str, months: int, scale: float, seed: int, today: date, progress: Progress
) -> dict[str, int]:
    """Make and load a synthetic district; returns the number of rows per table.

    :raises SeedRefused: without areas, with real people in the database, or when the district is filled.
    """
    _refuse(code, months, scale)
    with progress.step(_("Fasilitas")):
        ensure_facilities(code, scale=scale, seed=seed)
        plan = make_plan(code=code, months=months, scale=scale, seed=seed, today=today)
    with progress.step(_("Penduduk dan kunjungan dibuat")), _without_collector():
        tables = make_tables(plan)
    asked = {"district": code, "seed": seed, "scale": scale, "months": months, "today": today}
    with progress.step(_("Dimuat ke basis data")), transaction.atomic():
        load(tables)
        seed_sasaran(plan)
        with scope.system("seed"):
            audit.record("demo.seeded", "district", [], changes=asked)
    _vacuum(list(tables.counts()))
    return tables.counts()


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of rows hold no cycles; looking for some among them takes longer than making them."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _refuse(code: str, months: int, scale: float) -> None:
    if not 1 <= months <= 120:
        raise SeedRefused(_("--months %(months)s: isi 1 sampai 120.") % {"months": months})
    if not 0 < scale <= 10:
        raise SeedRefused(_("--scale %(scale)s: isi lebih dari 0 sampai 10.") % {"scale": scale})
    if not desa_of(code).exists():
        raise SeedRefused(
            _("Wilayah %(code)s belum ada. Jalankan dulu: manage.py load_areas %(code)s.") % {"code": code}
        )
    with connection.cursor() as cursor:
        cursor.execute("select exists (select from puskesmas_person where not is_synthetic)")
        if cursor.fetchone()[0]:
            raise SeedRefused(
                _("Basis data ini berisi orang sungguhan. Data buatan hanya untuk basis data kosong.")
            )
        cursor.execute(
            "select exists (select from puskesmas_person p join puskesmas_area a on a.id = p.desa_id"
            " where a.code like %s)",
            [f"{code}.%"],
        )
        if cursor.fetchone()[0]:
            raise SeedRefused(
                _("Kabupaten/kota %(code)s sudah berisi data buatan. Pakai basis data baru untuk mengulang.")
                % {"code": code}
            )


def _vacuum(tables: list[str]) -> None:
    if connection.in_atomic_block:  # inside a test
        return
    with connection.cursor() as cursor:
        for table in tables:
            cursor.execute(f"vacuum {table}")  # statistics were taken while loading
