"""The logins of one user: each on one device, each can be ended."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import transaction
from django.utils import timezone

from ilp.access import audit
from ilp.access.models import Session, User
from ilp.base.language import gettext as _

# The first word found in the user agent names the browser: most call themselves Chrome and Safari as well.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@dataclass(frozen=True, slots=True)
class Device:
    """A login as its owner sees it. `mark` names it without giving its key away."""

    mark: str
    name: str
    since: datetime
    until: datetime
    is_this: bool


def device_name(user_agent: str) -> str:
    """A device in words.

    >>> device_name("Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/131.0 Safari/537.36 Edg/131.0")
    'Edge di Windows'
    """
    browser = next((name for word, name in _BROWSERS if word in user_agent), _("Peramban lain"))
    system = next((name for word, name in _SYSTEMS if word in user_agent), _("perangkat lain"))
    return _("%(browser)s di %(system)s") % {"browser": browser, "system": system}


def mark_of(session_key: str) -> str:
    return sha256(session_key.encode()).hexdigest()[:32]


def devices(*, user: User, this_key: str | None) -> list[Device]:
    """The logins that are still good, this one first, then newest first."""
    rows = Session.objects.filter(user=user, expire_date__gt=timezone.now()).order_by("-created_at")
    found = [
        Device(
            mark_of(row.session_key),
            device_name(row.user_agent),
            row.created_at,
            row.expire_date,
            row.session_key == this_key,
        )
        for row in rows
    ]
    return sorted(found, key=lambda device: not device.is_this)


@transaction.atomic(savepoint=False)
def end_device(*, user: User, mark: str) -> bool:
    """End one login of this user; False when there is none with this mark."""
    keys = Session.objects.filter(user=user).values_list("session_key", flat=True)
    key = next((key for key in keys if mark_of(key) == mark), None)
    if key is None:
        return False
    Session.objects.filter(session_key=key).delete()
    audit.record("access.session_ended", "user", [])
    return True


def end_other_devices(*, user: User, this_key: str | None) -> int:
    """End every login of this user but one; returns how many."""
    return Session.objects.filter(user=user).exclude(session_key=this_key or "").delete()[0]
