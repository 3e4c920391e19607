"""The boards of every indicator: heat table, situation of a desa, map, diseases, comparison."""

from __future__ import annotations

import re
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.ids import new_id
from posyandu.models import Diagnosis
from puskesmas.models import Boundary, Person
from pws.rules.coverage import coverage
from pws.selectors.graph import Column, Group
from pws.services import refresh
from pws.views.said import shown_gap
from tests import factories
from tests.pws.views.test_pages import weigh

pytestmark = pytest.mark.django_db
MOST_STATEMENTS = 10


def diagnosed(person: Person, icd10: str) -> None:
    """A diagnosis of last week, straight into the table."""
    with scope.system("test"):
        Diagnosis.objects.create(
            id=new_id(), person=person, icd10=icd10, diagnosed_on=timezone.localdate() - timedelta(days=7),
            desa_id=person.desa_id, posyandu_id=person.posyandu_id,
        )  # fmt: skip


@pytest.fixture
def people(place: Any) -> list[Person]:
    """Twelve adults of Siti's desa, six of them with high blood pressure; ten of the other, one of them."""
    born = timezone.localdate() - timedelta(days=40 * 365)
    found = [factories.make_person(place.posyandu, name=f"Warga {i:02d}", born_on=born) for i in range(12)]
    others = [factories.make_person(place.other_posyandu, born_on=born) for _ in range(10)]
    for one in found[:6]:
        diagnosed(one, "I10")
    diagnosed(others[0], "I10")
    diagnosed(others[1], "F20.0")
    refresh.refresh_stale()
    return found


def addresses(place: Any) -> list[str]:
    return [
        reverse("pws:heat"),
        reverse("pws:heat") + "?bab=spm",
        reverse("pws:situation", args=[place.desa.code]),
        reverse("pws:map") + "?indikator=KIA-K1A",
        reverse("pws:dominant"),
        reverse("pws:dominant") + f"?desa={place.desa.code}&sumber=skrining&rentang=3",
        reverse("pws:compare") + f"?desa={place.desa.code}",
    ]


def test_every_board_answers_in_few_statements(ratna: User, place: Any, people: list[Person]) -> None:
    client = factories.logged_in(ratna)
    for address in addresses(place):
        client.get(address)
        with CaptureQueriesContext(connection) as statements:
            answer = client.get(address)
        assert answer.status_code == 200, address
        # A comparison reads everything twice.
        most = MOST_STATEMENTS + ("banding" in address)
        assert len(statements) <= most, (address, len(statements))


def test_the_disease_of_a_desa_is_counted_and_opens_into_its_names(
    ratna: User, place: Any, people: list[Person]
) -> None:
    client = factories.logged_in(ratna)
    text = client.get(reverse("pws:dominant") + f"?desa={place.desa.code}").content.decode()
    line = re.search(r"<tr>(?:(?!</tr>).)*Hipertensi.*?</tr>", text)
    assert line
    assert ">6</a>" in line[0]
    assert "dominan" in line[0]
    link = re.search(r'href="([^"]*penyakit=HIPERTENSI[^"]*)"', line[0])
    names = client.get(link[1].replace("&amp;", "&")).content.decode() if link else ""
    assert sum(f"Warga {i:02d}" in names for i in range(12)) == 6


def test_mental_illness_is_not_told_of_a_desa(budi: User, place: Any, people: list[Person]) -> None:
    client = factories.logged_in(budi)
    text = client.get(reverse("pws:dominant") + f"?desa={place.other_desa.code}").content.decode()
    assert "Hipertensi" in text
    assert "ODGJ" not in text


def test_small_numbers_are_hidden_from_the_desa(place: Any, people: list[Person]) -> None:
    viewer = factories.make_user(Role.DESA_VIEWER, place.other_desa)
    client: Client = factories.logged_in(viewer)
    text = client.get(reverse("pws:dominant")).content.decode()
    line = re.search(r"<tr>(?:(?!</tr>).)*Hipertensi.*?</tr>", text)
    assert line
    assert "&lt;\xa05" in line[0]


def test_small_numbers_of_a_posyandu_are_hidden_from_the_desa(ratna: User, place: Any) -> None:
    today = timezone.localdate()
    child = factories.make_person(place.posyandu, name="Ani", sex="P", born_on=today - timedelta(days=400))
    weighed = factories.make_weighing(child, place.posyandu, months_ago=1, weight_kg="8.9")
    refresh.refresh_stale(limit=1_000)
    address = reverse("pws:situation", args=[place.desa.code]) + f"?bulan={weighed.measured_on:%Y-%m}"
    told = {}
    for user in (ratna, factories.make_user(Role.DESA_VIEWER, place.desa)):
        text = factories.logged_in(user).get(address).content.decode()
        line = re.search(rf"<tr><th[^>]*>{place.posyandu.name}</th>.*?</tr>", text)
        assert line
        told[user.role] = re.findall(r'<td class="num">(.*?)</td>', line[0])
    assert told == {ratna.role: ["1", "1/1"], Role.DESA_VIEWER: ["&lt;\xa05", "&lt;\xa05/&lt;\xa05"]}


def test_who_is_missing_beside_a_hidden_number_is_hidden_from_the_desa(ratna: User, place: Any) -> None:
    """With target and sasaran, the people missing would tell how few were served."""
    for number in range(12):
        child = factories.make_person(place.posyandu, name=f"Anak {number:02d}")
        if number < 3:
            weigh(child, place.posyandu, timezone.localdate())
    refresh.refresh_stale()
    address = reverse("pws:situation", args=[place.desa.code])
    told = {}
    for user in (ratna, factories.make_user(Role.DESA_VIEWER, place.desa)):
        text = factories.logged_in(user).get(address).content.decode()
        line = re.search(r'<tr><th[^>]*><a href="[^"]*indikator=GIZ-DS&.*?</tr>', text)
        assert line
        cells = re.findall(r'<td class="num">(.*?)</td>', line[0])
        told[user.role] = [re.sub("<.*?>", "", cells[place]) for place in (0, 3)]
    few = "&lt;\xa05"
    assert told == {ratna.role: ["25,0\xa0%", "8 orang"], Role.DESA_VIEWER: [few, "–"]}


@pytest.mark.parametrize(
    ("served", "sasaran", "shown"), [(4, 6, None), (4, 40, None), (5, 40, 27), (36, 40, None)]
)
def test_a_gap_is_shown_beside_a_shown_number_only(served: int, sasaran: int, shown: int | None) -> None:
    read = coverage([served], sasaran, Decimal(960))  # 80 % at the end of January
    column = Column(Group(1, "73.16.01.2001", "Bangkala", ()), read, None, None, 0)
    assert shown_gap(column, hides_small=True) == shown
    assert shown_gap(column, hides_small=False) == read.gap or not read.gap


def test_a_map_is_drawn_from_outlines_and_else_from_tiles(
    ratna: User, place: Any, people: list[Person]
) -> None:
    client = factories.logged_in(ratna)
    address = reverse("pws:map") + "?indikator=GIZ-DS"
    first = client.get(address).content.decode()
    assert "digambar sebagai kotak" in first
    assert '<svg class="map"' in first
    ring = [[119.5, -5.0], [119.6, -5.0], [119.6, -5.1], [119.5, -5.0]]
    with scope.system("test"):
        for desa_id in ratna.scope.desa_ids:
            Boundary.objects.create(area_id=desa_id, geometry={"type": "Polygon", "coordinates": [ring]})
    from pws.views.maps import CANVASES, DRAWN

    CANVASES.forget()
    DRAWN.forget()
    assert "digambar sebagai kotak" not in client.get(address).content.decode()


def test_the_one_pager_of_a_desa_is_a_pdf(ratna: User, place: Any, people: list[Person]) -> None:
    client = factories.logged_in(ratna)
    answer = client.get(reverse("pws:situation", args=[place.desa.code]) + "?format=pdf")
    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF")
