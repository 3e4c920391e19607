"""A password of one's own, and every other device out."""

from typing import Any

import pytest
from django.test import Client

from ilp.access.models import Session, User
from tests.factories import PASSWORD, logged_in

pytestmark = pytest.mark.django_db
NEW = "kopi-panas-di-teras"


def change(client: Client, old: str = PASSWORD, new: str = NEW, again: str = NEW) -> Any:
    return client.post("/sandi/", {"old_password": old, "new_password1": new, "new_password2": again})


def test_it_changes_the_password_and_ends_the_other_sessions(siti: User) -> None:
    here, there = logged_in(siti), logged_in(siti)
    assert change(here)["Location"] == "/"
    assert here.get("/sesi/").status_code == 200
    assert there.get("/sesi/").status_code == 302
    assert Session.objects.count() == 1
    siti.refresh_from_db()
    assert siti.check_password(NEW)


@pytest.mark.parametrize(
    ("old", "new", "again", "words"),
    [
        ("bukan ini", NEW, NEW, "Kata sandi lama tidak cocok"),
        (PASSWORD, NEW, "kopi-dingin-di-teras", "Kedua kata sandi baru tidak sama"),
        (PASSWORD, "pendek", "pendek", "terlalu pendek"),
        (PASSWORD, "1234567890123", "1234567890123", "angka"),
    ],
)
def test_a_refused_password_says_why_and_changes_nothing(
    siti: User, old: str, new: str, again: str, words: str
) -> None:
    response = change(logged_in(siti), old, new, again)
    assert response.status_code == 422
    assert words in response.content.decode()
    siti.refresh_from_db()
    assert siti.check_password(PASSWORD)


def test_a_password_given_by_somebody_else_is_changed_before_anything(siti: User) -> None:
    User.objects.filter(pk=siti.pk).update(must_change_password=True)
    client = logged_in(siti)
    assert client.get("/sesi/")["Location"] == "/sandi/"
    assert client.get("/sesi/", headers={"HX-Request": "true"})["HX-Redirect"] == "/sandi/"
    assert client.get("/sandi/").status_code == 200
    assert change(client)["Location"] == "/"
    assert client.get("/sesi/").status_code == 200
