"""The door: five tries, one clear sentence, and no way in without a password of one's own."""

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from ilp.access.models import AuditLine, Session, User
from tests.factories import PASSWORD, logged_in

pytestmark = pytest.mark.django_db
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131.0 Safari/537.36"


def knock(client: Client, username: str, password: str, **more: Any) -> Any:
    return client.post(
        "/masuk/", {"username": username, "password": password, **more}, headers={"User-Agent": CHROME}
    )


def test_it_lets_siti_in_and_remembers_where(visitor: Client, siti: User) -> None:
    response = knock(visitor, " Siti ", PASSWORD)
    assert (response.status_code, response.url) == (302, "/")
    session = Session.objects.get()
    assert (session.user_id, session.user_agent) == (siti.pk, CHROME)
    assert list(AuditLine.objects.values_list("actor_id", "action")) == [(siti.pk, "access.login")]


def test_it_goes_on_to_the_page_that_was_wanted(visitor: Client, siti: User) -> None:
    assert knock(visitor, "siti", PASSWORD, next="/sesi/")["Location"] == "/sesi/"


@pytest.mark.parametrize("elsewhere", ["https://contoh.invalid/", "//contoh.invalid/", "javascript:alert(1)"])
def test_it_never_sends_anybody_elsewhere(visitor: Client, siti: User, elsewhere: str) -> None:
    assert knock(visitor, "siti", PASSWORD, next=elsewhere)["Location"] == "/"


def test_a_wrong_password_is_refused_and_the_name_stays_typed(visitor: Client, siti: User) -> None:
    response = knock(visitor, "siti", "salah")
    html = response.content.decode()
    assert response.status_code == 422
    assert "Nama pengguna atau kata sandi salah" in html
    assert 'value="siti"' in html
    assert 'value="salah"' not in html


def test_an_unknown_name_is_refused_with_the_same_words(visitor: Client, siti: User) -> None:
    known = knock(visitor, "siti", "salah").context["form"].non_field_errors()
    unknown = knock(visitor, "siapa", "salah").context["form"].non_field_errors()
    assert known == unknown


def test_a_closed_account_stays_out(visitor: Client, siti: User) -> None:
    User.objects.filter(pk=siti.pk).update(is_active=False)
    assert knock(visitor, "siti", PASSWORD).status_code == 422


def test_five_wrong_passwords_lock_that_name_for_a_quarter_of_an_hour(
    visitor: Client, siti: User, wati: User
) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        statuses = [knock(visitor, "siti", "salah").status_code for _try in range(5)]
        assert statuses == [422, 422, 422, 422, 429]
    with time_machine.travel(start + timedelta(minutes=5), tick=False):
        response = knock(visitor, "siti", PASSWORD)
        assert response.status_code == 429
        assert f"{timezone.localtime(start + timedelta(minutes=15)):%H:%M}" in response.content.decode()
        assert response["Retry-After"] == "600"
        assert knock(Client(), "wati", PASSWORD).status_code == 302
        assert knock(Client(REMOTE_ADDR="10.0.0.7"), "siti", PASSWORD).status_code == 302
    with time_machine.travel(start + timedelta(minutes=15, seconds=1), tick=False):
        assert knock(visitor, "siti", PASSWORD).status_code == 302


def test_a_capital_letter_does_not_buy_five_more_tries(visitor: Client, siti: User) -> None:
    for name in ("siti", "Siti", "SITI", "sItI"):
        assert knock(visitor, name, "salah").status_code == 422
    assert knock(visitor, "siTI", "salah").status_code == 429


def test_somebody_who_is_in_is_sent_on(siti: User) -> None:
    assert logged_in(siti).get("/masuk/?next=/sesi/")["Location"] == "/sesi/"


def test_logging_out_needs_a_press_on_the_button(siti: User) -> None:
    client = logged_in(siti)
    assert client.get("/keluar/").status_code == 405
    assert client.post("/keluar/")["Location"] == "/masuk/"
    assert client.get("/sesi/")["Location"] == "/masuk/?next=/sesi/"
    assert not Session.objects.exists()


def test_a_page_without_login_comes_back_after_it(visitor: Client) -> None:
    assert visitor.get("/sesi/?a=1")["Location"] == "/masuk/?next=/sesi/%3Fa%3D1"


def test_a_part_without_login_is_told_so_instead_of_being_swapped(visitor: Client) -> None:
    assert visitor.get("/sesi/", headers={"HX-Request": "true"}).status_code == 401


def test_the_session_says_whether_it_lives(visitor: Client, siti: User) -> None:
    assert visitor.get("/sesi/hidup/").status_code == 401
    assert logged_in(siti).get("/sesi/hidup/").status_code == 204


def test_a_user_closed_while_working_is_out_at_once(siti: User) -> None:
    client = logged_in(siti)
    User.objects.filter(pk=siti.pk).update(is_active=False)
    assert client.get("/sesi/").status_code == 302


def test_the_header_names_place_and_role(siti: User) -> None:
    html = logged_in(siti).get("/sesi/").content.decode()
    assert "<b>Mawar 1</b>" in html
    assert "Kader posyandu" in html
