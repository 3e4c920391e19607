"""The accounts of an area: list, open, change, close, new password."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ilp.access.gate import login_needed, need, require
from ilp.access.http import UserRequest
from ilp.access.models import User
from ilp.access.roles import Can, Role
from ilp.base.htmx import page
from ilp.base.language import gettext as _
from puskesmas.admin_forms import EditUserForm, UserFilterForm, UserForm
from puskesmas.models import Area, Facility
from puskesmas.selectors.reach import accounts_within, places_for
from puskesmas.selectors.users import ROLE_WORDS, UserFilter, place_filter, place_of, users
from puskesmas.services import accounts
from puskesmas.services.refusal import Refused

METHODS = require_http_methods(["GET", "HEAD", "POST"])


@require_safe
@need(Can.MANAGE)
def user_list(request: UserRequest) -> HttpResponse:
    """Who may log in here, in which role and place, and when they last did."""
    form = UserFilterForm(request.GET, places=place_filter(request.user))
    form.is_valid()
    asked = form.cleaned_data
    number = request.GET.get("hal", "")
    wanted = UserFilter(
        asked.get("cari", "").strip(),
        asked.get("peran", ""),
        asked.get("tempat"),
        asked.get("akun") == "tutup",
        max(1, int(number)) if number.isascii() and number.isdigit() and len(number) < len("10000") else 1,
    )
    rows, has_more = users(by=request.user, wanted=wanted)
    return page(
        request,
        "puskesmas/users.html",
        part="puskesmas/_users.html",
        form=form,
        users=rows,
        older=wanted.page + 1 if has_more else None,
        newer=wanted.page - 1 if wanted.page > 1 else None,
        is_filtered=any((wanted.search, wanted.role, wanted.place, wanted.closed)),
    )


@METHODS
@never_cache
@need(Can.MANAGE)
@sensitive_variables("password")
def new_user(request: UserRequest) -> HttpResponse:
    """First the role, then who and where; answered with the one-time password, shown this once."""
    role = _role_asked(request)
    if role is None:
        return _choose_role(request)
    form = UserForm(request.POST or None, places=places_for(request.user, role), initial={"role": role})
    if not form.is_valid():
        return _form(request, form, role, 422 if form.is_bound else 200)
    try:
        user, password = accounts.open_account(
            by=request.user,
            username=form.cleaned_data["username"],
            full_name=form.cleaned_data["full_name"],
            role=role,
            place=form.place_chosen,
        )
    except Refused as refused:
        form.show(refused.problems)
        return _form(request, form, role, 422)
    return _password(request, user, form.place_chosen, password, is_new=True)


def _role_asked(request: UserRequest) -> str | None:
    asked = request.POST.get("role") or request.GET.get("peran")
    return asked if asked in accounts.grantable(request.user) else None


def _choose_role(request: UserRequest) -> HttpResponse:
    sent = request.POST.get("role") or request.GET.get("peran", "")
    context = {
        "roles": _roles(request.user),
        "refused": Role(sent).label if sent in Role.values else sent,
    }
    return render(request, "puskesmas/user_role.html", context, status=422 if sent else 200)


def _roles(user: User) -> list[tuple[str, str, str]]:
    return [(role.value, str(role.label), str(ROLE_WORDS[role])) for role in accounts.grantable(user)]


@METHODS
@never_cache
@login_needed
def edit_user(request: UserRequest, pk: int) -> HttpResponse:
    """Name, role, place, open or closed. The role of `?peran=` offers its places."""
    user = _manageable(request, pk)
    role = _role_asked(request) or user.role
    if request.POST.get("role", role) != role:  # a role this admin may not grant
        return _choose_role(request)
    form = _edit_form(request, user, role)
    if not form.is_valid():
        return _form(request, form, role, 422 if form.is_bound else 200)
    data = form.cleaned_data
    try:
        changed = accounts.change_account(
            by=request.user,
            user=user,
            full_name=data["full_name"],
            role=role,
            place=form.place_chosen,
            is_active=data["is_active"],
        )
    except Refused as refused:
        form.show(refused.problems)
        return _form(request, form, role, 422)
    messages.success(request, _said(user, bool(changed), "is_active" in changed))
    return redirect("puskesmas:users")


def _said(user: User, is_changed: bool, is_switched: bool) -> str:
    if not is_changed:
        return _("Tidak ada yang diubah.")
    if not is_switched:
        return _("Akun %(name)s disimpan.") % {"name": user.full_name}
    if user.is_active:
        return _("Akun %(name)s dibuka lagi.") % {"name": user.full_name}
    return _("Akun %(name)s ditutup; semua sesinya berakhir.") % {"name": user.full_name}


@require_POST
@never_cache
@login_needed
@sensitive_variables("password")
def reset_password(request: UserRequest, pk: int) -> HttpResponse:
    """A new one-time password, shown this once; the old one and every session end."""
    user = _manageable(request, pk)
    place = place_of(user)
    password = accounts.reset_password(by=request.user, user=user, place=place)
    return _password(request, user, place, password, is_new=False)


def _manageable(request: UserRequest, pk: int) -> User:
    """An account this user may change: 404 outside the area, 403 for a role it may not grant."""
    require(request.user, Can.MANAGE)
    found = accounts_within(request.user).filter(pk=pk)
    user = (found.select_for_update() if request.method == "POST" else found).first()
    if user is None:
        raise Http404
    accounts.may_touch(request.user, user)
    return user


def _edit_form(request: UserRequest, user: User, role: str) -> EditUserForm:
    """With the places of this role, and the one the account has, even when it was closed since."""
    places: list[Area | Facility] = list(places_for(request.user, role))
    kept = place_of(user)
    if role == user.role and kept and kept not in places:
        places.insert(0, kept)
    return EditUserForm(
        request.POST or None,
        account=user,
        places=places,
        initial={
            "role": role,
            "full_name": user.full_name,
            "is_active": user.is_active,
            "place": kept.pk if kept and role == user.role else None,
        },
    )


def _form(request: UserRequest, form: UserForm, role: str, status: int) -> HttpResponse:
    context = {
        "form": form,
        "account": getattr(form, "account", None),
        "role": role,
        "role_word": Role(role).label,
        "role_sentence": ROLE_WORDS.get(Role(role), ""),
        "roles": _roles(request.user),
    }
    return render(request, "puskesmas/user_form.html", context, status=status)


def _password(
    request: UserRequest, user: User, place: Area | Facility | None, password: str, *, is_new: bool
) -> HttpResponse:
    context = {
        "account": user,
        "place": place,
        "role_word": Role(user.role).label,
        "password": password,
        "is_new": is_new,
    }
    return render(request, "puskesmas/user_password.html", context)
