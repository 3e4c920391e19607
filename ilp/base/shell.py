"""What stands around every page, made once and kept: its head with the menu, and parts without a variable."""

from __future__ import annotations

from django.middleware.csrf import get_token
from django.template.context import Context
from django.template.loader import render_to_string
from django.utils.safestring import SafeString, mark_safe

from ilp.base import menu
from ilp.base.language import spoken
from ilp.base.lately import Lately

# Stands in a kept head where the token of each request goes.
_TOKEN = "token-of-this-request"  # noqa: S105 - not a token
_HEADS = Lately[str](most=200)
_PARTS = Lately[SafeString](most=50)


def header(context: Context) -> SafeString:
    """Who is logged in, and the menu. Kept for each person, language and place in the menu."""
    request, me = context.get("request"), context.get("me")
    here = menu.here(request.path if request else "")
    place = getattr(getattr(me, "scope", None), "place_name", "")
    who = (me.pk, me.username, me.full_name, me.role, me.must_change_password, place) if me else ()
    key = (spoken(), who, here)
    kept = _HEADS.get(key)
    if kept is None:
        rights = {name: context.get(name) for name in ("can_manage", "can_see_audit")}
        entries = [
            (entry, menu.href(entry), here.mark if index == here.index else "")
            for index, entry in enumerate(menu.ENTRIES)
            if not entry.needs or context.get(f"can_{entry.needs}")
        ]
        kept = render_to_string(
            "components/header.html", {"me": me, "entries": entries, "csrf_token": _TOKEN, **rights}
        )
        _HEADS.keep(key, kept)
    return mark_safe(kept.replace(_TOKEN, get_token(request)) if me and request else kept)  # noqa: S308


def part(template: str) -> SafeString:
    """A template that says the same on every page of a language."""
    key = (spoken(), template)
    kept = _PARTS.get(key)
    if kept is None:
        kept = render_to_string(template)
        _PARTS.keep(key, kept)
    return kept
