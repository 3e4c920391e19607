"""Every ILP_* variable the product understands, in one table read by the supervisor and by the settings."""

import difflib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


class UnknownSetting(ValueError):
    """A variable whose name or value is not understood. The message names it and says what is expected."""


def _boolean(text: str) -> bool:
    words = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False, "": False}
    try:
        return words[text.strip().lower()]
    except KeyError:
        raise ValueError("expected true or false") from None


def _list(text: str) -> list[str]:
    return [item.strip() for item in text.split(",") if item.strip()]


def _positive_int(text: str) -> int:
    number = int(text)
    if number < 1:
        raise ValueError("expected a whole number above zero")
    return number


def _port(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 65535:
        raise ValueError("expected a port from 1 to 65535")
    return number


def _share(text: str) -> float:
    number = float(text)
    if not 0 < number <= 1:
        raise ValueError("expected a share above 0 and at most 1")
    return number


@dataclass(frozen=True, slots=True)
class Variable:
    """One variable: its default as text, what it is for, and how its text is read."""

    default: str
    purpose: str
    parse: Callable[[str], Any] = str


VARIABLES: dict[str, Variable] = {
    "ILP_PORT": Variable("8000", "Port of the web server.", _port),
    "ILP_HOST": Variable("127.0.0.1", "Address the web server listens on."),
    "ILP_DATA": Variable(".data", "Folder for everything that is written: database, logs, secrets."),
    "ILP_DEMO": Variable("73.09", "Code of the demo district; empty starts without a demo."),
    "ILP_DEMO_SCALE": Variable("0.1", "Share of the district's population in the demo.", _share),
    "ILP_DATABASE_URL": Variable("", "Database as the application role, used by web, worker and beat."),
    "ILP_OWNER_DATABASE_URL": Variable("", "Database as its owner, used by migrations and commands."),
    "ILP_BROKER_URL": Variable("", "Valkey: task queue and cache."),
    "ILP_SECRET_KEY": Variable("", "Signs sessions and forms."),
    "ILP_SEAL_KEY": Variable("", "32 bytes in base64 that seal NIK and KK numbers."),
    "ILP_DEBUG": Variable("false", "Development mode.", _boolean),
    "ILP_ALLOWED_HOSTS": Variable("127.0.0.1,localhost", "Host names the site answers to.", _list),
    "ILP_TRUSTED_ORIGINS": Variable("", "Origins trusted for forms, with scheme.", _list),
    "ILP_HTTPS": Variable("false", "The site is served over HTTPS: secure cookies, HSTS.", _boolean),
    "ILP_WEB_WORKERS": Variable("2", "Web server processes.", _positive_int),
    "ILP_WEB_THREADS": Variable("4", "Threads in each web server process.", _positive_int),
    "ILP_WORKER_CONCURRENCY": Variable("1", "Task processes of the worker.", _positive_int),
    "ILP_LOG_LEVEL": Variable("INFO", "Least level that is logged."),
    "ILP_PG_BIN": Variable("", "Folder with PostgreSQL's programs, instead of the bundled ones."),
    "ILP_VALKEY_BIN": Variable("", "Path of valkey-server, instead of the bundled one."),
    "ILP_VERSION": Variable("", "Version shown by /health when it is not read from the checkout."),
    "ILP_TEST": Variable("false", "Set by the test command only.", _boolean),
}


def check(environ: Mapping[str, str]) -> None:
    """Raise UnknownSetting for an ILP_* name that is not in the table, naming the nearest one that is."""
    for name in environ:
        if name.startswith("ILP_") and name not in VARIABLES:
            near = difflib.get_close_matches(name, VARIABLES, n=1)
            hint = f" Did you mean {near[0]}?" if near else f" Known: {', '.join(sorted(VARIABLES))}."
            raise UnknownSetting(f"Unknown setting {name}.{hint}")


def read(name: str, environ: Mapping[str, str]) -> Any:
    """The parsed value of one variable; an empty value means its default."""
    variable = VARIABLES[name]
    text = environ.get(name) or variable.default
    try:
        return variable.parse(text)
    except ValueError as problem:
        raise UnknownSetting(f"{name}={text!r} is not understood: {problem}. {variable.purpose}") from None


def read_all(environ: Mapping[str, str]) -> dict[str, Any]:
    """Every variable, checked and parsed."""
    check(environ)
    return {name: read(name, environ) for name in VARIABLES}
