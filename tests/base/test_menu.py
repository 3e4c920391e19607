"""The head of a page is kept, and still says who looks, where, and in which language."""

import re

import pytest
from django.test import Client

from ilp.access.models import User
from ilp.base import menu, shell
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("path", "address", "mark"),
    [
        ("/", "home", "page"),
        ("/hari-buka/", "posyandu:days", "page"),
        ("/hari-buka/0192e53c/", "posyandu:days", "true"),
        ("/pws/belum/", "pws:missed", "page"),
        ("/pws/matriks/", "pws:heat", "page"),
        ("/pws/desa/73.09.10.2003/", "pws:heat", "true"),
        ("/pws/indikator/", "pws:indicators", "page"),
        ("/pengguna/7/", "puskesmas:users", "true"),
    ],
)
def test_a_page_stands_at_its_entry_or_in_its_section(path: str, address: str, mark: str) -> None:
    here = menu.here(path)
    assert (menu.ENTRIES[here.index].address, here.mark) == (address, mark)


def test_a_page_of_no_section_stands_nowhere() -> None:
    assert menu.here("/sesi/") == menu.Here(-1, "")


def head(client: Client, path: str = "/sesi/") -> str:
    text = client.get(path).content.decode()
    return text[text.index('<header class="top">') : text.index("</header>")]


def test_each_sees_the_own_name_and_rights(siti: User, kepala: User) -> None:
    hers, his = head(factories.logged_in(siti)), head(factories.logged_in(kepala))
    assert f"{siti.username} · " in hers
    assert f"{kepala.username} · " in his
    assert "Orang baru" in hers
    assert "Orang baru" not in his


def test_another_name_another_language_or_another_page_is_another_head(siti: User) -> None:
    client = factories.logged_in(siti)
    assert "Jejak" not in head(client)
    siti.full_name = "Siti Nurhaliza"
    siti.save()
    assert "Siti Nurhaliza" in head(client)
    client.cookies["ilp_bahasa"] = "en"
    assert "Beranda" not in head(client)
    del client.cookies["ilp_bahasa"]
    assert 'aria-current="page"' in head(client, "/")
    assert "aria-current" not in head(client)


def test_the_token_is_that_of_the_request(siti: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.cookies = factories.logged_in(siti).cookies
    found = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', head(client))
    assert found
    assert found[1] != shell._TOKEN
    answer = client.post("/keluar/", {"csrfmiddlewaretoken": found[1]})
    assert answer.status_code == 302
