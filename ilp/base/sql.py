"""Database code that lives in named .sql files: functions, triggers, policies, grants.

Each app keeps its files in `<app>/sql/*.sql`. They are idempotent and are installed again after every
migrate, in the order of their names over all apps, so the file is always the truth. An app may also make
texts of its own (`AppConfig.sql_texts`: name to text), which take their place in that order.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

from django.apps import apps
from django.db import connections


def sql_files() -> list[Path]:
    """All installable files, ordered by file name: `10_…` of any app before `20_…` of any other."""
    found = [path for app in apps.get_app_configs() for path in Path(app.path).glob("sql/[0-9]*.sql")]
    return sorted(found, key=lambda path: path.name)


_REPEAT = re.compile(r"\{\{(\w+): (.*?)\}\}", re.DOTALL)


def expand(text: str) -> str:
    """Write a list out: `{{balita: was.$}}` becomes `was.is_s, was.is_k, …` for the list an app calls balita.

    Apps name their lists in `AppConfig.sql_lists`, so that a table's columns are declared once.
    """
    lists: dict[str, tuple[str, ...]] = {}
    for config in apps.get_app_configs():
        lists |= getattr(config, "sql_lists", {})
    return _REPEAT.sub(lambda m: ", ".join(m[2].replace("$", name) for name in lists[m[1]]), text)


def sql_texts() -> list[tuple[str, Callable[[], str]]]:
    """All that is installed, by name: files, and texts made by apps."""
    texts: list[tuple[str, Callable[[], str]]] = [(path.name, path.read_text) for path in sql_files()]
    for config in apps.get_app_configs():
        texts += getattr(config, "sql_texts", {}).items()
    return sorted(texts, key=lambda text: text[0])


def install(using: str = "default") -> None:
    """Install every file in one transaction. Needs the owner of the database."""
    from django.db import transaction

    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        cursor.execute("set local client_min_messages = warning")
        for _name, text in sql_texts():
            cursor.execute(expand(text()))


def install_after_migrate(using: str, **more: Any) -> None:
    """Signal handler of the last room's migrate: runs once, when every table is there."""
    if "plan" not in more:  # a flush between tests, not a migrate
        return
    tables = connections[using].introspection.table_names()
    if "pws_balitamonth" in tables:
        install(using)
