"""Every page of every role: no barrier, nothing beside the screen, no error, nobody else asked."""

from __future__ import annotations

import re
from collections.abc import Callable
from http import HTTPStatus
from typing import Any

import pytest
from django.urls import reverse

from ilp.access.models import User
from ilp.access.roles import Role
from tests import factories
from tests.access.conftest import World, make_world
from tests.access.table import ACCESS, WHO, path_of, sent
from tests.barriers import barriers, too_wide
from tests.conftest import Place
from tests.e2e.conftest import LAPTOP, PHONE, Visitor

pytestmark = [pytest.mark.long, pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]
# Content that axe has seen: roles that are shown the same differ in the head of the page, which is looked at
# on the first page of each role.
SEEN: set[tuple[int, str]] = set()
_NUMBERS = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?<=value=\")\w{64}(?=\")|[0-9]+")
NO_PAGES = {
    "schema", "posyandu:api_sheet", "pws:api_indicators", "pws:api_desa", "posyandu:print_card",
    "posyandu:print_education", "pws:signed",
}  # fmt: skip


def pages_of(who: str) -> list[str]:
    """Names of the pages this role may open, from the access table."""
    column = WHO.index(who)
    return [
        row.split()[1]
        for row, answers in ACCESS.items()
        if row.startswith("GET") and answers[column] == HTTPStatus.OK and row.split()[1] not in NO_PAGES
    ]


@pytest.fixture
def world(place: Place, siti: User, wati: User) -> World:
    return make_world(place, siti, wati)


def trouble(page: Any) -> list[str]:
    """What axe finds, and what sticks out of the screen."""
    return [*barriers(page), *too_wide(page)]


def content(page: Any) -> str:
    """What stands below the head of the page, but for its numbers and keys, in which no barrier lies."""
    return _NUMBERS.sub("0", page.evaluate("document.querySelector('main').outerHTML"))


@pytest.mark.parametrize("who", [who for who in WHO if who not in {"wati", "visitor"}])
def test_every_page_of_the_role_is_sound(
    who: str, place: Place, world: World, siti: User, ratna: User, kepala: User, budi: User,
    visit: Callable[[], Visitor],
) -> None:  # fmt: skip
    factories.make_user(Role.ADMIN_PUSKESMAS, place.puskesmas, "admin")
    factories.make_user(Role.DESA_VIEWER, place.desa, "lurah")
    visitor, found = visit(), {}
    visitor.log_in(who)
    for number, name in enumerate(pages_of(who)):
        query = "&".join(f"{key}={value}" for key, value in sent(f"GET {name}", world).items())
        answer = visitor.page.goto(f"{reverse(name, kwargs=path_of(name, world))}?{query}")
        assert answer is not None
        assert answer.ok, name
        for size in (LAPTOP, PHONE):
            visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
            shown = (size["width"], content(visitor.page))
            look = trouble if number == 0 or shown not in SEEN else too_wide
            SEEN.add(shown)
            found[f"{name} at {size['width']}"] = look(visitor.page)
    assert {page: said for page, said in found.items() if said} == {}


def test_the_door_is_sound(visit: Callable[[], Visitor], siti: User) -> None:
    visitor = visit()
    for size in (LAPTOP, PHONE):
        visitor.page.set_viewport_size(size)  # type: ignore[arg-type]
        visitor.page.goto("/masuk/")
        assert trouble(visitor.page) == []


def test_a_page_that_is_not_there_is_sound(visit: Callable[[], Visitor], siti: User) -> None:
    visitor = visit()
    visitor.log_in("siti")
    visitor.page.goto("/tidak-ada/")
    assert trouble(visitor.page) == []
    visitor.troubles = [
        one for one in visitor.troubles if "status of 404" not in one
    ]  # the browser's own remark


def test_a_planted_barrier_is_found(visit: Callable[[], Visitor], siti: User) -> None:
    """A check that finds nothing must be able to find something."""
    page = visit().page
    page.goto("/masuk/")
    page.evaluate("document.querySelector('label').remove()")
    page.evaluate("document.querySelector('main').style.minWidth = '3000px'")
    found = trouble(page)
    assert [one.split(":")[0] for one in found] == ["label", "wider than the screen"]
