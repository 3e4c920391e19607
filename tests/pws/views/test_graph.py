"""The graph page of PWS: places in rank order, the table under the bars, who may see which, on paper too."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from ilp.access import scope
from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base import words
from ilp.base.dates import period_of
from puskesmas.models import Area, Facility
from pws.indicators import CATALOGUE
from pws.services import refresh
from tests import factories
from tests.pws.views.test_pages import statements_of, weigh

MOST_STATEMENTS = 10
NBSP = "\N{NO-BREAK SPACE}"


class Table(HTMLParser):
    """The table under the bars: the text of its cells by the label of their row."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.html = html
        self.rows: list[list[str]] = []
        self._inside = False
        self.feed(html[html.index('<table class="table graph') : html.index("</table>")])

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag == "tr":
            self.rows.append([])
        elif tag in {"td", "th"}:
            self.rows[-1].append("")
            self._inside = True
        elif tag == "span" and self._inside and self.rows[-1][-1].strip():
            self.rows[-1][-1] += " | "

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self._inside = False

    def handle_data(self, data: str) -> None:
        if self._inside:
            self.rows[-1][-1] += data.strip()

    def __getitem__(self, label: str) -> list[str]:
        return next(row[1:] for row in self.rows if row[0] == label)


def graph(client: Client, **query: str | int) -> Table:
    answer = client.get(reverse("pws:graph"), query)
    assert answer.status_code == 200
    return Table(answer.content.decode())


def percent(text: str) -> str:
    return f"{text}{NBSP}%"


def weighed(posyandu: Facility, *, children: int, came: int) -> None:
    for number in range(children):
        child = factories.make_person(posyandu, name=f"Anak {posyandu.pk} {number:02d}")
        if number < came:
            weigh(child, posyandu, timezone.localdate())


@pytest.fixture
def third(place: Any) -> Facility:
    """A desa of another puskesmas with a posyandu."""
    desa = factories.make_desa("Tapong")
    factories.make_puskesmas(desa, name="Puskesmas Cendana")
    return factories.make_posyandu(desa, "Anggrek 1")


@pytest.fixture
def numbers(place: Any, third: Facility) -> None:
    """9 of 12 weighed in Bangkala, 12 of 12 in Boiya, 5 of 11 in Tapong."""
    weighed(place.posyandu, children=12, came=9)
    weighed(place.other_posyandu, children=12, came=12)
    weighed(third, children=11, came=5)
    refresh.refresh_stale()


def test_desa_stand_in_rank_order_and_their_sum_at_the_end(numbers: None, place: Any, kepala: User) -> None:
    table = graph(factories.logged_in(kepala), indikator="GIZ-DS")

    assert table["Desa/kelurahan"] == ["Boiya", "Bangkala", "Puskesmas Maiwa"]
    assert table["Peringkat"] == ["1", "2", "–"]
    assert table["% bulan ini"] == [percent("100,0"), percent("75,0"), percent("87,5")]
    assert table["Status"] == ["Mencapai target", "Di bawah target", "Mencapai target"]
    assert table["Pembilang / penyebut"] == ["12/12", "9/12 | kurang 2 anak", "21/24"]
    assert table["Catatan"] == ["sasaran kecil, baca dengan hati-hati"] * 2 + ["–"]


def test_the_bars_are_drawn_over_their_columns(numbers: None, kepala: User) -> None:
    html = factories.logged_in(kepala).get(reverse("pws:graph"), {"indikator": "GIZ-DS"}).content.decode()

    bars = re.findall(r'<rect class="graph-bar"[^>]* height="([\d.]+)" fill="url\(#p-(\w+)\)"', html)
    assert bars == [("200", "good"), ("150", "bad"), ("175", "total")]
    assert "Target 85" in html


def test_dinkes_sees_puskesmas_and_chooses_one(numbers: None, place: Any, budi: User) -> None:
    client = factories.logged_in(budi)

    assert graph(client, indikator="GIZ-DS")["Puskesmas"] == ["Maiwa", "Cendana", "Kabupaten Enrekang"]
    html = client.get(reverse("pws:graph"), {"indikator": "GIZ-DS"}).content.decode()
    assert f'<option value="{place.puskesmas.pk}">Puskesmas Maiwa</option>' in html
    chosen = graph(client, indikator="GIZ-DS", puskesmas=place.puskesmas.pk)
    assert chosen["Desa/kelurahan"] == ["Boiya", "Bangkala", "Puskesmas Maiwa"]


def test_a_number_leads_to_as_many_names_and_the_gap_to_those_who_did_not_come(
    numbers: None, place: Any, kepala: User
) -> None:
    client = factories.logged_in(kepala)
    html = client.get(reverse("pws:graph"), {"indikator": "GIZ-DS"}).content.decode()

    link = re.search(rf'href="([^"]+desa={place.desa.code}[^"]*)">{percent("75,0")}<', html)
    missed = re.search(r'href="([^"]+)">kurang 2 anak<', html)

    assert link is not None
    assert missed is not None
    assert '<b class="list-count">9</b>' in client.get(link[1].replace("&amp;", "&")).content.decode()
    assert '<b class="list-count">3</b>' in client.get(missed[1].replace("&amp;", "&")).content.decode()


@pytest.mark.parametrize("role", [Role.ADMIN_PUSKESMAS, Role.DINKES_SUPERVISOR])
def test_who_may_not_read_names_sees_the_number_alone(role: Role, numbers: None, place: Any) -> None:
    at = place.puskesmas if role is Role.ADMIN_PUSKESMAS else place.kabupaten
    html = factories.logged_in(factories.make_user(role, at)).get(
        reverse("pws:graph"), {"indikator": "GIZ-DS", "puskesmas": place.puskesmas.pk}
    ).content.decode()  # fmt: skip

    assert percent("75,0") in html
    assert reverse("pws:names") not in html
    assert "kurang 2 anak" in html
    assert not re.search(r"<a [^>]*>kurang 2 anak", html)


def test_another_area_is_not_there(numbers: None, third: Facility, kepala: User, ratna: User) -> None:
    with scope.system("test"):
        other = Facility.objects.get(name="Puskesmas Cendana").pk
    for user in (kepala, ratna):
        answer = factories.logged_in(user).get(reverse("pws:graph"), {"puskesmas": other})
        assert answer.status_code == 404


@pytest.mark.parametrize("query", [{"indikator": "TIDAK-ADA"}, {"puskesmas": "abc"}, {"puskesmas": "9" * 12}])
def test_a_graph_of_nothing_known_is_not_found(query: dict[str, str], place: Any, kepala: User) -> None:
    assert factories.logged_in(kepala).get(reverse("pws:graph"), query).status_code == 404


def test_a_desa_viewer_sees_few_people_only_as_less_than_five(place: Any) -> None:
    weighed(place.posyandu, children=12, came=3)
    refresh.refresh_stale()

    table = graph(factories.logged_in(factories.make_user(Role.DESA_VIEWER, place.desa)), indikator="GIZ-DS")

    assert table["Pembilang / penyebut"] == [f"<{NBSP}5"]
    assert table["% bulan ini"] == [f"<{NBSP}5"]
    assert "kurang dari 5 orang" in table["Catatan"][0]


def test_one_hidden_place_hides_the_next_or_the_sum_would_tell_it(
    numbers: None, place: Any, third: Facility
) -> None:
    with scope.system("test"):
        kecamatan = Area.objects.get(code="73.16.01")
    viewer = factories.make_user(Role.DESA_VIEWER, kecamatan)
    for number in range(3):
        child = factories.make_person(third, name=f"Anak BGM {number}")
        weigh(child, third, timezone.localdate(), is_bgm=True)
    refresh.refresh_stale()

    table = graph(factories.logged_in(viewer), indikator="GIZ-DS")

    assert len(table["Desa/kelurahan"]) == 4
    assert percent("75,0") in table["% bulan ini"]
    hidden = graph(factories.logged_in(viewer), indikator="GIZ-BGM")["Pembilang / penyebut"]
    assert hidden == [f"<{NBSP}5"] * 4


def test_pages_cost_few_statements_however_many_people_there_are(
    numbers: None, place: Any, kepala: User, budi: User, siti: User
) -> None:
    def counts() -> list[int]:
        return [
            statements_of(factories.logged_in(user), f"{reverse('pws:graph')}?indikator=GIZ-DS{more}")
            for user, more in (
                (kepala, ""),
                (budi, ""),
                (budi, f"&puskesmas={place.puskesmas.pk}"),
                (siti, ""),
            )
        ]

    few = counts()
    weighed(place.posyandu, children=20, came=11)
    refresh.refresh_stale()

    assert counts() == few
    assert max(few) <= MOST_STATEMENTS, few


def test_the_month_can_be_chosen_and_one_to_come_is_told(numbers: None, kepala: User) -> None:
    client = factories.logged_in(kepala)
    before = words.month_param(period_of(timezone.localdate()) - 1)

    assert percent("100,0") not in graph(client, indikator="GIZ-DS", bulan=before)["% bulan ini"]
    html = client.get(reverse("pws:graph"), {"indikator": "GIZ-DS", "bulan": "2199-01"}).content.decode()
    assert "belum tiba" in html


def test_every_indicator_has_its_page(numbers: None, kepala: User, budi: User) -> None:
    clients = [factories.logged_in(kepala), factories.logged_in(budi)]
    for code, indicator in CATALOGUE.items():
        for client in clients:
            html = client.get(reverse("pws:graph"), {"indikator": code}).content.decode()
            assert (escape(str(indicator.missing)) in html) if indicator.missing else "graph-bars" in html, (
                code
            )


def test_the_graph_goes_on_paper(numbers: None, kepala: User) -> None:
    answer = factories.logged_in(kepala).get(reverse("pws:graph"), {"indikator": "GIZ-DS", "format": "pdf"})

    assert answer["Content-Type"] == "application/pdf"
    assert answer.content.startswith(b"%PDF-")
    assert answer.content.count(b"/Type/Page/") + answer.content.count(b"/Type /Page\n") <= 1
