from collections.abc import Callable
from typing import Any

from django.apps import AppConfig
from django.conf import settings


class PosyanduConfig(AppConfig):
    name = "posyandu"
    verbose_name = "Posyandu"
    sql_lists: dict[str, tuple[str, ...]] = {}
    sql_texts: dict[str, Callable[[], str]] = {}

    def ready(self) -> None:
        from puskesmas.news import identity_corrected

        identity_corrected.connect(_recompute, dispatch_uid="posyandu.recompute")
        # Settings that SQL needs, written into it when it is installed.
        self.sql_lists = {"time_zone": (settings.TIME_ZONE,), "closing_day": (str(settings.CLOSING_DAY),)}
        self.sql_texts = {"22_lock_child.sql": _lock_child, "34_insert_record.sql": _insert_record}


def _recompute(person_id: Any, **more: Any) -> None:
    from posyandu.services.recompute import recompute_visits

    recompute_visits(person_id=person_id)


# Imported when they are installed: beside a migrate nobody who starts needs what they stand on.
def _lock_child() -> str:
    from posyandu.services.visit_rows import lock_function

    return lock_function()


def _insert_record() -> str:
    from posyandu.services.record_rows import insert_function

    return insert_function()
