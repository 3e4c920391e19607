"""How a service says no: every problem at once, by field, in words for the screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from django.db import transaction


class Refused(ValueError):
    """Nothing was written. `problems` maps a field name to an Indonesian sentence that says what to do."""

    def __init__(self, problems: Mapping[str, str]) -> None:
        super().__init__(" ".join(problems.values()))
        self.problems = dict(problems)


@contextmanager
def one_transaction() -> Iterator[None]:
    """Join the open transaction, or open one. Usable as a decorator.

    A refusal passes without spoiling the transaction, so the page that shows it can still be made: services
    refuse before their first write, or inside a savepoint of their own.
    """
    refused = None
    with transaction.atomic(savepoint=False):
        try:
            yield
        except Refused as refusal:
            refused = refusal
    if refused is not None:
        raise refused
