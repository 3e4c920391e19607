"""The two answers to a stranger: 404 outside the area (we do not confirm that it exists), 403 without the right."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from ilp.access.models import User
from ilp.access.roles import Can



def need(right: Can) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """A view only for users with this right: visitors are sent to the login, others get 403.

    The area is checked first by `after=`-style object look-ups inside the view; see `require`.
    """

    def wrap(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not isinstance(request.user, User):
                return redirect_to_login(request.get_full_path())
            if not request.user.may(right):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return guarded

    return wrap


def login_needed(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """A view for anybody who is logged in; the view itself asks for rights after it has the object."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not isinstance(request.user, User):
            return redirect_to_login(request.get_full_path())
        return view(request, *args, **kwargs)

    return guarded


def require(user: User, right: Can) -> None:
    """Stop with 403 when the role lacks the right. Call it after the object was found in the area."""
    if not user.may(right):
        raise PermissionDenied
