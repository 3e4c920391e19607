"""One view, one template: the whole page, or only its part when htmx asked for the part."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.middleware import HtmxDetails


class HtmxHttpRequest(HttpRequest):
    """A request that went through the middleware of django-htmx."""

    htmx: HtmxDetails


def page(
    request: HtmxHttpRequest, template: str, *, part: str, status: int = 200, **context: object
) -> HttpResponse:
    """Answer with the whole page, or only its part when htmx asked for the part.

    `template` includes the file named by `part`, so the two cannot drift apart. A refused form is answered
    with status 422: htmx shows it, and nothing takes it for success.
    """
    wants_part = request.htmx and not request.htmx.boosted and not request.htmx.history_restore_request
    response = render(request, part if wants_part else template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response
