"""Every setting there is: its name, its default, one sentence, and how its text is read.

The supervisor and `ilp.settings` both read this list, and both refuse an ILP_ name that is not on it:
a misspelt setting that is silently ignored is worse than a stop. Standard library only, because the
installer reads it before any package exists.
"""

import base64
import binascii
import difflib
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple
from urllib.parse import urlsplit

PREFIX = "ILP_"
# Shown in no message: keys, and addresses that may hold a password.
SECRET = ("ILP_SECRET_KEY", "ILP_SEAL_KEY", "ILP_DATABASE_URL", "ILP_OWNER_DATABASE_URL", "ILP_BROKER_URL")


class SettingError(Exception):
    """A setting that is unknown or cannot be understood. The message names it and says what would do."""


class Variable(NamedTuple):
    default: str
    description: str
    parse: Callable[[str], Any]


def text(value: str) -> str:
    return value


def boolean(value: str) -> bool:
    known = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
    if value.lower() not in known:
        raise ValueError("true or false")
    return known[value.lower()]


def whole(low: int, high: int) -> Callable[[str], int]:
    """A reader of whole numbers from `low` to `high`."""

    def parse(value: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", value) or not low <= int(value) <= high:
            raise ValueError(f"a whole number from {low} to {high}")
        return int(value)

    return parse


def share(value: str) -> float:
    if not re.fullmatch(r"[01](\.[0-9]+)?|\.[0-9]+", value) or not 0 < float(value) <= 1:
        raise ValueError("a share above 0 and up to 1, such as 0.1")
    return float(value)


def names(value: str) -> list[str]:
    return [name.strip() for name in value.split(",") if name.strip()]


def origins(value: str) -> list[str]:
    found = names(value)
    if not all(re.fullmatch(r"https?://[^/\s]+", origin) for origin in found):
        raise ValueError("addresses with scheme and without path, such as https://ilp.example.go.id")
    return found


def district(value: str) -> str:
    if value and not re.fullmatch(r"[0-9]{2}\.[0-9]{2}", value):
        raise ValueError("the code of a kabupaten or kota such as 73.09, or empty for no demo")
    return value


def url(*schemes: str) -> Callable[[str], str]:
    """A reader of addresses with one of these schemes."""

    def parse(value: str) -> str:
        if value and urlsplit(value).scheme not in schemes:
            raise ValueError(f"an address that starts with {' or '.join(f'{s}://' for s in schemes)}")
        return value

    return parse


def level(value: str) -> str:
    known = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
    if value.upper() not in known:
        raise ValueError("one of " + ", ".join(known))
    return value.upper()


def seal_key(value: str) -> str:
    try:
        fits = not value or len(base64.b64decode(value, validate=True)) == 32
    except binascii.Error:
        fits = False
    if not fits:
        raise ValueError("32 random bytes in base64")
    return value


_database = url("postgresql", "postgres")

VARIABLES: dict[str, Variable] = {
    "ILP_PORT": Variable("8000", "Port of the web server.", whole(1, 65535)),
    "ILP_HOST": Variable("127.0.0.1", "Address the web server listens on.", text),
    "ILP_DATA": Variable(".data", "Folder for everything that is written.", text),
    "ILP_DEMO": Variable("73.09", "Kabupaten or kota of the demo data; empty for none.", district),
    "ILP_DEMO_SCALE": Variable("0.1", "Share of the district's population in the demo data.", share),
    "ILP_DATABASE_URL": Variable("", "Database as role ilp_app: web, worker and beat.", _database),
    "ILP_OWNER_DATABASE_URL": Variable("", "Database as its owner: migrations, loads, manage.py.", _database),
    "ILP_BROKER_URL": Variable("", "Valkey or Redis that carries the jobs.", url("redis", "rediss")),
    "ILP_SECRET_KEY": Variable("", "Signs sessions and forms.", text),
    "ILP_SEAL_KEY": Variable("", "Seals the NIK: 32 bytes in base64.", seal_key),
    "ILP_DEBUG": Variable("false", "Show errors with their source in the browser.", boolean),
    "ILP_ALLOWED_HOSTS": Variable("127.0.0.1,localhost", "Host names the web server answers to.", names),
    "ILP_TRUSTED_ORIGINS": Variable("", "Addresses from which forms are accepted.", origins),
    "ILP_WEB_WORKERS": Variable("2", "Web processes.", whole(1, 256)),
    "ILP_WEB_THREADS": Variable("4", "Threads in each web process.", whole(1, 256)),
    "ILP_WORKER_CONCURRENCY": Variable("1", "Jobs that run at the same time.", whole(1, 256)),
    "ILP_CLOSING_DAY": Variable(
        "5", "Day of the next month after which a month is closed; 0: never by date.", whole(0, 28)
    ),
    "ILP_LOG_LEVEL": Variable("INFO", "Least important log line that is kept.", level),
    "ILP_PG_BIN": Variable("", "Folder with the PostgreSQL programs to use instead of the wheel's.", text),
    "ILP_VALKEY_BIN": Variable("", "The valkey-server or redis-server to use instead of the wheel's.", text),
    "ILP_HTTPS": Variable("false", "Served behind a TLS proxy: secure cookies, redirects, HSTS.", boolean),
    "ILP_VERSION": Variable("", "Version to show; set in images, which have no checkout.", text),
    "ILP_TEST": Variable("false", "Set by the test command; never by hand.", boolean),
}


def check(environ: Mapping[str, str]) -> None:
    """Raise SettingError for the first ILP_ variable that is unknown or cannot be understood."""
    for name in sorted(environ):
        if name.startswith(PREFIX) and name not in VARIABLES:
            near = difflib.get_close_matches(name, VARIABLES, n=1)
            hint = f"Did you mean {near[0]}?" if near else f"Known are {', '.join(VARIABLES)}."
            raise SettingError(f"Unknown setting {name}. {hint}")
    for name in VARIABLES:
        read(name, environ)


def read(name: str, environ: Mapping[str, str]) -> Any:
    """The value of one setting, from the environment or its default."""
    value = environ.get(name, VARIABLES[name].default)
    try:
        return VARIABLES[name].parse(value)
    except ValueError as error:
        shown = "the given value" if name in SECRET else repr(value)
        raise SettingError(f"{name} is {shown}; it must be {error}.") from None


def read_all(environ: Mapping[str, str]) -> dict[str, Any]:
    """All settings, read and checked. Raises SettingError, so nothing starts on a misspelt name."""
    check(environ)
    return {name: read(name, environ) for name in VARIABLES}
