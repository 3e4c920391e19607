"""Who lands where and sees what; a number leads to as many names; pages cost few statements."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ilp.access import scope
from ilp.access.models import AuditLine, User
from ilp.access.roles import Role
from ilp.base import words
from ilp.base.dates import period_of
from ilp.base.ids import new_id
from posyandu.models import Visit
from puskesmas.models import Facility, Person
from pws.services import refresh
from tests import factories

MOST_STATEMENTS = 8
PAGES = {
    "pws/board.html",
    "pws/district.html",
    "pws/desa.html",
    "pws/home_kader.html",
    "pws/home_bidan.html",
}


def weigh(child: Person, posyandu: Facility, on: date, **more: Any) -> None:
    """A weighing straight into the table."""
    with scope.system("test"):
        Visit.objects.create(
            **{
                "id": new_id(), "person": child, "facility": posyandu, "place": "POSYANDU", "measured_on": on,
                "desa_id": posyandu.area_id, "posyandu_of_residence": posyandu,
                "age_days": (on - child.born_on).days,
                "age_months": period_of(on) - period_of(child.born_on),
                "weight_kg": 9, "kbm_g": 200, "wfa_z": -1.0, "rule_version": "uji", **more,
            }
        )  # fmt: skip


@pytest.fixture
def children(place: Any) -> list[Person]:
    """Twelve in Siti's posyandu, seven of them weighed this month; three in Wati's, none weighed."""
    today = timezone.localdate()
    found = [factories.make_person(place.posyandu, name=f"Anak {i:02d}", rt="003") for i in range(12)]
    for _ in range(3):
        factories.make_person(place.other_posyandu)
    for child in found[:7]:
        weigh(child, place.posyandu, today)
    refresh.refresh_stale()
    return found


def addresses(place: Any) -> dict[str, str]:
    return {
        "home": "/",
        "board": reverse("pws:board", args=[place.puskesmas.pk]),
        "district": reverse("pws:district", args=["73.16"]),
        "desa": reverse("pws:desa", args=[place.desa.code]),
        "names": f"{reverse('pws:names')}?indikator=GIZ-DS&desa={place.desa.code}",
        "names of a posyandu": f"{reverse('pws:names')}?indikator=GIZ-DS&posyandu={place.posyandu.pk}",
        "missed": f"{reverse('pws:missed')}?desa={place.desa.code}",
        "catalogue": reverse("pws:indicators"),
        "api": reverse("pws:api_desa", args=[place.desa.code]),
    }


ACCESS = {  #             kepala ratna siti wati budi desa visitor
    "home":                (200, 200, 200, 200, 200, 200, 302),
    "board":               (200, 404, 404, 404, 200, 404, 302),
    "district":            (404, 404, 404, 404, 200, 404, 302),
    "desa":                (200, 200, 200, 404, 200, 200, 302),
    "names":               (200, 200, 200, 404, 403, 403, 302),
    "names of a posyandu": (200, 200, 200, 404, 403, 403, 302),
    "missed":              (200, 200, 200, 404, 403, 403, 302),
    "catalogue":           (200, 200, 200, 200, 200, 200, 302),
    "api":                 (200, 200, 200, 404, 200, 200, 403),
}  # fmt: skip


@pytest.fixture
def third_desa(place: Any) -> None:
    """A desa of another puskesmas, so that the kabupaten is more than Kepala's area."""
    factories.make_puskesmas(factories.make_desa("Tapong"))


@pytest.fixture
def kades(place: Any) -> User:
    return factories.make_user(Role.DESA_VIEWER, place.desa, "kades")


@pytest.mark.parametrize("page", ACCESS)
def test_each_page_opens_for_those_it_is_for(
    page: str,
    third_desa: None,
    place: Any,
    kepala: User,
    ratna: User,
    siti: User,
    wati: User,
    budi: User,
    kades: User,
    visitor: Client,
) -> None:
    clients = [*(factories.logged_in(user) for user in (kepala, ratna, siti, wati, budi, kades)), visitor]
    assert tuple(client.get(addresses(place)[page]).status_code for client in clients) == ACCESS[page]


def test_it_lands_each_role_on_its_own_page(
    children: list[Person], kepala: User, ratna: User, siti: User, budi: User, kades: User
) -> None:
    templates = {
        user.username: {one.name for one in factories.logged_in(user).get("/").templates} & PAGES
        for user in (kepala, ratna, siti, budi, kades)
    }
    assert templates == {
        "kepala": {"pws/board.html"},
        "ratna": {"pws/home_bidan.html"},
        "siti": {"pws/home_kader.html"},
        "budi": {"pws/district.html"},
        "kades": {"pws/desa.html"},
    }


def test_the_number_on_the_board_leads_to_as_many_names(
    children: list[Person], place: Any, kepala: User
) -> None:
    client = factories.logged_in(kepala)
    html = client.get(addresses(place)["board"]).content.decode()
    link = re.search(
        rf'id="f{place.desa.pk}-GIZ-DS" href="([^"]+)"><b>58,3\xa0%.*?</b><span class="fig-n">7/12<', html
    )
    assert link, html
    listed = client.get(link[1].replace("&amp;", "&")).content.decode()
    assert listed.count('<th scope="row">') == 7
    assert '<b class="list-count">7</b>' in listed
    assert "Anak 06" in listed
    assert "Anak 07" not in listed


def test_the_total_of_the_board_adds_people_and_not_percents(
    children: list[Person], place: Any, kepala: User
) -> None:
    html = factories.logged_in(kepala).get(addresses(place)["board"]).content.decode()
    total = html[html.index('class="total"') :]
    assert "7/15" in total
    assert "46,7" in total  # 7/15, and not the mean of 58,3 and 0,0


def test_a_save_is_on_the_board_after_the_refresh(children: list[Person], place: Any, kepala: User) -> None:
    client = factories.logged_in(kepala)
    version = client.get(addresses(place)["board"]).context["fresh"].version
    asked = f"{addresses(place)['board']}?versi={version}"
    assert client.get(asked, headers={"HX-Request": "true"}).status_code in {204, 200}
    weigh(children[9], place.posyandu, timezone.localdate())
    refresh.refresh_stale()
    news = client.get(asked, headers={"HX-Request": "true"})
    assert news.status_code == 200
    assert "8/12" in news.content.decode()
    assert "<html" not in news.content.decode()


def test_a_board_that_did_not_change_is_not_sent_again(
    children: list[Person], place: Any, kepala: User
) -> None:
    client = factories.logged_in(kepala)
    for _ in range(2):  # the version holds the minute, which may have just turned
        version = client.get(addresses(place)["board"]).context["fresh"].version
        answer = client.get(f"{addresses(place)['board']}?versi={version}", headers={"HX-Request": "true"})
        if answer.status_code == 204:
            return
    pytest.fail("an unchanged board was sent again twice")


def test_the_missed_list_names_exactly_who_did_not_come(
    children: list[Person], place: Any, siti: User
) -> None:
    html = factories.logged_in(siti).get(reverse("pws:missed")).content.decode()
    assert sorted(re.findall(r"Anak \d\d", html)) == [f"Anak {i:02d}" for i in range(7, 12)]
    by_rt = factories.logged_in(siti).get(f"{reverse('pws:missed')}?urut=rt").content.decode()
    assert "RT 003" in by_rt


def test_reading_a_list_is_kept_with_every_person_shown(
    children: list[Person], place: Any, ratna: User
) -> None:
    factories.logged_in(ratna).get(addresses(place)["names"])
    with scope.system("test"):
        line = AuditLine.objects.get(action="person.listed")
    assert set(line.subject_ids) == {child.pk for child in children[:7]}
    assert (line.actor_id, line.desa_id) == (ratna.pk, place.desa.pk)
    assert line.changes["indikator"] == "GIZ-DS"


def test_a_list_can_be_taken_along_as_a_file_which_is_kept_as_an_export(place: Any, ratna: User) -> None:
    child = factories.make_person(place.posyandu, name="=HYPERLINK(1)")
    weigh(child, place.posyandu, timezone.localdate())
    refresh.refresh_stale()
    answer = factories.logged_in(ratna).get(f"{addresses(place)['names']}&format=csv")
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert lines[1].startswith("'=HYPERLINK(1);2025-01-15;")
    assert "9,00" in lines[1]
    with scope.system("test"):
        assert AuditLine.objects.get(action="person.exported").subject_ids == [child.pk]


def test_a_desa_viewer_sees_small_numbers_only_as_less_than_five(place: Any, kades: User) -> None:
    today = timezone.localdate()
    for index in range(9):
        child = factories.make_person(place.posyandu)
        weigh(child, place.posyandu, today, is_bgm=index < 3)
    refresh.refresh_stale()
    html = factories.logged_in(kades).get(addresses(place)["desa"]).content.decode()
    assert "3/9" not in html
    assert "33,3" not in html
    assert "9/9" in html
    assert "&lt;\xa05" in html
    numbers = factories.logged_in(kades).get(addresses(place)["api"]).json()["numbers"]
    bgm = next(one for one in numbers if one["indicator"] == "GIZ-BGM")
    assert (bgm["numerator"], bgm["percent"], bgm["is_hidden"]) == (None, None, True)


def test_a_kader_is_told_that_the_desa_page_is_her_posyandu_only(
    children: list[Person], place: Any, siti: User
) -> None:
    factories.make_person(factories.make_posyandu(place.desa, "Mawar 2"))
    refresh.refresh_stale()
    html = factories.logged_in(siti).get(addresses(place)["desa"]).content.decode()
    assert "hanya dari posyandu Anda" in html
    assert "7/12" in html


def test_dinkes_and_operator_see_numbers_without_links_to_names(
    children: list[Person], place: Any, budi: User
) -> None:
    operator = factories.make_user(Role.ADMIN_PUSKESMAS, place.puskesmas)
    for user in (budi, operator):
        html = factories.logged_in(user).get(addresses(place)["board"]).content.decode()
        assert "7/12" in html
        assert "indikator=GIZ-DS" not in html


@pytest.mark.parametrize(
    ("typed", "told"),
    [("kemarin", "Bulan “kemarin” tidak dikenal"), ("2026-13", "tidak dikenal"), ("2199-01", "belum tiba")],
)
def test_a_month_that_is_none_is_told(typed: str, told: str, place: Any, kepala: User) -> None:
    html = factories.logged_in(kepala).get(f"{addresses(place)['board']}?bulan={typed}").content.decode()
    assert told in html
    assert words.month(timezone.localdate()) in html


@pytest.mark.parametrize(
    "query",
    ["indikator=TIDAK-ADA", "posyandu=abc", "posyandu=99999999999", "indikator=SKDN-S&bagian=penyebut"],
)
def test_a_list_of_nothing_known_is_not_found(query: str, place: Any, kepala: User) -> None:
    assert factories.logged_in(kepala).get(f"{reverse('pws:names')}?{query}").status_code == 404


def test_sorting_says_its_direction(children: list[Person], place: Any, kepala: User) -> None:
    client = factories.logged_in(kepala)
    down = client.get(f"{addresses(place)['board']}?urut=GIZ-DS").content.decode()
    assert down.count('aria-sort="descending"') == 1
    names = re.findall(r'id="t\d+" href="[^"]+">([^<]+)<', down)
    assert names == ["Bangkala", "Boiya"]
    up = client.get(f"{addresses(place)['board']}?urut=-nama").content.decode()
    assert re.findall(r'id="t\d+" href="[^"]+">([^<]+)<', up) == ["Boiya", "Bangkala"]


def statements_of(client: Client, address: str) -> int:
    client.get(address)
    counted = _Counter()
    with connection.execute_wrapper(counted):
        assert client.get(address).status_code == 200
    return counted.count + 2  # BEGIN and COMMIT


class _Counter:
    def __init__(self) -> None:
        self.count = 0

    def __call__(self, execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        # Inside a test's transaction the request's own BEGIN and COMMIT are savepoints.
        self.count += "SAVEPOINT" not in sql
        return execute(sql, params, many, context)


def test_pages_cost_few_statements_however_many_people_there_are(
    children: list[Person], place: Any, kepala: User, ratna: User, siti: User, budi: User, kades: User
) -> None:
    def counts() -> dict[tuple[str, str], int]:
        return {
            (user.username, page): statements_of(factories.logged_in(user), addresses(place)[page])
            for page, allowed in ACCESS.items()
            for user, status in zip((kepala, ratna, siti, None, budi, kades), allowed, strict=False)
            if user and status == 200
        }

    few = counts()
    more_desa = factories.make_posyandu(place.desa, "Mawar 3")
    for index in range(30):
        child = factories.make_person(more_desa if index % 2 else place.posyandu)
        weigh(child, place.posyandu, timezone.localdate())
    refresh.refresh_stale()
    assert counts() == few
    assert max(few.values()) <= MOST_STATEMENTS, few
