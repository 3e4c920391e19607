"""Two answers to a stranger: 404 outside the area (we do not confirm that it exists), 403 without right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from ilp.access.http import UserRequest
from ilp.access.models import User
from ilp.access.roles import Can

View = Callable[..., HttpResponse]


def ask_to_log_in(request: HttpRequest) -> HttpResponse:
    """A page is sent to the login and back. A part is told 401, so that the page keeps what was typed."""
    if request.headers.get("HX-Request") == "true":
        return HttpResponse(status=401)
    return redirect_to_login(request.get_full_path() if request.method == "GET" else "/")


def login_needed(view: View) -> View:
    """A view for anybody who is logged in; the view itself asks for rights after it has the object."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return ask_to_log_in(request)
        return view(request, *args, **kwargs)

    return guarded


def need(right: Can) -> Callable[[View], View]:
    """A view only for users with this right: visitors are sent to the login, others get 403.

    For views without an object. Where there is one, find it first (404), then ask with `require` (403).
    """

    def wrap(view: View) -> View:
        @login_needed
        @wraps(view)
        def guarded(request: UserRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            require(request.user, right)
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def require(user: User, right: Can) -> None:
    """Stop with 403 when the role lacks the right. Call it after the object was found in the area."""
    if not user.may(right):
        raise PermissionDenied
