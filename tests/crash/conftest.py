"""The installation that a crash test hurts: made for it, migrated, ended after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ilp.embedded import processes
from tests.crash.site import Site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    made = Site(tmp_path)
    try:
        made.run(processes.migrate(made.environ))
        made.run(processes.static(made.environ))
        yield made
    finally:
        made.close()
