"""Test processes that run at once share no server, and what they start knows nothing of the others."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from ilp.embedded import side_by_side

SHOW = (
    "import json, os, ilp.embedded.side_by_side as one;"
    "print(json.dumps([os.environ.get('ILP_DATA'), one.ENVIRONMENTS in os.environ]))"
)


def shown(**more: str) -> list[object]:
    """ILP_DATA after the plugin was loaded, and whether the servers of the others can still be seen."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("ILP_", "PYTEST_"))}
    done = subprocess.run(
        [sys.executable, "-c", SHOW], env={**kept, **more}, check=True, stdout=subprocess.PIPE
    )
    return list(json.loads(done.stdout))


def test_each_process_takes_the_servers_with_its_number() -> None:
    environs = [{"ILP_DATA": f"/data/{number}"} for number in range(3)]
    how, environ = side_by_side.arguments(environs)

    assert how[how.index("-n") + 1] == "3"
    for number in range(3):
        found = shown(**environ, PYTEST_XDIST_WORKER=f"gw{number}")
        assert found == [f"/data/{number}", False]
    assert shown(**environ) == ["/data/0", True]


def test_one_process_is_started_as_ever() -> None:
    assert side_by_side.arguments([{"ILP_DATA": "/data"}]) == ([], {"ILP_DATA": "/data"})


def test_two_sets_of_servers_have_nothing_in_common() -> None:
    with side_by_side.environments(2) as (one, other):
        for name in ("ILP_DATA", "ILP_DATABASE_URL", "ILP_BROKER_URL"):
            assert one[name] != other[name]
