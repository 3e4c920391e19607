"""The whole test suite in several processes, each with a PostgreSQL and a Valkey of its own.

`environments` starts the servers; pytest-xdist starts the processes; as a plugin of pytest (`-p`) this module
gives each of them its servers, before Django reads its settings.
"""

import contextlib
import json
import os
import secrets
import tempfile
from collections.abc import Iterator
from pathlib import Path

from ilp.embedded.stack import Stack

ENVIRONMENTS = "TEST_ENVIRONMENTS"
MOST = 4  # each set of servers and its processes takes about a gigabyte


def processes() -> int:
    """One more than there are cores: at any time one of them waits, for a browser, a worker or a start."""
    return min(len(os.sched_getaffinity(0)) + 1, MOST)


@contextlib.contextmanager
def environments(count: int, *, throwaway: bool = True) -> Iterator[list[dict[str, str]]]:
    """What `count` processes need to work on servers that nobody else uses and that leave nothing behind."""
    with contextlib.ExitStack() as stacks:
        folders = [
            tempfile.TemporaryDirectory(prefix="ilp-", ignore_cleanup_errors=True) for _ in range(count)
        ]
        yield [
            stacks.enter_context(Stack(Path(stacks.enter_context(folder)), throwaway=throwaway)).env()
            for folder in folders
        ]


def arguments(environs: list[dict[str, str]]) -> tuple[list[str], dict[str, str]]:
    """What pytest is called with for these servers, and its variables."""
    if len(environs) == 1:
        return [], environs[0]
    # A file stays in one process, where its district is made once; long ones come first (tests/conftest.py).
    how = ["-p", __name__, "-n", str(len(environs)), "--dist", "loadscope", "--no-loadscope-reorder"]
    # All must list the tests in one order, also those made from a set.
    same = {ENVIRONMENTS: json.dumps(environs), "PYTHONHASHSEED": str(secrets.randbelow(2**32))}
    return how, {**environs[0], **same}


def _take_mine() -> None:
    """In a process of pytest-xdist: the servers with its number. What it starts is told of no others."""
    name = os.environ.get("PYTEST_XDIST_WORKER")
    if name and ENVIRONMENTS in os.environ:
        os.environ.update(json.loads(os.environ.pop(ENVIRONMENTS))[int(name.removeprefix("gw"))])


_take_mine()
