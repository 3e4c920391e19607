"""Signs of life, the pages for errors, and the components page of the design system."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooLate
from typing import Any

import psycopg
import redis
from django.conf import settings
from django.db import connection
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.views import SpectacularAPIView
from redis.backoff import NoBackoff
from redis.retry import Retry
from rest_framework.permissions import IsAuthenticated

from ilp.base.components import examples

# Whoever asks for our health must not wait for what is ill.
PATIENCE_S = 1.0
WORKER_IS_SILENT_AFTER_S = 30

# No connection of the application is used: the answer is about the servers, not about a pool.
_askers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="health")

_STATE = """
    select (select extract(epoch from now() - max(at)) from pws_jobbeat)::float,
           coalesce((select extract(epoch from now() - min(changed_at)) from base_change), 0)::float
"""

schema = SpectacularAPIView.as_view(permission_classes=[IsAuthenticated])


@require_safe
def ping(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is asked."""
    return HttpResponse("pong", content_type="text/plain")


@require_safe
def health(request: HttpRequest) -> JsonResponse:
    """Database, broker, worker, freshness. 200 when records can be kept and jobs be queued, else 503."""
    asked_database = _askers.submit(_ask_database, _database_parameters())
    asked_broker = _askers.submit(_ask_broker)
    state = _answer(asked_database)
    has_broker = bool(_answer(asked_broker))
    silent_s, oldest_s = state or (None, None)
    fine = state is not None and has_broker
    return JsonResponse(
        {
            "status": "ok" if fine else "trouble",
            "database": state is not None,
            "broker": has_broker,
            "worker": silent_s is not None and silent_s <= WORKER_IS_SILENT_AFTER_S,
            "oldest_unrefreshed_s": None if oldest_s is None else round(oldest_s, 1),
            "version": settings.VERSION,
        },
        status=200 if fine else 503,
    )


def _database_parameters() -> dict[str, Any]:
    return {
        **connection.get_connection_params(),
        "connect_timeout": 2,
        "options": "-c statement_timeout=1000",
    }


def _ask_database(parameters: dict[str, Any]) -> tuple[float | None, float]:
    parameters.pop("cursor_factory", None)
    with psycopg.connect(**parameters) as fresh:
        row = fresh.execute(_STATE).fetchone()
    assert row is not None  # one row, always
    return row[0], row[1]


def _ask_broker() -> bool:
    with redis.Redis.from_url(
        settings.CELERY_BROKER_URL,
        socket_connect_timeout=PATIENCE_S,
        socket_timeout=PATIENCE_S,
        retry=Retry(NoBackoff(), 0),
    ) as client:
        return bool(client.ping())


def _answer(asked: Any) -> Any:
    try:
        return asked.result(timeout=PATIENCE_S)
    except (TooLate, psycopg.Error, redis.RedisError, OSError):
        return None


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every component with the line that includes it. Routed in debug only."""
    return render(request, "components.html", examples())


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400: what was sent cannot be understood."""
    return render(request, "400.html", status=400)


def denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403: inside the area, without the right."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form whose token is old. The header tells app.js that logging in again helps."""
    response = render(request, "403_csrf.html", status=403)
    response["X-ILP-CSRF"] = "stale"
    return response


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404: not there, or outside the area; we do not say which."""
    return render(request, "404.html", status=404)


def broken(request: HttpRequest) -> HttpResponse:
    """500, rendered without the database, which may be what is broken."""
    return render(None, "500.html", status=500)
