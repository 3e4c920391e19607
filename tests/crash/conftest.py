"""The installation that a crash test hurts: made for it, migrated, ended after it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ilp.embedded import processes
from tests.crash.site import Site, made_site


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    with made_site(tmp_path) as made:
        made.run(processes.static(made.environ))
        yield made
