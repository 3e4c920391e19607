from typing import Any

from django.apps import AppConfig


class PosyanduConfig(AppConfig):
    name = "posyandu"
    verbose_name = "Posyandu"

    def ready(self) -> None:
        from puskesmas.news import identity_corrected

        identity_corrected.connect(_recompute, dispatch_uid="posyandu.recompute")


def _recompute(person_id: Any, **more: Any) -> None:
    from posyandu.services.recompute import recompute_visits

    recompute_visits(person_id=person_id)
