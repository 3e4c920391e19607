"""Jobs, one line each. They are started by `ilp.base.kicks` at commit and by the beat (ilp/settings.py)."""

from celery import shared_task
from django.db import OperationalError
from django.db.models.functions import Now

from pws.models import JobBeat
from pws.services import identities, refresh, trust

# A desa in which many save is counted little more than once a second: each count costs as much as two saves.
REST_S = 0.75
# Then the other jobs have their turn, also while saves never end; what still waits is asked for again.
TURN_S = 5.0


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=1, max_retries=10)
def refresh_stale() -> int:
    """Recompute the desa-months that wait."""
    return refresh.refresh_stale(rest_s=REST_S, seconds=TURN_S)


@shared_task(acks_late=True, autoretry_for=(OperationalError,), retry_backoff=1, max_retries=10)
def open_month() -> int:
    """Give a new month its sasaran."""
    return refresh.open_month()


@shared_task(acks_late=True)
def verify() -> int:
    """The nightly verifier: rebuild, compare, keep the run, swap."""
    found = refresh.rebuild(check_live=True)
    trust.check_invariants(found)
    return (found.fact_differences or 0) + (found.cell_differences or 0)


@shared_task(acks_late=True)
def trust_numbers() -> int:
    """At night: who may stand twice, and which signed numbers are others by now."""
    identities.count_identities()
    return trust.log_restatements()


@shared_task
def heartbeat() -> None:
    """A sign of life for /health."""
    JobBeat.objects.update_or_create(name="worker", defaults={"at": Now()})
