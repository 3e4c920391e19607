"""Jobs of places and people, one line each. The schedule with its reasons is in ilp/settings.py."""

from celery import shared_task

from ilp.access import scope
from puskesmas.services.scopes import rebuild_scopes


@shared_task(acks_late=True)
def renew_scopes() -> None:
    """Work out again what each user may see today."""
    with scope.system("scopes"):
        rebuild_scopes()
