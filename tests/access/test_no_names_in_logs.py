"""Logs are for machines and for people who mend machines; who is cared for is none of their business."""

from __future__ import annotations

import io
import logging
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from ilp.access.models import User
from ilp.base.ids import new_id
from ilp.embedded.stack import Stack
from posyandu.views import entry
from puskesmas.models import Person
from tests import factories
from tests.conftest import Place

NAME, MOTHER, FATHER = "Zulfikaradinata", "Wulandaringsih", "Bramantyoputra"
NIK, PHONE, PASSWORD = "7316015501240007", "081355512345", factories.PASSWORD
PRIVATE = (NAME, MOTHER, FATHER, NIK, PHONE, PASSWORD)


@pytest.fixture
def lines(settings: object) -> Iterator[io.StringIO]:
    """Everything the web server would write, down to the least important line, as its formatter writes it."""
    console = next(
        handler for handler in logging.getLogger().handlers if isinstance(handler, logging.StreamHandler)
        and type(handler) is logging.StreamHandler
    )  # fmt: skip
    kept = io.StringIO()
    mine = logging.StreamHandler(kept)
    mine.setFormatter(console.formatter)
    root, level = logging.getLogger(), logging.getLogger().level
    root.addHandler(mine)
    root.setLevel(logging.INFO)
    yield kept
    root.removeHandler(mine)
    root.setLevel(level)


def told(kept: io.StringIO) -> list[str]:
    """Which of the private words stand in the log, in any writing."""
    text = kept.getvalue().lower()
    return [word for word in PRIVATE if word.lower() in text]


def register(client: Client, place: Place, **more: str) -> Person:
    """A child with everything that must stay private, through the form."""
    born_on = timezone.localdate() - timedelta(days=400)
    typed = {
        "name": NAME, "sex": "P", "born_on": born_on.isoformat(), "mother_name": MOTHER,
        "father_name": FATHER, "phone": PHONE, "nik": NIK, "posyandu": place.posyandu.pk,
        "person_id": new_id(), **more,
    }  # fmt: skip
    answer = client.post(reverse("puskesmas:new_person"), typed)
    assert answer.status_code == 302, answer.content.decode()[-3000:]
    return factories.as_system(Person.objects.get)(name=NAME)


@pytest.mark.django_db
def test_no_name_is_logged_by_the_web_server(
    lines: io.StringIO, place: Place, siti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Logging in well and badly, a refusal, a search, a save, and an error in the middle of one."""
    door = Client()
    door.post("/masuk/", {"username": "siti", "password": PASSWORD + "x"})
    door.post("/masuk/", {"username": "siti", "password": PASSWORD})
    client = factories.logged_in(siti)
    client.raise_request_exception = False
    child = register(client, place)
    day = factories.make_hari_buka(place.posyandu)
    client.get(reverse("posyandu:day", args=[day.pk]), {"cari": NAME})
    client.get(reverse("posyandu:person", args=[child.pk]), {"nik": NIK})
    client.get("/tidak-ada/", {"nama": NAME})
    save = reverse("posyandu:entry", args=[day.pk, child.pk])
    client.post(save, {"weight_kg": f"9,1 {MOTHER}", "client_id": new_id()})

    def broken(**sent: object) -> None:
        name, mother = child.name, MOTHER
        raise RuntimeError("the rules are broken") from KeyError(len(name + mother))

    monkeypatch.setattr(entry, "record_visit", broken)
    assert client.post(save, {"weight_kg": "9,1", "client_id": new_id()}).status_code == 500
    assert "the rules are broken" in lines.getvalue(), "the error was not logged at all"
    assert "/tidak-ada/" in lines.getvalue(), "warnings were not logged at all"
    assert told(lines) == []


@pytest.mark.django_db
def test_no_name_is_logged_when_the_database_refuses(
    lines: io.StringIO, place: Place, siti: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PostgreSQL names the refused row, with all its values, in the message of the error."""
    client = factories.logged_in(siti)
    client.raise_request_exception = False
    child = register(client, place)

    def refused(**sent: object) -> None:
        with connection.cursor() as cursor:
            cursor.execute("update puskesmas_person set born_on = null where id = %s", [child.pk])

    monkeypatch.setattr(entry, "record_visit", refused)
    day = factories.make_hari_buka(place.posyandu)
    save = reverse("posyandu:entry", args=[day.pk, child.pk])
    assert client.post(save, {"weight_kg": "9,1", "client_id": new_id()}).status_code == 500
    assert "NotNullViolation" in lines.getvalue(), "the error was not logged at all"
    assert told(lines) == []


def test_no_name_is_logged_by_the_database(tmp_path: Path) -> None:
    """Django puts the values into the statement, and PostgreSQL would write a refused one to its log."""
    with Stack(tmp_path / "data") as stack:
        with psycopg.connect(stack.env()["ILP_OWNER_DATABASE_URL"], autocommit=True) as owner:
            owner.execute("create table person (nik text primary key, name text not null)")
            insert = f"insert into person values ('{NIK}', '{NAME}')"
            owner.execute(insert.encode())
            with pytest.raises(psycopg.errors.UniqueViolation):
                owner.execute(insert.encode())
        stack.postgres.stop()
        log = (tmp_path / "data" / "logs" / "postgres.log").read_text()
    assert "duplicate key" in log, "the error was not logged at all"
    assert told(io.StringIO(log)) == []
