"""The worked example of 04 §3.4 on the page, cell by cell: from visits and sasaran in the database."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.utils import timezone

from ilp.access import scope
from ilp.access.roles import Role
from ilp.base.ids import new_id
from posyandu.models import HariBuka, Visit
from puskesmas.models import Facility
from puskesmas.rules.sasaran import SasaranKind
from puskesmas.services.sasaran import Figure, Letter, keep_sasaran
from pws.services import refresh
from tests import factories
from tests.pws.views.test_graph import NBSP, Table, graph
from tests.pws.views.test_pages import weigh
from tests.pws.worked_example import CODE, DESA, GOAL, MONTH, PUSKESMAS, Example

# A year that has passed, so that June and what follows it are there to be counted.
YEAR = timezone.localdate().year - 1


def first_contact(posyandu: Facility, on: date) -> None:
    """A woman in her third month of pregnancy meets a midwife for the first time."""
    mother = factories.make_person(posyandu, sex="P", born_on=date(YEAR - 25, 3, 1))
    factories.make_pregnancy(mother, lmp_on=on - timedelta(days=80), first_known_on=on)
    with scope.system("test"):
        Visit.objects.create(
            id=new_id(), person=mother, facility=posyandu, place="POSYANDU", measured_on=on, form="bumil",
            desa_id=posyandu.area_id, posyandu_of_residence=posyandu, by_nakes=True, rule_version="uji",
            age_days=(on - mother.born_on).days, age_months=(on.year - mother.born_on.year) * 12,
            details={"examined_by": "BIDAN"},
        )  # fmt: skip


def report_without_contact(posyandu: Facility, on: date) -> None:
    """A hari buka was held and closed; nobody came pregnant."""
    day = factories.make_hari_buka(posyandu, on, state=HariBuka.State.DITUTUP)
    weigh(factories.make_person(posyandu, born_on=date(YEAR - 1, 2, 1)), posyandu, on, hari_buka=day)


def live(row: Example) -> Facility:
    """The half year of one desa."""
    posyandu = factories.make_posyandu(factories.make_desa(row.name))
    for month, contacts in enumerate(row.months, start=1):
        for number in range(contacts):
            first_contact(posyandu, date(YEAR, month, 2 + number))
        if not contacts:
            report_without_contact(posyandu, date(YEAR, month, 20))
    return posyandu


@pytest.fixture
def table(db: None) -> Table:
    """The page as the head of the puskesmas sees it in July, when June is over."""
    desa = [live(row).area for row in DESA]
    puskesmas = factories.make_puskesmas(*desa, name=PUSKESMAS.name)
    figures = [
        Figure(area.pk, SasaranKind.IBU_HAMIL, row.sasaran) for area, row in zip(desa, DESA, strict=True)
    ]
    with scope.system("test"):
        keep_sasaran(year=YEAR, figures=figures, letter=Letter("RESMI", "440/12/DINKES"), by=None)
    while refresh.refresh_stale():
        pass
    client = factories.logged_in(factories.make_user(Role.KEPALA_PUSKESMAS, puskesmas))
    return graph(client, indikator=CODE, bulan=f"{YEAR}-{MONTH:02d}")


def percent(text: str) -> str:
    return f"{text}{NBSP}%"


def test_the_page_reproduces_the_worked_example(table: Table) -> None:
    in_order = [*sorted(DESA, key=lambda row: int(row.rank)), PUSKESMAS]

    assert [row.name for row in in_order] == table["Desa/kelurahan"]
    assert [row.rank for row in in_order] == table["Peringkat"]
    assert [percent(row.cumulative) for row in in_order] == table["% kumulatif"]
    assert [percent(row.monthly) for row in in_order] == [
        cell.split(" | ")[0] for cell in table["% bulan ini"]
    ]
    assert [f"{row.months[-1]} orang" for row in in_order] == [
        cell.split(" | ")[1] for cell in table["% bulan ini"]
    ]
    assert [f"{percent(row.previous)} | {row.months[-2]} orang" for row in in_order] == table["% bulan lalu"]
    assert [row.trend for row in in_order] == table["Tren"]
    assert [row.status for row in in_order] == table["Status"]
    assert [
        f"{row.total}/{row.sasaran} | " + (f"kurang {row.gap} orang" if row.gap else "sesuai target")
        for row in in_order
    ] == table["Kumulatif / sasaran (SP)"]
    assert [row.pace for row in in_order] == table["Perlu per bulan (orang)"]


def test_the_target_line_has_its_value(table: Table) -> None:
    assert percent(GOAL) in table.html
    assert f"Target sampai bulan ini {percent(GOAL)}, setahun 100{NBSP}%" in table.html


def test_every_woman_known_is_counted_beside_the_projection(table: Table) -> None:
    # Nobody is known who was not reached: the real sasaran is as large as the sum.
    assert table["Sasaran riil (SR)"][-1] == f"{PUSKESMAS.total}/{PUSKESMAS.total} | {percent('100,0')}"
