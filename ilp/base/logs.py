"""Logs for machines to read, and nothing in them that names a person: no query string, no local variables."""

from typing import Any

import structlog
from django.http import HttpRequest
from django_structlog.middlewares import RequestMiddleware

_common: list[Any] = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.processors.TimeStamper(fmt="iso", utc=True),
    structlog.processors.format_exc_info,  # the plain traceback, without the values of variables
]

FORMATTER: dict[str, Any] = {
    "()": "structlog.stdlib.ProcessorFormatter",
    "foreign_pre_chain": _common,
    "processors": [
        structlog.stdlib.ProcessorFormatter.remove_processors_meta,
        structlog.processors.JSONRenderer(),
    ],
}


def configure() -> None:
    """Send what structlog is told through the logging of Python, where LOGGING decides what is kept."""
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *_common,
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )


class RequestLogMiddleware(RequestMiddleware):
    """Binds request, user number and address to every log line; a search for a name stays out of it."""

    @classmethod
    def bind_ip(cls, request: HttpRequest) -> None:
        # The last one is who asked the nearest proxy; what stands before it, anybody can write.
        forwarded = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip()
        structlog.contextvars.bind_contextvars(ip=forwarded or request.META.get("REMOTE_ADDR"))

    @staticmethod
    def format_request(request: HttpRequest) -> str:
        return f"{request.method} {request.path}"
