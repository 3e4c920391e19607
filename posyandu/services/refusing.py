"""Saying no without spoiling the transaction of the request."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from django.core.exceptions import ObjectDoesNotExist
from django.db import transaction

from puskesmas.services.refusal import Refused

P = ParamSpec("P")
T = TypeVar("T")


class NotWritten(Exception):
    """A service changed nothing, and says why. Raised before the first write, or after a rollback to it."""


def atomic(service: Callable[P, T]) -> Callable[P, T]:
    """All of it or nothing, in the transaction of the request if there is one, without a savepoint.

    A refusal leaves that transaction usable, because the page that shows what was typed still asks the
    database. Every other error undoes the whole request.
    """

    @wraps(service)
    def run(*args: P.args, **kwargs: P.kwargs) -> T:
        refusal: Exception
        with transaction.atomic(savepoint=False):
            try:
                return service(*args, **kwargs)
            except (NotWritten, Refused, ObjectDoesNotExist) as said:
                refusal = said
        raise refusal

    return run
