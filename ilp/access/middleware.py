"""One transaction, one session row, one scope per request."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import nullcontext
from importlib import import_module

from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.models import AnonymousUser
from django.contrib.sessions.middleware import SessionMiddleware as DjangoSessionMiddleware
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare

from ilp.access import scope
from ilp.access.models import User

Handler = Callable[[HttpRequest], HttpResponse]


class TransactionMiddleware:
    """A request with a session cookie runs in one transaction; an error undoes all of it.

    Pages without a login stay outside, because a refused login must keep its failed attempt.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if settings.SESSION_COOKIE_NAME not in request.COOKIES or request.path in OUTSIDE | {LOGIN}:
            return self.get_response(request)
        with transaction.atomic():
            response = self.get_response(request)
            if response.status_code >= 500 or getattr(request, "failed", False):
                transaction.set_rollback(True)
        return response


# Answered without asking who asks, and wanted even while the database is away.
OUTSIDE = frozenset({"/ping", "/health"})
LOGIN = "/masuk/"
# What somebody may still do who must change the password first.
BEFORE_NEW_PASSWORD = frozenset({"/sandi/", "/keluar/", "/bahasa/setlang/", LOGIN}) | OUTSIDE


class SessionMiddleware(DjangoSessionMiddleware):
    """Django's own, with our store, which brings the user along."""

    def __init__(self, get_response: Handler) -> None:
        super().__init__(get_response)
        self.SessionStore = import_module(settings.SESSION_ENGINE).SessionStore


def user_of(request: HttpRequest) -> User | AnonymousUser:
    """The user who came with the session; nobody when the password changed since, or the user is closed."""
    session = request.session
    if SESSION_KEY not in session:
        return AnonymousUser()
    user = getattr(session, "loaded_user", None)
    if user is None:
        user = User.objects.select_related("scope").filter(pk=session[SESSION_KEY]).first()
    if user is None or not user.is_active:
        return AnonymousUser()
    stored = session.get(HASH_SESSION_KEY, "")
    if not constant_time_compare(stored, user.get_session_auth_hash()):
        session.flush()
        return AnonymousUser()
    return user


class UserMiddleware:
    """Sets `request.user` and enters the user's scope for the rest of the request."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.path in OUTSIDE or settings.SESSION_COOKIE_NAME not in request.COOKIES:
            request.user = AnonymousUser()
            return self.get_response(request)
        user = user_of(request)
        request.user = user
        entered = scope.of(user) if isinstance(user, User) and request.path != LOGIN else nullcontext()
        with entered:
            return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> None:
        request.failed = True  # type: ignore[attr-defined]


class NewPasswordMiddleware:
    """Whoever still has the password somebody else chose, changes it before anything else."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        must = isinstance(request.user, User) and request.user.must_change_password
        if not must or request.path in BEFORE_NEW_PASSWORD:
            return self.get_response(request)
        if request.headers.get("HX-Request") == "true":
            return HttpResponse(headers={"HX-Redirect": "/sandi/"})
        return redirect("access:password")
