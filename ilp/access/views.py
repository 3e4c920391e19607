"""The door: logging in and out, passwords, own sessions, and the trail."""

from __future__ import annotations

from datetime import timedelta

from axes.helpers import get_client_ip_address
from axes.models import AccessAttempt
from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login as start_session
from django.contrib.auth import logout as end_session_of
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render, resolve_url
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ilp.access import audit, devices, scope, trail
from ilp.access.forms import LoginForm, NewPasswordForm, TrailForm
from ilp.access.gate import login_needed, need
from ilp.access.http import UserRequest
from ilp.access.models import User
from ilp.access.roles import Can
from ilp.base.htmx import page
from ilp.base.language import gettext as _


def _next(request: HttpRequest) -> str:
    wanted = request.POST.get("next") or request.GET.get("next") or ""
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()):
        return wanted
    return resolve_url(settings.LOGIN_REDIRECT_URL)


@never_cache
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def login(request: HttpRequest) -> HttpResponse:
    """Log in. Five wrong passwords for one name from one address, and both wait for a quarter of an hour."""
    if request.method == "GET" and isinstance(request.user, User):
        return HttpResponseRedirect(_next(request))
    form = LoginForm(request, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        user = form.get_user()
        with transaction.atomic(), scope.of(user):
            start_session(request, user)
            request.session["user_agent"] = request.headers.get("User-Agent", "")[:200]
            audit.record("access.login", "user", [])
        return HttpResponseRedirect(_next(request))
    status = 422 if form.is_bound else 200
    return render(
        request, "access/login.html", {"form": form, "next": request.GET.get("next", "")}, status=status
    )


def locked_out(
    request: HttpRequest,
    original_response: HttpResponse | None = None,
    credentials: dict[str, str] | None = None,
) -> HttpResponse:
    """What Axes shows after too many wrong passwords: from when on it may be tried again."""
    name = (credentials or {}).get("username") or request.POST.get("username", "")
    attempts = AccessAttempt.objects.filter(username=name, ip_address=get_client_ip_address(request))
    last = max((attempt.attempt_time for attempt in attempts), default=timezone.now())
    opens = last + timedelta(hours=settings.AXES_COOLOFF_TIME)
    response = render(request, "access/locked.html", {"name": name, "opens": opens}, status=429)
    response["Retry-After"] = str(max(1, round((opens - timezone.now()).total_seconds())))
    return response


@require_POST
@login_needed
def logout(request: UserRequest) -> HttpResponse:
    """Log out here; other devices stay."""
    audit.record("access.logout", "user", [])
    end_session_of(request)
    return redirect(settings.LOGOUT_REDIRECT_URL)


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
@login_needed
def password(request: UserRequest) -> HttpResponse:
    """Change the own password; every other device is logged out."""
    form = NewPasswordForm(request.user, data=request.POST or None)
    if request.method == "POST" and form.is_valid():
        _keep_password(request, form)
        messages.success(request, _("Kata sandi sudah diganti. Perangkat lain harus masuk lagi."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    return render(request, "access/password.html", {"form": form}, status=422 if form.is_bound else 200)


def _keep_password(request: UserRequest, form: NewPasswordForm) -> None:
    request.user.must_change_password = False
    form.save()
    update_session_auth_hash(request, request.user)
    devices.end_other_devices(user=request.user, this_key=request.session.session_key)
    audit.record("access.password", "user", [])


@never_cache
@require_safe
@login_needed
def sessions(request: UserRequest) -> HttpResponse:
    """Where this user is logged in."""
    found = devices.devices(user=request.user, this_key=request.session.session_key)
    return render(request, "access/sessions.html", {"devices": found})


@require_POST
@login_needed
def end_session(request: UserRequest, mark: str) -> HttpResponse:
    """Log one device out."""
    if not devices.end_device(user=request.user, mark=mark):
        raise Http404
    messages.success(request, _("Sesi itu sudah diakhiri."))
    return redirect("access:sessions")


@never_cache
@require_safe
def alive(request: HttpRequest) -> HttpResponse:
    """204 while the session lives, else 401: asked by a page before it sends a long form."""
    return HttpResponse(status=204 if isinstance(request.user, User) else 401)


@never_cache
@require_safe
@login_needed
def back(request: UserRequest) -> HttpResponse:
    """Shown after logging in again in a second tab."""
    return render(request, "access/back.html")


@never_cache
@require_safe
@need(Can.SEE_AUDIT)
def audit_trail(request: UserRequest) -> HttpResponse:
    """Who did or read what, newest first."""
    form = TrailForm(request.GET)
    form.fields["tindakan"].choices = [("", _("Semua")), *trail.DEEDS.items()]  # type: ignore[attr-defined]
    asked = form.cleaned_data if form.is_valid() else {}
    wanted = trail.Wanted(
        asked.get("orang"),
        asked.get("pelaku", ""),
        asked.get("tindakan", ""),
        asked.get("hari"),
        asked.get("sebelum"),
    )
    with_values = request.user.may(Can.SEE_NAMES)
    found, older = trail.lines(wanted, with_values=with_values) if form.is_valid() else ([], None)
    audit.record("audit.read", "user", [])
    return page(
        request,
        "access/audit.html",
        part="access/_trail.html",
        form=form,
        lines=found,
        older=older,
        before=wanted.before,
    )
