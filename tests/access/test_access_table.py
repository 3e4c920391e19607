"""Every address of the project, for everybody, with real objects. A new address without a row fails here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from http import HTTPStatus
from http.cookies import SimpleCookie

import pytest
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from pytest_django import DjangoDbBlocker

from ilp.access.models import User
from ilp.access.roles import Role
from ilp.base.ids import new_id
from tests import factories
from tests.access.conftest import World, make_world
from tests.access.table import ACCESS, PUBLIC, WHO, path_of, sent
from tests.conftest import make_place

pytestmark = [pytest.mark.long, pytest.mark.django_db]
METHODS = ("GET", "POST", "PUT", "PATCH", "DELETE")


@pytest.fixture(scope="module")
def cast(
    django_db_setup: None, django_db_blocker: DjangoDbBlocker
) -> Iterator[tuple[World, dict[str, User]]]:
    """One world for the whole table; every request is undone after its answer."""
    with django_db_blocker.unblock(), transaction.atomic():
        place = make_place()
        users = {
            "ratna": factories.make_user(Role.NAKES_PUSTU, place.pustu, "ratna"),
            "siti": factories.make_user(Role.KADER_POSYANDU, place.posyandu, "siti"),
            "wati": factories.make_user(Role.KADER_POSYANDU, place.other_posyandu, "wati"),
            "budi": factories.make_user(Role.DINKES_SUPERVISOR, place.kabupaten, "budi"),
            "kepala": factories.make_user(Role.KEPALA_PUSKESMAS, place.puskesmas, "kepala"),
            "admin": factories.make_user(Role.ADMIN_PUSKESMAS, place.puskesmas, "admin"),
            "lurah": factories.make_user(Role.DESA_VIEWER, place.desa, "lurah"),
        }
        LOGINS.update({user.pk: factories.logged_in(user).cookies for user in users.values()})
        yield make_world(place, users["siti"], users["wati"]), users
        transaction.set_rollback(True)


# The session of each of the cast, made once; a request that ends or renews it is undone.
LOGINS: dict[int, SimpleCookie] = {}


def ask(row: str, world: World, user: User | None) -> HttpResponse:
    """The answer to one request; nothing of it stays."""
    method, name = row.split()
    address = reverse(name, kwargs=path_of(name, world))
    with transaction.atomic():
        client = Client()
        if user is not None:
            client.cookies = deepcopy(LOGINS[user.pk])
        client.raise_request_exception = False
        if method == "GET":
            response = client.get(address, sent(row, world))
        elif method != "POST":
            response = client.generic(method, address)
        elif ":api_" in name:
            response = client.post(address, sent(row, world), content_type="application/json")
        else:
            response = client.post(address, sent(row, world))
        transaction.set_rollback(True)
    return response  # type: ignore[return-value]


def addresses() -> dict[str, list[URLPattern]]:
    """Every named address of the project, with its namespaces."""
    found: dict[str, list[URLPattern]] = {}

    def walk(resolver: URLResolver, space: str) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern, space + (f"{pattern.namespace}:" if pattern.namespace else ""))
            else:
                assert pattern.name, f"{pattern.pattern} has no name, so no row can speak of it"
                found.setdefault(space + pattern.name, []).append(pattern)

    walk(get_resolver(), "")
    return found


def test_every_address_has_a_row() -> None:
    assert {row.split()[1] for row in ACCESS} | PUBLIC.keys() == addresses().keys()


def test_no_address_is_both_public_and_in_the_table() -> None:
    assert not {row.split()[1] for row in ACCESS} & PUBLIC.keys()


def test_every_row_has_a_column_for_everybody() -> None:
    assert {len(row) for row in ACCESS.values()} == {len(WHO)}


@pytest.mark.parametrize("row", ACCESS)
def test_the_answer_is_the_one_in_the_table(row: str, cast: tuple[World, dict[str, User]]) -> None:
    world, users = cast
    answers = tuple(ask(row, world, users.get(who)).status_code for who in WHO)
    assert dict(zip(WHO, answers, strict=True)) == dict(zip(WHO, ACCESS[row], strict=True))


@pytest.mark.parametrize("name", sorted({row.split()[1] for row in ACCESS}))
def test_no_other_method_does_anything(name: str, cast: tuple[World, dict[str, User]]) -> None:
    """What the table does not name is refused before anything is looked up or written."""
    world, users = cast
    for method in METHODS:
        row = f"{method} {name}"
        if row not in ACCESS:
            answer = ask(row, world, users["ratna"]).status_code
            assert answer == HTTPStatus.METHOD_NOT_ALLOWED, row


@pytest.mark.parametrize("row", [row for row, answers in ACCESS.items() if answers[-1] == HTTPStatus.FOUND])
def test_a_visitor_is_sent_to_the_door_and_nowhere_else(
    row: str, cast: tuple[World, dict[str, User]]
) -> None:
    response = ask(row, cast[0], None)
    assert response.headers["Location"].startswith("/masuk/")


def test_a_404_does_not_say_whether_it_exists(cast: tuple[World, dict[str, User]]) -> None:
    """Wati's answer for Siti's day is the answer for a day that never was."""
    world, users = cast
    with transaction.atomic():
        client = factories.logged_in(users["wati"])
        there = client.get(reverse("posyandu:day", args=[world.sitis.day.pk]))
        never = client.get(reverse("posyandu:day", args=[new_id()]))
        transaction.set_rollback(True)
    assert there.status_code == never.status_code == HTTPStatus.NOT_FOUND
    own = re.compile(
        rb'name="csrfmiddlewaretoken" value="\w+"|' + rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"
    )
    assert own.sub(b"", there.content) == own.sub(b"", never.content)


def test_no_answer_to_a_stranger_holds_a_name(cast: tuple[World, dict[str, User]]) -> None:
    world, users = cast
    for row in ACCESS:
        if "name" in sent(row, world):  # whoever typed it sees it again
            continue
        for who in ("wati", "budi", "admin", "lurah", "visitor"):
            text = ask(row, world, users.get(who)).content.decode(errors="replace")
            assert "Sitinur" not in text, (row, who)
