"""One view, one template: the page holds the very part that htmx asks for."""

from typing import cast

import pytest
from django.http import HttpResponse
from django.test import RequestFactory
from django_htmx.middleware import HtmxDetails

from ilp.base.htmx import HtmxHttpRequest, page


def answer(status: int = 200, headers: dict[str, str] | None = None) -> HttpResponse:
    request = RequestFactory().get("/jejak/", headers=headers)
    request.htmx = HtmxDetails(request)  # type: ignore[attr-defined]
    return page(
        cast(HtmxHttpRequest, request),
        "403.html",
        part="components/empty.html",
        status=status,
        title="Kosong",
    )


def is_whole(response: HttpResponse) -> bool:
    return b"<!doctype html>" in response.content


def test_a_browser_gets_the_page() -> None:
    assert is_whole(answer())


def test_htmx_gets_the_part() -> None:
    response = answer(headers={"HX-Request": "true"})
    assert not is_whole(response)
    assert b"Kosong" in response.content


@pytest.mark.parametrize("more", [{"HX-Boosted": "true"}, {"HX-History-Restore-Request": "true"}])
def test_htmx_gets_the_page_when_it_shows_a_page(more: dict[str, str]) -> None:
    assert is_whole(answer(headers={"HX-Request": "true", **more}))


def test_caches_keep_page_and_part_apart() -> None:
    assert "HX-Request" in answer()["Vary"]


def test_a_refused_form_has_its_own_status() -> None:
    assert answer(status=422).status_code == 422
